/* SPDX-License-Identifier: MIT */
/*
 * Checks credentials for the usual mistakes of copying. A value is "wrapped" if it has quotes (from
 * an env file), blanks or a line end (from a file), a byte order mark or "NAME=" around it. A key
 * in place of the name of its file is refused as well. No message quotes the value.
 */
#ifndef OTK_AUTH_CREDENTIAL_H
#define OTK_AUTH_CREDENTIAL_H

#include <otk/error.h>

/* Returns how a value is wrapped or that it is empty, such as "ends with a line end"; NULL: neither. */
const char *otk_credential_problem(const char *value);

/*
 * The four checks return OTK_E_ARGUMENT with a message that begins with `name`.
 *
 * An API key, a secret or an id: refuses NULL, empty text, a key in PEM, wrapped text, blanks.
 */
otk_status otk_credential_check_word(const char *name, const char *value, otk_error *error);
/* A PIN or passphrase: refuses a key in PEM, quotes, "NAME=" and control characters; not blanks. */
otk_status otk_credential_check_pin(const char *name, const char *value, otk_error *error);
/* PEM text: refuses empty text, quotes and "NAME="; accepts blanks and a byte order mark. */
otk_status otk_credential_check_pem(const char *name, const char *value, otk_error *error);
/* The name of a file, or a URI; `kind` says which of them in the message: "a file name". */
otk_status otk_credential_check_name(
	const char *name, const char *kind, const char *value, otk_error *error);

#endif
