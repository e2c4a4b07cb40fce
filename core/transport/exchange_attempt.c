/* SPDX-License-Identifier: MIT */
/* The attempts of an exchange: hooks, the transfer, its outcome, and whether there is another. */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/base/clock.h"
#include "core/transport/exchange_attempt.h"
#include "core/transport/handle_request.h"
#include "core/transport/http/url.h"
#include "core/transport/outcome.h"
#include "core/transport/state.h"

/* ---- beginning an attempt */

/* libcurl sends this Content-Type by default; that costs a tenth of an explicit header line. */
static bool is_default_type(const char *content_type)
{
	return content_type && strcmp(content_type, "application/x-www-form-urlencoded") == 0;
}

static void add_standard_headers(otk_exchange *exchange)
{
	const otk_transport *transport = exchange->transport;
	otk_header_list *headers = &exchange->handle->headers;

	if (exchange->plain)
		otk_header_list_add_standard(headers, transport->options.user_agent, true);
	else
		otk_header_list_copy(headers, &transport->json_headers);
	if (exchange->has_body && !is_default_type(exchange->content_type))
		otk_header_list_add(headers, "Content-Type: ",
			exchange->content_type ? exchange->content_type : "application/json");
}

static otk_verdict call_before(otk_exchange *exchange, int64_t *wait_ms, otk_error *error)
{
	otk_transport *transport = exchange->transport;
	otk_verdict verdict = OTK_VERDICT_GO;

	otk_callback_begin(transport, exchange);
	if (exchange->events.before)
		verdict = exchange->events.before(exchange->events.userdata, exchange,
			exchange->attempts + 1, wait_ms, error);
	otk_callback_end(transport);
	return verdict;
}

OTK_COLD static void delay_attempt(otk_exchange *exchange, int64_t wait_ms)
{
	const otk_transport *transport = exchange->transport;

	otk_handle_give_back(exchange->handle);
	if (wait_ms < 1)
		wait_ms = 1;
	if (exchange->deadline && wait_ms >= exchange->deadline - transport->now)
		otk_exchange_end(exchange, OTK_E_TIMEOUT,
			"a hook wants to wait longer than the call may take (timeout_ms)");
	else
		otk_exchange_enqueue_in(exchange, wait_ms);
}

static void send_request(otk_exchange *exchange, otk_error *error)
{
	otk_handle *handle = exchange->handle;

	if (otk_handle_prepare(handle, error)) {
		otk_exchange_end(exchange, error->status, error->message);
		return;
	}
	exchange->attempts++;
	exchange->fruitless++;
	exchange->state = OTK_EXCHANGE_IN_FLIGHT;
	if (!otk_handle_start(handle)) {
		otk_exchange_end(exchange, OTK_E_NOMEM, "out of memory for the request");
		return;
	}
	if (exchange->stall_timeout_ms)
		otk_exchange_set_timer(exchange);
}

void otk_exchange_start(otk_exchange *exchange)
{
	otk_transport *transport = exchange->transport;
	otk_error error = OTK_ERROR_INIT;
	otk_verdict verdict;
	int64_t wait_ms = 0;

	otk_list_remove(&exchange->queue);
	if (!otk_handle_take(transport, exchange, &error)) {
		otk_exchange_end(exchange, error.status, error.message);
		return;
	}
	add_standard_headers(exchange);
	verdict = call_before(exchange, &wait_ms, &error);
	if (exchange->cancelled || transport->freed) {
		otk_exchange_end(exchange, OTK_E_CANCELLED, "the call was cancelled");
		return;
	}
	switch (verdict) {
	case OTK_VERDICT_GO:
		send_request(exchange, &error);
		return;
	case OTK_VERDICT_WAIT:
		delay_attempt(exchange, wait_ms);
		return;
	case OTK_VERDICT_REFUSE:
		break;
	}
	otk_exchange_end(exchange, error.status ? error.status : OTK_E_REFUSED,
		error.message[0] ? error.message : "a hook refused the request");
}

/* ---- after an attempt */

/* Rounds up, so that only 0 becomes 0. */
static int64_t to_ms_up(curl_off_t microseconds)
{
	return (int64_t)((microseconds + 999) / 1000);
}

static int64_t to_ms(curl_off_t microseconds)
{
	return (int64_t)(microseconds / 1000);
}

