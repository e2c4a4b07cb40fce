/* SPDX-License-Identifier: MIT */
/* The command line of otk-sandbox. */
#ifndef OTK_SANDBOX_OPTIONS_H
#define OTK_SANDBOX_OPTIONS_H

#include <json-c/json_object.h>
#include <stdbool.h>
#include <stdint.h>

typedef enum sandbox_log { SANDBOX_LOG_NONE, SANDBOX_LOG_TEXT, SANDBOX_LOG_JSON } sandbox_log;

enum { SANDBOX_MAX_URLS = 8 };

typedef struct sandbox_options {
	int64_t port;
	const char *bind;
	const char *unix_path; /* NULL: TCP */
	int64_t socket_mode;
	/* Addresses at which clients reach the server; the first one is shown. */
	const char *urls[SANDBOX_MAX_URLS];
	size_t url_count;
	const char *credentials_file;
	bool generate_credentials;
	const char *credentials; /* of the environment, as in the file; NULL: none */
	const char *health;      /* check that this server responds, then exit; NULL: serve */
	const char *port_file;
	const char *db;
	int64_t db_limit; /* MiB */
	bool https;
	const char *cert_file;
	const char *app_key_file;
	const char *stubs;
	const char *seed;
	const char *snapshot;
	const char *record; /* folder for exchanges; NULL: not recorded */
	const char *upstream;
	const char *upstream_ca_file;
	int64_t upstream_timeout_ms;
	const char *replay; /* folder of a recording; NULL: not replayed */
	const char *diff;   /* folder of a recording to compare; NULL: not compared */
	int64_t settle_ms;
	json_object *hooks; /* kind of callback → {"url", "secret"} */
	char *callback_secret;
	bool sign_callbacks;
	bool callbacks_anywhere;
	bool unknown_members;
	bool project_id_string;
	bool lenient_tokens;
	bool strict;
	bool quiet;
	sandbox_log log;
	bool log_bodies;
} sandbox_options;

/* Reads the command line and the environment. Returns -1, or the exit status of a process that has
 * nothing left to do (help, version, wrong use); the reason was printed. */
int sandbox_options_read(sandbox_options *options, int argc, char **argv);
/* Whether the credentials are the published ones. */
bool sandbox_options_published(const sandbox_options *options);
void sandbox_options_free(sandbox_options *options);

#endif
