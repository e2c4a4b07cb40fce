/* SPDX-License-Identifier: MIT */
/* --dry-run: the request as it would be sent, without signature and without secrets. */
#ifndef OTK_CLI_DRY_RUN_H
#define OTK_CLI_DRY_RUN_H

#include "tools/otk/tables/model.h"

otk_cli_exit otk_cli_dry_run(
	otk_cli *cli, otk_client *client, const otk_cli_operation *operation, const char *json);

/*
 * The same for a call that was made. json: its options; raw: those of a raw call, or NULL. In the
 * form that --dry-run=… names.
 */
otk_cli_exit otk_cli_show_request(otk_cli *cli, otk_call *call, const otk_cli_operation *operation,
	const char *json, const otk_raw_options *raw);

#endif
