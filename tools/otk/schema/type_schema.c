/* SPDX-License-Identifier: MIT */
/* Types of the description as JSON Schemas (draft 2020-12, which OpenAPI 3.1 uses). */
#include "config.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include "tools/otk/memory.h"
#include "tools/otk/schema/tree.h"
#include "tools/otk/schema/type_schema.h"

/* A name of letters, digits, dots, hyphens and underscores, which OpenAPI requires. */
static char *schema_name(otk_cli *cli, const char *key, otk_schema_part part)
{
	char *name = otk_cli_text(cli, "%s%s", key, part == OTK_SCHEMA_BODY ? ".body" : "");

	for (char *c = name; *c; c++)
		if (!isalnum((unsigned char)*c) && !strchr(".-_", *c))
			*c = '_';
	return name;
}

/* ---- fields */

static void add_limits(json_object *field, json_object *schema, const char *least, const char *most)
{
	otk_tree_share(schema, least, otk_tree_get(field, "min"));
	otk_tree_share(schema, most, otk_tree_get(field, "max"));
}

/* The platform may add values at any time, so known values are examples and not an enumeration. */
static void add_values(json_object *field, json_object *schema)
{
	otk_tree_share(schema, "examples", otk_tree_get(field, "values"));
	otk_tree_share(schema, "x-otk-labels", otk_tree_get(field, "labels"));
}

static void add_string(json_object *field, json_object *schema)
{
	static const char *const formats[][2] = {{"uuid", "uuid"}, {"ipv4", "ipv4"}};
	const char *format = otk_cli_json_get(field, "format");
	const char *unit = otk_cli_json_get(field, "unit");

	otk_cli_json_add_text(schema, "type", "string");
	if (!unit && !otk_cli_json_yes(field, "soft"))
		add_limits(field, schema, "minLength", "maxLength");
	for (size_t i = 0; format && i < OTK_COUNT_OF(formats); i++)
		if (strcmp(format, formats[i][0]) == 0)
			otk_cli_json_add_text(schema, "format", formats[i][1]);
	if (otk_cli_json_yes(field, "secret"))
		otk_cli_json_add_text(schema, "format", "password");
	add_values(field, schema);
}

static void add_integer(json_object *field, json_object *schema)
{
	const char *unit = otk_cli_json_get(field, "unit");
	json_object *examples = NULL;

	otk_cli_json_add_text(schema, "type", "integer");
	otk_cli_json_add_text(schema, "format", "int64");
	add_limits(field, schema, "minimum", "maximum");
	otk_cli_json_add_text(schema, "x-otk-unit", unit);
	for (size_t i = 0; i < otk_tree_count(otk_tree_get(field, "values")); i++) {
		json_object *value = otk_tree_at(otk_tree_get(field, "values"), i);

		examples = otk_tree_array(schema, "examples");
		otk_cli_json_append(examples, otk_cli_json_number(json_object_get_int64(value)));
	}
}

/* The service may send one item in place of a list, or an object whose names are the key field. */
static void add_list(otk_schemas *all, json_object *field, json_object *schema)
{
	const char *key = otk_cli_json_get(field, "type");
	const bool keyed = otk_cli_json_get(field, "keyed") && !otk_cli_json_yes(field, "unique");
	const bool single = otk_cli_json_yes(field, "single");
	json_object *forms, *array = schema;

	if (keyed || single) {
		forms = otk_tree_array(schema, "anyOf");
		array = otk_tree_item(forms);
		if (single)
			otk_schema_ref(all, otk_tree_item(forms), key, OTK_SCHEMA_WHOLE);
		if (keyed) {
			json_object *object = otk_tree_item(forms);

			otk_cli_json_add_text(object, "type", "object");
			otk_schema_ref(all, otk_tree_object(object, "additionalProperties"), key,
				OTK_SCHEMA_WHOLE);
		}
	}
	otk_cli_json_add_text(array, "type", "array");
	add_limits(field, array, "minItems", "maxItems");
	otk_schema_ref(all, otk_tree_object(array, "items"), key, OTK_SCHEMA_WHOLE);
}

static void add_strings(json_object *field, json_object *schema)
{
	json_object *items;

	otk_cli_json_add_text(schema, "type", "array");
	add_limits(field, schema, "minItems", "maxItems");
	items = otk_tree_object(schema, "items");
	otk_cli_json_add_text(items, "type", "string");
	add_values(field, items);
}

void otk_schema_field(otk_schemas *all, json_object *field, json_object *schema)
{
	const char *kind = otk_cli_json_get(field, "kind");

	if (strcmp(kind, "string") == 0)
		add_string(field, schema);
	else if (strcmp(kind, "flag") == 0)
		otk_cli_json_add_text(schema, "type", "boolean");
	else if (strcmp(kind, "int") == 0)
		add_integer(field, schema);
	else if (strcmp(kind, "strings") == 0)
		add_strings(field, schema);
	else if (strcmp(kind, "map") == 0) {
		otk_cli_json_add_text(schema, "type", "object");
		otk_cli_json_add_text(
			otk_tree_object(schema, "additionalProperties"), "type", "string");
	} else if (strcmp(kind, "object") == 0)
		otk_schema_ref(all, schema, otk_cli_json_get(field, "type"), OTK_SCHEMA_WHOLE);
	else if (strcmp(kind, "list") == 0)
		add_list(all, field, schema);
	otk_cli_json_add_text(schema, "description", otk_cli_json_get(field, "help"));
	otk_tree_share(schema, "x-otk-aliases", otk_tree_get(field, "aliases"));
	otk_cli_json_add_text(schema, "x-otk-member", otk_cli_json_get(field, "member"));
}

