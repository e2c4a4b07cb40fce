/* SPDX-License-Identifier: MIT */
/*
 * Quotes a value in a message. It may come from a caller, a library, a plugin or the service.
 *
 *   otk_fail(error, OTK_E_ARGUMENT, "role: %s is not a known value", OTK_QUOTE(role));
 *
 * Gives "value" in double quotes, one printable line without secrets (redact.h), at most
 * OTK_QUOTE_MAX bytes of it and "…" if there were more. A value that holds a line end, or looks
 * like a key or a token, is not shown: "(not shown: …)" says why.
 */
#ifndef OTK_BASE_QUOTE_H
#define OTK_BASE_QUOTE_H

#include <stddef.h>

#include "core/base/error/status.h"

#define OTK_QUOTE_MAX 160 /* bytes of a value that are shown */

typedef struct otk_quoted {
	char text[OTK_QUOTE_MAX + 8];
} otk_quoted;

/* A NUL-terminated value, NULL included; the result lives as long as the enclosing block. */
#define OTK_QUOTE(value) otk_quote(&(otk_quoted){{0}}, (value))

const char *otk_quote(otk_quoted *quoted, const char *value) OTK_COLD;
const char *otk_quote_bytes(otk_quoted *quoted, const char *value, size_t size) OTK_COLD;

#endif
