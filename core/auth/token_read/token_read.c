/* SPDX-License-Identifier: MIT */
/* Decodes a client token of either format. */
#include "config.h"

#include "core/auth/token_read/token_read.h"

#include <string.h>

#include "core/auth/jwt/jwt_read.h"
#include "core/auth/token_read/token_problems.h"
#include "core/auth/token_read/token_read_jwt.h"
#include "core/auth/token_read/token_read_t1.h"
#include "core/base/clock.h"
#include "core/base/error/status.h"

#include "core/base/cold.h"

static otk_status read_format(
	otk_token_reading *reading, const char *text, size_t size, otk_error *error)
{
	if (strncmp(text, OTK_TOKEN_T1_PREFIX, strlen(OTK_TOKEN_T1_PREFIX)) == 0)
		return otk_token_read_t1(reading, text, size, error);
	return otk_token_read_jwt(reading, text, size, error);
}

otk_status otk_token_read(
	otk_token_reading *reading, const char *text, int64_t now, otk_error *error)
{
	const size_t size = strlen(text);
	otk_status status;

	if (now < 0 || now > OTK_TIME_MAX)
		return otk_fail(
			error, OTK_E_ARGUMENT, "now: must be in seconds since the epoch, or 0");
	if (size > OTK_JWT_MAX)
		return otk_fail(error, OTK_E_TOKEN, "token: has more than %d bytes", OTK_JWT_MAX);
	if (!now)
		now = otk_clock_seconds();
	/* The record is about as large as the text. */
	reading->arena = otk_arena_new(sizeof(*reading->token), 2 * size);
	if (!reading->arena)
		return otk_fail_nomem(error);
	reading->token = otk_arena_root(reading->arena);
	reading->token->struct_size = sizeof(*reading->token);
	reading->not_before = -1;
	status = read_format(reading, text, size, error);
	if (!status && !otk_token_problems_find(reading, now))
		status = otk_fail_nomem(error);
	if (status) {
		otk_arena_free(reading->arena);
		return status;
	}
	if (reading->token->expires_at >= 0)
		reading->token->expired = now >= reading->token->expires_at ? OTK_YES : OTK_NO;
	return OTK_OK;
}
