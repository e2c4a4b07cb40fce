/* SPDX-License-Identifier: MIT */
/* JSON with all members of a type, made from its table. */
#include "config.h"

#include "tests/fuzz/example.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

static void put_struct(json_object *to, const otk_type *type, int depth);

static json_object *example_of(const otk_field *field, int depth)
{
	json_object *made = NULL, *item;

	switch ((otk_kind)field->kind) {
	case OTK_KIND_FLAG:
		return json_object_new_boolean(1);
	case OTK_KIND_INT:
		return json_object_new_int64(INT64_C(1384221730000));
	case OTK_KIND_STRINGS:
		made = json_object_new_array();
		json_object_array_add(made, json_object_new_string("a\"\n\xc3\xa4"));
		return made;
	case OTK_KIND_OBJECT:
	case OTK_KIND_MAP:
		made = json_object_new_object();
		if (field->kind == OTK_KIND_OBJECT && depth)
			put_struct(made, field->type, depth - 1);
		return made;
	case OTK_KIND_LIST:
		made = json_object_new_array();
		for (int i = 0; i < 2 && depth; i++) {
			item = json_object_new_object();
			put_struct(item, field->type, depth - 1);
			json_object_array_add(made, item);
		}
		return made;
	case OTK_KIND_STRING:
		break;
	}
	return json_object_new_string("text");
}

static void put_struct(json_object *to, const otk_type *type, int depth)
{
	for (size_t i = 0; i < type->field_count; i++)
		json_object_object_add(
			to, type->fields[i].name, example_of(&type->fields[i], depth));
}

char *fuzz_example(const otk_type *type, otk_shape shape)
{
	json_object *tree = json_object_new_object();
	char *text;

	put_struct(tree, type, 3);
	if (shape == OTK_SHAPE_FIRST_OF_ARRAY) {
		json_object *array = json_object_new_array();

		json_object_array_add(array, tree);
		tree = array;
	} else if (shape == OTK_SHAPE_ARRAY) {
		json_object_put(tree);
		tree = json_object_new_array();
	}
	text = strdup(json_object_to_json_string_ext(tree, JSON_C_TO_STRING_PLAIN));
	json_object_put(tree);
	return text;
}
