/* SPDX-License-Identifier: MIT */
/* Parses T1 client tokens. */
#ifndef OTK_AUTH_TOKEN_READ_T1_H
#define OTK_AUTH_TOKEN_READ_T1_H

#include "core/auth/token_read/token_reading.h"

/* Fills the record except `expired` and `problems`. */
otk_status otk_token_read_t1(
	otk_token_reading *reading, const char *text, size_t size, otk_error *error);

#endif
