/* SPDX-License-Identifier: MIT */
/* Dates in HTTP headers. */
#include "config.h"

#include <curl/curl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/transport/http/date.h"

#include "core/base/cold.h"

/* 31 December 9999, 23:59:59: the last date with a year of four digits. */
#define LAST_SECOND INT64_C(253402300799)

/*
 * Whether the text has the day and the year of this time: curl_getdate() reads 31 February as 3
 * March, and the year 0000 as 2000. The first number of all three forms is the day: "Sun, 06 Nov
 * 1994 …", "Sunday, 06-Nov-94 …", "Sun Nov  6 … 1994".
 */
static bool is_same_day(const char *text, int64_t seconds)
{
	const char *day = text + strcspn(text, "0123456789");
	const time_t when = (time_t)seconds;
	char year[8], short_year[8];
	struct tm parts;
	int number = 0;

	if (day == text || day[-1] != ' ' || !gmtime_r(&when, &parts))
		return false;
	for (; *day >= '0' && *day <= '9' && number < 100; day++)
		number = number * 10 + *day - '0';
	if (number != parts.tm_mday)
		return false;
	snprintf(year, sizeof(year), " %d", (parts.tm_year + 1900) % 10000);
	snprintf(short_year, sizeof(short_year), "-%02d ", parts.tm_year % 100);
	return strstr(day, year) || strstr(day, short_year);
}

int64_t otk_http_date(const char *text)
{
	const int64_t seconds = *text ? (int64_t)curl_getdate(text, NULL) : -1;

	if (seconds <= 0 || seconds > LAST_SECOND)
		return 0;
	/* A leap second, 23:59:60, belongs to the next day. */
	return is_same_day(text, seconds) || is_same_day(text, seconds - 1) ? seconds : 0;
}
