/* SPDX-License-Identifier: MIT */
/* Limits of the values in a client token. */
#include "config.h"

#include "core/auth/token_rules.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/base/error/quote.h"
#include "core/base/text/layout_class.h"
#include "core/base/text/text.h"
#include "core/base/text/utf8.h"

#include "core/base/cold.h"

/* A larger time is in milliseconds: this one is the year 5138 in seconds, 1973 in milliseconds. */
#define SECONDS_MAX INT64_C(100000000000)

static const char roles[][16] = {
	OTK_ROLE_PUBLISHER, OTK_ROLE_SUBSCRIBER, OTK_ROLE_PUBLISHER_ONLY, OTK_ROLE_MODERATOR};

OTK_PRINTF(2, 3)
OTK_COLD static const char *write_reason(otk_why *why, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(why->text, sizeof(why->text), format, args);
	va_end(args);
	return why->text;
}

bool otk_token_is_role(const char *role)
{
	for (size_t i = 0; i < OTK_COUNT_OF(roles); i++)
		if (strcmp(role, roles[i]) == 0)
			return true;
	return false;
}

const char *otk_token_role_problem(const char *role, otk_why *why)
{
	if (otk_token_is_role(role))
		return NULL;
	return write_reason(why,
		"role: %s is not a known role; known are subscriber, publisher, publisheronly and "
		"moderator",
		OTK_QUOTE(role));
}

const char *otk_token_word_problem(const char *name, const char *word, otk_why *why)
{
	const size_t size = strlen(word);

	if (!size || size > OTK_TOKEN_WORD_MAX)
		return write_reason(why, "%s: has %zu bytes; 1 to %d are possible", name, size,
			OTK_TOKEN_WORD_MAX);
	if (otk_has_control(word, size))
		return write_reason(why, "%s: holds a control character", name);
	return NULL;
}

static const char *explain_milliseconds(const char *name, int64_t time, otk_why *why)
{
	return write_reason(why,
		"%s: %" PRId64 " is in milliseconds; seconds since the epoch are expected", name,
		time);
}

const char *otk_token_life_problem(const char *begin_name, int64_t issued_at, const char *end_name,
	int64_t expires_at, otk_why *why)
{
	const int64_t life = expires_at - issued_at;

	if (issued_at > SECONDS_MAX)
		return explain_milliseconds(begin_name, issued_at, why);
	if (expires_at > SECONDS_MAX)
		return explain_milliseconds(end_name, expires_at, why);
	if (life == 0)
		return write_reason(why,
			"%s: the token expires when it is issued; its end must be later", end_name);
	if (life < 0)
		return write_reason(why,
			"%s: the token expires %" PRId64
			" s before it is issued; its end must be later",
			end_name, -life);
	if (life > OTK_TOKEN_TTL_MAX)
		return write_reason(why,
			"%s: the token lives %" PRId64 " s; at most %d s (30 days) are possible%s",
			end_name, life, OTK_TOKEN_TTL_MAX,
			life / 1000 <= OTK_TOKEN_TTL_MAX && life % 1000 == 0 ? " (milliseconds?)"
									     : "");
	return NULL;
}

const char *otk_token_data_problem(const char *name, const char *data, size_t size, otk_why *why)
{
	int64_t length;

	/* A character has at least one byte. */
	if (size <= OTK_TOKEN_DATA_MAX)
		return NULL;
	length = otk_utf8_length(data, size);
	if (length <= OTK_TOKEN_DATA_MAX)
		return NULL;
	return write_reason(why, "%s: has %" PRId64 " characters; at most %d are possible", name,
		length, OTK_TOKEN_DATA_MAX);
}

const char *otk_token_classes_problem(
	const char *name, const otk_strings *classes, size_t *joined, otk_why *why)
{
	int64_t length = 0;

	*joined = 0;
	for (size_t i = 0; classes->items && i < classes->count; i++) {
		const size_t size = strlen(classes->items[i]);
		const char *problem = otk_layout_class_problem(classes->items[i], size);

		if (problem)
			return write_reason(why, "%s[%zu]: %s", name, i, problem);
		length += otk_utf8_length(classes->items[i], size) + (i > 0);
		*joined += size + (i > 0);
	}
	if (length > OTK_TOKEN_CLASSES_MAX)
		return write_reason(why,
			"%s: have %" PRId64
			" characters with a space between names; at most %d are possible",
			name, length, OTK_TOKEN_CLASSES_MAX);
	return NULL;
}
