/* SPDX-License-Identifier: MIT */
/* From call to exchange and back: signing, hooks, outcome, completion. */
#include "config.h"

#include <inttypes.h>
#include <otk/call.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/clock.h"
#include "core/base/status.h"
#include "core/base/text.h"
#include "core/client/answer.h"
#include "core/client/call.h"

/* Clocks that differ by more than this are worth words. */
#define SKEW_S 60

/* ------------------------------------------------------------------- error */

/* For when there is no memory for an error: constant, so it can be handed to any number. */
static const otk_error no_memory = {.struct_size = sizeof(otk_error),
	.status = OTK_E_NOMEM,
	.service_code = OTK_NO_SERVICE_CODE,
	.retry_after_ms = -1,
	.message = "out of memory"};

otk_error *otk_call_error(otk_call *call)
{
	if (!call->error) {
		call->error = otk_arena_alloc(call->arena, sizeof(*call->error));
		if (call->error)
			call->error->struct_size = sizeof(*call->error);
	}
	return call->error; /* NULL is what every function that fills an error takes */
}

int64_t otk_call_time_left(const otk_call *call, int64_t floor_ms)
{
	const int64_t whole =
		call->timeout_ms ? call->timeout_ms : call->client->options.timeout_ms;
	const int64_t left = whole - (otk_clock_monotonic_ms() - call->submitted_at);

	return left > floor_ms ? left : floor_ms;
}

/* -------------------------------------------------------------- an attempt */

static void describe_attempt(const otk_call *call, otk_attempt *attempt)
{
	attempt->struct_size = sizeof(*attempt);
	attempt->client = call->client;
	attempt->call = (otk_call *)(uintptr_t)call;
	attempt->operation = call->row->full_name;
	attempt->project_id = otk_key_id(call->client->key);
	attempt->method = otk_method_name(call->row->operation->method);
	attempt->url = call->texts.data;
	attempt->call_number = call->number;
}

/*
 * In their order; after a WAIT it goes on with the one that said so, so that a limiter before it
 * is not asked (and paid) twice for one request.
 */
static otk_verdict ask_hooks(otk_call *call, int64_t number, int64_t *wait_ms, otk_error *error)
{
	const otk_client *client = call->client;
	otk_attempt attempt = {.number = number};

	describe_attempt(call, &attempt);
	for (; call->hook_at < client->hook_count; call->hook_at++) {
		const otk_hook *hook = &client->hooks[call->hook_at];
		otk_verdict verdict;

		if (!hook->table->before_send)
			continue;
		attempt.now_ms = otk_clock_monotonic_ms();
		verdict = hook->table->before_send(hook->state, &attempt, wait_ms, error);
		if (verdict != OTK_VERDICT_GO)
			return verdict;
	}
	call->hook_at = 0;
	return OTK_VERDICT_GO;
}

static otk_status add_headers(otk_call *call, otk_exchange *exchange, otk_error *error)
{
	const char *line = NULL;
	otk_status status = otk_auth_line(call->client, (otk_auth)call->row->operation->auth, &line,
		&call->auth_generation, &call->auth_fresh, error);

	if (status)
		return status;
	if (otk_exchange_header(exchange, line))
		return otk_fail_nomem(error);
	for (const otk_call_header *h = call->headers; h; h = h->next)
		if (otk_exchange_header(exchange, h->line))
			return otk_fail_nomem(error);
	return OTK_OK;
}

static void log_request(const otk_call *call, int64_t number)
{
	char attempt[24], bytes[24];

	if (!otk_log_wants(call->client, OTK_LOG_DEBUG))
		return;
	snprintf(attempt, sizeof(attempt), "%" PRId64, number);
	snprintf(bytes, sizeof(bytes), "%zu", otk_call_body_size(call));
	/* No body: maps of the caller's may hold secrets under any name. */
	otk_log(call->client, OTK_LOG_DEBUG, "request", call->row->full_name, "request sent",
		(const otk_pair[]){{"method", otk_method_name(call->row->operation->method)},
			{"url", call->texts.data}, {"attempt", attempt}, {"body_bytes", bytes}},
		4);
}

