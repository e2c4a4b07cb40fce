/* SPDX-License-Identifier: MIT */
/*
 * The baseline for calls: bare libcurl that sends a recorded request of otk, identical except for
 * the Host line. Handles are reused. Responses are discarded or, with -DOTK_BENCH_RECORDS, decoded
 * into records.
 *
 * Ways: easy (one at a time), multi (curl_multi_poll), socket (curl_multi_socket_action and
 * epoll), fresh (a new handle and connection for each); otk, json-c (easy, then records).
 */
#include "config.h"

#include <curl/curl.h>
#include <errno.h>
#include <otk/types.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>

#include "bench/measure.h"
#ifdef OTK_BENCH_RECORDS
#	include "bench/records.h"
#endif

#define FLIGHT_MAX 1000
#define BODY_MAX   ((size_t)1024 * 1024)

static struct request {
	char text[16384];
	char url[512];
	const char *body;
	size_t body_size;
	struct curl_slist *headers;
	bool post;
} request;

static char *response;
static size_t response_size;

/* ---- the recorded request */

/* libcurl writes these itself, the last one for every POST with CURLOPT_POSTFIELDS. */
static bool is_written(const char *line)
{
	return strncasecmp(line, "host:", 5) == 0 ||
	       strncasecmp(line, "content-length:", 15) == 0 ||
	       strcasecmp(line, "content-type: application/x-www-form-urlencoded") == 0;
}

static void read_request(const bench_plan *plan)
{
	FILE *file = fopen(plan->operation, "r");
	size_t size = file ? fread(request.text, 1, sizeof(request.text) - 1, file) : 0;
	char *line = strstr(request.text, "\r\n"), *path = strchr(request.text, ' '), *end;

	if (file)
		fclose(file);
	end = path ? strchr(path + 1, ' ') : NULL;
	if (!size || !line || !end)
		bench_die("no recorded request");
	request.post = request.text[0] == 'P';
	snprintf(request.url, sizeof(request.url), "%s%.*s", plan->url, (int)(end - path - 1),
		path + 1);
	for (line += 2; (end = strstr(line, "\r\n")) && end != line; line = end + 2) {
		*end = '\0';
		if (!is_written(line))
			request.headers = curl_slist_append(request.headers, line);
	}
	request.body = line + 2;
	request.body_size = size - (size_t)(request.body - request.text);
}

/* ---- libcurl */

static size_t swallow(char *data, size_t size, size_t count, void *userdata)
{
	(void)data;
	(void)userdata;
	return size * count;
}

static size_t keep(char *data, size_t size, size_t count, void *userdata)
{
	(void)userdata;
	if (response_size + size * count >= BODY_MAX)
		return 0;
	memcpy(response + response_size, data, size * count);
	response_size += size * count;
	return size * count;
}

static CURL *new_handle(const bench_plan *plan)
{
	CURL *easy = curl_easy_init();
	const long version = plan->http1 ? CURL_HTTP_VERSION_1_1 : CURL_HTTP_VERSION_2TLS;

	if (!easy)
		bench_die("curl_easy_init");
	curl_easy_setopt(easy, CURLOPT_URL, request.url);
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(easy, CURLOPT_PROXY, "");
	curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, version);
	curl_easy_setopt(easy, CURLOPT_PIPEWAIT, 1L);
	curl_easy_setopt(easy, CURLOPT_HTTPHEADER, request.headers);
	if (request.post) {
		curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, (long)request.body_size);
		curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request.body);
	}
	if (plan->ca) {
		curl_easy_setopt(easy, CURLOPT_CAINFO, plan->ca);
		curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
	}
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, response ? keep : swallow);
	return easy;
}

static void check(CURL *easy, CURLcode code)
{
	long status = 0;

	curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
	if (code != CURLE_OK || status != 200)
		bench_die(curl_easy_strerror(code));
}

static void easy_calls(const bench_plan *plan, size_t count)
{
	static CURL *easy;

	if (!easy)
		easy = new_handle(plan);
	for (; count; count--)
		check(easy, curl_easy_perform(easy));
}

static void fresh_calls(const bench_plan *plan, size_t count)
{
	for (; count; count--) {
		CURL *easy = new_handle(plan);

		check(easy, curl_easy_perform(easy));
		curl_easy_cleanup(easy);
	}
}

/* ---- many in flight */

static struct flight {
	CURLM *multi;
	CURL *easy[FLIGHT_MAX];
	size_t started, ended, count;
} many;

static void start_many(const bench_plan *plan, size_t count)
{
	if (!many.multi) {
		many.multi = curl_multi_init();
		curl_multi_setopt(many.multi, CURLMOPT_MAXCONNECTS, (long)plan->flight + 4);
		for (size_t i = 0; i < plan->flight && i < FLIGHT_MAX; i++)
			many.easy[i] = new_handle(plan);
	}
	many.ended = 0;
	many.count = count;
	for (many.started = 0; many.started < count && many.started < plan->flight; many.started++)
		curl_multi_add_handle(many.multi, many.easy[many.started]);
}

