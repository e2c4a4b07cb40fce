/* SPDX-License-Identifier: MIT */
/* What commands made of rows have in common. */
#ifndef OTK_CLI_ROW_H
#define OTK_CLI_ROW_H

#include "tools/otk/commands/command.h"

/* The flat JSON of the call: options, ids, --extra-json. */
json_object *otk_cli_row_body(
	otk_cli *cli, const otk_cli_command *command, const otk_cli_input *input);
const char *otk_cli_row_text(json_object *body);
otk_cli_exit otk_cli_row_invoke(otk_cli *cli, otk_client *client,
	const otk_cli_operation *operation, const char *json, const char **answer);

/* ---- pages.c: --all */
otk_cli_exit otk_cli_row_pages(
	otk_cli *cli, otk_client *client, const otk_cli_operation *operation, json_object *body);

#endif
