/* SPDX-License-Identifier: MIT */
/* How the tool ends. Scripts rely on these numbers: they are in the help and never change. */
#ifndef OTK_CLI_EXIT_H
#define OTK_CLI_EXIT_H

#include <otk/otk.h>

typedef enum otk_cli_exit {
	OTK_CLI_DONE = 0,
	OTK_CLI_REFUSED = 1,     /* the service said no */
	OTK_CLI_WRONG_USE = 2,   /* the words, the values, the credentials, the configuration */
	OTK_CLI_NOT_REACHED = 3, /* network, TLS, time-out; or the output could not be written */
	OTK_CLI_NO_PLUGIN = 4    /* a plugin is missing or was refused */
} otk_cli_exit;

otk_cli_exit otk_cli_exit_of(otk_status status);

/* For the help: what a number means; NULL behind the last one. */
const char *otk_cli_exit_meaning(int number);

#endif
