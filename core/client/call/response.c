/* SPDX-License-Identifier: MIT */
/* A response becomes a record; a refusal becomes an error that says what to do. */
#include "config.h"

#include "core/client/call/response.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/base/json_read.h"
#include "core/base/redact.h"
#include "core/base/status.h"
#include "core/base/text.h"
#include "core/base/utf8.h"
#include "core/client/call/call.h"
#include "core/client/call/service_error.h"
#include "core/client/clock_skew.h"
#include "core/schema/schema.h"

/* ------------------------------------------------------------------ refusals */

typedef struct meaning {
	int32_t http_status;
	otk_status status;
	const char *words;
	const char *hint; /* NULL: the service's words are enough */
} meaning;

static const meaning meanings[] = {
	{400, OTK_E_REQUEST, "bad request", NULL},
	{401, OTK_E_AUTH, "not authenticated",
		"check key and secret, and that the feature is enabled for the project"},
	{403, OTK_E_AUTH, "not allowed",
		"check key and secret, and that the feature is enabled for the project"},
	{404, OTK_E_NOT_FOUND, "not found", NULL},
	{405, OTK_E_REQUEST, "method not allowed", NULL},
	{408, OTK_E_REQUEST, "the service timed out", NULL},
	{409, OTK_E_CONFLICT, "conflict", NULL},
	{413, OTK_E_REQUEST, "too large", NULL},
	{415, OTK_E_REQUEST, "wrong content type", NULL},
	{429, OTK_E_RATE_LIMIT, "too many requests", "try again later"},
	{500, OTK_E_SERVER, "failure at the service", NULL},
	{502, OTK_E_SERVER, "bad gateway", "try again later"},
	{503, OTK_E_SERVER, "service unavailable", "try again later"},
	{504, OTK_E_SERVER, "gateway time-out", "try again later"},
};

static meaning meaning_of(int32_t http_status)
{
	meaning other = {http_status, OTK_E_PROTOCOL, "unexpected status", NULL};

	for (size_t i = 0; i < sizeof(meanings) / sizeof(meanings[0]); i++)
		if (meanings[i].http_status == http_status)
			return meanings[i];
	if (http_status >= 300 && http_status < 400) {
		other.words = "a redirection, which is never followed";
		other.hint = "check api_url";
	} else if (http_status >= 400 && http_status < 500) {
		other.status = OTK_E_REQUEST;
		other.words = "refused";
	} else if (http_status >= 500 && http_status < 600) {
		other.status = OTK_E_SERVER;
		other.words = "failure at the service";
	}
	return other;
}

/* "408=404|…": how this operation reads a status. */
static int32_t read_as(const otk_operation *operation, int32_t http_status)
{
	const char *list = operation->read_status_as, *word;
	size_t size;

	while (list && otk_word_next(&list, &word, &size)) {
		const char *equals = memchr(word, '=', size);
		int64_t from, to;

		if (equals && otk_parse_int(word, (size_t)(equals - word), &from) &&
			otk_parse_int(equals + 1, size - (size_t)(equals + 1 - word), &to) &&
			from == http_status)
			return (int32_t)to;
	}
	return http_status;
}

/* What of an answer an error may need; more is not looked at. */
#define SHOWN_MAX 2048

static void fill_facts(otk_error *error, const otk_response *response)
{
	const size_t size = response->body.size < SHOWN_MAX ? response->body.size : SHOWN_MAX;
	otk_buffer body;

	error->http_status = response->http_status;
	error->attempts = response->attempts;
	error->retry_after_ms = response->retry_after_ms;
	otk_text_put(error->trace_id, sizeof(error->trace_id), response->trace_id,
		strlen(response->trace_id));
	if (!size)
		return;
	otk_buffer_init(&body, size * 6 + 64);
	otk_redact(&body, response->body.data, size);
	otk_text_put(error->body, sizeof(error->body), body.data ? body.data : "", body.size);
	error->body_cut = response->body.size > size || body.size > strlen(error->body);
	otk_buffer_free(&body);
}

static void add_words(otk_error *error, const otk_response *response)
{
	otk_service_words words = {.code = OTK_NO_SERVICE_CODE};
	otk_buffer clean;

	otk_service_words_read(
		&words, response->body.data ? response->body.data : "", response->body.size);
	error->service_code = words.code;
	otk_buffer_init(&clean, sizeof(words.message) * 6);
	otk_redact(&clean, words.message, strlen(words.message));
	otk_text_put(error->service_message, sizeof(error->service_message),
		clean.data ? clean.data : "", clean.size);
	otk_buffer_free(&clean);
}

