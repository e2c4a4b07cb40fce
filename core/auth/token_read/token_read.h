/* SPDX-License-Identifier: MIT */
/* Reads a client token of either format. */
#ifndef OTK_AUTH_TOKEN_READ_H
#define OTK_AUTH_TOKEN_READ_H

#include "core/auth/token_read/token_reading.h"

/*
 * Makes reading->arena with the record, including `expired` and `problems`. now: s since the epoch;
 * 0: the clock. OTK_E_TOKEN: the text is not a token.
 */
otk_status otk_token_read(
	otk_token_reading *reading, const char *text, int64_t now, otk_error *error);

#endif
