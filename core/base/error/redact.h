/* SPDX-License-Identifier: MIT */
/*
 * Removes secrets from text that leaves the library: errors, log events, bodies that are shown. The
 * result is one line of printable text: a tab or line end becomes a space; any other character that
 * is not printable (utf8.h), and each invalid byte, becomes U+FFFD.
 *
 * Replaced by "***" wherever they occur: JWTs and T1 tokens, PEM private keys and their base64
 * text, and the text between "://" and the last '@' before the end of the URL. A password may
 * contain '/', '?', '#', '@' and blanks, so only a closing quote, the next URL or the end of the
 * line counts as the end of the URL.
 */
#ifndef OTK_BASE_REDACT_H
#define OTK_BASE_REDACT_H

#include "core/base/buffer.h"
#include "core/base/error/status.h"

/*
 * names: for data. Also hides the values of JSON members, form fields and headers whose names end
 * in a word such as secret, token or password; a table lists these words. false: for one line that
 * otk has written, where "token: …" says what is wrong with the token.
 */
void otk_redact(otk_buffer *out, const char *text, size_t size, bool names) OTK_COLD;
/*
 * For sentences: does not hide by names, as in "api_secret: is missing". Of a value that contains
 * line ends only the words before and after it are kept. `cut`: the text is the beginning of a
 * longer one, so a URL at its end may lack its '@'.
 */
void otk_redact_sentence(otk_buffer *out, const char *text, size_t size, bool cut) OTK_COLD;
/* Whether a text is a PEM, or the base64 or hexadecimal text of a key, whole or in part. */
bool otk_is_key_text(const char *text, size_t size) OTK_COLD;

#endif
