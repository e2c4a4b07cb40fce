/* SPDX-License-Identifier: MIT */
/*
 * HTTP responses, through the whole client and a TCP connection on loopback: the first byte selects
 * the operation, the rest is sent by the server before it closes the connection. With every input
 * the call completes once, with a record or with an error that can be shown and holds no secret.
 */
#include "config.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <otk/archives.h>
#include <otk/otk.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/fuzz/fuzz.h"
#include "tests/plugins/features.h"

#define SECRET  "1234567890abcdef1234567890abcdef1234567890"
#define SESSION "1_MX4xMjM0NTZ-flNhdCBNYXIgMTUgMTQ6NDI6MjMgUERUIDIwMTR-MC40OTAxMzAyNX4"

const char *const fuzz_name = "fuzz/http";
const size_t fuzz_rounds = 2000;

static otk_client *client;
static int listener = -1;
static const char *said; /* the problem of a log event; NULL: none */

/* ---- the server */

static int listen_here(void)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof(address);

	listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (listener < 0 || bind(listener, (struct sockaddr *)&address, size) ||
		listen(listener, 8) || getsockname(listener, (struct sockaddr *)&address, &size))
		return -1;
	return ntohs(address.sin_port);
}

/* Accepts a connection and sends the response at once: it fits into the socket's buffer. */
static void serve(const char *data, size_t size)
{
	const struct linger linger = {.l_onoff = 1, .l_linger = 0};
	struct pollfd ready;
	char request[4096];
	const int fd = accept(listener, NULL, NULL);
	ssize_t done = 0;

	if (fd < 0)
		return;
	ready = (struct pollfd){.fd = fd, .events = POLLIN};
	/* At this point libcurl has sent the request, or will do so very soon. */
	for (int i = 0; i < 100 && !poll(&ready, 1, 0); i++)
		if (otk_client_run(client, 1, NULL, NULL))
			break;
	done = recv(fd, request, sizeof(request), MSG_DONTWAIT);
	if (size)
		done = send(fd, data, size, MSG_NOSIGNAL);
	shutdown(fd, SHUT_WR);
	/* Of thousands of connections none may wait for its end: one that failed is reset. */
	if (done < 0)
		setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
	while (recv(fd, request, sizeof(request), MSG_DONTWAIT) > 0)
		;
	close(fd);
}

/* ---- the client */

static const char *judge_text(const char *text)
{
	if (!fuzz_is_shown(text))
		return "a text is not one printable line";
	if (strstr(text, SECRET))
		return "the secret is shown";
	return NULL;
}

static void hear(const otk_log_event *event, void *userdata)
{
	(void)userdata;
	if (!said)
		said = judge_text(event->text);
	for (size_t i = 0; i < event->fields.count && !said; i++)
		said = judge_text(event->fields.items[i].value);
}

static void free_client(void)
{
	otk_client_free(client);
}

static bool set_up(void)
{
	otk_error error = OTK_ERROR_INIT;
	char url[64];
	int port;

	if (client)
		return true;
	port = listen_here();
	if (port < 0)
		return false;
	snprintf(url, sizeof(url), "http://127.0.0.1:%d", port);
	client = otk_client_new(
		&OTK_CLIENT_OPTIONS(.api_key = "123456", .api_secret = SECRET, .api_url = url,
			.max_attempts = 1, .timeout_ms = 5000, .max_response_bytes = 20000,
			.log = hear, .log_level = OTK_LOG_DEBUG),
		&error);
	if (client && otk_client_add_plugin(client, otk_feature_entry("archives"), &error) &&
		error.status != OTK_E_STATE)
		return false;
	return client && atexit(free_client) == 0;
}

typedef struct outcome {
	int count;
	otk_status status;
	bool has_record;
	const char *wrong;
} outcome;

static void complete(otk_call *call, otk_status status, const void *record, const otk_error *error,
	void *userdata)
{
	outcome *out = userdata;

	(void)call;
	out->count++;
	out->status = status;
	out->has_record = record != NULL;
	if (!status)
		return;
	if (!error || !error->message[0])
		out->wrong = "failed without a message";
	if (error && !out->wrong)
		out->wrong = judge_text(error->message);
	if (error && !out->wrong)
		out->wrong = judge_text(error->service_message);
	if (error && !out->wrong)
		out->wrong = judge_text(error->body);
	if (error && !out->wrong)
		out->wrong = judge_text(error->trace_id);
}

static otk_call *make_call(char selector)
{
	switch (selector) {
	case 'l':
		return otk_archives_list_call(client, NULL, NULL);
	case 'd':
		return otk_archives_delete_call(client, "a1", NULL);
	case 's':
		return otk_archives_start_call(
			client, &OTK_ARCHIVE_OPTIONS(.session_id = SESSION), NULL);
	default:
		return otk_archives_get_call(client, "a1", NULL);
	}
}

/*
 * Before 8.1 libcurl uses freed memory if a folded line follows the status line (doc/retries.md).
 */
static bool has_folded_line(const char *data, size_t size)
{
	return memmem(data, size, "\n ", 2) || memmem(data, size, "\n\t", 2);
}

const char *fuzz_one(const char *data, size_t size)
{
	outcome out = {0};
	otk_call *call;

	if (!size || size > 16000 || !set_up())
		return NULL;
	if (curl_version_info(CURLVERSION_NOW)->version_num < 0x080100 &&
		has_folded_line(data, size))
		return NULL;
	said = NULL;
	call = make_call(data[0]);
	if (!call || otk_call_submit(call, complete, &out, NULL))
		return "the call cannot be submitted";
	for (int i = 0; !out.count && i < 10000; i++) {
		if (otk_client_run(client, 1, NULL, NULL))
			return "the client does not run";
		serve(data + 1, size - 1);
	}
	if (out.count != 1 || otk_client_pending(client))
		return "the call did not complete once";
	if (!out.status && !out.has_record && data[0] != 'd')
		return "success without a record";
	fuzz_good += !out.status;
	return out.wrong ? out.wrong : said;
}

size_t fuzz_seeds(fuzz_seed *seeds)
{
	static const char *const texts[] = {
		"gHTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 31\r\n\r\n"
		"{\"id\":\"a\",\"status\":\"available\"}",
		"gHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-Opentok-Trace: x\r\n\r\n"
		"1f\r\n{\"id\":\"a\",\"status\":\"available\"}\r\n0\r\nA: b\r\n\r\n",
		"gHTTP/1.1 103 Early\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK\r\nDate: Sun, 06 Nov "
		"1994 08:49:37 GMT\r\n\r\n{\"id\":\"a\",\"status\":\"started\"}",
		"lHTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{\"count\":2,\"items\":[{"
		"\"id\":\"a\",\"status\":\"available\"},{\"id\":\"b\",\"size\":1}]}",
		"dHTTP/1.1 204 No Content\r\n\r\n", "sHTTP/1.0 200 OK\r\n\r\n{\"id\":\"a1\"}"};
	size_t count = 0;

	for (; count < OTK_COUNT_OF(texts); count++)
		seeds[count] = fuzz_seed_of(0, texts[count]);
	return count;
}
