/* SPDX-License-Identifier: MIT */
/* Taking a client token of either format apart. */
#ifndef OTK_AUTH_TOKEN_READ_H
#define OTK_AUTH_TOKEN_READ_H

#include "core/auth/token_read/token_reading.h"

/*
 * Makes reading->arena with the record, `expired` and `problems` included. now: s since the epoch,
 * 0: the clock. OTK_E_TOKEN: not a token.
 */
otk_status otk_token_read(
	otk_token_reading *reading, const char *text, int64_t now, otk_error *error);

#endif
