/* SPDX-License-Identifier: MIT */
/*
 * One request that is forwarded to the real service. The response goes to the client as it comes,
 * however long it is: libcurl pauses while the client does not read. Redirects are not followed,
 * because they could lead the client's credentials to another host.
 */
#include "config.h"

#include "tools/sandbox/http/relay/forward.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "tools/sandbox/base/address.h"
#include "tools/sandbox/base/json.h"
#include "tools/sandbox/base/memory.h"
#include "tools/sandbox/callbacks/loopback.h"
#include "tools/sandbox/http/journal.h"
#include "tools/sandbox/request/reply.h"
#include "tools/sandbox/state/clock.h"

enum {
	CONNECT_TIMEOUT_MS = 10000,
	BUFFER = 256 * 1024, /* bytes that wait for the client; libcurl pauses beyond them */
	BLOCK = 64 * 1024,
	MAX_HEADERS = 100,        /* of a response */
	HEADER_BYTES = 64 * 1024, /* of all of them */
	BAD_GATEWAY = 502,
	GATEWAY_TIMEOUT = 504
};

/* ---- what is passed on */

/* Headers that belong to one connection, or that libcurl or libmicrohttpd writes.
 * Accept-Encoding is dropped because a compressed body cannot be redacted. */
static const char *const request_dropped[] = {"host", "connection", "keep-alive", "te", "trailer",
	"transfer-encoding", "upgrade", "content-length", "expect", "accept-encoding",
	"proxy-connection", "proxy-authorization", "x-otk-sandbox-fault", "x-otk-sandbox-token",
	"cookie", NULL};
static const char *const response_dropped[] = {"connection", "keep-alive", "trailer",
	"transfer-encoding", "upgrade", "content-length", "proxy-connection", "proxy-authenticate",
	"set-cookie", "alt-svc", "strict-transport-security", NULL};

static bool is_listed(const char *const *list, const char *name, size_t size)
{
	for (; *list; list++)
		if (strlen(*list) == size && strncasecmp(*list, name, size) == 0)
			return true;
	return false;
}

static void add_line(sandbox_forward *forward, const char *line)
{
	forward->lines = sandbox_check_memory(curl_slist_append(forward->lines, line));
}

static enum MHD_Result pass_header(
	void *cls, enum MHD_ValueKind kind, const char *name, const char *value)
{
	sandbox_forward *forward = cls;
	char *line;

	(void)kind;
	value = value ? value : "";
	if (is_listed(request_dropped, name, strlen(name)) || !sandbox_is_one_line(name, false) ||
		!sandbox_is_one_line(value, true))
		return MHD_YES;
	/* libcurl sends a header without a value if it ends in a semicolon. */
	line = *value ? sandbox_print("%s: %s", name, value) : sandbox_print("%s;", name);
	add_line(forward, line);
	explicit_bzero(line, strlen(line));
	free(line);
	return MHD_YES;
}

/* ---- the connection of the client */

void sandbox_forward_resume(sandbox_forward *forward)
{
	if (!forward->suspended)
		return;
	forward->suspended = false;
	forward->relay->resumed = true;
	MHD_resume_connection(forward->request->connection);
}

static void suspend_client(sandbox_forward *forward)
{
	forward->suspended = true;
	MHD_suspend_connection(forward->request->connection);
}

/* ---- the response of the service */

static void take_header(sandbox_forward *forward, const char *line, size_t size)
{
	const char *colon = memchr(line, ':', size);
	size_t name = colon ? (size_t)(colon - line) : 0;
	char *text, *value;

	forward->header_bytes += size;
	if (!name || is_listed(response_dropped, line, name) ||
		forward->header_bytes > HEADER_BYTES ||
		json_object_object_length(forward->exchange.response_headers) >= MAX_HEADERS)
		return;
	text = sandbox_copy_n(line, size);
	text[name] = '\0';
	for (char *at = text; *at; at++)
		*at = (char)tolower((unsigned char)*at);
	value = text + name + 1;
	value += strspn(value, " \t");
	value[strcspn(value, "\r\n")] = '\0';
	if (sandbox_is_one_line(text, false) && sandbox_is_one_line(value, true))
		sandbox_json_set_text(forward->exchange.response_headers, text, value);
	free(text);
}

