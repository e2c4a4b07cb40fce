/* SPDX-License-Identifier: MIT */
/* otk: the OpenTok / Vonage Video REST API from a shell. */
#include "config.h"

#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "tools/otk/commands/commands.h"
#include "tools/otk/commands/complete.h"
#include "tools/otk/commands/help.h"
#include "tools/otk/json.h"
#include "tools/otk/memory.h"
#include "tools/otk/message.h"
#include "tools/otk/operations/operation_commands.h"
#include "tools/otk/settings/globals.h"
#include "tools/otk/tables/args.h"
#include "tools/otk/tables/command.h"
#include "tools/otk/tables/usage.h"

/* The command that the first one or two words name; NULL: help was given instead. */
static otk_cli_exit find_command(
	otk_cli *cli, otk_cli_args *args, const char *feature, const otk_cli_command **command)
{
	const char *verb = NULL;
	*command = otk_cli_builtin(feature, NULL);
	if (*command && !(*command)->verb)
		return OTK_CLI_DONE;
	otk_cli_exit code = otk_cli_args_word(cli, args, &verb);
	if (code)
		return code;
	if (!verb) {
		*command = NULL;
		return otk_cli_help_for(cli, feature, NULL);
	}
	const otk_cli_command *group = otk_cli_builtin(feature, NULL);
	*command = otk_cli_builtin(feature, verb);
	if (group && !*command)
		return otk_cli_unknown_verb(cli, group, 1, feature, verb);
	return *command ? OTK_CLI_DONE : otk_cli_operation_command(cli, feature, verb, command);
}

static otk_cli_exit run_command(otk_cli *cli, otk_cli_args *args, const otk_cli_command *command)
{
	otk_cli_input input = {
		.options = otk_cli_json_object(cli), .local = otk_cli_json_object(cli)};
	cli->command = otk_cli_command_name(cli, command);
	otk_cli_exit code = otk_cli_args_parse(cli, args, command, &input);
	if (!code)
		code = otk_cli_globals_apply(cli);
	if (!code && cli->help)
		return otk_cli_help_command(cli, command);
	if (!code)
		code = otk_cli_args_check(cli, command, &input);
	return code ? code : command->run(cli, command, &input);
}

/* No command: help, the version, or a word of advice. */
static otk_cli_exit run_alone(otk_cli *cli)
{
	otk_cli_exit code = otk_cli_globals_apply(cli);
	if (code)
		return code;
	if (otk_cli_json_yes(cli->globals, "version"))
		return otk_cli_builtin("version", NULL)->run(cli, NULL, NULL);
	return cli->help ? otk_cli_help_all(cli) : otk_cli_help_short(cli);
}

static otk_cli_exit run(otk_cli *cli, const char *const *words)
{
	otk_cli_args args = {.next = words};
	const char *feature = NULL;
	const otk_cli_command *command = NULL;
	otk_cli_exit code = otk_cli_globals_peek(cli, words);
	if (!code)
		code = otk_cli_args_word(cli, &args, &feature);
	if (code)
		return code;
	if (!feature)
		return run_alone(cli);
	if (strcmp(feature, OTK_CLI_COMPLETE) == 0)
		return otk_cli_complete(cli, args.next);
	code = find_command(cli, &args, feature, &command);
	return code || !command ? code : run_command(cli, &args, command);
}

int main(int argc, char **argv)
{
	otk_cli cli = {0};
	/* Characters only: numbers and messages are the same everywhere. */
	setlocale(LC_CTYPE, "");
	/* A closed pipe is an error that is reported, not a death without a word. */
	signal(SIGPIPE, SIG_IGN);
	cli.globals = otk_cli_json_object(&cli);
	otk_cli_exit code =
		run(&cli, argc > 0 ? (const char *const *)argv + 1 : (const char *const[]){NULL});
	code = otk_cli_finish(&cli, code);
	otk_cli_release(&cli);
	return (int)code;
}
