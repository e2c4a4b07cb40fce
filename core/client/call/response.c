/* SPDX-License-Identifier: MIT */
/* Turns a response into a record, or a refusal into an error that says what to do. */
#include "config.h"

#include "core/client/call/response.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/base/error/redact.h"
#include "core/base/error/status.h"
#include "core/base/json/json_read.h"
#include "core/base/text/text.h"
#include "core/base/text/utf8.h"
#include "core/client/call/call.h"
#include "core/client/call/meaning.h"
#include "core/client/call/record.h"
#include "core/client/call/service_error.h"
#include "core/client/client.h"
#include "core/client/clock_skew.h"
#include "core/client/log.h"
#include "core/client/request_token.h"
#include "core/schema/access.h"
#include "core/schema/decode/decode_response.h"
#include "core/schema/field.h"
#include "core/schema/limits.h"

#include "core/base/cold.h"

/* Bytes of a body that an error may show; the rest is not examined. */
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
	otk_redact(&body, response->body.data, size, true);
	otk_text_put(error->body, sizeof(error->body), body.data ? body.data : "", body.size);
	error->body_cut = response->body.size > size || body.size > strlen(error->body);
	otk_buffer_free(&body);
}

static void set_words(otk_error *error, const otk_service_words *words)
{
	otk_buffer clean;

	error->service_code = words->code;
	otk_buffer_init(&clean, sizeof(words->message) * 6);
	otk_redact(&clean, words->message, strlen(words->message), true);
	otk_text_put(error->service_message, sizeof(error->service_message),
		clean.data ? clean.data : "", clean.size);
	otk_buffer_free(&clean);
}

static void add_words(otk_error *error, const otk_response *response)
{
	otk_service_words words;

	otk_service_words_read(
		&words, response->body.data ? response->body.data : "", response->body.size);
	set_words(error, &words);
}

static void say_skew(const otk_call *call, otk_error *error, const otk_response *response)
{
	const int64_t skew = otk_clock_skew(call->client, response);

	if (skew)
		otk_error_append(error,
			"; the clock of this machine is %" PRId64
			" s %s that of the service: set it (NTP), or use .correct_clock",
			skew < 0 ? -skew : skew, skew < 0 ? "ahead of" : "behind");
}

/* Whether the operation must not be repeated: after a failure its outcome may be unknown. */
static bool is_unsafe(const otk_call *call)
{
	return call->row->operation->repeat == OTK_REPEAT_UNSAFE;
}

static otk_status admit_doubt(const otk_call *call, otk_error *error)
{
	const otk_adopts *adopts = call->row->operation->adopts;
	const char *name = call->row->full_name;

	error->status = OTK_E_UNKNOWN_OUTCOME;
	if (adopts && adopts->list)
		otk_error_append(error,
			"; it may have been carried out; check with %.*s.%s before repeating it",
			(int)(strrchr(name, '.') - name), name, adopts->list);
	else
		otk_error_append(
			error, "; it may have been carried out; check before repeating it");
	return OTK_E_UNKNOWN_OUTCOME;
}

static void add_message(otk_error *error)
{
	if (error->service_message[0])
		otk_error_append(error, ": \"%s\"", error->service_message);
	if (error->service_code != OTK_NO_SERVICE_CODE && error->service_code > 0)
		otk_error_append(error, " (code %" PRId64 ")", error->service_code);
}

static bool is_json(const char *text, size_t size)
{
	otk_json_reader reader;
	otk_slice whole;

	otk_json_reader_init_tolerant(&reader, text, size, OTK_JSON_DEPTH_MAX);
	return otk_json_skip(&reader, &whole) && otk_json_finish(&reader);
}

/* "HTML" or "XML" by the first bytes, or by the content type of a body that is not JSON. */
static const char *markup_of(const otk_response *response)
{
	const char *type = response->content_type;
	const char *kind = otk_looks_like_markup(response->body.data, response->body.size);

	if (kind || !response->body.size || otk_all_blank(response->body.data, response->body.size))
		return kind;
	if (strcasestr(type, "html"))
		kind = "HTML";
	else if (otk_ascii_equal(type, "text/xml", 8) ||
		 otk_ascii_equal(type, "application/xml", 15))
		kind = "XML";
	return kind && !is_json(response->body.data, response->body.size) ? kind : NULL;
}

static const char *hint_of(
	const otk_call *call, const otk_response *response, otk_status status, int64_t code)
{
	/* The service sends JSON, so this response is from another server. */
	if ((status == OTK_E_AUTH || response->http_status == 511) && markup_of(response))
		return "a proxy or gateway responded: check api_url and the proxy";
	if (status == OTK_E_AUTH && otk_request_token_is_used(&call->client->options))
		return "get a new request token of the project";
	return otk_meaning_hint(call->row->operation, code, status);
}