static otk_verdict before(
	void *userdata, otk_exchange *exchange, int64_t number, int64_t *wait_ms, otk_error *error)
{
	otk_call *call = userdata;
	otk_verdict verdict = OTK_VERDICT_GO;

	if (call->client->hook_count)
		verdict = ask_hooks(call, number, wait_ms, error);
	if (verdict != OTK_VERDICT_GO)
		return verdict;
	if (add_headers(call, exchange, error))
		return OTK_VERDICT_REFUSE;
	log_request(call, number);
	return OTK_VERDICT_GO;
}

static void log_response(
	const otk_call *call, const otk_attempt *attempt, const otk_response *response)
{
	char number[24], http_status[24], duration[24], bytes[24], skew[24] = "";

	if (!otk_log_wants(call->client, OTK_LOG_INFO))
		return;
	snprintf(number, sizeof(number), "%" PRId64, attempt->number);
	snprintf(http_status, sizeof(http_status), "%d", (int)response->http_status);
	snprintf(duration, sizeof(duration), "%" PRId64, attempt->duration_ms);
	snprintf(bytes, sizeof(bytes), "%" PRId64, attempt->response_bytes);
	if (response->date)
		snprintf(skew, sizeof(skew), "%" PRId64, response->date - otk_clock_seconds());
	otk_log(call->client, OTK_LOG_INFO, "response", call->row->full_name,
		response->status ? response->problem : "response received",
		(const otk_pair[]){{"http_status", http_status}, {"attempt", number},
			{"duration_ms", duration}, {"bytes", bytes},
			{"trace_id", response->trace_id}, {"http_version", response->http_version},
			{"clock_skew_s", skew}},
		7);
}

/* 0 when the answer has no Date, or one that agrees with our clock. */
int64_t otk_clock_skew(const otk_client *client, const otk_response *response)
{
	const int64_t skew =
		response->date ? response->date - otk_clock_seconds() - client->clock_offset : 0;

	return skew > SKEW_S || skew < -SKEW_S ? skew : 0;
}

/* 401 or 403: is it worth one more attempt with another header? */
static bool sign_again(otk_call *call, const otk_response *response)
{
	otk_client *client = call->client;
	const otk_auth auth = (otk_auth)call->row->operation->auth;
	const int64_t skew = otk_clock_skew(client, response);

	if (response->http_status != 401 && response->http_status != 403)
		return false;
	if (skew && client->options.correct_clock == OTK_YES && !call->clock_again) {
		call->clock_again = call->auth_again = true;
		client->clock_offset += skew;
		otk_auth_refused(client, auth, call->auth_generation);
		otk_log(client, OTK_LOG_WARNING, "warning", call->row->full_name,
			"the clock of this machine is wrong: signing by the service's", NULL, 0);
		return true;
	}
	/* A fixed header (Basic) would be the same again. */
	if (call->auth_fresh || call->auth_again || auth == OTK_AUTH_BASIC)
		return false;
	call->auth_again = true;
	otk_auth_refused(client, auth, call->auth_generation);
	return true;
}

static void after(void *userdata, otk_exchange *exchange, otk_attempt *attempt,
	const otk_response *response, bool *again)
{
	otk_call *call = userdata;
	const otk_client *client = call->client;

	if (!response->status && sign_again(call, response))
		*again = true;
	if (!client->hook_count && !otk_log_wants(client, OTK_LOG_INFO))
		return;
	otk_exchange_measure(exchange, attempt);
	log_response(call, attempt, response);
	describe_attempt(call, attempt);
	attempt->will_retry |= *again;
	for (size_t i = 0; i < client->hook_count; i++)
		if (client->hooks[i].table->after_receive)
			client->hooks[i].table->after_receive(client->hooks[i].state, attempt);
}

static void log_transport(void *userdata, otk_log_level level, const char *event, const char *text)
{
	const otk_call *call = userdata;

	otk_log(call->client, level, event, call->row->full_name, text, NULL, 0);
}

/* ---------------------------------------------------------------- completion */

void otk_call_finish(otk_call *call, otk_status status)
{
	const otk_error *error = NULL;

	call->status = status;
	call->state = OTK_CALL_COMPLETING;
	if (status) {
		otk_free(call->record);
		call->record = NULL;
		error = call->error && call->error->status ? call->error : &no_memory;
	}
	if (call->done && !call->dropped)
		call->done(call, status, call->record, error, call->userdata);
	if (call->kept && !call->dropped)
		call->state = OTK_CALL_DONE;
	else
		otk_call_destroy(call);
}

