/* SPDX-License-Identifier: MIT */
/* Hiding a secret that is known, wherever and however a text repeats it. */
#ifndef OTK_BASE_REDACT_KNOWN_H
#define OTK_BASE_REDACT_KNOWN_H

#include "core/base/error/status.h"

#define OTK_KNOWN_SECRET_MIN 4 /* bytes; shorter ones would hide ordinary words */

/*
 * Replaces each occurrence of the secret in the NUL-terminated text by "***", in place: the text
 * never grows. Finds it as it is, percent-encoded, escaped for JSON or HTML, in base64 of any text
 * that holds it, and the beginning of it at the end of a text that was cut. NULL and shorter
 * secrets than OTK_KNOWN_SECRET_MIN hide nothing. Allocates nothing.
 */
void otk_redact_known(char *text, const char *secret) OTK_COLD;

#endif