static void begin_response(sandbox_forward *forward)
{
	curl_off_t length = -1;
	long status = 0;

	curl_easy_getinfo(forward->easy, CURLINFO_RESPONSE_CODE, &status);
	if (status < 200) /* 100 Continue, or early hints: another head follows */
		return;
	curl_easy_getinfo(forward->easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
	forward->exchange.status = (unsigned int)status;
	forward->length = (int64_t)length;
	forward->has_head = true;
	forward->active = sandbox_monotonic();
	sandbox_forward_resume(forward);
}

/*
 * Only the first line of a head is a status line, even if others begin with "HTTP/". The whole head
 * must arrive within the time limit. Trailers are dropped: the headers have already been sent.
 */
static size_t receive_header(char *data, size_t unit, size_t count, void *userdata)
{
	sandbox_forward *forward = userdata;
	const size_t size = unit * count;

	if (forward->has_head)
		return size;
	if (!forward->in_head) {
		json_object_put(forward->exchange.response_headers);
		forward->exchange.response_headers = sandbox_new_object();
		forward->in_head = true;
	} else if (size && data[0] != '\r' && data[0] != '\n') {
		take_header(forward, data, size);
	} else {
		forward->in_head = false;
		begin_response(forward);
	}
	return size;
}

static size_t receive_body(char *data, size_t unit, size_t count, void *userdata)
{
	sandbox_forward *forward = userdata;
	const size_t size = unit * count;

	forward->active = sandbox_monotonic();
	if (forward->buffer.size - forward->read > BUFFER) {
		forward->paused = true;
		return CURL_WRITEFUNC_PAUSE;
	}
	sandbox_exchange_add_body(&forward->exchange, data, size);
	sandbox_bytes_add(&forward->buffer, data, size);
	sandbox_forward_resume(forward);
	return size;
}

/* ---- the end */

static void release_transfer(sandbox_forward *forward)
{
	sandbox_forward **link = &forward->relay->forwards;

	if (!forward->easy)
		return;
	while (*link != forward)
		link = &(*link)->next;
	*link = forward->next;
	curl_multi_remove_handle(forward->relay->multi, forward->easy);
	curl_easy_cleanup(forward->easy);
	curl_slist_free_all(forward->lines);
	forward->easy = NULL;
	forward->lines = NULL;
}

/* Makes the response for a service that did not send one. */
static void fail_forward(sandbox_forward *forward, CURLcode code, bool too_late)
{
	const unsigned int status =
		too_late || code == CURLE_OPERATION_TIMEDOUT ? GATEWAY_TIMEOUT : BAD_GATEWAY;
	const char *why = curl_easy_strerror(code);

	if (too_late && forward->has_head)
		why = "it sent nothing for too long (--upstream-timeout-ms)";
	else if (too_late)
		why = "it sent no complete head in time (--upstream-timeout-ms)";
	else if (code == CURLE_OUT_OF_MEMORY && !forward->has_head)
		why = "a header line is too long"; /* libcurl before 8.6 says "Out of memory" */
	forward->exchange.problem = sandbox_copy(why);
	forward->failed = true;
	if (forward->has_head)
		return;
	sandbox_refuse(forward->request, status, (int)status,
		"The recorder got no response from the upstream: %s", why);
	forward->exchange.status = 0;
}

void sandbox_forward_end(sandbox_forward *forward, CURLcode code, bool too_late)
{
	if (code || too_late || !forward->has_head)
		fail_forward(forward, code ? code : CURLE_GOT_NOTHING, too_late);
	sandbox_exchange_write(forward->relay->box, &forward->exchange, forward->request);
	release_transfer(forward);
	sandbox_forward_resume(forward);
}

void sandbox_forward_abort(sandbox_forward *forward, const char *why)
{
	forward->exchange.problem = sandbox_copy(why);
	forward->failed = true;
	sandbox_exchange_write(forward->relay->box, &forward->exchange, forward->request);
	release_transfer(forward);
}

/* Called when the request is freed: the client has received the response, or has disconnected. */
static void free_forward(sandbox_forward *forward)
{
	if (forward->easy)
		sandbox_forward_abort(forward, "the client has closed the connection");
	sandbox_exchange_clear(&forward->exchange);
	sandbox_bytes_free(&forward->buffer);
	free(forward);
}

/* ---- sending */

static bool has_body(const sandbox_request *request)
{
	return request->body.size || strcmp(request->method, "POST") == 0 ||
	       strcmp(request->method, "PUT") == 0 || strcmp(request->method, "PATCH") == 0;
}

static void set_transfer_options(sandbox_forward *forward)
{
	const sandbox_options *options = &forward->relay->box->options;
	sandbox_request *request = forward->request;
	CURL *easy = forward->easy;
	const char *path = strstr(options->upstream, "://") + 3;
	char *target = sandbox_print("%s%s", path + strcspn(path, "/"), request->target);

	curl_easy_setopt(easy, CURLOPT_URL, options->upstream);
	curl_easy_setopt(easy, CURLOPT_REQUEST_TARGET, target);
	free(target);
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(easy, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_TIMEOUT_MS);
	if (sandbox_is_loopback_url(options->upstream))
		curl_easy_setopt(easy, CURLOPT_PROXY, "");
	if (options->upstream_ca_file)
		curl_easy_setopt(easy, CURLOPT_CAINFO, options->upstream_ca_file);
	if (strcmp(request->method, "HEAD") == 0)
		curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
	else
		curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request->method);
	if (has_body(request)) {
		curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.size);
		curl_easy_setopt(
			easy, CURLOPT_POSTFIELDS, request->body.data ? request->body.data : "");
	}
	curl_easy_setopt(easy, CURLOPT_HTTPHEADER, forward->lines);
	curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, receive_header);
	curl_easy_setopt(easy, CURLOPT_HEADERDATA, forward);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, receive_body);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, forward);
	curl_easy_setopt(easy, CURLOPT_PRIVATE, forward);
}

