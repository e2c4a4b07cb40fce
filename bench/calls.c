/* SPDX-License-Identifier: MIT */
/*
 * Calls over plain HTTP/1.1: the transport beside bare libcurl sending the same bytes to the same
 * server, a process of its own that sends one fixed answer. "100 in flight": a hundred calls at
 * once are one run.
 */
#include "config.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "bench/frame.h"
#include "core/transport/transport.h"

#define IN_FLIGHT 100
#define TOKEN                                                                                      \
	"X-OPENTOK-AUTH: eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."                                    \
	"eyJpc3MiOiIxMjM0NTYiLCJpc3QiOiJwcm9qZWN0IiwiaWF0IjoxNDAwMDAwMDAwLCJleHAiOjE0MDAwMDAxODB9" \
	"."                                                                                        \
	"9zFjjmm_5Q4BUHQDGuf3zyZ8ZGh5S_YXzdN9SWTzfYw"
#define BODY "p2p.preference=enabled"
#define FORM "application/x-www-form-urlencoded"

static char url[64];

/* ---- the server */

static const char answer[] =
	"HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Type: "
	"application/json\r\n"
	"Content-Length: 138\r\nConnection: keep-alive\r\n\r\n"
	"[{\"session_id\":\"1_MX4xMjM0NTZ-flNhdCBNYXIgMTUgMTQ6NDI6MjMgUERUIDIwMTR-"
	"MC40OTAxMzAyNX4\","
	"\"project_id\":\"123456\",\"partner_id\":\"123456\"}]      ";

static void die(const char *what)
{
	perror(what);
	exit(1);
}

/* Requests are short and come whole: one for each body that ends one. */
static void answer_all(int fd)
{
	char data[65536];
	ssize_t size = recv(fd, data, sizeof(data) - 1, 0);
	const char *at = data;

	if (size <= 0) {
		close(fd);
		return;
	}
	data[size] = '\0';
	while ((at = strstr(at, BODY))) {
		at += sizeof(BODY) - 1;
		if (send(fd, answer, sizeof(answer) - 1, MSG_NOSIGNAL) < 0)
			return;
	}
}

static void serve(int listener)
{
	struct epoll_event events[256], one = {.events = EPOLLIN};
	int poller = epoll_create1(0), on = 1;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	one.data.fd = listener;
	epoll_ctl(poller, EPOLL_CTL_ADD, listener, &one);
	for (;;) {
		int i, count = epoll_wait(poller, events, 256, -1);

		for (i = 0; i < count; i++) {
			if (events[i].data.fd != listener) {
				answer_all(events[i].data.fd);
				continue;
			}
			one.data.fd = accept(listener, NULL, NULL);
			setsockopt(one.data.fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
			epoll_ctl(poller, EPOLL_CTL_ADD, one.data.fd, &one);
		}
	}
}

static void pin(int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET((size_t)cpu, &set);
	sched_setaffinity(0, sizeof(set), &set);
}

static pid_t start_server(void)
{
	struct sockaddr_in where = {.sin_family = AF_INET};
	socklen_t size = sizeof(where);
	int listener = socket(AF_INET, SOCK_STREAM, 0);
	pid_t server;

	where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (listener < 0 || bind(listener, (struct sockaddr *)&where, sizeof(where)) ||
		listen(listener, 1024) || getsockname(listener, (struct sockaddr *)&where, &size))
		die("listen");
	snprintf(url, sizeof(url), "http://127.0.0.1:%d/session/create", ntohs(where.sin_port));
	server = fork();
	if (server < 0)
		die("fork");
	if (!server) {
		pin(sysconf(_SC_NPROCESSORS_ONLN) > 1 ? 1 : 0);
		serve(listener);
	}
	close(listener);
	pin(0);
	return server;
}

/* ---- bare libcurl */

static size_t swallow(char *data, size_t size, size_t count, void *total)
{
	(void)data;
	*(size_t *)total += size * count;
	return size * count;
}

static size_t received;

static CURL *bare_handle(struct curl_slist *headers)
{
	CURL *easy = curl_easy_init();

	if (!easy)
		die("curl");
	curl_easy_setopt(easy, CURLOPT_URL, url);
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(easy, CURLOPT_USERAGENT, "otk-bench/1");
	curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "");
	curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, (long)sizeof(BODY) - 1);
	curl_easy_setopt(easy, CURLOPT_POSTFIELDS, BODY);
	curl_easy_setopt(easy, CURLOPT_PROXY, "");
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, swallow);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, &received);
	return easy;
}

static struct curl_slist *bare_headers(void)
{
	struct curl_slist *list = curl_slist_append(NULL, "Accept: application/json");

	list = curl_slist_append(list, "Content-Type: " FORM);
	return curl_slist_append(list, TOKEN);
}

