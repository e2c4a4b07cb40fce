/* SPDX-License-Identifier: MIT */
/* Receives the response of one attempt: the body, and the state at its start. */
#include "config.h"

#include <curl/curl.h>
#include <string.h>

#include "core/base/clock.h"
#include "core/base/text/text.h"
#include "core/transport/http/receiver.h"

/* A buffer of at most this size is kept for the next response. */
#define KEPT_BODY ((size_t)64 * 1024)
/* A Content-Length reserves at most this much memory in advance. */
#define TRUSTED_LENGTH ((int64_t)256 * 1024)

void otk_receiver_begin(otk_receiver *receiver, const otk_exchange_events *events,
	otk_download_state *download, size_t max_response_bytes)
{
	otk_buffer body = receiver->response.body;

	if (body.capacity > KEPT_BODY)
		otk_buffer_free(&body);
	else
		otk_buffer_clear(&body);
	body.max = max_response_bytes;
	memset(receiver, 0, sizeof(*receiver));
	receiver->response.body = body;
	receiver->response.retry_after_ms = receiver->response.content_length = -1;
	receiver->response.problem = "";
	receiver->events = events;
	receiver->download = download;
	receiver->status_line = true;
	receiver->range_start = receiver->range_total = -1;
}

static bool is_success(const otk_response *response)
{
	return response->http_status >= 200 && response->http_status < 300;
}

/* Checks, before its first byte, that a download continues where the last response ended. */
static bool has_right_range(otk_receiver *receiver)
{
	const int64_t offset = receiver->download->offset;

	if (receiver->response.http_status == 206) {
		receiver->wrong_range = !receiver->range_asked || receiver->range_start != offset;
		return !receiver->wrong_range;
	}
	/*
	 * The server ignored Range and sends the whole file: the part already received is skipped.
	 */
	receiver->skip = offset;
	return true;
}

static bool is_same_file(otk_receiver *receiver)
{
	const otk_download_state *download = receiver->download;

	if (!download->offset || !download->etag[0] || !receiver->etag[0])
		return true;
	receiver->file_changed = strcmp(download->etag, receiver->etag) != 0;
	return !receiver->file_changed;
}

/*
 * Whether a portal or proxy sent a web page instead of the file. The first bytes of a 206 are from
 * the middle of the file, so they say nothing.
 */
static bool is_page(const otk_response *response, const char *data, size_t size)
{
	return strcasestr(response->content_type, "html") ||
	       (response->http_status != 206 && otk_looks_like_markup(data, size));
}

static bool deliver_download(otk_receiver *receiver, const char *data, size_t size)
{
	otk_download_state *download = receiver->download;

	if (!receiver->begun) {
		receiver->page = is_page(&receiver->response, data, size);
		if (receiver->page || !has_right_range(receiver) || !is_same_file(receiver))
			return false;
	}
	receiver->begun = true;
	if (receiver->skip) {
		const size_t skipped =
			(uint64_t)receiver->skip < size ? (size_t)receiver->skip : size;

		receiver->skip -= (int64_t)skipped;
		data += skipped;
		size -= skipped;
	}
	if (!size)
		return true;
	receiver->sink_status = receiver->events->body(receiver->events->userdata, data, size);
	if (receiver->sink_status)
		return false;
	receiver->delivered += (int64_t)size;
	if (!download->etag[0])
		memcpy(download->etag, receiver->etag, sizeof(download->etag));
	return true;
}

size_t otk_receiver_body(char *data, size_t size, size_t count, void *userdata)
{
	otk_receiver *receiver = userdata;
	const otk_response *response = &receiver->response;
	otk_buffer *body = &receiver->response.body;

	size *= count;
	if (receiver->watched)
		receiver->heard_at = otk_clock_monotonic_ms();
	if (receiver->events->body && is_success(response))
		return deliver_download(receiver, data, size) ? size : CURL_WRITEFUNC_ERROR;
	if (!body->size && response->content_length > 0 &&
		response->content_length <= TRUSTED_LENGTH &&
		(uint64_t)response->content_length <= body->max)
		otk_buffer_reserve(body, (size_t)response->content_length);
	otk_buffer_add(body, data, size);
	return body->status ? CURL_WRITEFUNC_ERROR : size;
}
