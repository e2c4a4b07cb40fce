/* SPDX-License-Identifier: MIT */
/* Addresses in requests. */
#ifndef OTK_SANDBOX_ADDRESS_H
#define OTK_SANDBOX_ADDRESS_H

#include <stdbool.h>

/* Whether the text is a URL with a host, if it has "://", or another URI ("sip:user@host"). */
bool sandbox_is_address(const char *text);

/* Whether the text can be part of a line of an HTTP message: it has no control characters, and no
 * blanks unless they are allowed. */
bool sandbox_is_one_line(const char *text, bool with_blanks);

#endif