static void easy_calls(int count)
{
	static CURL *easy;
	static struct curl_slist *headers;
	int i;

	if (!easy) {
		headers = bare_headers();
		easy = bare_handle(headers);
	}
	for (i = 0; i < count; i++)
		if (curl_easy_perform(easy) != CURLE_OK)
			die("curl_easy_perform");
}

static void multi_calls(int count)
{
	static CURLM *multi;
	static CURL *easy[IN_FLIGHT];
	int i, running, left, started = 0, ended = 0;

	if (!multi) {
		struct curl_slist *headers = bare_headers();

		multi = curl_multi_init();
		curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, (long)IN_FLIGHT + 4);
		for (i = 0; i < IN_FLIGHT; i++)
			easy[i] = bare_handle(headers);
	}
	for (; started < count && started < IN_FLIGHT; started++)
		curl_multi_add_handle(multi, easy[started]);
	while (ended < count) {
		CURLMsg *message;

		curl_multi_perform(multi, &running);
		while ((message = curl_multi_info_read(multi, &left))) {
			CURL *again = message->easy_handle;

			if (message->data.result != CURLE_OK)
				die("curl_multi_perform");
			curl_multi_remove_handle(multi, again);
			ended++;
			if (started < count) {
				curl_multi_add_handle(multi, again);
				started++;
			}
		}
		if (ended < count)
			curl_multi_poll(multi, NULL, 0, 1000, NULL);
	}
}

/* ---- the transport */

static int ended;
static bool stop;

static otk_verdict add_token(
	void *userdata, otk_exchange *exchange, int64_t attempt, int64_t *wait_ms, otk_error *error)
{
	(void)userdata;
	(void)attempt;
	(void)wait_ms;
	(void)error;
	return otk_exchange_header(exchange, TOKEN) ? OTK_REFUSE : OTK_GO;
}

static void done(void *userdata, otk_exchange *exchange, otk_response *response)
{
	(void)userdata;
	(void)exchange;
	if (response->status || response->http_status != 200)
		die(response->problem);
	received += response->body.size;
	ended++;
	stop = true;
}

static void submit(otk_transport *transport)
{
	const otk_exchange_events events = {.before = add_token, .done = done};
	otk_error error = OTK_ERROR_INIT;
	otk_exchange *exchange;
	otk_buffer body;
	otk_request request = {.method = OTK_POST,
		.url = url,
		.content_type = FORM,
		.body = &body,
		.has_body = true,
		.repeat = OTK_REPEAT_SAFE,
		.timeout_ms = 20000};

	otk_buffer_init(&body, 1024);
	otk_buffer_add_text(&body, BODY);
	exchange = otk_exchange_new(transport, &request, &events, &error);
	if (!exchange || otk_exchange_submit(exchange, &error))
		die(error.message);
}

static otk_transport *new_transport(void)
{
	const otk_transport_options options = {.connect_timeout_ms = 5000,
		.max_attempts = 3,
		.max_answer_bytes = 1 << 20,
		.max_in_flight = IN_FLIGHT,
		.max_queued = 100000,
		.user_agent = "otk-bench/1",
		.http2 = true};
	otk_error error = OTK_ERROR_INIT;
	otk_transport *transport = otk_transport_new(&options, &error);

	if (!transport)
		die(error.message);
	return transport;
}

static void otk_calls(int count)
{
	static otk_transport *transport;
	int i;

	if (!transport)
		transport = new_transport();
	for (i = 0; i < count; i++) {
		stop = false;
		submit(transport);
		if (otk_transport_run(transport, -1, &stop, NULL))
			die("otk_transport_run");
	}
}

static void otk_calls_100(int count)
{
	static otk_transport *transport;
	int i;

	if (!transport)
		transport = new_transport();
	for (i = 0; i < count; i++)
		submit(transport);
	if (otk_transport_run(transport, -1, NULL, NULL))
		die("otk_transport_run");
}

/* ---- the cases */

static bool one_easy(void *unused)
{
	(void)unused;
	easy_calls(1);
	return true;
}

static bool one_otk(void *unused)
{
	(void)unused;
	otk_calls(1);
	return true;
}

static bool hundred_multi(void *unused)
{
	(void)unused;
	multi_calls(IN_FLIGHT);
	return true;
}

static bool hundred_otk(void *unused)
{
	(void)unused;
	otk_calls_100(IN_FLIGHT);
	return true;
}

int main(int argc, char **argv)
{
	static const bench_case cases[] = {
		{"call, curl easy", NULL, one_easy, NULL},
		{"call, transport", "call, curl easy", one_otk, NULL},
		{"100 in flight, curl multi", NULL, hundred_multi, NULL},
		{"100 in flight, transport", "100 in flight, curl multi", hundred_otk, NULL},
	};
	pid_t server = start_server();
	int result;

	curl_global_init(CURL_GLOBAL_DEFAULT);
	result = bench_main(argc, argv, "calls", cases, sizeof(cases) / sizeof(cases[0]));
	kill(server, SIGKILL);
	waitpid(server, NULL, 0);
	return result;
}
