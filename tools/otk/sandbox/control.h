/* SPDX-License-Identifier: MIT */
/* Commands that are one request of the sandbox's control interface (doc/sandbox.md). */
#ifndef OTK_CLI_SANDBOX_CONTROL_H
#define OTK_CLI_SANDBOX_CONTROL_H

#include "tools/otk/sandbox/target.h"
#include "tools/otk/tables/command.h"

/* What a command sends and what it shows. Its options are the members of the body, or the query. */
typedef struct otk_cli_control {
	const char *method;
	const char *
		path; /* below /sandbox; {0} and {1} are words of the command, {0?} may be absent */
	const otk_cli_field *word; /* the member of the body that word 0 sets; NULL: none */
	bool query;                /* the options are the query, not the body */
	bool file;                 /* word 0 is the file with the body, "-" for stdin */
	bool lines;                /* body or response are lines of JSON, passed on as they are */
	const char *example;  /* an option, for the error if none is given; NULL: none is needed */
	const char *fraction; /* an option that is a number with a fraction; NULL: none */
	const otk_cli_type *items; /* the response is a list of these; NULL: it is one record */
} otk_cli_control;

/* Sends the request of command->control and prints the response. */
otk_cli_exit otk_cli_sandbox_run(
	otk_cli *cli, const otk_cli_command *command, const otk_cli_input *input);
/*
 * Sends a request to the sandbox and parses the response; *json is NULL if it is empty. An error of
 * the sandbox, or a server that is not a sandbox, is printed.
 */
otk_cli_exit otk_cli_sandbox_ask(otk_cli *cli, const otk_cli_target *target, const char *method,
	const char *path, const char *body, int64_t timeout_ms, json_object **json);

#endif
