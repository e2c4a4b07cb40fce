/* SPDX-License-Identifier: MIT */
/* otk completion: the scripts of the shells. Each asks the hidden command __complete. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "tools/otk/commands/complete.h"
#include "tools/otk/message.h"
#include "tools/otk/output/secrets.h"
#include "tools/otk/tables/command.h"

/* compgen -W is not used: it would execute a command substitution, $(…), inside a candidate. */
static const char bash_script[] =
	"# bash completion for otk\n"
	"_otk()\n"
	"{\n"
	"\tlocal word cur=${COMP_WORDS[COMP_CWORD]}\n"
	"\t[[ $cur == = ]] && cur=\n"
	"\tCOMPREPLY=()\n"
	"\twhile IFS= read -r word; do\n"
	"\t\t[[ $word == \"$cur\"* ]] && COMPREPLY+=(\"$word\")\n"
	"\tdone < <(otk " OTK_CLI_COMPLETE " \"${COMP_WORDS[@]:1:COMP_CWORD}\" 2>/dev/null)\n"
	"}\n"
	"complete -o default -F _otk otk\n";

/* Works as a file in $fpath, where zsh loads it when it calls _otk, and through eval. */
static const char zsh_script[] = "#compdef otk\n"
				 "_otk() {\n"
				 "\tlocal -a candidates\n"
				 "\tcandidates=(${(f)\"$(otk " OTK_CLI_COMPLETE
				 " \"${(@Q)words[2,CURRENT]}\" 2>/dev/null)\"})\n"
				 "\tcompadd -a candidates || _files\n"
				 "}\n"
				 "if (( ${funcstack[(I)_otk]} )); then\n"
				 "\t_otk \"$@\"\n"
				 "else\n"
				 "\tcompdef _otk otk\n"
				 "fi\n";

static const char fish_script[] =
	"# fish completion for otk\n"
	"function __otk_complete\n"
	"\tset -l typed (commandline --current-process --tokenize --cut-at-cursor)\n"
	"\tset -l current (commandline --current-token --cut-at-cursor)\n"
	"\tset -e typed[1]\n"
	"\tset -l candidates (otk " OTK_CLI_COMPLETE " $typed \"$current\" 2>/dev/null)\n"
	"\tset -l size (math 1 + (string length -- \"$current\"))\n"
	"\tfor candidate in $candidates\n"
	"\t\tif test (string sub --length $size -- \"x$candidate\") = (string sub --length $size -- \"x$current\")\n"
	"\t\t\tprintf '%s\\n' $candidates\n"
	"\t\t\treturn\n"
	"\t\tend\n"
	"\tend\n"
	"\t__fish_complete_path \"$current\"\n"
	"end\n"
	"complete --command otk --no-files --arguments '(__otk_complete)'\n";

static const struct {
	const char *shell;
	const char *script;
} scripts[] = {{"bash", bash_script}, {"zsh", zsh_script}, {"fish", fish_script}};

static const char *const *shell_names(otk_cli *cli)
{
	static const char *const names[] = {"bash", "zsh", "fish", NULL};

	(void)cli;
	return names;
}

static otk_cli_exit run_completion(
	otk_cli *cli, const otk_cli_command *command, const otk_cli_input *input)
{
	(void)command;
	for (size_t i = 0; i < OTK_COUNT_OF(scripts); i++) {
		if (strcmp(input->words[0], scripts[i].shell) == 0) {
			fputs(scripts[i].script, stdout);
			return OTK_CLI_DONE;
		}
	}
	return otk_cli_wrong(cli, "SHELL: %s is not a known value; known are bash, zsh, fish",
		otk_cli_quote(cli, NULL, input->words[0]));
}

OTK_CLI_COMMAND(completion) = {
	.feature = "completion",
	.summary = "Print the completion script of a shell: bash, zsh or fish",
	.words = OTK_CLI_WORDS("SHELL"),
	.word_values = shell_names,
	.examples = OTK_CLI_WORDS("completion bash", "completion zsh", "completion fish"),
	.run = run_completion,
};
