/* SPDX-License-Identifier: MIT */
/*
 * Calls without a table: a row is made for the one call, so that the rest of the code treats it
 * like a row of a plugin.
 */
#include "config.h"

#include <otk/call.h>
#include <stdio.h>
#include <string.h>

#include "core/base/error/buffer_check.h"
#include "core/base/error/status.h"
#include "core/base/input/options.h"
#include "core/base/text/encode.h"
#include "core/client/auth_header.h"
#include "core/client/call/call.h"
#include "core/client/client.h"
#include "core/transport/http/url.h"

#include "core/base/cold.h"

#define BODY_MAX (16 * 1024 * 1024) /* bytes of a request, as for all operations */
#define PROJECT  "{project}"

/* What a call of a plugin has in the registry. */
typedef struct raw_row {
	otk_row row;
	otk_operation operation;
	otk_plan plan;
} raw_row;

static uint8_t method_of(const char *name)
{
	for (int method = OTK_METHOD_GET; method <= OTK_METHOD_DELETE; method++)
		if (name && strcmp(otk_method_name((uint8_t)method), name) == 0)
			return (uint8_t)method;
	return 0;
}

/* Returns the byte at *at, decoded if it is percent-encoded, and moves past it; -1: broken. */
static int next_byte(const char **at)
{
	const char *c = *at;
	int high, low;

	*at = c + 1;
	if (*c != '%')
		return (unsigned char)*c;
	high = otk_hex_digit(c[1]);
	low = high < 0 ? -1 : otk_hex_digit(c[2]);
	*at = c + 3;
	return low < 0 ? -1 : high << 4 | low;
}

/* Whether a segment is "." or "..". */
static bool is_dots(size_t size, size_t dots)
{
	return size == dots && (size == 1 || size == 2);
}

/*
 * Returns what is wrong with a path. It is appended to the address of the service, so it cannot
 * name another host; and no server or proxy on the way may read it as another path.
 */
static const char *path_problem(const char *path)
{
	const char *query = path + strcspn(path, "?");
	size_t size = 0, dots = 0; /* of the segment, decoded */

	if (path[0] != '/' || path[1] == '/')
		return "it must begin with one slash";
	for (const char *at = path; *at;) {
		const bool in_path = at < query;
		int byte;

		if (strncmp(at, PROJECT, strlen(PROJECT)) == 0) {
			at += strlen(PROJECT);
			size++;
			continue;
		}
		if (*at <= ' ' || *at > '~' || strchr("\"#<>\\^`{|}", *at))
			return "it holds a character that must be percent-encoded";
		byte = next_byte(&at);
		if (byte < 0 || (in_path && (byte < ' ' || byte == 0x7f)))
			return "a percent sign needs two hexadecimal digits, not of a control "
			       "character";
		if (!in_path)
			continue;
		if (byte != '/' && byte != '\\') {
			size++;
			dots += byte == '.';
			continue;
		}
		if (is_dots(size, dots))
			return "a segment of dots leads to another path";
		size = dots = 0;
	}
	return is_dots(size, dots) ? "a segment of dots leads to another path" : NULL;
}

static otk_status check_options(const otk_raw_options *o, otk_error *error)
{
	const char *problem = o->path ? path_problem(o->path) : "it is missing";
	const uint8_t method = method_of(o->method);

	if (!method)
		return otk_fail(error, OTK_E_ARGUMENT,
			"method: \"%.20s\" is not one of GET, POST, PUT, PATCH and DELETE",
			o->method ? o->method : "");
	if (problem)
		return otk_fail(error, OTK_E_ARGUMENT,
			"path: %s; give a path such as "
			"/v2/project/{project}/archive?count=10",
			problem);
	if (o->body && (method == OTK_METHOD_GET || method == OTK_METHOD_DELETE))
		return otk_fail(error, OTK_E_ARGUMENT, "body: %s has none", o->method);
	problem = (uint32_t)o->repeat > OTK_REPEAT_SAFE ? "repeat"
		  : (uint32_t)o->auth > OTK_AUTH_EITHER ? "auth"
		  : (uint32_t)o->form > OTK_NO          ? "form"
		  : o->reserved                         ? "reserved"
							: NULL;
	if (problem)
		return otk_fail(error, OTK_E_ARGUMENT, "%s: is not a known value", problem);
	return OTK_OK;
}

