/* SPDX-License-Identifier: MIT */
/* --dry-run: the request as it would be sent, without signature and without secrets. */
#ifndef OTK_CLI_DRY_RUN_H
#define OTK_CLI_DRY_RUN_H

#include "tools/otk/tables/model.h"

otk_cli_exit otk_cli_dry_run(
	otk_cli *cli, otk_client *client, const otk_cli_operation *operation, const char *json);

#endif
