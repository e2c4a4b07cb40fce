/* SPDX-License-Identifier: MIT */
/* Errors and hints on stderr. */
#ifndef OTK_CLI_MESSAGE_H
#define OTK_CLI_MESSAGE_H

#include "tools/otk/cli.h"

/* Prints an error of the library and returns its exit status. */
otk_cli_exit otk_cli_fail(otk_cli *cli, const otk_error *error);
/* Prints an error that the tool found in its input; returns OTK_CLI_WRONG_USE. */
otk_cli_exit otk_cli_wrong(otk_cli *cli, const char *format, ...) OTK_PRINTF(2, 3);
/* Prints any other error and returns `code`. word: the status in the JSON form. */
otk_cli_exit otk_cli_report(otk_cli *cli, otk_cli_exit code, const char *word, const char *format,
	...) OTK_PRINTF(4, 5);
/* Returns what otk_cli_report() prints, without colours. */
const char *otk_cli_report_text(
	otk_cli *cli, otk_cli_exit code, const char *word, const char *message);
/* Prints a hint; with --json nothing is printed. */
void otk_cli_hint(otk_cli *cli, const char *format, ...) OTK_PRINTF(2, 3);
/*
 * Flushes stdout, so that output which could not be written is an error. A closed pipe is not one:
 * its reader needs no more output.
 */
otk_cli_exit otk_cli_finish(otk_cli *cli, otk_cli_exit code);

#endif
