/* SPDX-License-Identifier: MIT */
/* Options of lists: the same for archives, broadcasts and renders (doc/contract.md, 4.1). */
#ifndef OTK_LIST_H
#define OTK_LIST_H

#include <otk/types.h>

OTK_BEGIN_DECLS

typedef struct otk_list_options {
	size_t struct_size;
	int64_t offset;         /* number of newest items to skip */
	int64_t count;          /* 1 to 1000; 0: 50 */
	const char *session_id; /* only items of this session; NULL: of all sessions */
	const char *extra_json;
} otk_list_options;

OTK_ASSERT_NO_TAIL(otk_list_options, extra_json);
#define OTK_LIST_OPTIONS(...) OTK_MAKE(otk_list_options, __VA_ARGS__)
#define OTK_LIST_OPTIONS_INIT OTK_INIT(otk_list_options)

OTK_END_DECLS

#endif
