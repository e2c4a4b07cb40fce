/* SPDX-License-Identifier: MIT */
/* Hides secrets in what the tool prints. */
#ifndef OTK_CLI_SECRETS_H
#define OTK_CLI_SECRETS_H

#include "tools/otk/tables/model.h"

/* The text that is printed in place of a secret. */
#define OTK_CLI_HIDDEN "(secret)"

/*
 * Replaces each secret in the JSON: members that the type marks, members that the type does not
 * know and whose name says that they are secret, and secrets inside URLs. json: an object of the
 * type, a list of such objects, or an object that maps names to them. type may be NULL. Returns
 * true when something was replaced.
 */
bool otk_cli_hide(otk_cli *cli, const otk_cli_type *type, json_object *json);
/* Returns true when the name says that the value is secret: "sipPassword", "api_secret". */
bool otk_cli_is_secret_name(const char *name);
/* Copies the text without tokens, private keys, and user names and passwords of its URLs. */
const char *otk_cli_hide_in_text(otk_cli *cli, const char *text);
/* Copies the text without JWTs, T1 tokens and private keys (PEM), wherever they are in it. */
const char *otk_cli_hide_tokens(otk_cli *cli, const char *text);
/*
 * Returns a text without the keys (PEM) in it: a key that was given in place of a file name must
 * not be printed, whatever message names the file.
 */
const char *otk_cli_without_keys(otk_cli *cli, const char *text);
/*
 * The user's own word in double quotes, for a message; shortened, safe for a terminal, and not
 * shown at all when it is a secret. field: the value's; NULL: unknown.
 */
const char *otk_cli_quote(otk_cli *cli, const otk_cli_field *field, const char *text);
/* The same for messages that do not say "the value" before it: a secret is shown as "(secret)". */
const char *otk_cli_quote_alone(otk_cli *cli, const char *text);
/* The same in full, without quotes and escapes. */
const char *otk_cli_show(otk_cli *cli, const char *text);

#endif
