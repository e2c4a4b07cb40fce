/* SPDX-License-Identifier: MIT */
/*
 * One exchange: queued → (waiting) → in flight → judged → queued again, or done. The owner's
 * callbacks run in this file and in exchange_attempt.c, never while libcurl is being called.
 */
#include "config.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/clock.h"
#include "core/transport/exchange.h"
#include "core/transport/http/url.h"
#include "core/transport/process.h"
#include "core/transport/state.h"

#include "core/base/cold.h"

/* ---- creating and freeing */

static otk_status check_request(const otk_request *request, otk_error *error)
{
	otk_status status = otk_url_check(request->url, "the URL", error);

	if (status)
		return status;
	if (request->content_type && request->content_type[strcspn(request->content_type, "\r\n")])
		return otk_fail(error, OTK_E_ARGUMENT, "content type: it contains a line end");
	if (request->timeout_ms < 0 || request->stall_timeout_ms < 0)
		return otk_fail(error, OTK_E_ARGUMENT, "timeout_ms: a time limit is negative");
	return OTK_OK;
}

/* Copies the texts of the request and takes its body. */
static void take_request(otk_exchange *exchange, const otk_request *request)
{
	const size_t url_size = strlen(request->url) + 1;

	memcpy(exchange->text, request->url, url_size);
	exchange->url = exchange->text;
	if (request->content_type) {
		memcpy(exchange->text + url_size, request->content_type,
			strlen(request->content_type) + 1);
		exchange->content_type = exchange->text + url_size;
	}
	exchange->timeout_ms = request->timeout_ms;
	exchange->stall_timeout_ms = request->stall_timeout_ms;
	exchange->no_retry_statuses = request->no_retry_statuses;
	exchange->method = (uint8_t)request->method;
	exchange->repeat = (uint8_t)request->repeat;
	exchange->has_body = request->has_body;
	exchange->plain = request->plain;
	exchange->public_only = request->public_only;
	if (request->body) {
		exchange->body = *request->body;
		otk_buffer_init(request->body, exchange->body.max);
	}
}

otk_exchange *otk_exchange_new(otk_transport *transport, const otk_request *request,
	const otk_exchange_events *events, otk_error *error)
{
	const size_t text_size = (request->url ? strlen(request->url) + 1 : 0) +
				 (request->content_type ? strlen(request->content_type) + 1 : 0);
	otk_exchange *exchange;

	if (otk_transport_check_process(transport, error) || check_request(request, error))
		return NULL;
	exchange = malloc(sizeof(*exchange) + text_size);
	if (!exchange) {
		otk_fail_nomem(error);
		return NULL;
	}
	*exchange = (otk_exchange){.transport = transport, .events = *events};
	otk_list_init(&exchange->all);
	otk_list_init(&exchange->queue);
	take_request(exchange, request);
	return exchange;
}

void otk_exchange_destroy(otk_exchange *exchange)
{
	if (!exchange->body.fixed)
		otk_buffer_wipe(&exchange->body);
	free(exchange);
}

void otk_exchange_free(otk_exchange *exchange)
{
	if (exchange && exchange->state == OTK_EXCHANGE_NEW)
		otk_exchange_destroy(exchange);
}

otk_status otk_exchange_header(otk_exchange *exchange, const char *line)
{
	if (!exchange->handle)
		return OTK_E_STATE;
	return otk_header_list_add(&exchange->handle->headers, line, NULL);
}

void otk_exchange_set_offset(otk_exchange *exchange, int64_t offset)
{
	if (offset >= 0)
		exchange->download.offset = offset;
}

/* ---- between the states */

/* The earlier of two times; 0: not set. */
static int64_t earlier_time(int64_t a, int64_t b)
{
	return !a || (b && b < a) ? b : a;
}

void otk_exchange_set_timer(otk_exchange *exchange)
{
	int64_t at = exchange->deadline;

	if (exchange->state == OTK_EXCHANGE_WAITING)
		at = earlier_time(at, exchange->not_before);
	if (exchange->state == OTK_EXCHANGE_IN_FLIGHT && exchange->stall_timeout_ms)
		at = earlier_time(
			at, exchange->handle->receiver.heard_at + exchange->stall_timeout_ms);
	otk_timers_set(&exchange->transport->timers, &exchange->timer, at);
}

