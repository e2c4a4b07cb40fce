/* SPDX-License-Identifier: MIT */
/* Exit statuses. Scripts rely on these numbers: they are in the help and never change. */
#ifndef OTK_CLI_EXIT_H
#define OTK_CLI_EXIT_H

#include <otk/otk.h>

typedef enum otk_cli_exit {
	OTK_CLI_DONE = 0,
	OTK_CLI_REFUSED = 1,     /* the service refused the request */
	OTK_CLI_WRONG_USE = 2,   /* command line, values, credentials or configuration */
	OTK_CLI_NOT_REACHED = 3, /* network, TLS, timeout; or the output could not be written */
	OTK_CLI_NO_PLUGIN = 4    /* a plugin is missing or was refused */
} otk_cli_exit;

otk_cli_exit otk_cli_exit_of(otk_status status);

/* What a number means, for the help; NULL after the last one. */
const char *otk_cli_exit_meaning(int number);

#endif