void otk_exchange_measure(const otk_exchange *exchange, otk_attempt *attempt)
{
	const otk_handle *handle = exchange->handle;
	curl_off_t connected = 0, first_byte = 0, received = 0;
	long sent = 0, connections = 0;

	if (!handle)
		return;
	curl_easy_getinfo(handle->easy, CURLINFO_NUM_CONNECTS, &connections);
	if (connections)
		curl_easy_getinfo(handle->easy, CURLINFO_APPCONNECT_TIME_T, &connected);
	if (connections && !connected)
		curl_easy_getinfo(handle->easy, CURLINFO_CONNECT_TIME_T, &connected);
	curl_easy_getinfo(handle->easy, CURLINFO_STARTTRANSFER_TIME_T, &first_byte);
	curl_easy_getinfo(handle->easy, CURLINFO_SIZE_DOWNLOAD_T, &received);
	curl_easy_getinfo(handle->easy, CURLINFO_REQUEST_SIZE, &sent);
	attempt->connect_ms = to_ms_up(connected);
	attempt->first_byte_ms = to_ms(first_byte);
	attempt->request_bytes = (int64_t)sent;
	attempt->response_bytes = (int64_t)received + (int64_t)handle->receiver.header_bytes;
}

/* Returns true if the owner asks for one more attempt at once. */
static bool call_after(otk_exchange *exchange, const otk_response *response, bool will_retry)
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
	attempt.duration_ms = transport->now - exchange->handle->started_at;
	attempt.trace_id = response->trace_id[0] ? response->trace_id : NULL;
	attempt.status = response->status;
	attempt.will_retry = will_retry;
	otk_callback_begin(transport, exchange);
	exchange->events.after(exchange->events.userdata, exchange, &attempt, response, &again);
	otk_callback_end(transport);
	return again;
}

/* After a response, the code below takes only a few steps, unless the attempt failed. */
#include "core/base/cold.h"

static int64_t time_left(const otk_exchange *exchange)
{
	return exchange->deadline ? exchange->deadline - exchange->transport->now : INT64_MAX;
}

static bool may_have_again(const otk_exchange *exchange, const otk_response *response)
{
	return !exchange->again_used && !response->status && response->http_status &&
	       time_left(exchange) > 0 && otk_retry_at_once(&exchange->transport->budget);
}

static int64_t retry_delay(otk_exchange *exchange, otk_fault fault, const otk_response *response)
{
	const otk_retry_case attempt = {
		.repeat = (otk_repeat)exchange->repeat,
		.fault = fault,
		.http_status = response->http_status,
		.no_retry_statuses = exchange->no_retry_statuses,
		.retry_after_ms = response->retry_after_ms,
		.time_left_ms = time_left(exchange),
		.attempts = exchange->attempts,
		.fruitless = exchange->fruitless,
		.max_attempts = (int32_t)exchange->transport->options.max_attempts,
		.dead_connection =
			exchange->handle->repeat_refused && !exchange->handle->unprocessed,
	};

	return otk_retry_delay(&exchange->transport->budget, &attempt);
}

OTK_COLD static void log_retry(otk_exchange *exchange, const otk_response *response, int64_t delay)
{
	char text[OTK_ERROR_MESSAGE_SIZE + 96], host[128];

	if (!exchange->events.log)
		return;
	otk_url_host(exchange->url, host, sizeof(host));
	if (response->status)
		snprintf(text, sizeof(text),
			"attempt %" PRId32 " failed, the next one follows in %" PRId64 " ms: %s",
			exchange->attempts, delay, response->problem);
	else
		snprintf(text, sizeof(text),
			"attempt %" PRId32 ": %s responded with status %" PRId32
			", next attempt in %" PRId64 " ms",
			exchange->attempts, host, response->http_status, delay);
	exchange->events.log(exchange->events.userdata, OTK_LOG_INFO, "retry", text);
}

OTK_COLD static void repeat_attempt(otk_exchange *exchange, int64_t delay, bool at_once)
{
	const otk_response *response = &exchange->handle->receiver.response;

	otk_callback_begin(exchange->transport, exchange);
	log_retry(exchange, response, delay);
	otk_callback_end(exchange->transport);
	if (exchange->cancelled || exchange->transport->freed) {
		otk_exchange_end(exchange, OTK_E_CANCELLED, "the call was cancelled");
		return;
	}
	exchange->last_http_status = response->http_status;
	if (exchange->handle->requests)
		exchange->sent_before = true;
	otk_handle_give_back(exchange->handle);
	if (at_once)
		otk_exchange_enqueue(exchange, true);
	else
		otk_exchange_enqueue_in(exchange, delay);
}

