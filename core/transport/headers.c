/* SPDX-License-Identifier: MIT */
/* Header lines of an answer: counted, and the few that matter kept. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "core/base/clock.h"
#include "core/base/text.h"
#include "core/transport/internal.h"

typedef struct span {
	const char *text;
	size_t size;
} span;

/* Printable ASCII of the value, cut to what fits. */
static void keep(char *out, size_t room, span value)
{
	size_t i;

	for (i = 0; i < value.size && i + 1 < room; i++)
		out[i] = value.text[i] >= 0x20 && value.text[i] < 0x7f ? value.text[i] : '?';
	out[i] = '\0';
}

/* Days from 1970-01-01 to the first of a month; the year begins in March. */
static int64_t days_until(int64_t year, int64_t month)
{
	const int64_t years = month > 2 ? year : year - 1;
	const int64_t months = month > 2 ? month - 3 : month + 9;

	return 365 * years + years / 4 - years / 100 + years / 400 + (153 * months + 2) / 5 -
	       719468;
}

/* -1: not all of them are digits. */
static int64_t digits(const char *text, size_t count)
{
	int64_t number = 0;

	for (; count; count--, text++) {
		if (*text < '0' || *text > '9')
			return -1;
		number = number * 10 + (*text - '0');
	}
	return number;
}

/* 1 to 12; 0: none. */
static int64_t month_of(const char *text)
{
	static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	int64_t month;

	for (month = 12; month; month--)
		if (!memcmp(names + 3 * (month - 1), text, 3))
			break;
	return month;
}

/* "Sun, 06 Nov 1994 08:49:37 GMT", as all servers write it. */
static bool parse_usual_date(span value, int64_t *seconds)
{
	const char *text = value.text;
	int64_t day, month, year, hour, minute, second;

	if (value.size != 29 || memcmp(text + 25, " GMT", 4) || text[19] != ':' || text[22] != ':')
		return false;
	day = digits(text + 5, 2);
	month = month_of(text + 8);
	year = digits(text + 12, 4);
	hour = digits(text + 17, 2);
	minute = digits(text + 20, 2);
	second = digits(text + 23, 2);
	if (!month || day < 0 || year < 0 || hour < 0 || minute < 0 || second < 0)
		return false;
	*seconds = ((days_until(year, month) + day - 1) * 24 + hour) * 3600 + minute * 60 + second;
	return true;
}

/* -1: not a date. libcurl reads the older forms, and many more, at fifty times the price. */
static int64_t parse_date(span value)
{
	char text[64];
	int64_t seconds;

	if (parse_usual_date(value, &seconds))
		return seconds;
	if (value.size >= sizeof(text))
		return -1;
	keep(text, sizeof(text), value);
	return (int64_t)curl_getdate(text, NULL);
}

static void read_date(otk_slot *slot, span value)
{
	int64_t date = parse_date(value);

	slot->response.date = date > 0 ? date : 0;
}

static void read_retry_after(otk_slot *slot, span value)
{
	int64_t seconds;

	if (otk_parse_int(value.text, value.size, &seconds)) {
		if (seconds >= 0)
			slot->response.retry_after_ms =
				seconds < INT64_MAX / 2000 ? seconds * 1000 : INT64_MAX / 2;
		return;
	}
	seconds = parse_date(value);
	if (seconds > 0)
		slot->retry_at = seconds;
}

static void read_length(otk_slot *slot, span value)
{
	int64_t length;

	if (otk_parse_int(value.text, value.size, &length) && length >= 0)
		slot->response.content_length = length;
}

static void read_type(otk_slot *slot, span value)
{
	keep(slot->response.content_type, sizeof(slot->response.content_type), value);
}

static void read_trace(otk_slot *slot, span value)
{
	keep(slot->response.trace_id, sizeof(slot->response.trace_id), value);
}

static void read_etag(otk_slot *slot, span value)
{
	/* A weak one does not promise the same bytes; a cut one would never match. */
	if (value.size && value.text[0] == '"' && value.size < sizeof(slot->etag))
		keep(slot->etag, sizeof(slot->etag), value);
}