static void collect(void)
{
	CURLMsg *message;
	int left;

	while ((message = curl_multi_info_read(many.multi, &left))) {
		CURL *easy = message->easy_handle;

		check(easy, message->data.result);
		curl_multi_remove_handle(many.multi, easy);
		many.ended++;
		if (many.started < many.count) {
			curl_multi_add_handle(many.multi, easy);
			many.started++;
		}
	}
}

static void multi_calls(const bench_plan *plan, size_t count)
{
	int running;

	start_many(plan, count);
	while (many.ended < many.count) {
		curl_multi_perform(many.multi, &running);
		collect();
		if (many.ended < many.count)
			curl_multi_poll(many.multi, NULL, 0, 1000, NULL);
	}
}

/* ---- many in flight, in the host's event loop */

static int poller = -1;
static int64_t due_ms = -1;

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int watch(CURL *easy, curl_socket_t fd, int what, void *userdata, void *known)
{
	struct epoll_event event = {.data.fd = fd};

	(void)easy;
	(void)userdata;
	event.events = (what & CURL_POLL_IN ? (uint32_t)EPOLLIN : 0) |
		       (what & CURL_POLL_OUT ? (uint32_t)EPOLLOUT : 0);
	if (what == CURL_POLL_REMOVE) {
		epoll_ctl(poller, EPOLL_CTL_DEL, fd, NULL);
		return 0;
	}
	epoll_ctl(poller, known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, fd, &event);
	if (!known)
		curl_multi_assign(many.multi, fd, &poller);
	return 0;
}

static int set_timer(CURLM *multi, long timeout_ms, void *userdata)
{
	(void)multi;
	(void)userdata;
	due_ms = timeout_ms < 0 ? -1 : now_ms() + timeout_ms;
	return 0;
}

static void socket_turn(void)
{
	struct epoll_event events[64];
	const int64_t rest = due_ms < 0 ? 1000 : due_ms - now_ms();
	const int count = epoll_wait(poller, events, 64, rest < 0 ? 0 : (int)rest);
	int running;

	for (int i = 0; i < count; i++)
		curl_multi_socket_action(many.multi, events[i].data.fd,
			(events[i].events & EPOLLIN ? CURL_CSELECT_IN : 0) |
				(events[i].events & EPOLLOUT ? CURL_CSELECT_OUT : 0),
			&running);
	if (due_ms >= 0 && now_ms() >= due_ms) {
		due_ms = -1;
		curl_multi_socket_action(many.multi, CURL_SOCKET_TIMEOUT, 0, &running);
	}
	collect();
}

static void socket_calls(const bench_plan *plan, size_t count)
{
	if (poller < 0) {
		poller = epoll_create1(EPOLL_CLOEXEC);
		start_many(plan, 0);
		curl_multi_setopt(many.multi, CURLMOPT_SOCKETFUNCTION, watch);
		curl_multi_setopt(many.multi, CURLMOPT_TIMERFUNCTION, set_timer);
	}
	start_many(plan, count);
	while (many.ended < many.count)
		socket_turn();
}

/* ---- decoding into records */

#ifdef OTK_BENCH_RECORDS
static void record_calls(const bench_plan *plan, size_t count)
{
	for (; count; count--) {
		otk_archive_list *list;

		response_size = 0;
		easy_calls(plan, 1);
		response[response_size] = '\0';
		list = plan->way[0] == 'o' ? bench_by_otk(response, response_size)
					   : bench_by_json_c(response, response_size);
		if (list->item_count != 1000)
			bench_die("records are missing");
		otk_free(list);
	}
}
#endif

static const struct {
	const char *name;
	bench_calls *calls;
} ways[] = {
	{"easy", easy_calls},
	{"multi", multi_calls},
	{"socket", socket_calls},
	{"fresh", fresh_calls},
#ifdef OTK_BENCH_RECORDS
	{"otk", record_calls},
	{"json-c", record_calls},
#endif
};

int main(int argc, char **argv)
{
	bench_plan plan;

	if (!bench_plan_read(&plan, argc, argv) || plan.flight > FLIGHT_MAX)
		bench_die("wrong arguments");
	curl_global_init(CURL_GLOBAL_DEFAULT);
	read_request(&plan);
#ifdef OTK_BENCH_RECORDS
	response = malloc(BODY_MAX);
#endif
	for (size_t i = 0; i < OTK_COUNT_OF(ways); i++)
		if (strcmp(ways[i].name, plan.way) == 0)
			return bench_measure(&plan, ways[i].calls);
	bench_die("no such way");
}
