/* SPDX-License-Identifier: MIT */
/* extra_json: members of a request that the table does not know. */
#ifndef OTK_SCHEMA_EXTRA_H
#define OTK_SCHEMA_EXTRA_H

#include <otk/plugin.h>

#include "core/base/error/status.h"
#include "core/base/json/json_read.h"

typedef struct otk_extra_member {
	const char *name; /* unescaped */
	otk_slice value;  /* JSON text inside the caller's */
} otk_extra_member;

/* All zero: no members. */
typedef struct otk_extra {
	otk_extra_member *members;
	size_t count;
} otk_extra;

/*
 * Parses a JSON object; json NULL: no members. OTK_E_ARGUMENT also if a name is given twice, in it
 * or in an object inside it.
 */
otk_status otk_extra_parse(const char *json, otk_extra *extra, otk_error *error);
/* The field's wire name or one of its aliases is a member. */
bool otk_extra_has_field(const otk_extra *extra, const otk_field *field);
void otk_extra_free(otk_extra *extra);
/* The members go into the query: the type has query fields and no body fields. */
bool otk_extra_in_query(const otk_type *type);

#endif
