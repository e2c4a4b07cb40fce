/* SPDX-License-Identifier: MIT */
/*
 * One exchange: queued → (waiting) → on the wire → judged → again or done. The owner's callbacks
 * run here and nowhere else, never while libcurl is being called.
 */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/clock.h"
#include "core/base/status.h"
#include "core/transport/internal.h"

/* ---- making and dropping */

static otk_status check_request(
	otk_transport *transport, const otk_request *request, size_t *origin_size, otk_error *error)
{
	otk_status status =
		otk_url_check_next(&transport->origin, request->url, "the URL", origin_size, error);

	if (status)
		return status;
	if (request->content_type && strpbrk(request->content_type, "\r\n"))
		return otk_fail(error, OTK_E_ARGUMENT, "the content type holds a line break");
	if (request->timeout_ms < 0 || request->stall_timeout_ms < 0)
		return otk_fail(error, OTK_E_ARGUMENT, "a time limit is negative");
	return OTK_OK;
}

static void copy_request(otk_exchange *exchange, const otk_request *request)
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
	exchange->no_retry_status = request->no_retry_status;
	exchange->method = (uint8_t)request->method;
	exchange->repeat = (uint8_t)request->repeat;
	exchange->has_body = request->has_body;
	exchange->plain = request->plain;
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
	size_t origin_size;

	if (otk_transport_check_process(transport, error) ||
		check_request(transport, request, &origin_size, error))
		return NULL;
	exchange = malloc(sizeof(*exchange) + text_size);
	if (!exchange) {
		otk_fail_nomem(error);
		return NULL;
	}
	*exchange = (otk_exchange){
		.transport = transport, .events = *events, .origin_size = (uint32_t)origin_size};
	otk_list_init(&exchange->all);
	otk_list_init(&exchange->queue);
	copy_request(exchange, request);
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
	if (!exchange->slot)
		return OTK_E_STATE;
	return otk_lines_add(&exchange->slot->lines, line, NULL);
}

void otk_exchange_set_offset(otk_exchange *exchange, int64_t offset)
{
	if (offset >= 0)
		exchange->offset = offset;
}

/* ---- between the states */

static otk_timers *timers_of(otk_exchange *exchange)
{
	return &exchange->transport->timers;
}

static int64_t earlier(int64_t a, int64_t b)
{
	return !a || (b && b < a) ? b : a;
}

/* One timer for all that it waits for. */
static void arm(otk_exchange *exchange)
{
	int64_t at = exchange->deadline;

	if (exchange->state == OTK_EXCHANGE_WAITING)
		at = earlier(at, exchange->not_before);
	if (exchange->state == OTK_EXCHANGE_ON_WIRE && exchange->stall_timeout_ms)
		at = earlier(at, exchange->heard_at + exchange->stall_timeout_ms);
	otk_timers_set(timers_of(exchange), exchange, at);
}

static void enqueue(otk_exchange *exchange, bool first)
{
	otk_link *queue = &exchange->transport->queue;

	exchange->state = OTK_EXCHANGE_QUEUED;
	otk_list_append(first ? queue->next : queue, &exchange->queue);
	arm(exchange);
}

static void wait_for(otk_exchange *exchange, int64_t delay)
{
	if (!delay) {
		enqueue(exchange, false);
		return;
	}
	exchange->state = OTK_EXCHANGE_WAITING;
	exchange->not_before = exchange->transport->now + delay;
	arm(exchange);
}

