/* SPDX-License-Identifier: MIT */
/* Parses JWT client tokens. */
#ifndef OTK_AUTH_TOKEN_READ_JWT_H
#define OTK_AUTH_TOKEN_READ_JWT_H

#include "core/auth/token_read/token_reading.h"

/* Fills the record except `expired` and `problems`. */
otk_status otk_token_read_jwt(
	otk_token_reading *reading, const char *text, size_t size, otk_error *error);

#endif
