/* SPDX-License-Identifier: MIT */
/* otk listen: the HTTP server. One thread; a response may be sent later. */
#ifndef OTK_CLI_LISTEN_HTTP_H
#define OTK_CLI_LISTEN_HTTP_H

#include "tools/otk/cli.h"

#define OTK_CLI_CALLBACK_MAX (1024 * 1024) /* bytes of one body */

/* One request, received whole. It is freed after its response was sent. */
typedef struct otk_cli_delivery {
	const char *authorization; /* NULL: none */
	const char *content_type;  /* NULL: none */
	const char *body;
	size_t size;
	bool too_large; /* body is the part that fits */
	bool from_page; /* sent by a browser for a web page */
} otk_cli_delivery;

typedef struct otk_cli_server otk_cli_server;

#define OTK_CLI_RESPOND_LATER 0
/* Returns the HTTP status, or OTK_CLI_RESPOND_LATER when otk_cli_server_respond() will follow. */
typedef int32_t otk_cli_receive_fn(void *userdata, const otk_cli_delivery *delivery);

/*
 * Listens on a numeric address. count: end after this number of responses; 0: no limit. NULL with
 * *problem set.
 */
otk_cli_server *otk_cli_server_new(otk_cli *cli, const char *address, uint16_t port, int64_t count,
	otk_cli_receive_fn *receive, void *userdata, const char **problem);
uint16_t otk_cli_server_port(const otk_cli_server *server);
/* Readable when otk_cli_server_run() has something to do. */
int otk_cli_server_fd(const otk_cli_server *server);
/* ms until otk_cli_server_run() must be called; at most a minute. */
int otk_cli_server_timeout(const otk_cli_server *server);
/* Does what can be done without waiting; false: `count` responses were sent. */
bool otk_cli_server_run(otk_cli_server *server);
/* Responds to a delivery for which receive() returned OTK_CLI_RESPOND_LATER. */
void otk_cli_server_respond(const otk_cli_delivery *delivery, int32_t status);
/* Frees the server; all deliveries must have been responded to. */
void otk_cli_server_free(void *server);

#endif
