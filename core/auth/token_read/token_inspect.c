/* SPDX-License-Identifier: MIT */
/* Client tokens as records for a person or program to look at. */
#include "config.h"

#include <inttypes.h>
#include <otk/token.h>

#include "core/auth/token_read/token_problems.h"
#include "core/auth/token_read/token_read.h"
#include "core/base/clock.h"
#include "core/base/error/status.h"

#include "core/base/cold.h"

/* Seconds by which the clock of a token's maker may be ahead of the local clock. */
#define CLOCK_LEEWAY 30

/* Reports a start in the future; otk_token_verify() allows its caller's leeway for that. */
static bool report_start(otk_token_reading *reading, int64_t now)
{
	const int64_t issued_at = reading->token->issued_at;

	if (reading->not_before > now &&
		!otk_token_problems_add(reading,
			"nbf: the token is not valid for another %" PRId64 " s",
			reading->not_before - now))
		return false;
	/* An issued_at in milliseconds has been reported already. */
	if (issued_at <= now + CLOCK_LEEWAY || issued_at / 1000 >= now / 2)
		return true;
	return otk_token_problems_add(
		reading, "iat: the token was made %" PRId64 " s in the future", issued_at - now);
}

otk_status otk_token_inspect(
	const otk_key *key, const char *token, int64_t now, otk_token **parts, otk_error *error)
{
	otk_token_reading reading = {.key = key};
	otk_status status;

	if (!parts)
		return otk_fail(error, OTK_E_ARGUMENT, "parts: is NULL");
	*parts = NULL;
	if (!token)
		return otk_fail(error, OTK_E_ARGUMENT, "token: is NULL");
	status = otk_token_read(&reading, token, now, error);
	if (status)
		return status;
	if (!now)
		now = otk_clock_seconds();
	if (!report_start(&reading, now)) {
		otk_arena_free(reading.arena);
		return otk_fail_nomem(error);
	}
	*parts = reading.token;
	return OTK_OK;
}
