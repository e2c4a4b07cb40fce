/* SPDX-License-Identifier: MIT */
/* Building and reading JSON trees in few words. */
#ifndef OTK_CLI_SCHEMA_TREE_H
#define OTK_CLI_SCHEMA_TREE_H

#include "tools/otk/json.h"

/* Adds an empty object or array to an object, or returns the one that is there. */
json_object *otk_tree_object(json_object *parent, const char *name);
json_object *otk_tree_array(json_object *parent, const char *name);
/* Appends an empty object. */
json_object *otk_tree_item(json_object *array);
void otk_tree_true(json_object *object, const char *name);
/* Adds another reference to a value; NULL: adds nothing. */
void otk_tree_share(json_object *object, const char *name, json_object *value);
/* A member; NULL: it is absent. */
json_object *otk_tree_get(json_object *object, const char *name);
/* The number of items; 0 for NULL. */
size_t otk_tree_count(json_object *array);
#define otk_tree_at(array, index) json_object_array_get_idx(array, index)
/* Whether a text is an item. */
bool otk_tree_has(json_object *array, const char *text);

#endif
