/* SPDX-License-Identifier: MIT */
/* One HTTP request of the tool itself, by libcurl. */
#include "config.h"

#include <ctype.h>
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "tools/otk/http_client.h"
#include "tools/otk/memory.h"
#include "tools/otk/message.h"
#include "tools/otk/output/secrets.h"
#include "tools/otk/settings/connect.h"

#define CONNECT_TIMEOUT_MS 5000L
#define DEFAULT_TIMEOUT_MS 20000L

/* What libcurl needs during a transfer. */
typedef struct transfer {
	otk_cli *cli;
	CURL *easy;
	struct curl_slist *headers;
	char *data;
	size_t size, capacity;
	bool too_large;
	otk_cli_http_response *response;
} transfer;

static size_t take_body(char *data, size_t unit, size_t count, void *userdata)
{
	transfer *t = userdata;
	size_t size = unit * count;

	if (t->size + size > OTK_CLI_HTTP_RESPONSE_MAX) {
		t->too_large = true;
		return 0;
	}
	if (t->size + size + 1 > t->capacity) {
		size_t capacity = t->capacity ? t->capacity : 4096;
		char *bigger;

		while (capacity < t->size + size + 1)
			capacity *= 2;
		bigger = realloc(t->data, capacity);
		if (!bigger)
			otk_cli_out_of_memory();
		t->data = bigger;
		t->capacity = capacity;
	}
	memcpy(t->data + t->size, data, size);
	t->size += size;
	return size;
}

static size_t take_header(char *data, size_t unit, size_t count, void *userdata)
{
	static const char name[] = "Server:";
	transfer *t = userdata;
	size_t size = unit * count, skipped = sizeof(name) - 1;

	if (size > skipped && strncasecmp(data, name, skipped) == 0) {
		while (skipped < size && isspace((unsigned char)data[skipped]))
			skipped++;
		while (size > skipped && isspace((unsigned char)data[size - 1]))
			size--;
		t->response->server = otk_cli_copy(t->cli, data + skipped, size - skipped);
	}
	return unit * count;
}

static void add_header(transfer *t, const char *line)
{
	struct curl_slist *longer = curl_slist_append(t->headers, line);

	if (!longer)
		otk_cli_out_of_memory();
	t->headers = longer;
}

static void add_headers(transfer *t, const otk_cli_http_request *request)
{
	add_header(t, "Expect:");
	add_header(t, "User-Agent: otk-cli/" OTK_VERSION);
	for (const char *const *line = request->headers; line && *line; line++)
		add_header(t, *line);
}

static CURLcode set_body(CURL *easy, const otk_cli_http_request *request)
{
	CURLcode code;

	if (!request->body)
		return CURLE_OK;
	code = curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->size);
	return code ? code : curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request->body);
}

/* Options of type long. PATH_AS_IS: an id may be "..". */
static CURLcode set_numbers(CURL *easy, const otk_cli_http_request *request)
{
	const struct {
		CURLoption option;
		long value;
	} numbers[] = {
		{CURLOPT_PATH_AS_IS, 1},
		{CURLOPT_NOSIGNAL, 1},
		{CURLOPT_FOLLOWLOCATION, 0},
		{CURLOPT_CONNECTTIMEOUT_MS, CONNECT_TIMEOUT_MS},
		{CURLOPT_TIMEOUT_MS,
			request->timeout_ms ? (long)request->timeout_ms : DEFAULT_TIMEOUT_MS},
	};
	CURLcode code = CURLE_OK;

	for (size_t i = 0; !code && i < OTK_COUNT_OF(numbers); i++)
		code = curl_easy_setopt(easy, numbers[i].option, numbers[i].value);
	return code;
}

