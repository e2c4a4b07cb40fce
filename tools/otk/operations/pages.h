/* SPDX-License-Identifier: MIT */
/* --all: every page of a list. */
#ifndef OTK_CLI_PAGES_H
#define OTK_CLI_PAGES_H

#include "tools/otk/tables/command.h"

extern const otk_cli_type otk_cli_page_options;

otk_cli_exit otk_cli_all_pages(
	otk_cli *cli, otk_client *client, const otk_cli_operation *operation, json_object *body);

#endif
