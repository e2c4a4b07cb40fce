/* SPDX-License-Identifier: MIT */
/* otk listen: what its parts know of each other. */
#ifndef OTK_CLI_LISTEN_H
#define OTK_CLI_LISTEN_H

#include <otk/callback_auth.h>
#include <otk/callbacks.h>

#include "tools/otk/cli.h"

#define OTK_CLI_CALLBACK_MAX (1024 * 1024) /* bytes of one body */

/* One request, whole. */
typedef struct otk_cli_delivery {
	const char *authorization; /* NULL: none */
	const char *content_type;  /* NULL: none */
	const char *body;
	size_t size;
	bool too_large; /* body is what fitted */
} otk_cli_delivery;

/* What was found out about it. The texts live as long as the delivery. */
typedef struct otk_cli_finding {
	const char *verdict; /* "verified", "unsigned", …, "not checked" */
	const char *problem; /* NULL: none */
	json_object *json;   /* the body; NULL: refused, or no JSON object */
	otk_callback callback;
	int32_t answer; /* HTTP status */
} otk_cli_finding;

/* ---- replay_guard.c: the ids of signatures that were used, bounded */
typedef struct otk_cli_seen otk_cli_seen;
otk_cli_seen *otk_cli_seen_new(void);
void otk_cli_seen_free(void *seen);
/* For otk_callback_check. */
otk_flag otk_cli_seen_before(void *seen, const char *jti, int64_t forget_at);
/* What was not taken will be sent again: its id is new once more. */
void otk_cli_seen_undo(otk_cli_seen *seen);

/* ---- forward.c */
typedef struct otk_cli_forward otk_cli_forward;
otk_cli_forward *otk_cli_forward_new(const char *url);
void otk_cli_forward_free(void *forward);
/* Pass it on as it came; the status of the answer, 502 with *problem set when there was none. */
int32_t otk_cli_forward_send(otk_cli *scratch, otk_cli_forward *forward,
	const otk_cli_delivery *delivery, const char **problem);

/* ---- show.c: one line of stdout */
void otk_cli_listen_show(otk_cli *scratch, const otk_cli_finding *finding);

/* ---- http.c */
typedef struct otk_cli_server otk_cli_server;
/* The status to answer with. */
typedef int32_t otk_cli_receive_fn(void *userdata, const otk_cli_delivery *delivery);

/* NULL with *problem set. */
otk_cli_server *otk_cli_server_new(otk_cli *cli, const char *address, uint16_t port,
	otk_cli_receive_fn *receive, void *userdata, const char **problem);
uint16_t otk_cli_server_port(const otk_cli_server *server);
/* Until `count` were answered (0: no limit), a signal came, or stdout failed. */
void otk_cli_server_run(otk_cli_server *server, int64_t count, int stop_fd);
void otk_cli_server_free(void *server);

#endif