static CURLcode set_options(transfer *t, const otk_cli_http_request *request)
{
	CURL *easy = t->easy;
	CURLcode code = curl_easy_setopt(easy, CURLOPT_URL, request->url);

	if (!code)
		code = curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
	if (!code)
		code = set_numbers(easy, request);
	if (!code)
		code = set_body(easy, request);
	if (!code)
		code = curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request->method);
	if (!code)
		code = curl_easy_setopt(easy, CURLOPT_HTTPHEADER, t->headers);
	if (!code && otk_cli_is_loopback(request->url))
		code = curl_easy_setopt(easy, CURLOPT_PROXY, "");
	if (!code && request->ca_file)
		code = curl_easy_setopt(easy, CURLOPT_CAINFO, request->ca_file);
	if (!code)
		code = curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
	if (!code)
		code = curl_easy_setopt(easy, CURLOPT_WRITEDATA, t);
	if (!code)
		code = curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_header);
	return code ? code : curl_easy_setopt(easy, CURLOPT_HEADERDATA, t);
}

const char *otk_cli_http_problem(int code)
{
	return code == CURLE_OUT_OF_MEMORY
		       ? "a header line of the response is too long, or memory is exhausted"
		       : curl_easy_strerror((CURLcode)code);
}

/* Why there is no response. A message of libcurl's buffer may quote the URL. */
static const char *problem_of(const transfer *t, const char *url, CURLcode code)
{
	return otk_cli_text(t->cli, "%s: %s", otk_cli_hide_in_text(t->cli, url),
		t->too_large ? "the response has more than 64 MiB"
			     : otk_cli_http_problem((int)code));
}

const char *otk_cli_http_send(
	otk_cli *cli, const otk_cli_http_request *request, otk_cli_http_response *response)
{
	transfer t = {.cli = cli, .response = response};
	CURLcode code;

	*response = (otk_cli_http_response){0};
	if (curl_global_init(CURL_GLOBAL_DEFAULT) || !(t.easy = curl_easy_init()))
		otk_cli_out_of_memory();
	add_headers(&t, request);
	code = set_options(&t, request);
	if (!code)
		code = curl_easy_perform(t.easy);
	if (!code)
		code = curl_easy_getinfo(t.easy, CURLINFO_RESPONSE_CODE, &response->status);
	curl_easy_cleanup(t.easy);
	curl_slist_free_all(t.headers);
	curl_global_cleanup();
	if (!code) {
		response->body = otk_cli_copy(cli, t.size ? t.data : "", t.size);
		response->size = t.size;
	}
	if (t.data)
		explicit_bzero(t.data, t.size);
	free(t.data);
	return code ? problem_of(&t, request->url, code) : NULL;
}

const char *otk_cli_http_escape(otk_cli *cli, const char *text)
{
	static const char digits[] = "0123456789ABCDEF";
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				    "0123456789-._~";
	char *escaped = otk_cli_new(cli, strlen(text) * 3 + 1), *out = escaped;

	for (; *text; text++) {
		const unsigned char byte = (unsigned char)*text;

		if (strchr(plain, *text)) {
			*out++ = *text;
			continue;
		}
		*out++ = '%';
		*out++ = digits[byte >> 4];
		*out++ = digits[byte & 15];
	}
	return escaped;
}

otk_cli_exit otk_cli_http_check_url(
	otk_cli *cli, const char *option, const char *url, const char *example)
{
	const bool web =
		strncasecmp(url, "http://", 7) == 0 || strncasecmp(url, "https://", 8) == 0;
	CURLU *parts = web ? curl_url() : NULL;
	const CURLUcode code = parts ? curl_url_set(parts, CURLUPART_URL, url, 0) : CURLUE_OK;
	const char *shown = otk_cli_quote(cli, NULL, otk_cli_hide_in_text(cli, url));

	if (web && !parts)
		otk_cli_out_of_memory();
	curl_url_cleanup(parts);
	if (!web)
		return otk_cli_wrong(cli, "%s: %s is not a URL; write %s", option, shown, example);
	if (code == CURLUE_BAD_PORT_NUMBER)
		return otk_cli_wrong(cli,
			"%s: the port of %s is not a number from 1 to 65535; write %s", option,
			shown, example);
	if (code)
		return otk_cli_wrong(
			cli, "%s: %s is not a URL with a host; write %s", option, shown, example);
	return OTK_CLI_DONE;
}
