/* SPDX-License-Identifier: MIT */
/*
 * Taking secrets out of text that leaves the library: errors, log events, bodies that are shown.
 * What comes out is one line of printable text: a tab or line end becomes a space, any other
 * character that is not printable (utf8.h) and each invalid byte becomes U+FFFD.
 *
 * Hidden ("***") wherever it occurs: JWTs and T1 tokens, PEM private keys and their base64 text,
 * and what is between "://" and the last '@' before the end of the URL. Passwords may hold '/',
 * '?', '#', '@' and blanks, so the end is generous: a closing quote, the next URL, or the end of
 * the line.
 */
#ifndef OTK_BASE_REDACT_H
#define OTK_BASE_REDACT_H

#include "core/base/buffer.h"
#include "core/base/status.h"

/*
 * For data: also hides the values of JSON members, form fields and headers whose names end in
 * secret, token, password and the like (one table).
 */
void otk_redact(otk_buffer *out, const char *text, size_t size) OTK_COLD;
/*
 * For sentences, where "api_secret: is missing" hides nothing. Of a value that holds line ends only
 * the words before and after it are kept. `cut`: the text is the beginning of a longer one, so that
 * a URL at its end may lack its '@'.
 */
void otk_redact_sentence(otk_buffer *out, const char *text, size_t size, bool cut) OTK_COLD;
/* Whether a text is a PEM, or the base64 or hexadecimal text of a key, whole or in part. */
bool otk_is_key_text(const char *text, size_t size) OTK_COLD;

#endif
