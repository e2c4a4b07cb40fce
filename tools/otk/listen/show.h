/* SPDX-License-Identifier: MIT */
/* otk listen: prints one callback as one line. */
#ifndef OTK_CLI_LISTEN_SHOW_H
#define OTK_CLI_LISTEN_SHOW_H

#include <otk/callback_auth.h>
#include <otk/callbacks.h>

#include "tools/otk/cli.h"

/* A received callback and the result of its checks. The texts are freed at the end of the run. */
typedef struct otk_cli_received {
	const char *verdict; /* "verified", "unsigned", …, "not checked" */
	const char *problem; /* NULL: none */
	json_object *json;   /* the body; NULL: refused, or not a JSON object */
	otk_callback callback;
	int32_t status; /* HTTP status of the response */
} otk_cli_received;

/* The main facts of a callback of any kind; NULL: it has none. */
typedef struct otk_cli_gist {
	const char *kind;
	const char *what; /* the event, or the status of the object */
	const char *id;
	const char *session_id;
	const char *reason;
} otk_cli_gist;

otk_cli_gist otk_cli_gist_of(const otk_cli_received *received);

/*
 * Prints one line for people, or with --json one JSON object. Secrets in the body are hidden.
 * False: stdout cannot be written.
 */
bool otk_cli_listen_show(otk_cli *scratch, const otk_cli_received *received);

#endif