static void add_lines(sandbox_forward *forward)
{
	MHD_get_connection_values(
		forward->request->connection, MHD_HEADER_KIND, pass_header, forward);
	add_line(forward, "Expect:");
	/* Keeps libcurl from adding headers that the client did not send. */
	if (!sandbox_header(forward->request, "Accept"))
		add_line(forward, "Accept:");
	if (!sandbox_header(forward->request, "Content-Type"))
		add_line(forward, "Content-Type:");
}

enum MHD_Result sandbox_forward_start(sandbox_relay *relay, sandbox_request *request)
{
	sandbox_forward *forward = sandbox_alloc(sizeof(*forward));

	request->executed = true;
	request->forward = forward;
	request->forward_free = free_forward;
	*forward = (sandbox_forward){.relay = relay,
		.request = request,
		.length = -1,
		.active = sandbox_monotonic(),
		.easy = sandbox_check_memory(curl_easy_init())};
	forward->exchange = sandbox_exchange_begin(relay->box);
	forward->next = relay->forwards;
	relay->forwards = forward;
	add_lines(forward);
	set_transfer_options(forward);
	suspend_client(forward);
	if (curl_multi_add_handle(relay->multi, forward->easy))
		sandbox_forward_end(forward, CURLE_FAILED_INIT, false);
	return MHD_YES;
}

/* ---- the response to the client */

/* Continues a transfer that has waited for the client. */
static void continue_transfer(sandbox_forward *forward)
{
	if (!forward->paused || !forward->easy)
		return;
	forward->paused = false;
	forward->active = sandbox_monotonic();
	curl_easy_pause(forward->easy, CURLPAUSE_CONT);
}

static ssize_t read_response(void *cls, uint64_t position, char *buffer, size_t max)
{
	sandbox_forward *forward = cls;
	size_t left = forward->buffer.size - forward->read;

	(void)position;
	if (!left && !forward->easy)
		return forward->failed ? MHD_CONTENT_READER_END_WITH_ERROR
				       : MHD_CONTENT_READER_END_OF_STREAM;
	if (!left) {
		suspend_client(forward);
		return 0;
	}
	if (left > max)
		left = max;
	memcpy(buffer, forward->buffer.data + forward->read, left);
	forward->read += left;
	if (forward->read == forward->buffer.size)
		forward->read = forward->buffer.size = 0;
	if (!forward->buffer.size)
		continue_transfer(forward);
	return (ssize_t)left;
}

static struct MHD_Response *new_response(sandbox_forward *forward)
{
	const unsigned int status = forward->exchange.status;

	if (status == 204 || status == 304 || forward->length == 0)
		return MHD_create_response_from_buffer(
			0, (void *)(uintptr_t) "", MHD_RESPMEM_PERSISTENT);
	return MHD_create_response_from_callback(
		forward->length < 0 ? MHD_SIZE_UNKNOWN : (uint64_t)forward->length, BLOCK,
		read_response, forward, NULL);
}

/* Responses of the relay itself, such as 502, are short texts. */
static struct MHD_Response *new_refusal(sandbox_request *request)
{
	size_t size = 0;
	const char *body = sandbox_reply_body(request, &size);
	struct MHD_Response *response = MHD_create_response_from_buffer(
		size, (void *)(uintptr_t)body, MHD_RESPMEM_PERSISTENT);

	if (response && request->reply.type)
		MHD_add_response_header(response, "Content-Type", request->reply.type);
	return response;
}

enum MHD_Result sandbox_forward_send(sandbox_forward *forward)
{
	sandbox_request *request = forward->request;
	const bool relayed = forward->has_head;
	struct MHD_Response *response = relayed ? new_response(forward) : new_refusal(request);
	enum MHD_Result result;
	json_object_iter each;

	if (relayed) {
		request->reply.status = forward->exchange.status;
		request->reply.size = forward->length > 0 ? forward->length : 0;
		request->replied = true;
	}
	sandbox_journal_add(request, request->reply.status);
	if (!response)
		return MHD_NO;
	if (relayed && forward->exchange.response_headers) {
		json_object_object_foreachC(forward->exchange.response_headers, each)
			MHD_add_response_header(
				response, each.key, json_object_get_string(each.val));
	}
	result = MHD_queue_response(request->connection, request->reply.status, response);
	MHD_destroy_response(response);
	return result;
}
