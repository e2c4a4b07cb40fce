/* SPDX-License-Identifier: MIT */
/* The two clients of a run: one knows the tables, one sends. */
#ifndef OTK_CLI_CONNECT_H
#define OTK_CLI_CONNECT_H

#include "tools/otk/cli.h"

/* The client that knows the tables and never sends; NULL with the error filled. */
otk_client *otk_cli_describer(otk_cli *cli, otk_error *error);
/* Returns true when the server is on this machine; NULL: no. */
bool otk_cli_is_loopback(const char *url);
/* Makes the client that sends, with the user's credentials. */
otk_cli_exit otk_cli_connect(otk_cli *cli, bool account, otk_client **client);

#endif
