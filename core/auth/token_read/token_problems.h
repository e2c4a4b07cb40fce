/* SPDX-License-Identifier: MIT */
/* What making a token would have refused, found in a token that was read. */
#ifndef OTK_AUTH_TOKEN_PROBLEMS_H
#define OTK_AUTH_TOKEN_PROBLEMS_H

#include "core/auth/token_read/token_reading.h"
#include "core/base/status.h"

/* Fills token->problems. now: s since the epoch. false: out of memory. */
bool otk_token_problems_find(otk_token_reading *reading, int64_t now);
/* Adds one more; false: out of memory. */
bool otk_token_problems_add(otk_token_reading *reading, const char *format, ...) OTK_PRINTF(2, 3);

#endif