static bool is_settled(const otk_exchange *exchange, otk_fault fault, const otk_response *response)
{
	return exchange->repeat == OTK_REPEAT_SETTLE && !fault && exchange->sent_before &&
	       (response->http_status == 404 || response->http_status == 409);
}

OTK_COLD static void note_response(const otk_handle *handle, CURLcode code)
{
	if (!handle->receiver.head_complete)
		return;
	if (handle->http2)
		handle->transport->responded_at = handle->transport->now;
	if (code == CURLE_OK && handle->receiver.response.http_version[0] == '1')
		otk_io_mark_idle(handle->transport, handle->easy, handle->fd);
}

void otk_exchange_attempt_ended(otk_exchange *exchange, CURLcode code)
{
	otk_transport *transport = exchange->transport;
	otk_handle *handle = exchange->handle;
	otk_response *response = &handle->receiver.response;
	otk_fault fault;
	int64_t delay;
	bool again;

	if (code == CURLE_OPERATION_TIMEDOUT)
		otk_handle_distrust(handle);
	else
		note_response(handle, code);
	otk_handle_stop(handle);
	if (code == CURLE_OPERATION_TIMEDOUT) {
		transport->now = otk_clock_monotonic_ms();
		handle->deadline_passed |=
			exchange->deadline && transport->now >= exchange->deadline;
	}
	/* libcurl 7.88 remembers a refused stream in the handle, for transfers that come later. */
	handle->spoiled |= handle->http2 && code != CURLE_OK && !handle->unprocessed;
	fault = otk_outcome(handle, code);
	response->attempts = exchange->attempts;
	if (handle->receiver.delivered) {
		exchange->download.offset += handle->receiver.delivered;
		exchange->fruitless = 0;
	}
	response->settled = is_settled(exchange, fault, response);
	delay = retry_delay(exchange, fault, response);
	again = call_after(exchange, response, delay >= 0) && may_have_again(exchange, response);
	if (exchange->cancelled || transport->freed) {
		otk_exchange_end(exchange, OTK_E_CANCELLED, "the call was cancelled");
	} else if (again) {
		exchange->again_used = true;
		exchange->fruitless--;
		repeat_attempt(exchange, 0, true);
	} else if (delay >= 0) {
		repeat_attempt(exchange, delay, false);
	} else {
		otk_exchange_finish(exchange, response);
	}
}

/* ---- time */

OTK_COLD static void end_by_deadline(otk_exchange *exchange)
{
	char problem[160];

	if (exchange->state == OTK_EXCHANGE_IN_FLIGHT) {
		exchange->handle->deadline_passed = true;
		otk_exchange_attempt_ended(exchange, CURLE_OPERATION_TIMEDOUT);
		return;
	}
	snprintf(problem, sizeof(problem),
		exchange->last_http_status ? "not finished within %" PRId64
					     " ms (timeout_ms); the last response had "
					     "status %" PRId32
					   : "not started within %" PRId64
					     " ms (timeout_ms): queued, or held by a hook",
		exchange->timeout_ms, exchange->last_http_status);
	otk_exchange_end(exchange, OTK_E_TIMEOUT, problem);
}

void otk_exchange_woken(otk_exchange *exchange)
{
	const int64_t now = exchange->transport->now;

	if (exchange->deadline && now >= exchange->deadline) {
		end_by_deadline(exchange);
	} else if (exchange->state == OTK_EXCHANGE_WAITING && now >= exchange->not_before) {
		otk_exchange_enqueue(exchange, false);
	} else if (exchange->state == OTK_EXCHANGE_IN_FLIGHT && exchange->stall_timeout_ms &&
		   now >= exchange->handle->receiver.heard_at + exchange->stall_timeout_ms) {
		exchange->handle->stalled = true;
		otk_exchange_attempt_ended(exchange, CURLE_OPERATION_TIMEDOUT);
	} else {
		otk_exchange_set_timer(exchange);
	}
}
