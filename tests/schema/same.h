/* SPDX-License-Identifier: MIT */
/* Compares a record with a tree of json-c. */
#ifndef OTK_TESTS_SCHEMA_SAME_H
#define OTK_TESTS_SCHEMA_SAME_H

#include <json-c/json.h>
#include <otk/plugin.h>
#include <stdbool.h>

/*
 * lenient: values of another JSON type than the field's own are not compared, nor fields that have
 * aliases or may be something else than a list. Else texts are compared as json-c prints them.
 */
bool test_same_record(const otk_type *type, const void *record, json_object *tree, bool lenient);

#endif
