/* SPDX-License-Identifier: MIT */
/* Filling the caller's otk_error. */
#ifndef OTK_BASE_STATUS_H
#define OTK_BASE_STATUS_H

#include <otk/error.h>

/* Compiled for size, not for speed, and so are the ways that end here. */
#define OTK_COLD __attribute__((cold))

/* Set status and message (truncated at a whole UTF-8 character), clear the rest. Returns status. */
otk_status otk_fail(otk_error *error, otk_status status, const char *format, ...)
	OTK_PRINTF(3, 4) OTK_COLD;
/* The one message for it; allocates nothing. Returns OTK_E_NOMEM. */
otk_status otk_fail_nomem(otk_error *error) OTK_COLD;
/* Put a place in front of the message that is there: "layout.type: …". */
void otk_error_prefix(otk_error *error, const char *format, ...) OTK_PRINTF(2, 3) OTK_COLD;
/* Copy src into the caller's record, honouring its struct_size. Either may be NULL. */
void otk_error_copy(otk_error *dst, const otk_error *src);

#endif
