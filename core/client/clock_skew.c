/* SPDX-License-Identifier: MIT */
/* The difference between our clock and the service's, from the Date header of a response. */
#include "config.h"

#include "core/client/clock_skew.h"

#include "core/base/clock.h"
#include "core/client/client.h"
#include "core/transport/http/date.h"

#include "core/base/cold.h"

/* A smaller difference counts as none. */
#define SKEW_S 60
/* A larger difference is not corrected: tokens would be valid for days. */
#define CORRECTION_MAX_S 86400
/* A date after the year 2242 is not from a working clock. */
#define DATE_MAX (INT64_C(1) << 33)

int64_t otk_clock_skew(const otk_client *client, const otk_response *response)
{
	const int64_t date = otk_http_date(response->date);
	const int64_t skew =
		date && date < DATE_MAX ? date - otk_clock_seconds() - client->clock_offset : 0;

	return skew > SKEW_S || skew < -SKEW_S ? skew : 0;
}

bool otk_clock_may_correct(const otk_client *client, int64_t skew)
{
	const int64_t offset = client->clock_offset + skew;

	return offset <= CORRECTION_MAX_S && offset >= -CORRECTION_MAX_S;
}
