/* SPDX-License-Identifier: MIT */
/* Random numbers that a seed repeats, and random structs as the tables describe them. */
#ifndef OTK_CLI_CHECK_RANDOM_H
#define OTK_CLI_CHECK_RANDOM_H

#include "tools/otk/plugin/check/check.h"

/* A session id of the project 123456, which the tests use. */
#define OTK_CLI_CHECK_SESSION \
	"1_MX4xMjM0NTZ-flNhdCBNYXIgMTUgMTQ6NDI6MjMgUERUIDIwMTR-MC40OTAxMzAyNX4"

/* Returns the first state of the generator: each test has its own sequence of random numbers. */
uint64_t otk_cli_check_seed(uint64_t seed, const char *test);
/* Returns a number from 0 to count - 1. */
size_t otk_cli_check_below(otk_cli_check *check, size_t count);
/* Returns a text that the field allows. */
const char *otk_cli_check_random_text(otk_cli_check *check, const otk_field *field);
/* Sets one member to a value that the field allows. nesting: how deep the struct is. */
void otk_cli_check_random_member(
	otk_cli_check *check, void *record, const otk_field *field, size_t chance, int nesting);
/*
 * Returns a struct of the type whose fields keep their limits and, where possible, the rules of the
 * type. chance: probability in percent that an optional field is set. The struct is freed at the
 * end of the process.
 */
void *otk_cli_check_struct(otk_cli_check *check, const otk_type *type, size_t chance);
/* Returns the set members of a struct, by their wire names. Freed at the end of the process. */
json_object *otk_cli_check_json(otk_cli_check *check, const otk_type *type, const void *record);

#endif
