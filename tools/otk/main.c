/* SPDX-License-Identifier: MIT */
/* otk: the OpenTok / Vonage Video REST API from a shell. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tools/otk/commands/commands.h"
#include "tools/otk/commands/complete.h"
#include "tools/otk/commands/help.h"
#include "tools/otk/json.h"
#include "tools/otk/memory.h"
#include "tools/otk/message.h"
#include "tools/otk/operations/operation_commands.h"
#include "tools/otk/output/response.h"
#include "tools/otk/settings/globals.h"
#include "tools/otk/tables/args.h"
#include "tools/otk/tables/command.h"
#include "tools/otk/tables/usage.h"

static otk_cli_exit print_version(otk_cli *cli)
{
	return otk_cli_builtin("version", NULL)->run(cli, NULL, NULL);
}

/* Without a verb: help for the feature. */
static otk_cli_exit run_feature(otk_cli *cli, const char *feature)
{
	otk_cli_exit code = otk_cli_globals_apply(cli);

	if (code)
		return code;
	return cli->version ? print_version(cli) : otk_cli_help_for(cli, feature, NULL);
}

/*
 * Finds the command that the first one or two words name. *command is NULL after a failure, or when
 * help or the version was printed instead.
 */
static otk_cli_exit find_command(
	otk_cli *cli, otk_cli_args *args, const char *feature, const otk_cli_command **command)
{
	const otk_cli_command *group = otk_cli_builtin(feature, NULL);
	const char *verb = NULL;
	otk_cli_exit code;

	*command = group;
	if (group && !group->verb)
		return OTK_CLI_DONE;
	*command = NULL;
	code = otk_cli_args_word(cli, args, &verb);
	if (code)
		return code;
	if (!verb)
		return run_feature(cli, feature);
	*command = *args->next ? otk_cli_builtin_longer(feature, verb, *args->next) : NULL;
	if (*command) {
		args->next++;
		return OTK_CLI_DONE;
	}
	*command = otk_cli_builtin(feature, verb);
	if (group && !*command)
		return otk_cli_unknown_builtin_verb(cli, feature, verb, *args->next);
	return *command ? OTK_CLI_DONE : otk_cli_operation_command(cli, feature, verb, command);
}

/* Refuses a global option that the command would ignore. */
static otk_cli_exit check_globals(otk_cli *cli, const otk_cli_command *command)
{
	if (cli->extra && !command->takes_extra)
		return otk_cli_wrong(cli,
			"--extra-json: otk %s has no request that it could be added to",
			cli->command);
	if (cli->dry_run && command->acts)
		return otk_cli_wrong(cli, "--dry-run: otk %s has no request to show", cli->command);
	return OTK_CLI_DONE;
}

static otk_cli_exit run_command(otk_cli *cli, otk_cli_args *args, const otk_cli_command *command)
{
	otk_cli_input input = {
		.options = otk_cli_json_object(cli), .local = otk_cli_json_object(cli)};
	otk_cli_exit code;

	cli->command = otk_cli_command_name(cli, command);
	if (command->verb)
		input.further = otk_cli_further_words(cli, command->feature, command->verb);
	cli->running = command;
	code = otk_cli_args_parse(cli, args, command, &input);
	if (!code)
		code = otk_cli_globals_apply(cli);
	if (!code && cli->version)
		return print_version(cli);
	if (!code && cli->help)
		return otk_cli_help_command(cli, command);
	if (!code)
		code = otk_cli_args_check(cli, command, &input);
	if (!code)
		code = check_globals(cli, command);
	if (!code && command->results)
		code = otk_cli_result_check(cli, command->results);
	return code ? code : command->run(cli, command, &input);
}

/* Without a command: help or the version. */
static otk_cli_exit run_alone(otk_cli *cli)
{
	otk_cli_exit code = otk_cli_globals_apply(cli);

	if (code)
		return code;
	if (cli->version)
		return print_version(cli);
	return cli->help ? otk_cli_help_all(cli) : otk_cli_help_short(cli);
}

static otk_cli_exit run_words(otk_cli *cli, const char *const *words)
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

/*
 * Opens descriptors 0 to 2 when the caller closed them: the next file or socket would get their
 * numbers, and what is printed would be written into it. Returns true when fd was closed.
 */
static bool open_if_closed(int fd, int flags)
{
	int opened;

	if (fcntl(fd, F_GETFD) >= 0 || errno != EBADF)
		return false;
	opened = open("/dev/null", flags);
	if (opened >= 0 && opened != fd) {
		dup2(opened, fd);
		close(opened);
	}
	return true;
}

/*
 * The character set of the locale, for tables. Numbers, messages and letters are the same in every
 * locale: in Turkish, "PIN" would not be "pin", the name of a secret.
 */
static void use_character_set(void)
{
	if (!setlocale(LC_CTYPE, "") || strcmp(nl_langinfo(CODESET), "UTF-8") != 0 ||
		!setlocale(LC_CTYPE, "C.UTF-8"))
		setlocale(LC_CTYPE, "C");
}

int main(int argc, char **argv)
{
	otk_cli cli = {0};
	bool stdout_closed;
	otk_cli_exit code;

	cli.stdin_closed = open_if_closed(STDIN_FILENO, O_RDONLY);
	stdout_closed = open_if_closed(STDOUT_FILENO, O_WRONLY);
	open_if_closed(STDERR_FILENO, O_WRONLY);
	use_character_set();
	/* A closed connection must not end the tool; a closed pipe is handled when stdout fails. */
	signal(SIGPIPE, SIG_IGN);
	cli.globals = otk_cli_json_object(&cli);
	code = stdout_closed
		       ? otk_cli_report(&cli, OTK_CLI_NOT_REACHED, "output",
				 "stdout is closed: nothing was done; use >/dev/null when the "
				 "output is not wanted")
		       : run_words(&cli, argc > 0 ? (const char *const *)argv + 1
						  : (const char *const[]){NULL});
	code = otk_cli_finish(&cli, code);
	otk_cli_release(&cli);
	return (int)code;
}
