/* SPDX-License-Identifier: MIT */
/* Compares a record with a tree of json-c. */
#ifndef OTK_TESTS_SCHEMA_SAME_H
#define OTK_TESTS_SCHEMA_SAME_H

#include <json-c/json.h>
#include <otk/plugin.h>
#include <stdbool.h>

/* Members of the tree that a record may lack. */
typedef enum test_rules {
	TEST_SAME_EXACT, /* nothing; values are compared as json-c prints them */
	TEST_SAME_ALL,   /* nothing was odd: nothing that the table has a field for */
	TEST_SAME_ODD,   /* something was odd: members of a type that cannot be meant, and objects
			  * without a usable required member */
	TEST_SAME_TWICE, /* as ODD, and a member comes twice: the tree has only the last one, so any
			  * object may be missing */
} test_rules;

/*
 * Whether the record is what its table makes of the tree. Not compared, except with EXACT: texts
 * that were numbers, numbers that were texts or beyond 64 bits, members with an alias that are not
 * there by their own name, and other values that a list accepts instead of an array.
 */
bool test_same_record(
	const otk_type *type, const void *record, json_object *tree, test_rules rules);

#endif
