/* SPDX-License-Identifier: MIT */
/* A project, in responses of account management and of muting (doc/contract.md, 13 and 23). */
#ifndef OTK_PROJECT_H
#define OTK_PROJECT_H

#include <otk/types.h>

OTK_BEGIN_DECLS

#define OTK_PROJECT_ACTIVE    "ACTIVE"
#define OTK_PROJECT_SUSPENDED "SUSPENDED" /* all its calls fail with 403 */

typedef struct otk_project {
	size_t struct_size;
	const char *id;          /* API key or application id */
	const char *secret;      /* never log it; NULL: not in the response */
	const char *status;      /* OTK_PROJECT_…; sometimes "VALID" for active */
	const char *name;        /* "": it has no name */
	const char *environment; /* "standard", "enterprise" */
	const char *environment_name;
	const char *environment_description;
	int64_t created_at; /* ms since the epoch */
} otk_project;

OTK_ASSERT_NO_TAIL(otk_project, created_at);

OTK_END_DECLS

#endif
