/* SPDX-License-Identifier: MIT */
/* The two clients of a run: one describes the operations, one sends requests. */
#ifndef OTK_CLI_CONNECT_H
#define OTK_CLI_CONNECT_H

#include "tools/otk/cli.h"

/* Returns the client that describes operations and never sends; NULL on failure, see *error. */
otk_client *otk_cli_describer(otk_cli *cli, otk_error *error);
/* Whether the server of the URL is on this machine; false for NULL. */
bool otk_cli_is_loopback(const char *url);
/* Makes the client that sends, with the user's credentials. */
otk_cli_exit otk_cli_connect(otk_cli *cli, bool account, otk_client **client);

#endif
