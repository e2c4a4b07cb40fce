/* SPDX-License-Identifier: MIT */
/* A server on loopback with one response for everything, in a thread. */
#ifndef OTK_CLI_CHECK_PEER_H
#define OTK_CLI_CHECK_PEER_H

#include <stdbool.h>

#include "tools/otk/cli.h"

typedef struct otk_cli_check_peer otk_cli_check_peer;

/* Starts the server. NULL: no socket, or no thread. *url is valid as long as `cli`. */
otk_cli_check_peer *otk_cli_check_peer_new(otk_cli *cli, const char **url);
/* Sets the response to the following requests: head and body as they are sent. NULL: the
 * connection is closed instead. */
void otk_cli_check_peer_set(otk_cli_check_peer *peer, const char *response);
void otk_cli_check_peer_end(otk_cli_check_peer *peer);

#endif