static void say_skew(const otk_call *call, otk_error *error, const otk_response *response)
{
	const int64_t skew = otk_clock_skew(call->client, response);

	if (skew)
		otk_error_append(error,
			"; the clock of this machine is %" PRId64
			" s %s that of the service: set it right (NTP), or use .correct_clock",
			skew < 0 ? -skew : skew, skew < 0 ? "ahead of" : "behind");
}

static otk_status refused(otk_call *call, const otk_response *response)
{
	const meaning m = meaning_of(read_as(call->row->operation, response->http_status));
	otk_error *error = otk_call_error(call);

	if (!error)
		return OTK_E_NOMEM;
	otk_fail(error, m.status, "%s: %d %s", call->row->full_name, (int)response->http_status,
		m.words);
	fill_facts(error, response);
	add_words(error, response);
	if (error->service_message[0])
		otk_error_append(error, ": \"%s\"", error->service_message);
	if (error->service_code != OTK_NO_SERVICE_CODE && error->service_code > 0)
		otk_error_append(error, " (code %" PRId64 ")", error->service_code);
	if (m.status == OTK_E_AUTH)
		say_skew(call, error, response);
	if (m.hint)
		otk_error_append(error, "; %s", m.hint);
	if (response->retry_after_ms >= 0)
		otk_error_append(
			error, " (in %" PRId64 " s)", (response->retry_after_ms + 999) / 1000);
	return m.status;
}

otk_status otk_response_failed(otk_call *call, const otk_response *response)
{
	otk_error *error;

	if (!response->status)
		return refused(call, response);
	error = otk_call_error(call);
	if (!error)
		return OTK_E_NOMEM;
	otk_fail(error, response->status, "%s: %s", call->row->full_name, response->problem);
	fill_facts(error, response);
	return response->status;
}

otk_status otk_response_judge(otk_call *call, const otk_response *response)
{
	if (!response->status && (response->settled || (response->http_status >= 200 &&
							       response->http_status < 300)))
		return OTK_OK;
	return otk_response_failed(call, response);
}

/* ------------------------------------------------------------------- answers */

/* Two hundred, but no use: what came instead? */
static otk_status not_understood(otk_call *call, const otk_response *response, const otk_error *why)
{
	const char *kind = otk_looks_like_markup(response->body.data, response->body.size);
	otk_error *error = otk_call_error(call);

	if (!error)
		return OTK_E_NOMEM;
	if (why->status == OTK_E_NOMEM)
		return otk_fail_nomem(error);
	otk_fail(error, why->status, "%s: %s", call->row->full_name, why->message);
	fill_facts(error, response);
	if (kind) {
		add_words(error, response);
		error->message[0] = '\0';
		otk_error_append(error, "%s: the answer is %s, not JSON: \"%.200s\"; check api_url",
			call->row->full_name, kind,
			error->service_message[0] ? error->service_message : error->body);
	}
	return why->status;
}

/* The answer's own text, for otk_invoke(); what is no JSON is none of the service's. */
static otk_status keep_answer(otk_call *call, const otk_response *response)
{
	otk_json_reader reader;
	otk_slice whole;
	const char *text = response->body.data ? response->body.data : "";
	size_t size = response->body.size;

	otk_json_reader_init_tolerant(&reader, text, size, OTK_JSON_DEPTH_MAX);
	if (otk_all_blank(text, size) || !otk_json_skip(&reader, &whole) ||
		!otk_json_finish(&reader))
		size = 0;
	call->text = otk_string_new(text, size);
	return call->text ? OTK_OK : OTK_E_NOMEM;
}

static otk_status no_memory(otk_call *call)
{
	return otk_fail_nomem(otk_call_error(call));
}

otk_status otk_response_read(otk_call *call, otk_response *response)
{
	const otk_operation *operation = call->row->operation;
	otk_buffer *body = &response->body;
	const char *text = body->size ? body->data : "";
	otk_error why;

	if (call->wants_text && keep_answer(call, response))
		return no_memory(call);
	if (operation->shape == OTK_SHAPE_NONE || !operation->result)
		return OTK_OK;
	why.struct_size = sizeof(why);
	if (otk_decode_usual(operation->result, (otk_shape)operation->shape, call->row->plan->habit,
		    text, otk_all_blank(text, body->size) ? 0 : body->size,
		    body->size ? body->data : NULL, &call->record, &why))
		return not_understood(call, response, &why);
	if (call->record && body->size)
		otk_buffer_init(body, body->max); /* the record's now */
	return OTK_OK;
}
