/* SPDX-License-Identifier: MIT */
/* One attempt of a call: hooks run, the request is signed, the outcome is logged. */
#include "config.h"

#include "core/client/call/attempt.h"

#include <inttypes.h>
#include <stdio.h>

#include "core/base/clock.h"
#include "core/base/error/status.h"
#include "core/client/auth_header.h"
#include "core/client/call/call.h"
#include "core/client/call/request.h"
#include "core/client/call/response.h"
#include "core/client/client.h"
#include "core/client/clock_skew.h"
#include "core/client/log.h"
#include "core/client/plugins/plugin_error.h"
#include "core/transport/http/date.h"

/* The call is locked, so that a hook can cancel it, but not submit or free it. */
static void begin_hooks(otk_call *call, otk_attempt *attempt)
{
	call->state = OTK_CALL_LOCKED;
	attempt->struct_size = sizeof(*attempt);
	attempt->client = call->client;
	attempt->call = call;
	attempt->operation = call->row->full_name;
	attempt->project_id = otk_key_id(call->client->key);
	attempt->method = otk_method_name(call->row->operation->method);
	attempt->url = call->texts.data;
	attempt->call_number = call->number;
	attempt->submitted_ms = call->submitted_at;
}

/*
 * Calls the hooks in their order. After a WAIT it continues with the hook that said so, so that a
 * limiter before it does not count one request twice.
 */
static otk_verdict ask_hooks(otk_call *call, int64_t number, int64_t *wait_ms, otk_error *error)
{
	const otk_client *client = call->client;
	otk_attempt attempt = {.number = number};
	otk_verdict verdict = OTK_VERDICT_GO;

	begin_hooks(call, &attempt);
	while (call->hook_at < client->hook_count) {
		const otk_hook *hook = &client->hooks[call->hook_at];

		if (hook->functions.before_send) {
			attempt.now_ms = otk_clock_monotonic_ms();
			verdict =
				hook->functions.before_send(hook->state, &attempt, wait_ms, error);
		}
		if (verdict != OTK_VERDICT_GO) {
			otk_plugin_error_seal(error);
			break;
		}
		call->hook_at++;
	}
	if (verdict == OTK_VERDICT_GO)
		call->hook_at = 0;
	call->state = OTK_CALL_SUBMITTED;
	return verdict;
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

/* A few steps for each request, and the events of a log. */
#include "core/base/cold.h"

static void log_request(const otk_call *call, int64_t number)
{
	char attempt[24], bytes[24];

	if (!otk_log_wants(call->client, OTK_LOG_DEBUG))
		return;
	snprintf(attempt, sizeof(attempt), "%" PRId64, number);
	snprintf(bytes, sizeof(bytes), "%zu", otk_request_body_size(call));
	/* Not the body: the caller's maps may hold secrets under any name. */
	otk_log(call->client, OTK_LOG_DEBUG, "request", call->row->full_name, "request sent",
		(const otk_pair[]){{"method", otk_method_name(call->row->operation->method)},
			{"url", call->texts.data}, {"attempt", attempt}, {"body_bytes", bytes}},
		4);
}

otk_verdict otk_attempt_before(
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
	int64_t date;

	if (!otk_log_wants(call->client, OTK_LOG_INFO))
		return;
	date = otk_http_date(response->date);
	snprintf(number, sizeof(number), "%" PRId64, attempt->number);
	snprintf(http_status, sizeof(http_status), "%d", (int)response->http_status);
	snprintf(duration, sizeof(duration), "%" PRId64, attempt->duration_ms);
	snprintf(bytes, sizeof(bytes), "%" PRId64, attempt->response_bytes);
	if (date)
		snprintf(skew, sizeof(skew), "%" PRId64, date - otk_clock_seconds());
	otk_log(call->client, OTK_LOG_INFO, "response", call->row->full_name,
		response->status ? response->problem : "response received",
		(const otk_pair[]){{"http_status", http_status}, {"attempt", number},
			{"duration_ms", duration}, {"bytes", bytes},
			{"trace_id", response->trace_id}, {"http_version", response->http_version},
			{"clock_skew_s", skew}},
		7);
}

/* After a 401 or 403: returns true if one more attempt with another header is worthwhile. */
static bool sign_again(otk_call *call, const otk_response *response)
{
	otk_client *client = call->client;
	const otk_auth auth = (otk_auth)call->row->operation->auth;
	const otk_auth_header *header = &client->project_auth;
	int64_t skew;

	if (response->http_status != 401 && response->http_status != 403)
		return false;
	if (client->options.request_token)
		return false; /* it would be the same */
	skew = otk_clock_skew(client, response);
	if (skew && client->options.correct_clock == OTK_YES && !call->clock_again &&
		otk_clock_may_correct(client, skew)) {
		call->clock_again = call->auth_again = true;
		client->clock_offset += skew;
		otk_auth_wipe(&client->project_auth);
		otk_log(client, OTK_LOG_WARNING, "warning", call->row->full_name,
			"the clock of this machine is wrong; signing by the service's", NULL, 0);
		return true;
	}
	/*
	 * A Basic header does not change; a token that a source just gave may still be an old one.
	 * A header that was wiped meanwhile is not the last one that could be made.
	 */
	if (call->auth_again || auth == OTK_AUTH_BASIC ||
		(call->auth_fresh && header->line && header->generation == call->auth_generation &&
			(!client->options.token_source || response->http_status == 403)))
		return false;
	call->auth_again = true;
	otk_auth_refused(client, auth, call->auth_generation);
	return true;
}

void otk_attempt_after(void *userdata, otk_exchange *exchange, otk_attempt *attempt,
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
	if (!client->hook_count)
		return;
	begin_hooks(call, attempt);
	attempt->will_retry |= *again;
	attempt->status = otk_response_judge(call, response);
	attempt->error = attempt->status ? call->error : NULL;
	for (size_t i = 0; i < client->hook_count; i++)
		if (client->hooks[i].functions.after_receive)
			client->hooks[i].functions.after_receive(client->hooks[i].state, attempt);
	call->state = OTK_CALL_SUBMITTED;
}

void otk_attempt_log(void *userdata, otk_log_level level, const char *event, const char *text)
{
	const otk_call *call = userdata;

	otk_log(call->client, level, event, call->row->full_name, text, NULL, 0);
}
