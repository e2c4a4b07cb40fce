/* SPDX-License-Identifier: MIT */
/* Asks before something is deleted. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tools/otk/memory.h"
#include "tools/otk/message.h"
#include "tools/otk/operations/confirm.h"
#include "tools/otk/tables/command.h"
#include "tools/otk/tables/suggest.h"
#include "tools/otk/terminal/text.h"

/* Whether an operation deletes an object. NULL: a built-in command, which only asks if it does. */
static bool is_deleting(const otk_cli_operation *operation)
{
	static const char *const verbs[] = {"delete", "remove", "destroy", "erase", "purge"};

	if (!operation)
		return true;
	if (!operation->method || strcmp(operation->method, "DELETE") != 0)
		return false;
	for (size_t i = 0; i < OTK_COUNT_OF(verbs); i++)
		if (strncmp(operation->verb, verbs[i], strlen(verbs[i])) == 0)
			return true;
	return false;
}

static bool says_yes(const char *line)
{
	char word[8] = "";

	return sscanf(line, "%7s", word) == 1 &&
	       (otk_cli_same_word(word, "y") || otk_cli_same_word(word, "yes"));
}

otk_cli_exit otk_cli_confirm(
	otk_cli *cli, const otk_cli_command *command, const otk_cli_input *input)
{
	char line[64] = "";
	const char *what;

	if (cli->yes || cli->dry_run || !is_deleting(command->operation) || !isatty(STDIN_FILENO) ||
		!isatty(STDERR_FILENO))
		return OTK_CLI_DONE;
	what = cli->command;
	for (size_t i = 0; i < input->word_count; i++)
		what = otk_cli_text(cli, "%s %s", what, otk_cli_plain(cli, input->words[i]));
	fprintf(stderr, "otk: %s: this cannot be undone; continue? [y/N] ", what);
	if (fgets(line, sizeof(line), stdin) && says_yes(line))
		return OTK_CLI_DONE;
	return otk_cli_report(
		cli, OTK_CLI_WRONG_USE, "cancelled", "cancelled: nothing was deleted");
}
