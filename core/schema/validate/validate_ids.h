/* SPDX-License-Identifier: MIT */
/* The positional ids of a path. */
#ifndef OTK_SCHEMA_VALIDATE_IDS_H
#define OTK_SCHEMA_VALIDATE_IDS_H

#include "core/schema/validate/problem.h"

/* Validates the ids of an operation's path; a session id must belong to the key's project. */
otk_status otk_validate_ids(const otk_operation *operation, const char *const *ids,
	const otk_validation *validation, const char *where, otk_error *error);

#endif
