/* SPDX-License-Identifier: MIT */
/* Client tokens taken apart and judged. */
#include "config.h"

#include "core/auth/token_read.h"

#include <string.h>

#include "core/auth/jwt_text.h"
#include "core/base/clock.h"
#include "core/base/status.h"

bool otk_token_read_classes(otk_arena *arena, otk_strings *classes, const char *joined, size_t size)
{
	char *text = otk_arena_text(arena, joined, size), *end = text + size, *at;
	const char **items;
	size_t spaces = 0;

	for (at = text; at && at < end; at++)
		spaces += *at == ' ';
	items = text ? otk_arena_alloc(arena, (spaces + 1) * sizeof(*items)) : NULL;
	if (!items)
		return false;
	classes->items = items;
	for (at = text; at < end; at += strlen(at) + 1) {
		char *space = strchr(at, ' ');

		if (space)
			*space = '\0';
		if (*at)
			items[classes->count++] = at;
	}
	return true;
}

otk_status otk_token_read(
	otk_token_reading *reading, const char *text, int64_t now, otk_error *error)
{
	size_t size = strlen(text);
	otk_status status;

	if (now < 0 || now > OTK_TIME_MAX)
		return otk_fail(error, OTK_E_ARGUMENT, "now must be in seconds since the epoch");
	if (size > OTK_JWT_MAX)
		return otk_fail(error, OTK_E_TOKEN, "token: has more than %d bytes", OTK_JWT_MAX);
	/* Most of what is read is about as large as the text. */
	reading->arena = otk_arena_new(sizeof(*reading->token), 2 * size);
	if (!reading->arena)
		return otk_fail_nomem(error);
	reading->token = otk_arena_root(reading->arena);
	reading->token->struct_size = sizeof(*reading->token);
	reading->not_before = -1;
	if (size >= strlen(OTK_TOKEN_T1_PREFIX) &&
		!memcmp(text, OTK_TOKEN_T1_PREFIX, strlen(OTK_TOKEN_T1_PREFIX)))
		status = otk_token_read_t1(reading, text, size, error);
	else
		status = otk_token_read_jwt(reading, text, size, error);
	if (status) {
		otk_arena_free(reading->arena);
		return status;
	}
	if (!now)
		now = otk_clock_seconds();
	reading->token->expired = OTK_UNSET;
	if (reading->token->expires_at >= 0)
		reading->token->expired = now >= reading->token->expires_at ? OTK_YES : OTK_NO;
	return OTK_OK;
}

otk_status otk_token_inspect(
	const otk_key *key, const char *token, int64_t now, otk_token **parts, otk_error *error)
{
	otk_token_reading reading = {.key = key};
	otk_status status;

	if (!parts)
		return otk_fail(error, OTK_E_ARGUMENT, "token: parts is NULL");
	*parts = NULL;
	if (!token)
		return otk_fail(error, OTK_E_ARGUMENT, "token: is NULL");
	status = otk_token_read(&reading, token, now, error);
	if (!status)
		*parts = reading.token;
	return status;
}