/* "bytes 100-199/200", the last may be "*" */
static void read_range(otk_slot *slot, span value)
{
	const char *end = value.text + value.size;
	const char *dash = memchr(value.text, '-', value.size);
	const char *slash = memchr(value.text, '/', value.size);

	if (value.size < 6 || strncasecmp(value.text, "bytes ", 6) || !dash || !slash)
		return;
	if (!otk_parse_int(value.text + 6, (size_t)(dash - value.text) - 6, &slot->range_start))
		slot->range_start = -1;
	if (!otk_parse_int(slash + 1, (size_t)(end - slash) - 1, &slot->range_total))
		slot->range_total = -1;
}

static const struct known {
	const char *name;
	size_t size;
	void (*read)(otk_slot *slot, span value);
} known[] = {
#define KNOWN(name, read)                    \
	{                                    \
		name, sizeof(name) - 1, read \
	}
	/* The shortest first: most lines are none of them, which is known before the last. */
	KNOWN("Date", read_date),
	KNOWN("ETag", read_etag),
	KNOWN("Retry-After", read_retry_after),
	KNOWN("Content-Type", read_type),
	KNOWN("Content-Range", read_range),
	KNOWN("Content-Length", read_length),
	KNOWN("X-Opentok-Trace", read_trace),
};
#define KNOWN_COUNT (sizeof(known) / sizeof(known[0]))

static const struct known *look_up(const char *name, size_t size)
{
	size_t i;

	for (i = 0; i < KNOWN_COUNT && known[i].size <= size; i++)
		if (known[i].size == size && !strncasecmp(known[i].name, name, size))
			return &known[i];
	return NULL;
}

static void read_line(otk_slot *slot, const char *line, size_t size)
{
	const char *colon = memchr(line, ':', size);
	const struct known *header = colon ? look_up(line, (size_t)(colon - line)) : NULL;
	span value;

	if (!header)
		return;
	value.text = colon + 1;
	value.size = (size_t)(line + size - value.text);
	otk_trim(&value.text, &value.size);
	header->read(slot, value);
}

/* "HTTP/1.1 200 OK": what an interim answer, or a proxy's, said is forgotten. */
static void read_status(otk_slot *slot, const char *line, size_t size)
{
	const char *blank = memchr(line, ' ', size);
	const size_t version_size = blank ? (size_t)(blank - line) - strlen("HTTP/") : 0;
	int64_t status = 0;

	slot->response.http_status = 0;
	slot->response.retry_after_ms = -1;
	slot->response.date = 0;
	slot->response.http_version[0] = '\0';
	if (version_size < sizeof(slot->response.http_version)) {
		memcpy(slot->response.http_version, line + strlen("HTTP/"), version_size);
		slot->response.http_version[version_size] = '\0';
	}
	slot->response.content_length = -1;
	slot->response.trace_id[0] = '\0';
	slot->response.content_type[0] = '\0';
	slot->retry_at = 0;
	slot->range_start = -1;
	slot->range_total = -1;
	slot->etag[0] = '\0';
	if (blank && line + size - blank >= 4 && otk_parse_int(blank + 1, 3, &status) &&
		status >= 200)
		slot->response.http_status = (int32_t)status;
}

size_t otk_header_received(char *line, size_t size, size_t count, void *userdata)
{
	otk_slot *slot = userdata;
	otk_exchange *exchange = slot->exchange;

	size *= count;
	slot->header_bytes += size;
	if (++slot->header_lines > OTK_HEADER_LINES_MAX ||
		slot->header_bytes > OTK_HEADER_BYTES_MAX) {
		slot->limit_reached = true;
		return 0;
	}
	if (exchange->stall_timeout_ms)
		exchange->heard_at = otk_clock_monotonic_ms();
	if (size > 5 && !memcmp(line, "HTTP/", 5))
		read_status(slot, line, size);
	else if (size <= 2 && slot->response.http_status)
		slot->head_complete = true;
	else
		read_line(slot, line, size);
	return size;
}
