/* SPDX-License-Identifier: MIT */
/* Carries out a call that no operation describes. */
#ifndef OTK_CLI_RAW_CALL_H
#define OTK_CLI_RAW_CALL_H

#include <otk/call.h>

#include "tools/otk/cli.h"

/* *text: the response; "": it is empty. *json: the same, parsed; NULL: it is null or empty. */
otk_cli_exit otk_cli_raw_call(otk_cli *cli, otk_client *client, const otk_raw_options *raw,
	json_object **json, const char **text);

#endif