/* Writes URL and body, as otk_request_make() does. */
static otk_status write_request(otk_call *call, const otk_raw_options *o, otk_error *error)
{
	const otk_client *client = call->client;
	const char *at = o->path, *end;
	otk_buffer *out = &call->texts;
	size_t url;

	otk_buffer_init(out, BODY_MAX);
	otk_buffer_add(out, client->base_url, client->base_size);
	while ((end = strstr(at, PROJECT))) {
		otk_buffer_add(out, at, (size_t)(end - at));
		otk_buffer_add_text(out, otk_key_id(client->key));
		at = end + strlen(PROJECT);
	}
	otk_buffer_add_text(out, at);
	url = out->size;
	otk_buffer_add_char(out, '\0');
	if (o->body) {
		call->body_at = out->size;
		otk_buffer_add(out, o->body, o->body_size ? o->body_size : strlen(o->body));
		otk_buffer_add_char(out, '\0');
	}
	if (!out->status && url > OTK_URL_MAX)
		return otk_fail(error, OTK_E_ARGUMENT, "path: the address has more than %d bytes",
			OTK_URL_MAX);
	if (!out->status && strchr(out->data, '?'))
		call->query_at = (size_t)(strchr(out->data, '?') - out->data) + 1;
	return otk_buffer_check(out, "the request", error);
}

/* The name of the call in messages and for hooks is its method and path, without the query. */
static otk_status make_row(otk_call *call, const otk_raw_options *o, otk_error *error)
{
	const size_t method = strlen(o->method), size = method + 1 + strcspn(o->path, "?");
	const uint8_t verb = (uint8_t)method_of(o->method);
	raw_row *raw = otk_arena_alloc(call->arena, sizeof(*raw));
	char *name = raw ? otk_arena_bytes(call->arena, size + 1) : NULL;

	if (!name)
		return otk_fail_nomem(error);
	snprintf(name, size + 1, "%s %s", o->method, o->path);
	raw->operation = (otk_operation){.name = name,
		.path = name + method + 1,
		.method = verb,
		.body = (uint8_t)(!o->body             ? OTK_BODY_NONE
				  : o->form == OTK_YES ? OTK_BODY_FORM
						       : OTK_BODY_JSON),
		.repeat = verb == OTK_METHOD_GET ? OTK_REPEAT_SAFE : (uint8_t)o->repeat,
		.auth = (uint8_t)o->auth};
	raw->row = (otk_row){.operation = &raw->operation, .full_name = name, .plan = &raw->plan};
	call->row = &raw->row;
	call->wants_text = true;
	return otk_auth_fits(call->client, call->row, error);
}

otk_call *otk_call_new_raw(otk_client *client, const otk_raw_options *options, otk_error *error)
{
	otk_raw_options own;
	otk_call *call = NULL;
	otk_status status = otk_call_may_make(client, error);

	if (!status && !options)
		status = otk_fail(error, OTK_E_ARGUMENT, "options: is NULL");
	if (!status)
		status = otk_options_copy(
			&own, sizeof(own), sizeof(own), options, "otk_raw_options", error);
	if (!status)
		status = check_options(&own, error);
	if (!status)
		status = otk_call_begin(client, 0, &call, error);
	if (!status)
		status = make_row(call, &own, error);
	if (!status)
		status = write_request(call, &own, error);
	if (status) {
		otk_call_destroy(call);
		return NULL;
	}
	return call;
}