static void done(void *userdata, otk_exchange *exchange, otk_response *response)
{
	otk_call *call = userdata;
	otk_status status;

	(void)exchange;
	call->exchange = NULL;
	call->service_date = response->date;
	if (response->status == OTK_E_UNKNOWN_OUTCOME && otk_follow_adopt(call, response))
		return;
	if (response->status) {
		status = otk_answer_failed(call, response);
	} else if (response->http_status >= 200 && response->http_status < 300) {
		status = otk_answer_read(call, response);
	} else if (response->settled &&
		   (response->http_status == 404 || response->http_status == 409)) {
		if (otk_follow_settled(call))
			return;
		status = OTK_OK;
	} else {
		status = otk_answer_failed(call, response);
	}
	otk_call_finish(call, status);
}

/* ------------------------------------------------------------------- sending */

otk_status otk_call_start(otk_call *call, otk_done_fn *callback, void *userdata, otk_error *error)
{
	const otk_operation *operation = call->row->operation;
	const otk_client *client = call->client;
	otk_buffer body = {.data = call->body_at ? call->texts.data + call->body_at : NULL,
		.size = otk_call_body_size(call),
		.capacity = otk_call_body_size(call) + 1,
		.max = otk_call_body_size(call),
		.fixed = true}; /* the call's: it outlives the exchange */
	const otk_request request = {.method = (otk_method)operation->method,
		.url = call->texts.data,
		.content_type = otk_call_content_type(call),
		.body = call->body_at ? &body : NULL,
		.repeat = (otk_repeat)operation->repeat,
		.has_body = operation->body != OTK_BODY_NONE,
		.timeout_ms = call->timeout_ms ? call->timeout_ms : client->options.timeout_ms,
		.no_retry_status = call->row->plan->no_retry_status};
	const otk_exchange_events events = {.before = before,
		.after = after,
		.done = done,
		.log = client->options.log ? log_transport : NULL,
		.userdata = call};
	otk_exchange *exchange = otk_exchange_new(client->transport, &request, &events, error);
	otk_status status;

	if (!exchange)
		return error ? error->status : OTK_E_NOMEM;
	call->done = callback;
	call->userdata = userdata;
	call->submitted_at = otk_clock_monotonic_ms();
	status = otk_exchange_submit(exchange, error);
	if (status) {
		otk_exchange_free(exchange);
		return status;
	}
	call->exchange = exchange;
	call->state = OTK_CALL_UNDER_WAY;
	return OTK_OK;
}

otk_status otk_call_submit(otk_call *call, otk_done_fn *callback, void *userdata, otk_error *error)
{
	otk_error own;
	otk_status status;

	if (!call || !callback)
		return otk_fail(error, OTK_E_ARGUMENT, "%s is NULL",
			call ? "the completion callback" : "call");
	if (call->state != OTK_CALL_NEW)
		return otk_fail(error, OTK_E_STATE, "the call was submitted already");
	if (call->client->dying)
		return otk_fail(error, OTK_E_STATE, "the client is being freed");
	own.struct_size = sizeof(own);
	status = otk_call_start(call, callback, userdata, &own);
	if (status)
		otk_error_copy(error, &own);
	return status;
}

void otk_call_cancel(otk_call *call)
{
	if (!call || call->state != OTK_CALL_UNDER_WAY ||
		otk_transport_check_process(call->client->transport, NULL))
		return;
	if (call->follow)
		otk_call_cancel(call->follow);
	else if (call->exchange)
		otk_exchange_cancel(call->exchange);
}

void otk_call_free(otk_call *call)
{
	if (!call)
		return;
	switch (call->state) {
	case OTK_CALL_NEW:
	case OTK_CALL_DONE:
		otk_call_destroy(call);
		break;
	case OTK_CALL_UNDER_WAY:
		call->dropped = true;
		otk_call_cancel(call);
		break;
	case OTK_CALL_COMPLETING:
		call->dropped = true; /* goes when its completion returns */
		break;
	}
}

