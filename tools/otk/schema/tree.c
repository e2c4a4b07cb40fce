/* SPDX-License-Identifier: MIT */
/* Building and reading JSON trees in few words. */
#include "config.h"

#include <string.h>

#include "tools/otk/memory.h"
#include "tools/otk/schema/tree.h"

static json_object *checked_value(json_object *value)
{
	if (!value)
		otk_cli_out_of_memory();
	return value;
}

json_object *otk_tree_object(json_object *parent, const char *name)
{
	json_object *found = otk_tree_get(parent, name);

	if (!found) {
		found = checked_value(json_object_new_object());
		otk_cli_json_add(parent, name, found);
	}
	return found;
}

json_object *otk_tree_array(json_object *parent, const char *name)
{
	json_object *found = otk_tree_get(parent, name);

	if (!found) {
		found = checked_value(json_object_new_array());
		otk_cli_json_add(parent, name, found);
	}
	return found;
}

json_object *otk_tree_item(json_object *array)
{
	json_object *item = checked_value(json_object_new_object());

	otk_cli_json_append(array, item);
	return item;
}

void otk_tree_true(json_object *object, const char *name)
{
	otk_cli_json_add(object, name, checked_value(json_object_new_boolean(true)));
}

void otk_tree_share(json_object *object, const char *name, json_object *value)
{
	if (value)
		otk_cli_json_add(object, name, json_object_get(value));
}

json_object *otk_tree_get(json_object *object, const char *name)
{
	json_object *found = NULL;

	return object && json_object_object_get_ex(object, name, &found) ? found : NULL;
}

size_t otk_tree_count(json_object *array)
{
	return json_object_is_type(array, json_type_array) ? json_object_array_length(array) : 0;
}

bool otk_tree_has(json_object *array, const char *text)
{
	for (size_t i = 0; i < otk_tree_count(array); i++)
		if (strcmp(json_object_get_string(otk_tree_at(array, i)), text) == 0)
			return true;
	return false;
}
