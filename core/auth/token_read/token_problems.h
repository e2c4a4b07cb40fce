/* SPDX-License-Identifier: MIT */
/* Lists the problems of a client token that was read: what otk would refuse in a new token. */
#ifndef OTK_AUTH_TOKEN_PROBLEMS_H
#define OTK_AUTH_TOKEN_PROBLEMS_H

#include "core/auth/token_read/token_reading.h"
#include "core/base/error/status.h"

/* Fills token->problems. now: s since the epoch. false: out of memory. */
bool otk_token_problems_find(otk_token_reading *reading, int64_t now);
/* Adds a problem to the list; false: out of memory. */
bool otk_token_problems_add(otk_token_reading *reading, const char *format, ...) OTK_PRINTF(2, 3);

#endif
