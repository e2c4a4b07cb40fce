/* SPDX-License-Identifier: MIT */
/* otk sandbox diff: in what a recording differs from what otk-sandbox would have responded. */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tools/otk/json.h"
#include "tools/otk/message.h"
#include "tools/otk/sandbox/program.h"
#include "tools/otk/tables/command.h"

static const otk_cli_field fields[] = {
	OTK_CLI_FIELD("program", STRING, "path of otk-sandbox (default: beside otk, or in PATH)",
		.value_name = "FILE"),
};
static const otk_cli_type diff_options = OTK_CLI_TYPE(fields);

/* The comparison is made by otk-sandbox, which this process becomes: its statuses are the same. */
static otk_cli_exit run_diff(
	otk_cli *cli, const otk_cli_command *command, const otk_cli_input *input)
{
	const char *program = NULL;
	otk_cli_exit code =
		otk_cli_sandbox_program(cli, otk_cli_json_get(input->local, "program"), &program);
	const char *arguments[] = {
		program, "--diff", input->words[0], cli->json ? "--log=json" : NULL, NULL};

	(void)command;
	if (code)
		return code;
	arguments[0] = program;
	fflush(NULL);
	execv(program, (char *const *)(uintptr_t)arguments);
	return otk_cli_report(
		cli, OTK_CLI_NOT_REACHED, "io", "cannot run %s: %s", program, strerror(errno));
}

OTK_CLI_COMMAND(sandbox_diff) = {
	.feature = "sandbox",
	.verb = "diff",
	.summary = "Compare a recording with otk-sandbox; the exit code is 1 if they differ",
	.words = OTK_CLI_WORDS("FOLDER"),
	.examples = OTK_CLI_WORDS("sandbox diff recording", "sandbox diff recording --json"),
	.local = &diff_options,
	.run = run_diff,
};