otk_status otk_exchange_submit(otk_exchange *exchange, otk_error *error)
{
	otk_transport *transport = exchange->transport;
	otk_status status = otk_transport_check_process(transport, error);

	if (status)
		return status;
	if (exchange->state != OTK_EXCHANGE_NEW)
		return otk_fail(error, OTK_E_STATE, "the call was submitted before");
	if (transport->freed)
		return otk_fail(error, OTK_E_STATE, "the client is being freed");
	if (transport->pending >= (size_t)transport->options.max_queued)
		return otk_fail(error, OTK_E_STATE,
			"%" PRId64 " calls are queued, more are not accepted (max_queued): let "
			"some finish first",
			transport->options.max_queued);
	if (!otk_timers_reserve(&transport->timers, transport->pending + 1))
		return otk_fail_nomem(error);
	if (exchange->timeout_ms)
		exchange->deadline = otk_clock_monotonic_ms() + exchange->timeout_ms;
	otk_list_append(&transport->all, &exchange->all);
	transport->pending++;
	enqueue(exchange, false);
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
	/* One of its callbacks runs: what comes after it looks at the flag. */
	if (exchange->state == OTK_EXCHANGE_CALLING)
		return;
	otk_list_remove(&exchange->queue);
	otk_list_append(&transport->cancelled, &exchange->queue);
	/* Or the end of its pause would put it into the queue as well. */
	otk_timers_set(timers_of(exchange), exchange, 0);
	otk_io_schedule(transport);
}

/* ---- the end */

static void finish(otk_exchange *exchange, otk_response *response)
{
	otk_transport *transport = exchange->transport;

	otk_list_remove(&exchange->all);
	otk_list_remove(&exchange->queue);
	otk_timers_set(timers_of(exchange), exchange, 0);
	transport->pending--;
	response->attempts = exchange->attempts;
	if (!response->status && response->http_status < 500)
		otk_retry_refund(&transport->quota);
	otk_calling(transport, exchange);
	exchange->state = OTK_EXCHANGE_DONE;
	exchange->events.done(exchange->events.userdata, exchange, response);
	otk_called(transport);
	if (exchange->slot)
		otk_slot_give_back(exchange->slot);
	otk_exchange_destroy(exchange);
}

static void leave_wire(otk_exchange *exchange)
{
	otk_transport *transport = exchange->transport;
	otk_slot *slot = exchange->slot;

	if (!slot || !slot->on_wire)
		return;
	curl_multi_remove_handle(transport->multi, slot->easy);
	slot->on_wire = false;
	transport->on_wire--;
}

void otk_exchange_end(otk_exchange *exchange, otk_status status, const char *problem)
{
	otk_response *response = &exchange->transport->scratch;

	leave_wire(exchange);
	*response = (otk_response){
		.status = status, .retry_after_ms = -1, .content_length = -1, .problem = problem};
	otk_buffer_init(&response->body, 0);
	finish(exchange, response);
	otk_buffer_free(&response->body);
}

/* ---- an attempt */

/* What libcurl says of a body unless it is told something else, at a tenth of a line's price. */
static bool is_form(const char *content_type)
{
	return content_type && !strcmp(content_type, "application/x-www-form-urlencoded");
}

static void begin_lines(otk_exchange *exchange)
{
	const otk_transport *transport = exchange->transport;
	otk_lines *lines = &exchange->slot->lines;

	if (exchange->plain)
		otk_lines_usual(lines, transport->options.user_agent, true);
	else
		otk_lines_begin(lines, &transport->usual);
	if (exchange->has_body && !is_form(exchange->content_type))
		otk_lines_add(lines, "Content-Type: ",
			exchange->content_type ? exchange->content_type : "application/json");
}

static otk_verdict ask_owner(otk_exchange *exchange, int64_t *wait_ms, otk_error *error)
{
	otk_transport *transport = exchange->transport;
	otk_verdict verdict = OTK_VERDICT_GO;

	otk_calling(transport, exchange);
	if (exchange->events.before)
		verdict = exchange->events.before(exchange->events.userdata, exchange,
			exchange->attempts + 1, wait_ms, error);
	otk_called(transport);
	return verdict;
}

static void put_off(otk_exchange *exchange, int64_t wait_ms)
{
	const otk_transport *transport = exchange->transport;

	otk_slot_give_back(exchange->slot);
	if (wait_ms < 1)
		wait_ms = 1;
	if (exchange->deadline && wait_ms >= exchange->deadline - transport->now)
		otk_exchange_end(exchange, OTK_E_TIMEOUT,
			"a hook wants to wait longer than the time limit of the call (timeout_ms)");
	else
		wait_for(exchange, wait_ms);
}

