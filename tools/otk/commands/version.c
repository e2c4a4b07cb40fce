/* SPDX-License-Identifier: MIT */
/* otk version: prints the version. */
#include "config.h"

#include <stdio.h>

#include "tools/otk/json.h"
#include "tools/otk/output/response.h"
#include "tools/otk/tables/command.h"

static otk_cli_exit run_version(
	otk_cli *cli, const otk_cli_command *command, const otk_cli_input *input)
{
	json_object *result = otk_cli_json_object(cli);

	(void)command;
	(void)input;
	if (!otk_cli_wants_result(cli)) {
		printf("otk %s\n", otk_version());
		return OTK_CLI_DONE;
	}
	otk_cli_json_add(result, "version", otk_cli_json_string(otk_version()));
	return otk_cli_print_result(cli, result);
}

OTK_CLI_COMMAND(version) = {
	.feature = "version",
	.summary = "Print the version",
	.words = OTK_CLI_WORDS(),
	.examples = OTK_CLI_WORDS("version --json"),
	.run = run_version,
};
