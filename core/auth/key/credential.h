/* SPDX-License-Identifier: MIT */
/*
 * Checks credentials for common mistakes that happen when they are copied. A value is "wrapped" if
 * it has quotes (from an env file), blanks, a line end (from a file), a byte order mark or "NAME="
 * before or after it. The text of a key is refused where the name of its file is expected. No
 * message quotes the value.
 */
#ifndef OTK_AUTH_CREDENTIAL_H
#define OTK_AUTH_CREDENTIAL_H

#include <otk/error.h>

/* Returns the problem of an empty or wrapped value, such as "ends with a line end"; NULL: none. */
const char *otk_credential_problem(const char *value);

/*
 * The four checks return OTK_E_ARGUMENT with a message that begins with `name`.
 *
 * Checks an API key, a secret or an id: refuses NULL, empty text, a key in PEM, wrapped text and
 * blanks.
 */
otk_status otk_credential_check_word(const char *name, const char *value, otk_error *error);
/* Checks a PIN or passphrase: refuses a key in PEM, quotes, "NAME=" and control characters. */
otk_status otk_credential_check_pin(const char *name, const char *value, otk_error *error);
/* Checks PEM text: refuses empty text, quotes, "NAME="; accepts blanks and a byte order mark. */
otk_status otk_credential_check_pem(const char *name, const char *value, otk_error *error);
/* Checks the name of a file or a URI; `kind` is its name in messages, such as "a file name". */
otk_status otk_credential_check_name(
	const char *name, const char *kind, const char *value, otk_error *error);

#endif