static void go(otk_exchange *exchange, otk_error *error)
{
	otk_transport *transport = exchange->transport;
	otk_slot *slot = exchange->slot;

	if (otk_slot_prepare(slot, error)) {
		otk_exchange_end(exchange, error->status, error->message);
		return;
	}
	exchange->attempts++;
	exchange->fruitless++;
	exchange->heard_at = transport->now;
	exchange->state = OTK_EXCHANGE_ON_WIRE;
	if (curl_multi_add_handle(transport->multi, slot->easy) != CURLM_OK) {
		otk_exchange_end(exchange, OTK_E_NOMEM, "out of memory for the request");
		return;
	}
	slot->on_wire = true;
	transport->on_wire++;
	if (exchange->stall_timeout_ms)
		arm(exchange);
}

void otk_exchange_start(otk_exchange *exchange)
{
	otk_transport *transport = exchange->transport;
	otk_error error = OTK_ERROR_INIT;
	otk_verdict verdict;
	int64_t wait_ms = 0;

	otk_list_remove(&exchange->queue);
	if (!otk_slot_take(transport, exchange, &error)) {
		otk_exchange_end(exchange, error.status, error.message);
		return;
	}
	begin_lines(exchange);
	verdict = ask_owner(exchange, &wait_ms, &error);
	if (exchange->cancelled || transport->freed) {
		otk_exchange_end(exchange, OTK_E_CANCELLED, "the call was cancelled");
		return;
	}
	switch (verdict) {
	case OTK_VERDICT_GO:
		go(exchange, &error);
		break;
	case OTK_VERDICT_WAIT:
		put_off(exchange, wait_ms);
		break;
	default:
		otk_exchange_end(exchange, error.status ? error.status : OTK_E_REFUSED,
			error.message[0] ? error.message : "a hook refused the request");
	}
}

/* ---- its outcome */

static int64_t to_ms(curl_off_t microseconds)
{
	return (int64_t)(microseconds / 1000);
}

void otk_exchange_measure(const otk_exchange *exchange, otk_attempt *attempt)
{
	const otk_slot *slot = exchange->slot;
	curl_off_t connected = 0, first_byte = 0, received = 0;
	long sent = 0, connections = 0;

	if (!slot)
		return;
	curl_easy_getinfo(slot->easy, CURLINFO_NUM_CONNECTS, &connections);
	if (connections)
		curl_easy_getinfo(slot->easy, CURLINFO_APPCONNECT_TIME_T, &connected);
	if (connections && !connected)
		curl_easy_getinfo(slot->easy, CURLINFO_CONNECT_TIME_T, &connected);
	curl_easy_getinfo(slot->easy, CURLINFO_STARTTRANSFER_TIME_T, &first_byte);
	curl_easy_getinfo(slot->easy, CURLINFO_SIZE_DOWNLOAD_T, &received);
	curl_easy_getinfo(slot->easy, CURLINFO_REQUEST_SIZE, &sent);
	attempt->connect_ms = to_ms(connected);
	attempt->first_byte_ms = to_ms(first_byte);
	attempt->request_bytes = (int64_t)sent;
	attempt->response_bytes = (int64_t)received + (int64_t)slot->header_bytes;
}

/* True: the owner wants one more attempt at once. */
static bool tell_owner(otk_exchange *exchange, const otk_response *response, bool will_retry)
{
	otk_transport *transport = exchange->transport;
	otk_attempt attempt = {.struct_size = sizeof(attempt)};
	bool again = false;

	if (!exchange->events.after)
		return false;
	attempt.method = otk_method_name(exchange->method);
	attempt.url = exchange->url;
	attempt.number = exchange->attempts;
	attempt.now_ms = transport->now;
	attempt.http_status = response->http_status;
	attempt.duration_ms = transport->now - exchange->slot->started_at;
	attempt.trace_id = response->trace_id[0] ? response->trace_id : NULL;
	attempt.status = response->status;
	attempt.will_retry = will_retry;
	otk_calling(transport, exchange);
	exchange->events.after(exchange->events.userdata, exchange, &attempt, response, &again);
	otk_called(transport);
	return again;
}

static bool may_have_again(const otk_exchange *exchange, const otk_response *response)
{
	return !exchange->again_used && !response->status && response->http_status &&
	       (!exchange->deadline || exchange->deadline > exchange->transport->now);
}

