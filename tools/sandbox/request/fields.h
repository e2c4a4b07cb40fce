/* SPDX-License-Identifier: MIT */
/* Members of request bodies, as tables: what is there is checked, brought to the contract's name
 * and type, and given its default; unknown members are left out. */
#ifndef OTK_SANDBOX_FIELDS_H
#define OTK_SANDBOX_FIELDS_H

#include <stdint.h>

#include "tools/sandbox/request/request.h"

typedef enum sandbox_field_kind {
	SANDBOX_TEXT = 1,
	SANDBOX_FLAG,    /* also "true" and "false" in any case */
	SANDBOX_NUMBER,  /* also digits */
	SANDBOX_TEXTS,   /* list of strings that are not empty */
	SANDBOX_MAP,     /* object of strings */
	SANDBOX_OBJECT,  /* described by members */
	SANDBOX_OBJECTS, /* list of those; a single one counts as a list of one */
	SANDBOX_ANY
} sandbox_field_kind;

typedef struct sandbox_field {
	const char *name;
	sandbox_field_kind kind;
	bool required;
	bool may_be_empty; /* an empty text is a value (else: as if it were not there) */
	int64_t min;       /* numbers: value; texts: bytes; lists: items */
	int64_t max;       /* 0: none */
	int code;          /* of the error, 0: -1 */
	const char *alias;
	const char *otherwise;       /* default, as JSON */
	const char *const *values;   /* known ones, ends with NULL */
	const char *const *prefixes; /* of which a text has one */
	const struct sandbox_field *members;
} sandbox_field;

/* The checked object, or NULL: then the request was refused. The table ends with a name of NULL. */
json_object *sandbox_fields_read(
	sandbox_request *request, const sandbox_field *fields, json_object *body);

extern const char *const sandbox_resolutions[];
extern const char *const sandbox_web_prefixes[];

#endif
