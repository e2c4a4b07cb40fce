/* SPDX-License-Identifier: MIT */
/* Calls of the plugin's operations with random options. */
#ifndef OTK_CLI_CHECK_RANDOM_CALL_H
#define OTK_CLI_CHECK_RANDOM_CALL_H

#include "tools/otk/plugin/check/context/context.h"

#define OTK_CLI_CHECK_IDS_MAX 4

/* One random use of an operation. */
typedef struct otk_cli_check_use {
	const char *name; /* "com.example.thing.create" */
	const char *ids[OTK_CLI_CHECK_IDS_MAX + 1];
	const void *options; /* NULL: the operation has none */
	json_object *json;   /* the options and the ids, as JSON */
} otk_cli_check_use;

/* Returns the full name of an operation, such as "com.example.thing.create". */
const char *otk_cli_check_full_name(
	otk_cli_check *check, const otk_interface *interface, const otk_operation *row);
otk_cli_check_use otk_cli_check_random_use(otk_cli_check *check, const otk_interface *interface,
	const otk_operation *row, size_t chance);
/* Returns true when the operation needs the key of an account. */
bool otk_cli_check_needs_account(const otk_operation *row);
/* Returns true when an OpenTok project has the operation; the tests have no key of another kind. */
bool otk_cli_check_can_call(const otk_operation *row);

#endif
