/* SPDX-License-Identifier: MIT */
/* The description as one JSON Schema. */
#include "config.h"

#include "tools/otk/schema/formats.h"
#include "tools/otk/schema/tree.h"
#include "tools/otk/schema/type_schema.h"

#define DRAFT "https://json-schema.org/draft/2020-12/schema"

json_object *otk_schema_jsonschema(otk_cli *cli, json_object *description)
{
	json_object *document = otk_cli_json_object(cli);
	json_object *operations = otk_tree_get(description, "operations"), *listed;
	otk_schemas all = {.cli = cli, .types = otk_tree_get(description, "types")};

	otk_cli_json_add_text(document, "$schema", DRAFT);
	otk_cli_json_add_text(document, "title", "Options and results of the operations of otk");
	otk_tree_share(document, "x-otk-version", otk_tree_get(description, "version"));
	listed = otk_tree_object(document, "x-otk-operations");
	all.schemas = otk_tree_object(document, "$defs");
	all.prefix = "#/$defs/";
	for (size_t i = 0; i < otk_tree_count(operations); i++) {
		static const char *const parts[] = {"options", "result"};
		json_object *operation = otk_tree_at(operations, i);
		json_object *row = otk_tree_object(listed, otk_cli_json_get(operation, "name"));

		otk_tree_share(row, "ids", otk_tree_get(operation, "ids"));
		for (size_t k = 0; k < OTK_COUNT_OF(parts); k++)
			if (otk_cli_json_get(operation, parts[k]))
				otk_schema_ref(&all, otk_tree_object(row, parts[k]),
					otk_cli_json_get(operation, parts[k]), OTK_SCHEMA_WHOLE);
	}
	return document;
}
