/* SPDX-License-Identifier: MIT */
/*
 * Dates in headers: if otk accepts a date, curl_getdate() reads it as the same second, its year has
 * at most four digits, and otk reads the same second again from its HTTP form.
 */
#include "config.h"

#include <curl/curl.h>
#include <string.h>
#include <time.h>

#include "core/transport/http/date.h"
#include "tests/fuzz/fuzz.h"
#include "tests/harness.h"

const char *const fuzz_name = "fuzz/date";
const size_t fuzz_rounds = 60000;

const char *fuzz_one(const char *data, size_t size)
{
	int64_t seconds;
	char again[64];
	struct tm parts;
	time_t when;

	/* The receiver of headers passes on at most this length, without control characters. */
	if (size >= OTK_DATE_SIZE || memchr(data, '\0', size))
		return NULL;
	seconds = otk_http_date(data);
	if (!seconds)
		return NULL;
	fuzz_good++;
	when = (time_t)seconds;
	if (seconds < 0 || seconds > INT64_C(253402300799))
		return "out of range";
	if (curl_getdate(data, NULL) != when)
		return "libcurl reads another second";
	if (!gmtime_r(&when, &parts) ||
		!strftime(again, sizeof(again), "%a, %d %b %Y %H:%M:%S GMT", &parts))
		return "it cannot be written";
	return otk_http_date(again) == seconds ? NULL : "written, it is another second";
}

size_t fuzz_seeds(fuzz_seed *seeds)
{
	static const char *const dates[] = {"Sun, 06 Nov 1994 08:49:37 GMT",
		"Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
		"Thu, 01 Jan 1970 00:00:01 GMT", "Tue, 29 Feb 2000 00:00:00 GMT",
		"Sat, 31 Dec 2016 23:59:60 GMT", "Sun, 06 Nov 1994 08:49:37 +0200",
		"Sun, 06 Nov 1994 08:49:37 PST", "Fri, 31 Dec 9999 23:59:59 GMT"};
	const size_t all =
		OTK_COUNT_OF(dates) - !OTK_TEST_HAS_TIME(INT64_C(253402300799)); /* the last */
	size_t count = 0;

	while (count < all) {
		seeds[count] = fuzz_seed_of(0, dates[count]);
		count++;
	}
	return count;
}
