/* SPDX-License-Identifier: MIT */
/* The life of a submitted call: started, completed, cancelled, freed. */
#include "config.h"

#include <otk/call.h>
#include <string.h>

#include "core/base/clock.h"
#include "core/base/error/status.h"
#include "core/client/call/attempt.h"
#include "core/client/call/call.h"
#include "core/client/call/follow.h"
#include "core/client/call/request.h"
#include "core/client/call/response.h"
#include "core/client/client.h"
#include "core/client/own_secrets.h"
#include "core/transport/process.h"

static void report_to_hooks(otk_call *call, const otk_error *error)
{
	const otk_client *client = call->client;

	call->state = OTK_CALL_LOCKED;
	for (size_t i = 0; i < client->hook_count; i++)
		if (client->hooks[i].functions.after_complete)
			client->hooks[i].functions.after_complete(
				client->hooks[i].state, call, call->status, call->record, error);
}

/* Calls the owner's completion, then frees the call. */
static void report_to_owner(otk_call *call, const otk_error *error)
{
	if (call->client->hook_count && !call->follow_kind)
		report_to_hooks(call, error);
	call->state = OTK_CALL_COMPLETING;
	if (call->done && !call->dropped)
		call->done(call, call->status, call->record, error, call->userdata);
	if (call->kept && !call->dropped)
		call->state = OTK_CALL_DONE;
	else
		otk_call_destroy(call);
}

OTK_COLD static void report_failure(otk_call *call)
{
	otk_error no_memory = OTK_ERROR_INIT; /* if no error could be allocated */

	otk_free(call->record);
	call->record = NULL;
	if (!call->error || !call->error->status) {
		otk_fail_nomem(&no_memory);
		report_to_owner(call, &no_memory);
		return;
	}
	otk_client_hide_in_error(call->client, call->error);
	report_to_owner(call, call->error);
}

/* Uses call->record and call->error. */
static void finish_call(otk_call *call, otk_status status)
{
	call->status = status;
	if (status)
		report_failure(call);
	else
		report_to_owner(call, NULL);
}

/* A call may start a second one while it completes. */
static otk_status start_call(
	otk_call *call, otk_done_fn *callback, void *userdata, otk_error *error);

OTK_COLD static void follow_done(otk_call *follow, otk_status status, const void *result,
	const otk_error *error, void *userdata)
{
	otk_call *call = userdata;

	call->follow = NULL;
	finish_call(call, otk_follow_read(call, follow, status, result, error));
}

/* Returns true if the call continues: it completes when its second request does. */
OTK_COLD static bool start_follow(otk_call *call, otk_follow_kind kind)
{
	otk_call *follow = otk_follow_make(call, kind);

	/* A failed look-up leaves the error of the unknown outcome as it is. */
	if (follow && start_call(follow, follow_done, call,
			      kind == OTK_FOLLOW_SETTLED ? otk_call_error(call) : NULL)) {
		otk_call_destroy(follow);
		follow = NULL;
	}
	call->follow = follow;
	return follow != NULL;
}

static void exchange_done(void *userdata, otk_exchange *exchange, otk_response *response)
{
	otk_call *call = userdata;
	otk_status status;

	(void)exchange;
	call->exchange = NULL;
	memcpy(call->service_date, response->date, sizeof(call->service_date));
	if (!response->status && response->settled && start_follow(call, OTK_FOLLOW_SETTLED))
		return;
	if (!response->status && response->settled)
		status = otk_follow_without(call);
	else if (!response->status && response->http_status >= 200 && response->http_status < 300)
		status = otk_response_read(call, response);
	else
		status = otk_response_failed(call, response);
	if (status == OTK_E_UNKNOWN_OUTCOME && start_follow(call, OTK_FOLLOW_ADOPT))
		return;
	finish_call(call, status);
}

/* ---- sending */

static otk_status start_call(
	otk_call *call, otk_done_fn *callback, void *userdata, otk_error *error)
{
	const otk_operation *operation = call->row->operation;
	const otk_client *client = call->client;
	otk_buffer body = {.data = call->body_at ? call->texts.data + call->body_at : NULL,
		.size = otk_request_body_size(call),
		.capacity = otk_request_body_size(call) + 1,
		.max = otk_request_body_size(call),
		.fixed = true}; /* the call's: it outlives the exchange */
	const otk_request request = {.method = (otk_method)operation->method,
		.url = call->texts.data,
		.content_type = otk_request_content_type(call),
		.body = call->body_at ? &body : NULL,
		.repeat = (otk_repeat)operation->repeat,
		.has_body = operation->body != OTK_BODY_NONE,
		.timeout_ms = otk_call_timeout(call) - otk_follow_reserve(call),
		.no_retry_statuses = call->row->plan->no_retry_statuses};
	const otk_exchange_events events = {.before = otk_attempt_before,
		.after = otk_attempt_after,
		.done = exchange_done,
		.log = client->options.log ? otk_attempt_log : NULL,
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
	call->state = OTK_CALL_SUBMITTED;
	return OTK_OK;
}

otk_status otk_call_submit(otk_call *call, otk_done_fn *callback, void *userdata, otk_error *error)
{
	otk_error own = OTK_ERROR_INIT;
	otk_status status;

	if (!call || !callback)
		return otk_fail(error, OTK_E_ARGUMENT, "%s: is NULL", call ? "done" : "call");
	if (call->state != OTK_CALL_NEW)
		return otk_fail(error, OTK_E_STATE,
			call->state == OTK_CALL_LOCKED ? "%s: a plugin cannot submit this call"
						       : "%s: the call was submitted before",
			call->row->full_name);
	if (call->client->dying)
		return otk_fail(error, OTK_E_STATE, "the client is being freed");
	status = start_call(call, callback, userdata, &own);
	if (status)
		otk_error_copy(error, &own);
	return status;
}

/* What follows is not part of a usual call. */
#include "core/base/cold.h"

void otk_call_cancel(otk_call *call)
{
	if (!call || (!call->follow && !call->exchange) ||
		otk_transport_check_process(call->client->transport, NULL))
		return;
	if (call->follow)
		otk_call_cancel(call->follow);
	else
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
	case OTK_CALL_SUBMITTED:
		call->dropped = true;
		otk_call_cancel(call);
		break;
	case OTK_CALL_COMPLETING:
		call->dropped = true; /* freed when its completion returns */
		break;
	case OTK_CALL_LOCKED:
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
