/* SPDX-License-Identifier: MIT */
/* Counts the header lines of a response, and reads the status line and the few headers it needs. */
#include "config.h"

#include <string.h>

#include "core/base/clock.h"
#include "core/base/text/text.h"
#include "core/transport/http/date.h"
#include "core/transport/http/receiver.h"
#include "core/transport/http/response_head.h"

typedef struct span {
	const char *text;
	size_t size;
} span;

/* Copies the value, cut to the capacity; bytes that are not printable ASCII become '?'. */
static void copy_printable(char *out, size_t capacity, span value)
{
	const size_t size = value.size < capacity ? value.size : capacity - 1;

	for (size_t i = 0; i < size; i++)
		out[i] = value.text[i] >= 0x20 && value.text[i] < 0x7f ? value.text[i] : '?';
	out[size] = '\0';
}

static void read_date(otk_receiver *receiver, span value)
{
	copy_printable(receiver->response.date, sizeof(receiver->response.date), value);
}

/* Reads seconds, of any number of digits, or copies a date, which outcome.c reads if needed. */
static void read_retry_after(otk_receiver *receiver, span value)
{
	const size_t digits = strspn(value.text, "0123456789");
	int64_t seconds;

	receiver->response.retry_after_ms = -1;
	receiver->retry_at[0] = '\0';
	if (!value.size || digits < value.size) {
		copy_printable(receiver->retry_at, sizeof(receiver->retry_at), value);
		return;
	}
	if (!otk_parse_int(value.text, value.size, &seconds) || seconds > OTK_RETRY_AFTER_MAX_S)
		seconds = OTK_RETRY_AFTER_MAX_S;
	receiver->response.retry_after_ms = seconds * 1000;
}

static void read_length(otk_receiver *receiver, span value)
{
	int64_t length;

	if (otk_parse_int(value.text, value.size, &length) && length >= 0)
		receiver->response.content_length = length;
}

static void read_type(otk_receiver *receiver, span value)
{
	otk_response *response = &receiver->response;

	copy_printable(response->content_type, sizeof(response->content_type), value);
}

static void read_trace_id(otk_receiver *receiver, span value)
{
	otk_response *response = &receiver->response;

	copy_printable(response->trace_id, sizeof(response->trace_id), value);
}

/* Ignores a weak tag, which does not promise equal bytes, and a tag that would have to be cut. */
static void read_etag(otk_receiver *receiver, span value)
{
	if (value.size && value.text[0] == '"' && value.size < sizeof(receiver->etag))
		copy_printable(receiver->etag, sizeof(receiver->etag), value);
}

/* Reads "bytes 100-199/200"; the total may be "*". */
static void read_range(otk_receiver *receiver, span value)
{
	const char *end = value.text + value.size;
	const char *dash = memchr(value.text, '-', value.size);
	const char *slash = memchr(value.text, '/', value.size);

	if (value.size < 6 || !otk_ascii_equal(value.text, "bytes ", 6) || !dash || !slash)
		return;
	if (dash < value.text + 6 || !otk_parse_int(value.text + 6, (size_t)(dash - value.text) - 6,
					     &receiver->range_start))
		receiver->range_start = -1;
	if (!otk_parse_int(slash + 1, (size_t)(end - slash) - 1, &receiver->range_total))
		receiver->range_total = -1;
}

/*
 * Accepts gzip and deflate only, whose decoders need 64 KiB. libcurl would decode every encoding
 * that it was built with, also nested ones, and 14 bytes of input can make the decoders of Brotli
 * and Zstandard allocate 16 MiB and more.
 */
OTK_COLD static void read_encoding(otk_receiver *receiver, span value)
{
	char word[9] = "";

	for (size_t i = 0; i < value.size && i < sizeof(word); i++)
		word[i] = (char)(value.text[i] | 0x20); /* lower case */
	if (value.size >= sizeof(word) ||
		!otk_word_in("gzip|x-gzip|deflate|identity|chunked", word, value.size))
		receiver->odd_encoding = true;
}

typedef struct known_header {
	const char *name;
	size_t size;
	void (*read)(otk_receiver *receiver, span value);
} known_header;

