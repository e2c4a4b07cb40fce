/* SPDX-License-Identifier: MIT */
/* Reads numbers, durations, rates, sizes and dates. */
#include "config.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <otk/plugin.h>

#include "tools/otk/tables/units.h"

static bool read_prefix(const char *text, const char **end, int64_t *number)
{
	const char *digits = *text == '-' ? text + 1 : text;
	char *rest = NULL;

	if (!isdigit((unsigned char)*digits))
		return false;
	errno = 0;
	*number = strtoll(text, &rest, 10);
	*end = rest;
	return errno == 0;
}

bool otk_cli_read_int(const char *text, int64_t *number)
{
	const char *end = NULL;

	return read_prefix(text, &end, number) && !*end;
}

typedef struct unit {
	const char *name;
	int64_t factor;
} unit;

/*
 * Reads a sum of numbers with units ("1h30m"). Only a single number may omit its unit: in "1h30"
 * it would be ambiguous.
 */
static bool read_sum(const char *text, const unit *units, int64_t bare, int64_t *sum)
{
	const char *begin = text;

	*sum = 0;
	do {
		int64_t number = 0, factor = 0;
		size_t size;

		const bool is_first = text == begin;

		if (!read_prefix(text, &text, &number))
			return false;
		size = strcspn(text, "0123456789");
		if (!size && is_first)
			factor = bare;
		for (const unit *u = units; size && u->name && !factor; u++)
			if (strlen(u->name) == size && strncmp(u->name, text, size) == 0)
				factor = u->factor;
		if (!factor || __builtin_mul_overflow(number, factor, &number) ||
			__builtin_add_overflow(*sum, number, sum))
			return false;
		text += size;
	} while (*text);
	return true;
}

bool otk_cli_read_seconds(const char *text, int64_t *seconds)
{
	static const unit names[] = {
		{"s", 1}, {"m", 60}, {"h", 3600}, {"d", 86400}, {"w", 604800}, {NULL, 0}};

	return read_sum(text, names, 1, seconds);
}

bool otk_cli_read_ms(const char *text, int64_t *ms)
{
	static const unit names[] = {
		{"ms", 1}, {"s", 1000}, {"m", 60000}, {"h", 3600000}, {"d", 86400000}, {NULL, 0}};

	return read_sum(text, names, 1000, ms);
}

bool otk_cli_read_rate(const char *text, int64_t *rate)
{
	static const unit names[] = {{"k", 1000}, {"K", 1000}, {"M", 1000000}, {NULL, 0}};

	return read_sum(text, names, 1, rate);
}

bool otk_cli_read_bytes(const char *text, int64_t *bytes)
{
	static const unit names[] = {{"k", 1000}, {"K", 1000}, {"kB", 1000}, {"M", 1000000},
		{"MB", 1000000}, {"G", 1000000000}, {"GB", 1000000000}, {NULL, 0}};

	return read_sum(text, names, 1, bytes);
}

bool otk_cli_read_instant(const char *text, int64_t *seconds)
{
	static const char *const formats[] = {"%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S",
		"%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d"};

	if (otk_cli_read_int(text, seconds))
		return true;
	for (size_t i = 0; i < OTK_COUNT_OF(formats); i++) {
		struct tm when = {.tm_isdst = -1};
		const char *end = strptime(text, formats[i], &when);
		const int day = when.tm_mday;

		if (!end || (*end && strcmp(end, "Z") != 0))
			continue;
		*seconds = *end ? timegm(&when) : mktime(&when);
		/* Both functions read February 31 as a day of March. */
		return when.tm_mday == day;
	}
	return false;
}
