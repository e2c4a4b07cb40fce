/* SPDX-License-Identifier: MIT */
/* extra_json: members of a caller's that the table does not know. */
#ifndef OTK_SCHEMA_EXTRA_H
#define OTK_SCHEMA_EXTRA_H

#include "core/base/json_read.h"
#include "core/schema/schema.h"

typedef struct otk_extra_member {
	const char *name; /* unescaped */
	otk_slice value;  /* JSON text inside the caller's */
} otk_extra_member;

/* Zeros: none. */
typedef struct otk_extra {
	otk_extra_member *members;
	size_t count;
	char *names; /* where the names lie */
} otk_extra;

/* json NULL: no members. Each name stands once, the last one's value counts. */
otk_status otk_extra_parse(const char *json, otk_extra *extra, otk_error *error);
bool otk_extra_has(const otk_extra *extra, const char *name);
void otk_extra_free(otk_extra *extra);
/* Where the members go: the query when the type has query fields and none for the body. */
bool otk_extra_in_query(const otk_type *type);

#endif
