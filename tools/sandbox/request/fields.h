/* SPDX-License-Identifier: MIT */
/* Tables of the members of request bodies. Each member is checked, gets the contract's name and
 * type and its default value. */
#ifndef OTK_SANDBOX_FIELDS_H
#define OTK_SANDBOX_FIELDS_H

#include <stdint.h>

#include "tools/sandbox/request/request.h"

typedef enum sandbox_field_kind {
	SANDBOX_TEXT = 1,
	SANDBOX_FLAG,     /* also "true" and "false" in any case */
	SANDBOX_NUMBER,   /* integer, also as digits in a string */
	SANDBOX_FRACTION, /* any number */
	SANDBOX_TEXTS,    /* list of non-empty strings */
	SANDBOX_MAP,      /* object of strings */
	SANDBOX_OBJECT,   /* described by members */
	SANDBOX_OBJECTS,  /* list of objects; a single object counts as a list of one */
	SANDBOX_ANY
} sandbox_field_kind;

typedef struct sandbox_field {
	const char *name;
	sandbox_field_kind kind;
	bool required;
	bool may_be_empty; /* "" is a value; otherwise it counts as missing */
	bool one_line;     /* texts: no control characters; maps: headers */
	bool bytes;        /* min and max of a text count bytes, not characters */
	int64_t min;       /* numbers: value; texts: characters; lists: items; maps: bytes */
	int64_t max;       /* 0: no limit for numbers, a general one for the others */
	int code;          /* of the error, 0: -1 */
	const char *alias;
	const char *otherwise;       /* default as JSON, NULL: none */
	const char *characters;      /* allowed in a text; NULL: any */
	const char *const *values;   /* known values, ends with NULL; NULL: any */
	const char *const *prefixes; /* a text is an address with one, in any case; NULL: any */
	const struct sandbox_field *members;
} sandbox_field;

/* Returns the checked members of body, or NULL after it has refused the request. The table ends
 * with a name of NULL. Unknown members are left out and noted in request->unknown; where
 * request->strict or the option --strict is set they are refused. json_object_put() the result. */
json_object *sandbox_fields_read(
	sandbox_request *request, const sandbox_field *fields, json_object *body);

/* Notes or refuses all members of a body, as unknown. False: refused. */
bool sandbox_fields_none(sandbox_request *request, json_object *body);

/* Returns the field of this name, NULL: the table has none (or is NULL). */
const sandbox_field *sandbox_field_find(const sandbox_field *fields, const char *name);

extern const char *const sandbox_resolutions[];
extern const char *const sandbox_web_prefixes[];
/* Of API keys. A hyphen would mark an application id, and a slash would split the path. */
extern const char sandbox_key_characters[];
/* Of UUIDs. */
extern const char sandbox_uuid_characters[];
/* Methods that the control interface accepts in its filters, so that typos are refused. */
extern const char *const sandbox_methods[];

/* The table of a request without members. */
extern const sandbox_field sandbox_no_fields[];

#endif
