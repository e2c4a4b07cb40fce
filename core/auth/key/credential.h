/* SPDX-License-Identifier: MIT */
/*
 * Credentials are looked at for what surrounds them by mistake: quotes as env files leave them,
 * blanks and line ends as files end with, a byte order mark, "NAME=", or the key itself where its
 * file's name belongs. No message quotes the value.
 */
#ifndef OTK_AUTH_CREDENTIAL_H
#define OTK_AUTH_CREDENTIAL_H

#include <otk/error.h>

/* Why a value cannot be what was meant, such as "ends with a line end"; NULL: nothing is wrong. */
const char *otk_credential_problem(const char *value);

/* A word: an API key, a secret, an id. OTK_E_ARGUMENT: it is missing, empty, or wrapped. */
otk_status otk_credential_check_word(const char *name, const char *value, otk_error *error);
/* A PIN or passphrase: any text but a key, a quoted text and one with line ends. */
otk_status otk_credential_check_pin(const char *name, const char *value, otk_error *error);
/* The text of a PEM; blanks, line ends and a byte order mark around it do no harm. */
otk_status otk_credential_check_pem(const char *name, const char *value, otk_error *error);
/* The name of a file, or an address: not the key itself, not wrapped. */
otk_status otk_credential_check_name(
	const char *name, const char *kind, const char *value, otk_error *error);

#endif
