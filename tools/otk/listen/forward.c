/* SPDX-License-Identifier: MIT */
/* otk listen --forward: passes callbacks on to another server, many at once. */
#include "config.h"

#include <curl/curl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/otk/http_client.h"
#include "tools/otk/listen/forward.h"
#include "tools/otk/memory.h"
#include "tools/otk/output/secrets.h"
#include "tools/otk/settings/connect.h"

#define FORWARD_TIMEOUT_MS 10000L
#define FDS_MAX            4
#define BAD_GATEWAY        502
#define UNAVAILABLE        503

/* One callback in flight. */
typedef struct transfer {
	struct transfer *next;
	struct otk_cli_forward *forward;
	const char *url;
	CURL *easy;
	struct curl_slist *headers;
	otk_cli_forwarded_fn *done;
	void *userdata;
} transfer;

struct otk_cli_forward {
	CURLM *multi;
	transfer *transfers;
};

otk_cli_forward *otk_cli_forward_new(void)
{
	otk_cli_forward *forward = calloc(1, sizeof(*forward));

	if (!forward || curl_global_init(CURL_GLOBAL_DEFAULT) ||
		!(forward->multi = curl_multi_init()))
		otk_cli_out_of_memory();
	return forward;
}

/* ---- one transfer */

static size_t ignore_body(char *data, size_t size, size_t count, void *userdata)
{
	(void)data;
	(void)userdata;
	return size * count;
}

static void add_header(transfer *t, const char *name, const char *value)
{
	size_t size = strlen(name) + strlen(value) + sizeof(": ");
	char *line = malloc(size);
	struct curl_slist *longer;

	if (!line)
		otk_cli_out_of_memory();
	snprintf(line, size, "%s: %s", name, value);
	longer = curl_slist_append(t->headers, line);
	explicit_bzero(line, size);
	free(line);
	if (!longer)
		otk_cli_out_of_memory();
	t->headers = longer;
}

/* Redirects are not followed: the signature is for one address. */
static CURLcode set_options(transfer *t, const otk_cli_delivery *delivery)
{
	CURL *easy = t->easy;
	const char *url = t->url;
	CURLcode code = curl_easy_setopt(easy, CURLOPT_URL, url);

	if (!code)
		code = curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
	if (!code && otk_cli_is_loopback(url))
		code = curl_easy_setopt(easy, CURLOPT_PROXY, "");
	if (!code)
		code = curl_easy_setopt(easy, CURLOPT_HTTPHEADER, t->headers);
	if (!code)
		code = curl_easy_setopt(
			easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)delivery->size);
	if (!code)
		code = curl_easy_setopt(easy, CURLOPT_POSTFIELDS, delivery->body);
	if (!code)
		code = curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, FORWARD_TIMEOUT_MS);
	if (!code)
		code = curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	if (!code)
		code = curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, ignore_body);
	if (!code)
		code = curl_easy_setopt(easy, CURLOPT_PRIVATE, t);
	return code;
}

static void end_transfer(transfer *t, int32_t status, const char *problem)
{
	transfer **link = &t->forward->transfers;
	otk_cli_forwarded_fn *done = t->done;
	void *userdata = t->userdata;

	while (*link != t)
		link = &(*link)->next;
	*link = t->next;
	curl_multi_remove_handle(t->forward->multi, t->easy);
	curl_easy_cleanup(t->easy);
	curl_slist_free_all(t->headers);
	free(t);
	done(userdata, status, problem);
}

/* The address may hold a password, so it is not shown whole. */
static void report_end(transfer *t, CURLcode code)
{
	otk_cli scratch = {0};
	const char *url = otk_cli_hide_in_text(&scratch, t->url);
	const char *problem = NULL;
	long status = 0;

	if (!code)
		code = curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &status);
	if (code || status < 100 || status > 599) {
		status = BAD_GATEWAY;
		problem = otk_cli_text(&scratch, "cannot forward to %s: %s", url,
			code ? otk_cli_http_problem((int)code) : "invalid response");
	} else if (status >= 300) {
		problem = otk_cli_text(&scratch, "%s responded with %ld", url, status);
	}
	end_transfer(t, (int32_t)status, problem);
	otk_cli_release(&scratch);
}

void otk_cli_forward_send(otk_cli_forward *forward, const char *url,
	const otk_cli_delivery *delivery, otk_cli_forwarded_fn *done, void *userdata)
{
	transfer *t = calloc(1, sizeof(*t));
	CURLcode code;

	if (!t || !(t->easy = curl_easy_init()))
		otk_cli_out_of_memory();
	t->forward = forward;
	t->url = url;
	t->done = done;
	t->userdata = userdata;
	t->next = forward->transfers;
	forward->transfers = t;
	add_header(t, "Content-Type",
		delivery->content_type ? delivery->content_type : "application/json");
	add_header(t, "User-Agent", "otk-cli/" OTK_VERSION);
	add_header(t, "Expect", "");
	if (delivery->authorization)
		add_header(t, "Authorization", delivery->authorization);
	code = set_options(t, delivery);
	if (!code && curl_multi_add_handle(forward->multi, t->easy))
		code = CURLE_FAILED_INIT;
	if (code)
		report_end(t, code);
}

/* ---- all of them */

void otk_cli_forward_run(otk_cli_forward *forward)
{
	int running = 0, left = 0;
	CURLMsg *message;

	if (!forward || curl_multi_perform(forward->multi, &running))
		return;
	while ((message = curl_multi_info_read(forward->multi, &left))) {
		transfer *t = NULL;

		if (message->msg == CURLMSG_DONE &&
			!curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&t))
			report_end(t, message->data.result);
	}
}

static void wait_for_fds(const int *fds, bool *readable, size_t count, int timeout_ms)
{
	struct pollfd polled[FDS_MAX];
	bool ready;

	for (size_t i = 0; i < count; i++)
		polled[i] = (struct pollfd){.fd = fds[i], .events = POLLIN};
	ready = poll(polled, (nfds_t)count, timeout_ms) > 0;
	for (size_t i = 0; i < count; i++)
		readable[i] = ready && polled[i].revents;
}

void otk_cli_forward_wait(
	otk_cli_forward *forward, const int *fds, bool *readable, size_t count, int timeout_ms)
{
	struct curl_waitfd waited[FDS_MAX];
	bool good;

	if (!forward || !forward->transfers) {
		wait_for_fds(fds, readable, count, timeout_ms);
		return;
	}
	for (size_t i = 0; i < count; i++)
		waited[i] = (struct curl_waitfd){.fd = fds[i], .events = CURL_WAIT_POLLIN};
	good = !curl_multi_poll(forward->multi, waited, (unsigned)count, timeout_ms, NULL);
	for (size_t i = 0; i < count; i++)
		readable[i] = good && waited[i].revents;
}

void otk_cli_forward_cancel(otk_cli_forward *forward)
{
	while (forward && forward->transfers)
		end_transfer(forward->transfers, UNAVAILABLE, "the listener was stopped");
}

void otk_cli_forward_free(void *userdata)
{
	otk_cli_forward *forward = userdata;

	otk_cli_forward_cancel(forward);
	curl_multi_cleanup(forward->multi);
	free(forward);
	curl_global_cleanup();
}
