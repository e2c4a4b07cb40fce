/* SPDX-License-Identifier: MIT */
/* Types of the description as JSON Schemas. */
#ifndef OTK_CLI_SCHEMA_TYPE_SCHEMA_H
#define OTK_CLI_SCHEMA_TYPE_SCHEMA_H

#include "tools/otk/json.h"

/* Where schemas go and how they are referred to. */
typedef struct otk_schemas {
	otk_cli *cli;
	json_object *types;   /* of the description */
	json_object *schemas; /* by name */
	const char *prefix;   /* of a reference: "#/$defs/" */
} otk_schemas;

/* Which fields of a type a schema has. */
typedef enum otk_schema_part {
	OTK_SCHEMA_WHOLE, /* all */
	OTK_SCHEMA_BODY   /* those that are sent in the body */
} otk_schema_part;

/* Sets {"$ref"} of a type in `holder`; the schema of the type, and those it needs, are made. */
void otk_schema_ref(otk_schemas *all, json_object *holder, const char *key, otk_schema_part part);
/* Writes the schema of one field. */
void otk_schema_field(otk_schemas *all, json_object *field, json_object *schema);
/* The field of a type in the description that is a list; NULL: none. */
json_object *otk_schema_list_field(const otk_schemas *all, const char *key);

#endif
