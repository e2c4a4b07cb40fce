/* SPDX-License-Identifier: MIT */
/* Dates in HTTP headers. */
#include "config.h"

#include <curl/curl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/transport/date.h"

/* 31 December 9999, 23:59:59: the last date with a year of four digits. */
#define LAST_SECOND INT64_C(253402300799)

/*
 * The first number of all three forms is the day of the month: "Sun, 06 Nov 1994 …", "Sunday,
 * 06-Nov-94 …", "Sun Nov  6 …". curl_getdate() takes 31 February for 3 March, which this reveals.
 */
static bool has_day(const char *text, int64_t seconds)
{
	const char *digits = strpbrk(text, "0123456789");
	const time_t when = (time_t)seconds;
	struct tm parts;

	return digits && gmtime_r(&when, &parts) && strtol(digits, NULL, 10) == parts.tm_mday;
}

int64_t otk_http_date(const char *text)
{
	const int64_t seconds = *text ? (int64_t)curl_getdate(text, NULL) : -1;

	if (seconds <= 0 || seconds > LAST_SECOND)
		return 0;
	/* A leap second, 23:59:60, belongs to the next day. */
	return has_day(text, seconds) || has_day(text, seconds - 1) ? seconds : 0;
}
