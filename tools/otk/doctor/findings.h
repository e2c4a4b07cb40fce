/* SPDX-License-Identifier: MIT */
/* otk doctor: the results of the checks, and their output. */
#ifndef OTK_CLI_FINDINGS_H
#define OTK_CLI_FINDINGS_H

#include "tools/otk/cli.h"

typedef enum otk_cli_state { OTK_CLI_OK, OTK_CLI_PROBLEM, OTK_CLI_SKIPPED } otk_cli_state;

typedef struct otk_cli_check_row {
	const char *name;   /* of the check: "credentials", "plugin archives" */
	const char *detail; /* what was found */
	const char *advice; /* what to do; NULL: nothing */
	otk_cli_state state;
	bool minor; /* ok, and shown only with --verbose and --json */
} otk_cli_check_row;

/* Initialise with .cli; the rest is 0. */
typedef struct otk_cli_findings {
	otk_cli *cli;
	otk_cli_check_row *rows;
	size_t count, capacity;
	otk_cli_exit code; /* of the first problem */
} otk_cli_findings;

/* All texts are copied and made safe for a terminal. */
void otk_cli_found_ok(otk_cli_findings *f, const char *name, const char *detail);
/* Like otk_cli_found_ok(), for one of many of a kind: shown only with --verbose and --json. */
void otk_cli_found_minor(otk_cli_findings *f, const char *name, const char *detail);
void otk_cli_found_skipped(otk_cli_findings *f, const char *name, const char *reason);
/* advice: NULL if detail already says what to do. */
void otk_cli_found_problem(otk_cli_findings *f, otk_cli_exit code, const char *name,
	const char *detail, const char *advice);

/* Prints problems first and in full, then the other checks, a line each; returns the exit code. */
otk_cli_exit otk_cli_findings_print(const otk_cli_findings *f);

#endif
