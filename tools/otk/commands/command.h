/* SPDX-License-Identifier: MIT */
/* Commands: the built-in ones and those that rows of tables become. One shape, one parser. */
#ifndef OTK_CLI_COMMAND_H
#define OTK_CLI_COMMAND_H

#include "tools/otk/tables/catalog.h"

#define OTK_CLI_WORDS_MAX 8

/* What the user gave after the command's name. */
typedef struct otk_cli_input {
	const char *words[OTK_CLI_WORDS_MAX]; /* the positional ones; NULL: left out */
	size_t word_count;
	json_object *options; /* of the row: what is sent */
	json_object *local;   /* of the tool: how it is done */
} otk_cli_input;

typedef struct otk_cli_command otk_cli_command;
typedef otk_cli_exit otk_cli_run_fn(
	otk_cli *cli, const otk_cli_command *command, const otk_cli_input *input);

struct otk_cli_command {
	const char *feature; /* the first word */
	const char *verb;    /* the second one; NULL: there is none */
	const char *summary;
	const char *const *words;    /* the positional ones: "SESSION", "[FILE]"; ends in NULL */
	const otk_cli_type *options; /* NULL: none */
	const otk_cli_type *local;   /* NULL: none */
	otk_cli_run_fn *run;
	const otk_cli_operation *operation; /* NULL: built in */
	const char *alias_field; /* a word of this wire name follows the ids; NULL: none */
	bool hidden;
};

/* "archives start", "plugins" */
const char *otk_cli_command_name(otk_cli *cli, const otk_cli_command *command);

/* ---- commands.c: the built-in ones; ends in one without a feature */
extern const otk_cli_command otk_cli_builtins[];
const otk_cli_command *otk_cli_builtin(const char *feature, const char *verb);
/* The options that every command takes. */
extern const otk_cli_type otk_cli_global_options;

/* ---- operation_commands.c */

/* The feature that a word means: "archives", "com.example.echo", or "echo" where unique. */
otk_cli_exit otk_cli_feature_find(
	otk_cli *cli, const otk_cli_catalog *catalog, const char *word, const char **feature);
/* The commands of a feature: its rows, their aliases, and what the core makes of them. */
const otk_cli_command *otk_cli_feature_commands(
	otk_cli *cli, const otk_cli_catalog *catalog, const char *feature, size_t *count);
/* The command that two words name; loads as few plugins as it can. */
otk_cli_exit otk_cli_operation_command(
	otk_cli *cli, const char *feature, const char *verb, const otk_cli_command **command);

otk_cli_exit otk_cli_unknown_verb(otk_cli *cli, const otk_cli_command *commands, size_t count,
	const char *feature, const char *verb);

/* ---- args.c */

typedef struct otk_cli_args {
	const char *const *next; /* ends in NULL */
	bool options_ended;
} otk_cli_args;

/* The next word, past global options; NULL at the end. */
otk_cli_exit otk_cli_args_word(otk_cli *cli, otk_cli_args *args, const char **word);
/* Everything behind the command's name. */
otk_cli_exit otk_cli_args_parse(
	otk_cli *cli, otk_cli_args *args, const otk_cli_command *command, otk_cli_input *input);
/* Is what a command cannot do without there? */
otk_cli_exit otk_cli_args_check(
	otk_cli *cli, const otk_cli_command *command, const otk_cli_input *input);

/* ---- globals.c */
otk_cli_exit otk_cli_globals_peek(otk_cli *cli, const char *const *words);
otk_cli_exit otk_cli_globals_apply(otk_cli *cli);

/* ---- help.c */
otk_cli_exit otk_cli_help_short(otk_cli *cli);
otk_cli_exit otk_cli_help_all(otk_cli *cli);
otk_cli_exit otk_cli_help_feature(otk_cli *cli, const char *feature);
otk_cli_exit otk_cli_help_command(otk_cli *cli, const otk_cli_command *command);
/* "otk archives get ARCHIVE-ID [options]" */
const char *otk_cli_usage(otk_cli *cli, const otk_cli_command *command);
/* The help for whatever the words name; NULL: everything. */
otk_cli_exit otk_cli_help_for(otk_cli *cli, const char *feature, const char *verb);

/* ---- what the commands do, a file each */
otk_cli_run_fn otk_cli_run_row, otk_cli_run_wait, otk_cli_run_download;
otk_cli_run_fn otk_cli_run_token, otk_cli_run_inspect, otk_cli_run_jwt, otk_cli_run_invoke;
otk_cli_run_fn otk_cli_run_plugins, otk_cli_run_describe, otk_cli_run_help, otk_cli_run_version;
otk_cli_run_fn otk_cli_run_completion, otk_cli_run_listen, otk_cli_run_doctor, otk_cli_run_decrypt;

/* ---- complete.c: what the completion script asks for; words: those typed so far */
#define OTK_CLI_COMPLETE "__complete"
otk_cli_exit otk_cli_complete(otk_cli *cli, const char *const *words);

/* Options of the tool's own, beside those of the rows. */
extern const otk_cli_type otk_cli_page_options, otk_cli_wait_options, otk_cli_download_options,
	otk_cli_listen_options, otk_cli_decrypt_options;

#endif
