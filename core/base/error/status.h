/* SPDX-License-Identifier: MIT */
/* Filling the caller's otk_error. */
#ifndef OTK_BASE_STATUS_H
#define OTK_BASE_STATUS_H

#include <otk/error.h>

#include "core/base/attributes.h"

/*
 * Every text that these write into an otk_error is safe to print, wherever it comes from: one line
 * of printable text without keys, tokens and passwords of URLs (otk_redact_sentence()). All accept
 * NULL, and write as much as the caller's struct_size says there is.
 */

/* Sets status and message, cut at a whole character, and clears the rest. Returns status. */
otk_status otk_fail(otk_error *error, otk_status status, const char *format, ...)
	OTK_PRINTF(3, 4) OTK_COLD;
/* Sets the one message for this status; allocates nothing. Returns OTK_E_NOMEM. */
otk_status otk_fail_nomem(otk_error *error) OTK_COLD;
/* Puts a place before the message, as in "layout.type: …". */
void otk_error_prefix(otk_error *error, const char *format, ...) OTK_PRINTF(2, 3) OTK_COLD;
/* Adds text after the message. */
void otk_error_append(otk_error *error, const char *format, ...) OTK_PRINTF(2, 3) OTK_COLD;
/* Copies a record of the library into the caller's. Either may be NULL. */
void otk_error_copy(otk_error *dst, const otk_error *src) OTK_COLD;
/*
 * Takes over a record that foreign code filled, such as a plugin: its texts may lack their NUL and
 * are made safe to print. src has the full size.
 */
void otk_error_import(otk_error *dst, const otk_error *src) OTK_COLD;

#endif
