/* SPDX-License-Identifier: MIT */
/* Signatures of callbacks (doc/contract.md, 22). */
#ifndef OTK_CLI_CALLBACK_SIGN_H
#define OTK_CLI_CALLBACK_SIGN_H

#include "tools/otk/cli.h"

/* Returns the JWT that signs a body: made now, with a new id. */
const char *otk_cli_callback_sign(otk_cli *cli, const char *secret, const char *body, size_t size);
/* Returns a new random UUID. */
const char *otk_cli_uuid(otk_cli *cli);
/* Returns bytes as base64 in the alphabet for URLs, without padding. */
const char *otk_cli_base64url(otk_cli *cli, const void *bytes, size_t size);

#endif