void *otk_call_take(otk_call *call)
{
	void *record = NULL;

	if (call && (call->state == OTK_CALL_COMPLETING || call->state == OTK_CALL_DONE)) {
		record = call->record;
		call->record = NULL;
	}
	return record;
}

void otk_call_keep(otk_call *call)
{
	if (call && call->state == OTK_CALL_COMPLETING)
		call->kept = true;
}

/* ----------------------------------------------------------------- blocking */

typedef struct blocking {
	otk_client *client;
	otk_error *error;
	void *record;
	char *answer;
	otk_status status;
	bool is_over;
} blocking;

static void blocking_done(otk_call *call, otk_status status, const void *result,
	const otk_error *error, void *userdata)
{
	blocking *b = userdata;

	(void)result;
	b->status = status;
	b->record = otk_call_take(call);
	b->answer = call->answer;
	call->answer = NULL;
	if (status)
		otk_error_copy(b->error, error);
	b->is_over = true;
	b->client->stop = true;
}

static otk_status run(otk_call *call, void **result, char **answer, otk_error *error)
{
	otk_client *client = call->client;
	blocking b = {.client = client, .error = error};
	otk_status status;

	client->stop = false;
	status = otk_call_submit(call, blocking_done, &b, error);
	if (status) {
		otk_call_destroy(call);
		return status;
	}
	while (!b.is_over && !status) {
		status = otk_transport_run(client->transport, -1, &client->stop, error);
		if (!b.is_over && !status && client->dying)
			/* Ends every call: ours, too. Nothing of the client is freed yet. */
			otk_call_cancel(call);
		client->stop = b.is_over;
	}
	if (!b.is_over) { /* the loop itself failed */
		call->dropped = true;
		otk_call_cancel(call);
		return status;
	}
	*result = b.record;
	if (answer && !b.status)
		*answer = b.answer;
	else
		otk_free(b.answer);
	return b.status;
}

otk_status otk_call_run(otk_call *call, void **result, otk_error *error)
{
	const otk_client *client = call->client;
	const otk_status status = run(call, result, NULL, error);

	if (status || !client->dying)
		return status;
	/* Whoever goes on after this call must not use the client. */
	otk_free(*result);
	*result = NULL;
	return otk_client_gone(error);
}

static otk_status perform(otk_call *call, void **result, char **answer, otk_error *error)
{
	otk_client *client;
	void *record = NULL;
	otk_status status;

	if (!call)
		return otk_fail(error, OTK_E_ARGUMENT, "call is NULL");
	client = call->client;
	if (call->state != OTK_CALL_NEW)
		status = otk_fail(error, OTK_E_STATE, "the call was submitted already");
	else
		status = otk_client_enter(client, error);
	if (status) {
		otk_call_free(call);
		return status;
	}
	status = run(call, &record, answer, error);
	otk_client_leave(client);
	if (result)
		*result = record;
	else
		otk_free(record);
	return status;
}

otk_status otk_call_perform(otk_call *call, void **result, otk_error *error)
{
	if (result)
		*result = NULL;
	return perform(call, result, NULL, error);
}

otk_status otk_perform(otk_client *client, const char *operation, int32_t minor,
	const char *const *ids, const void *options, void **result, otk_error *error)
{
	otk_error own;
	otk_call *call;
	otk_status status;

	if (result)
		*result = NULL;
	own.struct_size = sizeof(own);
	call = otk_call_new(client, operation, minor, ids, options, &own);
	if (!call) {
		otk_error_copy(error, &own);
		return own.status;
	}
	status = perform(call, result, NULL, error);
	return status;
}

otk_status otk_invoke(otk_client *client, const char *operation, const char *json, char **answer,
	otk_error *error)
{
	otk_error own;
	char *text = NULL;
	otk_call *call;
	otk_status status;

	if (answer)
		*answer = NULL;
	own.struct_size = sizeof(own);
	call = otk_call_new_json(client, operation, json, &own);
	if (!call) {
		otk_error_copy(error, &own);
		return own.status;
	}
	call->wants_answer = true;
	status = perform(call, NULL, &text, error);
	if (answer)
		*answer = text;
	else
		otk_free(text);
	return status;
}
