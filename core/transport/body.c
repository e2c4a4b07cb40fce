/* SPDX-License-Identifier: MIT */
/* Bodies of answers: libcurl's callback. */
#include "config.h"

#include <string.h>

#include "core/base/clock.h"
#include "core/transport/internal.h"

/* Not more than this is set aside because a Content-Length says so. */
#define TRUSTED_LENGTH ((int64_t)256 * 1024)

static bool is_success(const otk_response *response)
{
	return response->http_status >= 200 && response->http_status < 300;
}

/* Before the first byte of a download: does it begin where we are? */
static bool begins_right(otk_slot *slot)
{
	otk_exchange *exchange = slot->exchange;

	if (slot->response.http_status == 206) {
		slot->wrong_range = !slot->range_asked || slot->range_start != exchange->offset;
		return !slot->wrong_range;
	}
	/* The whole file, though a part was asked: what is there already is dropped. */
	slot->skip = exchange->offset;
	return true;
}

static bool same_file(otk_slot *slot)
{
	otk_exchange *exchange = slot->exchange;

	if (!exchange->offset || !exchange->etag[0] || !slot->etag[0])
		return true;
	slot->file_changed = strcmp(exchange->etag, slot->etag) != 0;
	return !slot->file_changed;
}

static bool give_to_receiver(otk_slot *slot, const char *data, size_t size)
{
	otk_exchange *exchange = slot->exchange;

	if (!slot->begun && !(begins_right(slot) && same_file(slot)))
		return false;
	slot->begun = true;
	if (slot->skip) {
		size_t skipped = (uint64_t)slot->skip < size ? (size_t)slot->skip : size;

		slot->skip -= (int64_t)skipped;
		data += skipped;
		size -= skipped;
	}
	if (!size)
		return true;
	slot->sink_status = exchange->events.body(exchange->events.userdata, data, size);
	if (slot->sink_status)
		return false;
	slot->delivered += (int64_t)size;
	if (!exchange->etag[0])
		memcpy(exchange->etag, slot->etag, sizeof(exchange->etag));
	return true;
}

size_t otk_body_received(char *data, size_t size, size_t count, void *userdata)
{
	otk_slot *slot = userdata;
	otk_exchange *exchange = slot->exchange;
	otk_buffer *body = &slot->response.body;

	size *= count;
	if (exchange->stall_timeout_ms)
		exchange->heard_at = otk_clock_monotonic_ms();
	if (exchange->events.body && is_success(&slot->response))
		return give_to_receiver(slot, data, size) ? size : CURL_WRITEFUNC_ERROR;
	if (!body->size && slot->response.content_length > 0 &&
		slot->response.content_length <= TRUSTED_LENGTH &&
		(uint64_t)slot->response.content_length <= body->max)
		otk_buffer_reserve(body, (size_t)slot->response.content_length);
	otk_buffer_add(body, data, size);
	return body->status ? CURL_WRITEFUNC_ERROR : size;
}
