/* SPDX-License-Identifier: MIT */
/* Checks settings for common mistakes, such as quotes around a value. */
#ifndef OTK_CLI_VALUE_CHECKS_H
#define OTK_CLI_VALUE_CHECKS_H

#include "tools/otk/settings/settings.h"

/*
 * Says what surrounds the value and does not belong to it: "quotes" as env files of docker leave
 * them, "blanks", "a line end", "a byte order mark". NULL: nothing.
 */
const char *otk_cli_wrapping(const char *value);

/* Permission bits of the private key's file when other users can use it; 0: they cannot. */
unsigned otk_cli_open_mode(const otk_cli_credentials *credentials);

/* Returns true when the private key is a "pkcs11:" address, not a file. */
bool otk_cli_is_key_address(const char *private_key);

#endif