void otk_exchange_enqueue(otk_exchange *exchange, bool first)
{
	otk_link *queue = &exchange->transport->queue;

	exchange->state = OTK_EXCHANGE_QUEUED;
	otk_list_append(first ? queue->next : queue, &exchange->queue);
	otk_exchange_set_timer(exchange);
}

void otk_exchange_enqueue_in(otk_exchange *exchange, int64_t delay_ms)
{
	if (!delay_ms) {
		otk_exchange_enqueue(exchange, false);
		return;
	}
	exchange->state = OTK_EXCHANGE_WAITING;
	exchange->not_before = exchange->transport->now + delay_ms;
	otk_exchange_set_timer(exchange);
}

otk_status otk_exchange_submit(otk_exchange *exchange, otk_error *error)
{
	otk_transport *transport = exchange->transport;

	if (exchange->state != OTK_EXCHANGE_NEW)
		return otk_fail(error, OTK_E_STATE, "the call was submitted before");
	if (transport->freed)
		return otk_fail(error, OTK_E_STATE, "the client is being freed");
	if (transport->pending >= (size_t)transport->options.max_queued)
		return otk_fail(error, OTK_E_STATE,
			"max_queued: the limit of %" PRId64
			" unfinished calls is reached; let some finish first",
			transport->options.max_queued);
	if (!otk_timers_reserve(&transport->timers, transport->pending + 1))
		return otk_fail_nomem(error);
	if (exchange->timeout_ms)
		exchange->deadline = otk_clock_monotonic_ms() + exchange->timeout_ms;
	otk_list_append(&transport->all, &exchange->all);
	transport->pending++;
	otk_exchange_enqueue(exchange, false);
	otk_io_schedule(transport);
	return OTK_OK;
}

void otk_exchange_cancel(otk_exchange *exchange)
{
	otk_transport *transport = exchange->transport;

	if (exchange->cancelled || exchange->state == OTK_EXCHANGE_NEW ||
		exchange->state == OTK_EXCHANGE_DONE ||
		otk_transport_check_process(transport, NULL))
		return;
	exchange->cancelled = true;
	/* The code that runs after a callback looks at the flag. */
	if (exchange->state == OTK_EXCHANGE_CALLING)
		return;
	otk_list_remove(&exchange->queue);
	otk_list_append(&transport->cancelled, &exchange->queue);
	/* Otherwise its back-off timer would queue it again. */
	otk_timers_set(&transport->timers, &exchange->timer, 0);
	otk_io_schedule(transport);
}

static void ignore_end(void *userdata, otk_exchange *exchange, otk_response *response)
{
	(void)userdata, (void)exchange, (void)response;
}

/* Without body(), what still arrives goes to the bounded buffer of the response. */
OTK_COLD void otk_exchange_abandon(otk_exchange *exchange)
{
	static const otk_exchange_events none = {.done = ignore_end};

	exchange->events = none;
	otk_exchange_cancel(exchange);
}

/* ---- the end */

void otk_exchange_finish(otk_exchange *exchange, otk_response *response)
{
	otk_transport *transport = exchange->transport;

	otk_list_remove(&exchange->all);
	otk_list_remove(&exchange->queue);
	otk_timers_set(&transport->timers, &exchange->timer, 0);
	transport->pending--;
	response->attempts = exchange->attempts;
	if (!response->status && response->http_status < 500)
		otk_retry_refund(&transport->budget);
	otk_callback_begin(transport, exchange);
	exchange->state = OTK_EXCHANGE_DONE;
	exchange->events.done(exchange->events.userdata, exchange, response);
	otk_callback_end(transport);
	if (exchange->handle)
		otk_handle_give_back(exchange->handle);
	otk_exchange_destroy(exchange);
}

void otk_exchange_end(otk_exchange *exchange, otk_status status, const char *problem)
{
	otk_response *response = &exchange->transport->scratch;

	if (exchange->handle)
		otk_handle_stop(exchange->handle);
	*response = (otk_response){
		.status = status, .retry_after_ms = -1, .content_length = -1, .problem = problem};
	otk_buffer_init(&response->body, 0);
	otk_exchange_finish(exchange, response);
	otk_buffer_free(&response->body);
}