/* Completes the message of a refusal: the service's words, and what to do. */
static otk_status end_refusal(
	otk_call *call, const otk_response *response, const otk_meaning *meaning, otk_error *error)
{
	const char *hint;

	add_message(error);
	if (meaning->in_doubt && is_unsafe(call))
		return admit_doubt(call, error);
	if (meaning->status == OTK_E_AUTH)
		say_skew(call, error, response);
	hint = hint_of(call, response, meaning->status, error->service_code);
	if (hint)
		otk_error_append(error, "; %s", hint);
	if (response->retry_after_ms >= 0)
		otk_error_append(
			error, " (in %" PRId64 " s)", (response->retry_after_ms + 999) / 1000);
	return meaning->status;
}

static otk_status explain_refusal(otk_call *call, const otk_response *response)
{
	const otk_meaning meaning = otk_meaning_of(call->row->operation, response->http_status);
	otk_error *error = otk_call_error(call);

	if (!error)
		return OTK_E_NOMEM;
	otk_fail(error, meaning.status, "%s: %d %s", call->row->full_name,
		(int)response->http_status, meaning.words);
	fill_facts(error, response);
	add_words(error, response);
	return end_refusal(call, response, &meaning, error);
}

static bool is_2xx(const otk_response *response)
{
	return response->http_status >= 200 && response->http_status < 300;
}

otk_status otk_response_failed(otk_call *call, const otk_response *response)
{
	otk_error *error;

	if (!response->status)
		return explain_refusal(call, response);
	error = otk_call_error(call);
	if (!error)
		return OTK_E_NOMEM;
	otk_fail(error, response->status, "%s: %s", call->row->full_name, response->problem);
	fill_facts(error, response);
	return response->status;
}

otk_status otk_response_judge(otk_call *call, const otk_response *response)
{
	if (!response->status && (response->settled || is_2xx(response)))
		return OTK_OK;
	return otk_response_failed(call, response);
}

/* ---- 2xx responses */

static otk_error *begin_failure(otk_call *call, const otk_response *response, otk_status status)
{
	otk_error *error = otk_call_error(call);

	if (!error)
		return NULL;
	otk_fail(error, status, "%s", call->row->full_name);
	fill_facts(error, response);
	return error;
}

/* A 2xx response with markup, which a portal, a proxy or another server has sent. */
static otk_status read_markup(otk_call *call, const otk_response *response, const char *kind)
{
	otk_error *error = begin_failure(call, response, OTK_E_PROTOCOL);

	if (!error)
		return OTK_E_NOMEM;
	add_words(error, response);
	otk_error_append(error,
		": the response is %s, not JSON: \"%.200s\"; a login page or a proxy responded: "
		"check api_url and the network",
		kind, error->service_message[0] ? error->service_message : error->body);
	return is_unsafe(call) ? admit_doubt(call, error) : OTK_E_PROTOCOL;
}

/* A 2xx response whose body is an error object. */
static otk_status read_refusal(
	otk_call *call, const otk_response *response, const otk_service_words *words)
{
	otk_meaning meaning = {.status = OTK_E_REQUEST};
	otk_error *error;

	if (words->http_status >= 400 && words->http_status < 600)
		meaning = otk_meaning_of(call->row->operation, (int32_t)words->http_status);
	error = begin_failure(call, response, meaning.status);
	if (!error)
		return OTK_E_NOMEM;
	set_words(error, words);
	otk_error_append(error, ": the service reports an error");
	return end_refusal(call, response, &meaning, error);
}

static otk_status not_understood(
	otk_call *call, const otk_response *response, const otk_error *problem)
{
	otk_error *error;

	if (problem->status == OTK_E_NOMEM)
		return otk_fail_nomem(otk_call_error(call));
	error = begin_failure(call, response, problem->status);
	if (!error)
		return OTK_E_NOMEM;
	otk_error_append(error, ": %s", problem->message);
	add_words(error, response); /* an object without an id may say why */
	add_message(error);
	return is_unsafe(call) ? admit_doubt(call, error) : problem->status;
}

/*
 * Copies the response's text for otk_invoke() if it is JSON. A NUL byte inside a JSON string is
 * replaced by U+FFFD, because it would end the copy early.
 */
static otk_status keep_text(otk_call *call, const otk_response *response)
{
	const char *text = response->body.data ? response->body.data : "";
	const size_t size = is_json(text, response->body.size) ? response->body.size : 0;
	size_t nuls = 0;
	char *out;

	for (size_t i = 0; i < size; i++)
		nuls += !text[i];
	out = call->text = otk_string_new(NULL, size + nuls * (OTK_UTF8_REPLACEMENT_SIZE - 1));
	for (const char *end = text + size; out && text < end; text++) {
		*out++ = *text;
		if (!*text)
			out = mempcpy(out - 1, OTK_UTF8_REPLACEMENT, OTK_UTF8_REPLACEMENT_SIZE);
	}
	return call->text ? OTK_OK : OTK_E_NOMEM;
}

