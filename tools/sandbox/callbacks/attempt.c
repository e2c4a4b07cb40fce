/* SPDX-License-Identifier: MIT */
/* One attempt to deliver a callback: what was sent, and what came back. */
#include "config.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "tools/sandbox/base/crypto/jwt.h"
#include "tools/sandbox/base/json.h"
#include "tools/sandbox/callbacks/attempt.h"
#include "tools/sandbox/state/clock.h"

/* Bytes of a response that are kept; the rest is read and discarded. */
enum { MAX_HEAD = 4096, MAX_BODY = 4096 };

static void add_bounded(sandbox_bytes *to, const char *data, size_t size, size_t max)
{
	const size_t left = max - to->size;

	sandbox_bytes_add(to, data, size < left ? size : left);
}

static size_t take_head(char *data, size_t size, size_t count, void *userdata)
{
	sandbox_attempt *attempt = userdata;

	add_bounded(&attempt->head, data, size * count, MAX_HEAD);
	return size * count;
}

static size_t take_body(char *data, size_t size, size_t count, void *userdata)
{
	sandbox_attempt *attempt = userdata;

	add_bounded(&attempt->body, data, size * count, MAX_BODY);
	return size * count;
}

/* Adds a line "Name: value". Lines without a value, such as "Expect:", remove a header. */
static void add_line(json_object *headers, const char *line, size_t length)
{
	const char *colon = memchr(line, ':', length);
	char *name, *value;

	if (!colon)
		return;
	name = sandbox_copy_n(line, (size_t)(colon - line));
	for (char *at = name; *at; at++)
		*at = (char)tolower((unsigned char)*at);
	for (colon++; colon < line + length && *colon == ' '; colon++)
		;
	value = sandbox_copy_n(colon, length - (size_t)(colon - line));
	if (strcmp(name, "authorization") == 0)
		sandbox_json_set(headers, name, sandbox_jwt_redact(value));
	else if (strcmp(name, "set-cookie") == 0)
		sandbox_json_set_text(headers, name, "(hidden)");
	else if (*value)
		sandbox_json_set_text(headers, name, value);
	free(name);
	free(value);
}

void sandbox_attempt_prepare(sandbox_attempt *attempt, CURL *easy, const struct curl_slist *headers)
{
	attempt->sent = sandbox_new_object();
	sandbox_json_set_text(attempt->sent, "user-agent", "otk-sandbox/" PACKAGE_VERSION);
	for (; headers; headers = headers->next)
		add_line(attempt->sent, headers->data, strlen(headers->data));
	curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_head);
	curl_easy_setopt(easy, CURLOPT_HEADERDATA, attempt);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, attempt);
}

void sandbox_attempt_begin(sandbox *box, sandbox_attempt *attempt)
{
	attempt->began = sandbox_now(box);
	attempt->began_us = sandbox_monotonic_us();
}

void sandbox_attempt_free(sandbox_attempt *attempt)
{
	json_object_put(attempt->sent);
	sandbox_bytes_free(&attempt->head);
	sandbox_bytes_free(&attempt->body);
	*attempt = (sandbox_attempt){0};
}

static json_object *split_head(const sandbox_bytes *head)
{
	json_object *headers = sandbox_new_object();

	for (size_t at = 0; at < head->size;) {
		const size_t length = strcspn(head->data + at, "\r\n");

		add_line(headers, head->data + at, length);
		at += length + 1;
	}
	return headers;
}

void sandbox_attempt_record(
	const sandbox_attempt *attempt, json_object *callback, long status, const char *error)
{
	json_object *entry = sandbox_new_object();
	json_object *log = sandbox_json_member(callback, "_log");

	sandbox_json_set_int(entry, "time", attempt->began);
	sandbox_json_set_int(entry, "elapsedUs", sandbox_monotonic_us() - attempt->began_us);
	sandbox_json_set_int(entry, "status", status);
	if (error)
		sandbox_json_set_text(entry, "error", error);
	sandbox_json_set(entry, "headers", json_object_get(attempt->sent));
	sandbox_json_set(entry, "responseHeaders", split_head(&attempt->head));
	sandbox_json_set(entry, "responseBody",
		sandbox_new_string_len(
			attempt->body.data ? attempt->body.data : "", (int)attempt->body.size));
	if (!log) {
		log = sandbox_new_array();
		sandbox_json_set(callback, "_log", log);
	}
	if (sandbox_json_list_size(log) >= SANDBOX_ATTEMPTS)
		json_object_array_del_idx(log, 0, 1);
	sandbox_json_append(log, entry);
}
