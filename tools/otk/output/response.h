/* SPDX-License-Identifier: MIT */
/* The response of an operation on stdout, in the form that the user asked for. */
#ifndef OTK_CLI_RESPONSE_H
#define OTK_CLI_RESPONSE_H

#include "tools/otk/tables/model.h"

otk_cli_exit otk_cli_print_response(
	otk_cli *cli, const otk_cli_operation *operation, const char *response, size_t size);
/* The same as with --json. */
otk_cli_exit otk_cli_print_response_as_json(
	otk_cli *cli, const otk_cli_operation *operation, const char *response, size_t size);
/* A list in the service's form that the tool put together. */
otk_cli_exit otk_cli_print_list(
	otk_cli *cli, const otk_cli_operation *operation, json_object *list);
/* JSON that the tool made. */
void otk_cli_print_json(otk_cli *cli, json_object *json);
/* Returns true when a built-in command prints its result by otk_cli_print_result(). */
bool otk_cli_wants_result(const otk_cli *cli);
/* Refuses a --field that is not one of these members, before a command changes something. */
otk_cli_exit otk_cli_result_check(otk_cli *cli, const char *const *members);
/* Prints the result of a built-in command: as JSON, or the value that --field names. */
otk_cli_exit otk_cli_print_result(otk_cli *cli, json_object *result);

#endif