#define KNOWN(name, read)                    \
	{                                    \
		name, sizeof(name) - 1, read \
	}

/* Ordered by length, so that the search can stop early: most headers are not in the table. */
static const known_header known_headers[] = {
	KNOWN("Date", read_date),
	KNOWN("ETag", read_etag),
	KNOWN("Retry-After", read_retry_after),
	KNOWN("Content-Type", read_type),
	KNOWN("Content-Range", read_range),
	KNOWN("Content-Length", read_length),
	KNOWN("X-Opentok-Trace", read_trace_id),
	KNOWN("Content-Encoding", read_encoding),
	KNOWN("Transfer-Encoding", read_encoding),
};
#define KNOWN_COUNT (OTK_COUNT_OF(known_headers))

static const known_header *find_known(const char *name, size_t size)
{
	for (size_t i = 0; i < KNOWN_COUNT && known_headers[i].size <= size; i++)
		if (known_headers[i].size == size &&
			otk_ascii_equal(known_headers[i].name, name, size))
			return &known_headers[i];
	return NULL;
}

static void read_header(otk_receiver *receiver, const char *line, size_t size)
{
	const char *colon = memchr(line, ':', size);
	const known_header *header = colon ? find_known(line, (size_t)(colon - line)) : NULL;
	span value;

	if (!header)
		return;
	value.text = colon + 1;
	value.size = (size_t)(line + size - value.text);
	otk_trim(&value.text, &value.size);
	header->read(receiver, value);
}

/* Resets the values that were read from an interim response or a proxy's response. */
static void forget_head(otk_receiver *receiver)
{
	otk_response *response = &receiver->response;

	response->http_status = 0;
	response->retry_after_ms = -1;
	response->date[0] = '\0';
	response->content_length = -1;
	response->http_version[0] = '\0';
	response->trace_id[0] = '\0';
	response->content_type[0] = '\0';
	receiver->head_complete = receiver->odd_encoding = false;
	receiver->retry_at[0] = '\0';
	receiver->range_start = receiver->range_total = -1;
	receiver->etag[0] = '\0';
}

void otk_response_head_expect(otk_receiver *receiver)
{
	forget_head(receiver);
	receiver->status_line = true;
}

/* Reads "HTTP/1.1 200 OK". An interim response leaves http_status at 0. */
static void read_status_line(otk_receiver *receiver, const char *line, size_t size)
{
	const size_t prefix = strlen("HTTP/");
	const char *blank = memchr(line, ' ', size);
	otk_response *response = &receiver->response;
	size_t version_size;
	int64_t status;

	forget_head(receiver);
	receiver->status_line = false;
	if (size < prefix || memcmp(line, "HTTP/", prefix) != 0 || !blank)
		return;
	version_size = (size_t)(blank - line) - prefix;
	if (version_size < sizeof(response->http_version)) {
		memcpy(response->http_version, line + prefix, version_size);
		response->http_version[version_size] = '\0';
	}
	if (line + size - blank >= 4 && otk_parse_int(blank + 1, 3, &status) && status >= 200)
		response->http_status = (int32_t)status;
}

/* Handles the empty line after a head: the body follows; after an interim response, a new head. */
static void end_head(otk_receiver *receiver)
{
	receiver->head_complete = receiver->response.http_status != 0;
	receiver->status_line = !receiver->head_complete;
}

size_t otk_response_head_line(char *line, size_t size, size_t count, void *userdata)
{
	otk_receiver *receiver = userdata;

	size *= count;
	receiver->header_bytes += size;
	if (++receiver->header_lines > OTK_HEADER_LINES_MAX ||
		receiver->header_bytes > OTK_HEADER_BYTES_MAX) {
		receiver->limit_reached = true;
		return 0;
	}
	if (receiver->watched)
		receiver->heard_at = otk_clock_monotonic_ms();
	if (receiver->head_complete)
		return size; /* a trailer */
	if (receiver->status_line)
		read_status_line(receiver, line, size);
	else if (size <= 2)
		end_head(receiver);
	else
		read_header(receiver, line, size);
	return receiver->head_complete && receiver->odd_encoding ? 0 : size;
}