/* ---- rules */

/* Splits "a|b"; false: one of them is not a property, so the rule cannot be written. */
static bool split_names(otk_cli *cli, const char *list, json_object *properties, json_object *names)
{
	char *copy = otk_cli_copy(cli, list, strlen(list)), *rest = NULL;

	for (char *name = strtok_r(copy, "|", &rest); name; name = strtok_r(NULL, "|", &rest)) {
		if (!otk_tree_get(properties, name))
			return false;
		otk_cli_json_append(names, otk_cli_json_string(name));
	}
	return true;
}

/* {"required": [name]} as one form of several. */
static void add_required(json_object *forms, json_object *name)
{
	otk_cli_json_append(
		otk_tree_array(otk_tree_item(forms), "required"), json_object_get(name));
}

/* Rules about values, or about members of nested objects, are only in "x-otk-rules". */
static void add_rule(otk_cli *cli, json_object *rule, json_object *schema)
{
	const char *kind = otk_cli_json_get(rule, "kind");
	const char *other = otk_cli_json_get(rule, "other");
	json_object *properties = otk_tree_get(schema, "properties");
	json_object *names = otk_cli_json_array(cli), *forms;

	if (otk_cli_json_get(rule, "value") || otk_cli_json_get(rule, "other_value") ||
		otk_cli_json_yes(rule, "soft") ||
		!split_names(cli, otk_cli_json_get(rule, "field"), properties, names) ||
		(other && !split_names(cli, other, properties, names)))
		return;
	if (strcmp(kind, "exactly_one") == 0 || strcmp(kind, "one_of") == 0) {
		forms = otk_tree_array(otk_tree_item(otk_tree_array(schema, "allOf")),
			strcmp(kind, "one_of") == 0 ? "anyOf" : "oneOf");
		for (size_t i = 0; i < otk_tree_count(names); i++)
			add_required(forms, otk_tree_at(names, i));
	} else if (strcmp(kind, "excludes") == 0) {
		forms = otk_tree_object(otk_tree_item(otk_tree_array(schema, "allOf")), "not");
		otk_tree_share(forms, "required", names);
	} else if (strcmp(kind, "needs") == 0 && otk_tree_count(names) == 2) {
		forms = otk_tree_object(schema, "dependentRequired");
		otk_cli_json_append(
			otk_tree_array(forms, json_object_get_string(otk_tree_at(names, 0))),
			json_object_get(otk_tree_at(names, 1)));
	}
}

/* ---- types */

static bool is_part(json_object *field, otk_schema_part part)
{
	return part == OTK_SCHEMA_WHOLE || !otk_cli_json_get(field, "place");
}

static void fill_type(
	otk_schemas *all, json_object *type, json_object *schema, otk_schema_part part)
{
	json_object *fields = otk_tree_get(type, "fields"), *rules = otk_tree_get(type, "rules");
	json_object *properties;

	otk_cli_json_add_text(schema, "type", "object");
	properties = otk_tree_object(schema, "properties");
	for (size_t i = 0; i < otk_tree_count(fields); i++) {
		json_object *field = otk_tree_at(fields, i);
		const char *name = otk_cli_json_get(field, "name");

		if (!is_part(field, part))
			continue;
		otk_schema_field(all, field, otk_tree_object(properties, name));
		if (otk_cli_json_yes(field, "required"))
			otk_cli_json_append(
				otk_tree_array(schema, "required"), otk_cli_json_string(name));
	}
	for (size_t i = 0; i < otk_tree_count(rules); i++)
		add_rule(all->cli, otk_tree_at(rules, i), schema);
	otk_tree_share(schema, "x-otk-rules", rules);
	otk_cli_json_add_text(schema, "x-otk-struct", otk_cli_json_get(type, "struct"));
}

void otk_schema_ref(otk_schemas *all, json_object *holder, const char *key, otk_schema_part part)
{
	const char *name = schema_name(all->cli, key, part);
	json_object *type = otk_tree_get(all->types, key);

	otk_cli_json_add_text(holder, "$ref", otk_cli_text(all->cli, "%s%s", all->prefix, name));
	if (type && !otk_tree_get(all->schemas, name))
		fill_type(all, type, otk_tree_object(all->schemas, name), part);
}

json_object *otk_schema_list_field(const otk_schemas *all, const char *key)
{
	json_object *fields = otk_tree_get(otk_tree_get(all->types, key), "fields");

	for (size_t i = 0; i < otk_tree_count(fields); i++)
		if (strcmp(otk_cli_json_get(otk_tree_at(fields, i), "kind"), "list") == 0)
			return otk_tree_at(fields, i);
	return NULL;
}
