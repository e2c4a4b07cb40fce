/* SPDX-License-Identifier: MIT */
/* Receives the response of one attempt: the body, and the state at its start. */
#include "config.h"

#include <curl/curl.h>
#include <string.h>

#include "core/base/clock.h"
#include "core/transport/http/receiver.h"

/* A buffer of at most this size is kept for the next response. */
#define KEPT_BODY ((size_t)64 * 1024)
/* A Content-Length reserves at most this much memory in advance. */
#define TRUSTED_LENGTH ((int64_t)256 * 1024)

static void clear_response(otk_response *response, size_t max_response_bytes)
{
	otk_buffer body = response->body;

	if (body.capacity > KEPT_BODY)
		otk_buffer_free(&body);
	else
		otk_buffer_clear(&body);
	body.max = max_response_bytes;
	response->status = OTK_OK;
	response->http_status = 0;
	response->attempts = 0;
	response->retry_after_ms = -1;
	response->date[0] = '\0';
	response->http_version[0] = '\0';
	response->trace_id[0] = '\0';
	response->content_type[0] = '\0';
	response->content_length = -1;
	response->settled = false;
	response->problem = "";
	response->body = body;
}

void otk_receiver_begin(otk_receiver *receiver, const otk_exchange_events *events,
	otk_download_state *download, size_t max_response_bytes)
{
	clear_response(&receiver->response, max_response_bytes);
	receiver->events = events;
	receiver->download = download;
	receiver->watched = false;
	receiver->status_line = true;
	receiver->heard_at = 0;
	receiver->head_complete = receiver->limit_reached = false;
	receiver->odd_head = receiver->odd_encoding = false;
	receiver->range_asked = receiver->wrong_range = receiver->file_changed = false;
	receiver->begun = false;
	receiver->sink_status = OTK_OK;
	receiver->header_lines = receiver->header_bytes = 0;
	receiver->retry_at[0] = '\0';
	receiver->skip = receiver->delivered = 0;
	receiver->range_start = receiver->range_total = -1;
	receiver->etag[0] = '\0';
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

static bool deliver_download(otk_receiver *receiver, const char *data, size_t size)
{
	otk_download_state *download = receiver->download;

	if (!receiver->begun && !(has_right_range(receiver) && is_same_file(receiver)))
		return false;
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
