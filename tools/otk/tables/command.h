/* SPDX-License-Identifier: MIT */
/* A command: built-in, or made from an operation of the tables. */
#ifndef OTK_CLI_COMMAND_H
#define OTK_CLI_COMMAND_H

#include "tools/otk/tables/model.h"

#define OTK_CLI_WORDS_MAX 8

/* The words and options after the command's name. */
typedef struct otk_cli_input {
	const char *words[OTK_CLI_WORDS_MAX]; /* positional; NULL: left out */
	size_t word_count;
	/* Second verbs of longer commands: "advance" of "clock advance"; NULL: none. */
	const char *const *further;
	const char *const *rest; /* the words after "--", if the command takes them; NULL: none */
	json_object *options;    /* of the operation: what is sent */
	json_object *local;      /* of the tool: how it is done */
} otk_cli_input;

typedef struct otk_cli_command otk_cli_command;
typedef otk_cli_exit otk_cli_run_fn(
	otk_cli *cli, const otk_cli_command *command, const otk_cli_input *input);

struct otk_cli_command {
	const char *feature; /* the first word */
	const char *verb;    /* the second word, or "clock advance"; NULL: there is none */
	const char *summary;
	const char *const *words; /* positional: "SESSION", "[FILE]"; ends in NULL */
	/* Values of the first word, for completion; NULL: not known. The list ends in NULL. */
	const char *const *(*word_values)(otk_cli *cli);
	const char *const *examples; /* command lines without "otk"; ends in NULL; NULL: none */
	/* For commands that change something: members of the result, by which --field is checked
	 * before the command runs. NULL-terminated. Empty if the command has no result; NULL if
	 * --field is not checked. */
	const char *const *results;
	const otk_cli_type *options; /* NULL: none */
	const otk_cli_type *local;   /* NULL: none */
	otk_cli_run_fn *run;
	const otk_cli_operation *operation; /* NULL: built in */
	const char *alias_of; /* the command that an alias runs: "set-layout"; NULL: not an alias */
	const char *alias_field; /* the wire name of the word after the ids; NULL: none */
	const struct otk_cli_control
		*control; /* otk sandbox: the request that is sent; NULL: another command */
	bool takes_rest;  /* what follows "--" is for another program */
	bool takes_extra; /* --extra-json is added to what it sends or signs */
	bool acts;        /* it does more than a request, so --dry-run is refused */
	bool hidden;
};

#define OTK_CLI_WORDS(...)                      \
	(const char *const[])                   \
	{                                       \
		__VA_ARGS__ __VA_OPT__(, ) NULL \
	}

/* Defines a built-in command; commands.c lists its name. */
#define OTK_CLI_COMMAND(name)                                \
	extern const otk_cli_command otk_cli_command_##name; \
	const otk_cli_command otk_cli_command_##name

#endif