static void log_retry(otk_exchange *exchange, const otk_response *response, int64_t delay)
{
	char text[OTK_ERROR_MESSAGE_SIZE + 96], host[128];

	if (!exchange->events.log)
		return;
	otk_url_host(exchange->url, host, sizeof(host));
	if (response->status)
		snprintf(text, sizeof(text),
			"attempt %" PRId32 " failed, the next one in %" PRId64 " ms: %s",
			exchange->attempts, delay, response->problem);
	else
		snprintf(text, sizeof(text),
			"attempt %" PRId32 " was answered %" PRId32
			" by %s, the next one in %" PRId64 " ms",
			exchange->attempts, response->http_status, host, delay);
	exchange->events.log(exchange->events.userdata, OTK_LOG_INFO, "retry", text);
}

static void repeat(otk_exchange *exchange, int64_t delay, bool at_once)
{
	const otk_response *response = &exchange->slot->response;

	otk_calling(exchange->transport, exchange);
	log_retry(exchange, response, delay);
	otk_called(exchange->transport);
	if (exchange->cancelled || exchange->transport->freed) {
		otk_exchange_end(exchange, OTK_E_CANCELLED, "the call was cancelled");
		return;
	}
	exchange->last_http_status = response->http_status;
	if (exchange->slot->requests)
		exchange->sent_before = true;
	otk_slot_give_back(exchange->slot);
	if (at_once)
		enqueue(exchange, true);
	else
		wait_for(exchange, delay);
}

void otk_exchange_attempt_ended(otk_exchange *exchange, CURLcode code)
{
	otk_transport *transport = exchange->transport;
	otk_slot *slot = exchange->slot;
	otk_response *response = &slot->response;
	otk_fault fault;
	int64_t delay;
	bool again;

	leave_wire(exchange);
	fault = otk_outcome(slot, code);
	response->attempts = exchange->attempts;
	if (slot->delivered) {
		exchange->offset += slot->delivered;
		exchange->fruitless = 0;
	}
	response->settled = exchange->repeat == OTK_REPEAT_SETTLE && !fault &&
			    exchange->sent_before &&
			    (response->http_status == 404 || response->http_status == 409);
	delay = otk_retry_delay(exchange, fault, response);
	again = tell_owner(exchange, response, delay >= 0) && may_have_again(exchange, response);
	if (exchange->cancelled || transport->freed) {
		otk_exchange_end(exchange, OTK_E_CANCELLED, "the call was cancelled");
	} else if (again) {
		exchange->again_used = true;
		exchange->fruitless--;
		repeat(exchange, 0, true);
	} else if (delay >= 0) {
		repeat(exchange, delay, false);
	} else {
		finish(exchange, response);
	}
}

/* ---- time */

static void expire(otk_exchange *exchange)
{
	char problem[160];

	if (exchange->state == OTK_EXCHANGE_ON_WIRE) {
		exchange->slot->deadline_passed = true;
		otk_exchange_attempt_ended(exchange, CURLE_OPERATION_TIMEDOUT);
		return;
	}
	snprintf(problem, sizeof(problem),
		exchange->last_http_status
			? "not finished within %" PRId64 " ms (timeout_ms); the last answer was "
			  "%" PRId32
			: "not begun within %" PRId64 " ms (timeout_ms): too many calls are queued",
		exchange->timeout_ms, exchange->last_http_status);
	otk_exchange_end(exchange, OTK_E_TIMEOUT, problem);
}

void otk_exchange_woken(otk_exchange *exchange)
{
	const int64_t now = exchange->transport->now;

	if (exchange->deadline && now >= exchange->deadline) {
		expire(exchange);
	} else if (exchange->state == OTK_EXCHANGE_WAITING && now >= exchange->not_before) {
		enqueue(exchange, false);
	} else if (exchange->state == OTK_EXCHANGE_ON_WIRE && exchange->stall_timeout_ms &&
		   now >= exchange->heard_at + exchange->stall_timeout_ms) {
		exchange->slot->stalled = true;
		otk_exchange_attempt_ended(exchange, CURLE_OPERATION_TIMEDOUT);
	} else {
		arm(exchange);
	}
}
