/* SPDX-License-Identifier: MIT */
/* A client token inside of source text that is ready for a client of the platform. */
#ifndef OTK_CLI_SNIPPET_H
#define OTK_CLI_SNIPPET_H

#include <otk/auth.h>

#include "tools/otk/cli.h"

/* The names of the snippets, for help and completion; ends in NULL. */
extern const char *const otk_cli_snippet_names[];
/* Returns true if a snippet has this name. */
bool otk_cli_is_snippet(const char *name);
/*
 * Returns the snippet with the key's id, the session and the token, each of them once and as a
 * literal of the snippet's language; freed when the run ends.
 */
const char *otk_cli_snippet(otk_cli *cli, const char *name, const otk_key *key,
	const char *session_id, const char *token);

#endif
