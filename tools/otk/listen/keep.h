/* SPDX-License-Identifier: MIT */
/* otk listen --to sqlite:FILE: keeps callbacks in a database before they are acknowledged. */
#ifndef OTK_CLI_LISTEN_KEEP_H
#define OTK_CLI_LISTEN_KEEP_H

#include "tools/otk/listen/http.h"
#include "tools/otk/listen/show.h"

#define OTK_CLI_KEEP_PREFIX "sqlite:"

typedef struct otk_cli_keep otk_cli_keep;

/* A callback that was kept. The texts are valid during the call. */
typedef struct otk_cli_kept {
	int64_t id;
	const char *kind; /* "archive"; "unknown" */
	const char *body;
	size_t size;
} otk_cli_kept;

/* Opens or makes the database. The error was printed. */
otk_cli_exit otk_cli_keep_open(otk_cli *cli, const char *path, otk_cli_keep **keep);
void otk_cli_keep_close(void *keep);
/*
 * Stores a callback; when it returns, the callback is on the disk. One with a known jti is not
 * stored again. jti NULL: not signed. NULL, or why it could not be stored.
 */
const char *otk_cli_keep_add(otk_cli_keep *keep, otk_cli *scratch, const otk_cli_received *received,
	const char *jti, const otk_cli_delivery *delivery);
/* Calls each() for all callbacks, oldest first, until it returns false. The error was printed. */
otk_cli_exit otk_cli_keep_read(otk_cli *cli, const char *path,
	bool (*each)(void *userdata, const otk_cli_kept *kept), void *userdata);

#endif