/*
 * Whether the response may be an error object, which also decodes as a record or list with nothing
 * set. A record of a type with required members is not one, so usual responses are not read twice.
 */
static bool may_be_error(const otk_call *call)
{
	const otk_type *type = call->row->operation->result;

	if (!call->record || !type)
		return true;
	for (size_t i = 0; i < type->field_count; i++) {
		const otk_field *field = &type->fields[i];
		size_t count;

		if (field->required)
			return false;
		if (field->kind == OTK_KIND_LIST && otk_list_items(call->record, field, &count) &&
			count)
			return false;
	}
	return true;
}

/* Returns whether the record itself has a member by which error objects are recognised. */
static bool knows_error_members(const otk_type *type)
{
	return type && (otk_field_find(type, "message", 7) || otk_field_find(type, "error", 5) ||
			       otk_field_find(type, "title", 5));
}

/* Returns whether the response to a list call has none of the members of a list. */
static bool lacks_list(const otk_call *call)
{
	const otk_type *type = call->row->operation->result;

	if (!call->record || call->row->operation->shape != OTK_SHAPE_LIST)
		return false;
	for (size_t i = 0; i < type->field_count; i++)
		if (otk_field_is_set(call->record, &type->fields[i]))
			return false;
	return true;
}

static bool is_error_object(
	const otk_call *call, const otk_response *response, otk_service_words *words)
{
	const otk_operation *operation = call->row->operation;
	const char *text = response->body.data ? response->body.data : "";
	const size_t size = response->body.size;

	if (operation->errors && otk_service_errors_read(words, text, size, operation->errors))
		return true;
	if (!size || !may_be_error(call) || knows_error_members(operation->result))
		return false;
	otk_service_words_read(words, text, size);
	return words->is_error || (words->message[0] && lacks_list(call));
}

static otk_status no_memory(otk_call *call)
{
	return otk_fail_nomem(otk_call_error(call));
}

/* Logs one event for a response with values that could not be used; it names the first one. */
static void warn_of_odd_members(const otk_call *call, const otk_odd_members *odd)
{
	char text[OTK_ERROR_MESSAGE_SIZE];

	snprintf(text, sizeof(text),
		"%s: the response: %s: %s; this value was ignored (%zu in all)",
		call->row->full_name, odd->path, odd->problem, odd->count);
	otk_log(call->client, OTK_LOG_WARNING, "warning", call->row->full_name, text,
		(const otk_pair[]){{"field", odd->path}}, 1);
}

static otk_status decode_record(otk_call *call, const otk_response *response, otk_error *problem)
{
	const otk_operation *operation = call->row->operation;
	const otk_buffer *body = &response->body;
	const char *text = body->size ? body->data : "";
	otk_odd_members odd;
	otk_status status;

	if (operation->shape == OTK_SHAPE_NONE || !operation->result)
		return OTK_OK;
	status = otk_decode(operation->result, (otk_shape)operation->shape, text,
		otk_all_blank(text, body->size) ? 0 : body->size, body->size ? body->data : NULL,
		&call->record, &odd, problem);
	if (!status && odd.count)
		warn_of_odd_members(call, &odd);
	return status;
}

/* Whether the text is there if it is needed: a raw call has no other result. */
static bool has_text(const otk_call *call, const otk_buffer *body, otk_error *problem)
{
	const bool is_raw = !call->row->interface;

	if (!is_raw || call->text[0] || otk_all_blank(body->data, body->size))
		return true;
	otk_fail(problem, OTK_E_PROTOCOL, "the response is not JSON");
	return false;
}

otk_status otk_response_read(otk_call *call, otk_response *response)
{
	otk_buffer *body = &response->body;
	const char *markup = markup_of(response);
	otk_error problem = OTK_ERROR_INIT;
	otk_service_words words;
	otk_status status;

	if (markup)
		return read_markup(call, response, markup);
	if (call->wants_text && keep_text(call, response))
		return no_memory(call);
	status = has_text(call, body, &problem) ? decode_record(call, response, &problem)
						: problem.status;
	if (status != OTK_E_NOMEM &&
		(status || may_be_error(call) || call->row->operation->errors) &&
		is_error_object(call, response, &words))
		status = read_refusal(call, response, &words);
	else if (status)
		status = not_understood(call, response, &problem);
	if (call->record && body->size)
		otk_buffer_init(body, body->max); /* the record owns the memory now */
	return status;
}
