/* SPDX-License-Identifier: MIT */
/* The requests that are forwarded to the real service, and the event loop that runs them. */
#include "config.h"

#include "tools/sandbox/http/relay/relay.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "tools/sandbox/base/address.h"
#include "tools/sandbox/base/memory.h"
#include "tools/sandbox/http/fault.h"
#include "tools/sandbox/http/relay/forward.h"
#include "tools/sandbox/request/route.h"
#include "tools/sandbox/state/clock.h"

enum { MAX_CONNECTIONS = 256, EVENTS = 64 };

static int watch_socket(CURL *easy, curl_socket_t fd, int what, void *userdata, void *known)
{
	sandbox_relay *relay = userdata;
	struct epoll_event event = {.data.fd = fd};

	(void)easy;
	if (what == CURL_POLL_REMOVE) {
		(void)epoll_ctl(relay->descriptor, EPOLL_CTL_DEL, fd, NULL);
		return 0;
	}
	event.events =
		(what & CURL_POLL_IN ? EPOLLIN : 0u) | (what & CURL_POLL_OUT ? EPOLLOUT : 0u);
	if (!known)
		curl_multi_assign(relay->multi, fd, relay);
	if (epoll_ctl(relay->descriptor, known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, fd, &event) != 0 &&
		errno == EEXIST)
		epoll_ctl(relay->descriptor, EPOLL_CTL_MOD, fd, &event);
	return 0;
}

static int set_timer(CURLM *multi, long timeout_ms, void *userdata)
{
	sandbox_relay *relay = userdata;

	(void)multi;
	relay->due = timeout_ms < 0 ? -1 : sandbox_monotonic() + timeout_ms;
	return 0;
}

sandbox_relay *sandbox_relay_new(sandbox *box)
{
	sandbox_relay *relay = sandbox_alloc(sizeof(*relay));

	relay->box = box;
	relay->due = -1;
	relay->descriptor = epoll_create1(EPOLL_CLOEXEC);
	if (relay->descriptor < 0) {
		perror("otk-sandbox: epoll");
		free(relay);
		return NULL;
	}
	relay->multi = sandbox_check_memory(curl_multi_init());
	curl_multi_setopt(relay->multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, (long)MAX_CONNECTIONS);
	curl_multi_setopt(relay->multi, CURLMOPT_SOCKETFUNCTION, watch_socket);
	curl_multi_setopt(relay->multi, CURLMOPT_SOCKETDATA, relay);
	curl_multi_setopt(relay->multi, CURLMOPT_TIMERFUNCTION, set_timer);
	curl_multi_setopt(relay->multi, CURLMOPT_TIMERDATA, relay);
	return relay;
}

void sandbox_relay_end(sandbox_relay *relay)
{
	while (relay && relay->forwards) {
		sandbox_forward *forward = relay->forwards;

		sandbox_forward_abort(forward, "the recorder was stopped");
		sandbox_forward_resume(forward);
	}
}

void sandbox_relay_free(sandbox_relay *relay)
{
	if (!relay)
		return;
	curl_multi_cleanup(relay->multi);
	close(relay->descriptor);
	free(relay);
}

bool sandbox_relay_takes(const sandbox_relay *relay, const sandbox_request *request)
{
	const sandbox_fault *fault = request->fault;

	if (request->forward)
		return true;
	return relay && !sandbox_is_control(request) && !request->stub && !request->replied &&
	       !request->executed && !request->body_too_large && !request->overloaded &&
	       !request->bad_target && sandbox_is_one_line(request->target, false) &&
	       !(fault && (fault->replaces || fault->drop));
}

enum MHD_Result sandbox_relay_handle(sandbox_relay *relay, sandbox_request *request)
{
	return request->forward ? sandbox_forward_send(request->forward)
				: sandbox_forward_start(relay, request);
}

int sandbox_relay_descriptor(const sandbox_relay *relay)
{
	return relay ? relay->descriptor : -1;
}

static int64_t time_limit(const sandbox_forward *forward)
{
	return forward->paused ? INT64_MAX
			       : forward->active + forward->relay->box->options.upstream_timeout_ms;
}

int64_t sandbox_relay_wait(const sandbox_relay *relay)
{
	int64_t first = relay && relay->due >= 0 ? relay->due : INT64_MAX;
	const int64_t now = sandbox_monotonic();

	for (const sandbox_forward *at = relay ? relay->forwards : NULL; at; at = at->next)
		if (time_limit(at) < first)
			first = time_limit(at);
	if (first == INT64_MAX)
		return -1;
	return first > now ? first - now : 0;
}

static void run_transfers(sandbox_relay *relay)
{
	struct epoll_event events[EVENTS];
	const int count = epoll_wait(relay->descriptor, events, EVENTS, 0);
	int running;

	for (int i = 0; i < count; i++)
		curl_multi_socket_action(relay->multi, events[i].data.fd,
			(events[i].events & EPOLLIN ? CURL_CSELECT_IN : 0) |
				(events[i].events & EPOLLOUT ? CURL_CSELECT_OUT : 0) |
				(events[i].events & (EPOLLERR | EPOLLHUP) ? CURL_CSELECT_ERR : 0),
			&running);
	if (relay->due >= 0 && relay->due <= sandbox_monotonic()) {
		relay->due = -1;
		curl_multi_socket_action(relay->multi, CURL_SOCKET_TIMEOUT, 0, &running);
	}
}

static void end_late_transfers(sandbox_relay *relay)
{
	const int64_t now = sandbox_monotonic();
	sandbox_forward *next;

	for (sandbox_forward *at = relay->forwards; at; at = next) {
		next = at->next;
		if (time_limit(at) <= now)
			sandbox_forward_end(at, CURLE_OK, true);
	}
}

bool sandbox_relay_run(sandbox_relay *relay)
{
	CURLMsg *message;
	bool resumed;
	int left;

	if (!relay)
		return false;
	run_transfers(relay);
	while ((message = curl_multi_info_read(relay->multi, &left))) {
		char *data = NULL;

		if (message->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &data);
		sandbox_forward_end((sandbox_forward *)(void *)data, message->data.result, false);
	}
	end_late_transfers(relay);
	resumed = relay->resumed;
	relay->resumed = false;
	return resumed;
}
