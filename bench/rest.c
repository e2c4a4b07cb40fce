/* SPDX-License-Identifier: MIT */
/*
 * Calls as an application makes them: typed functions, shared libotk, plugin found by name.
 *
 * Ways: call (blocking, one at a time), run (otk_client_run()), io (otk_client_set_io() and epoll),
 * fresh (a new client and connection per call).
 */
#include "config.h"

#include <errno.h>
#include <otk/archives.h>
#include <otk/otk.h>
#include <otk/types.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>

#include "bench/measure.h"
#include "bench/samples.h"

static otk_client *client;
static const char *rsa_file; /* private key of an application; NULL: API key and secret */

static _Noreturn void die(const otk_error *error)
{
	bench_die(error->message);
}

static otk_client *new_client(const bench_plan *plan)
{
	const char *const folders[] = {plan->plugins};
	char hook_name[64] = "";
	otk_hook_options hook = {.plugin = hook_name};
	otk_error error = OTK_ERROR_INIT;
	otk_client_options options = OTK_CLIENT_OPTIONS(.api_url = plan->url, .ca_file = plan->ca,
		.plugin_path = {.items = folders, .count = plan->plugins ? 1 : 0},
		.max_in_flight = (int64_t)plan->flight, .http2 = plan->http1 ? OTK_NO : OTK_UNSET);
	otk_client *made;

	if (plan->hook) {
		const size_t size = strcspn(plan->hook, "=");

		snprintf(hook_name, sizeof(hook_name), "%.*s", (int)size, plan->hook);
		hook.settings_json = plan->hook[size] ? plan->hook + size + 1 : NULL;
		options.hooks = &hook;
		options.hook_count = 1;
	}
	if (rsa_file) {
		options.application_id = APP_ID;
		options.private_key_file = rsa_file;
	} else {
		options.api_key = API_KEY;
		options.api_secret = SECRET;
	}
	made = otk_client_new(&options, &error);
	if (!made)
		die(&error);
	return made;
}

/* ---- the operations */

static const char *session_id(void)
{
	return rsa_file ? APP_SESSION : SESSION;
}

static otk_status do_create(otk_error *error)
{
	otk_session *session = NULL;
	otk_status status = otk_session_create(client, NULL, &session, error);

	otk_free(session);
	return status;
}

static otk_call *create_call(otk_error *error)
{
	return otk_session_create_call(client, NULL, error);
}

static otk_status do_start(otk_error *error)
{
	otk_archive *archive = NULL;
	otk_status status = otk_archives_start(
		client, &OTK_ARCHIVE_OPTIONS(.session_id = session_id()), &archive, error);

	otk_free(archive);
	return status;
}

static otk_call *start_call(otk_error *error)
{
	return otk_archives_start_call(
		client, &OTK_ARCHIVE_OPTIONS(.session_id = session_id()), error);
}

static otk_status do_list(otk_error *error)
{
	otk_archive_list *list = NULL;
	otk_status status =
		otk_archives_list(client, &OTK_LIST_OPTIONS(.count = 1000), &list, error);

	if (!status && list->item_count != 1000)
		bench_die("records are missing");
	otk_free(list);
	return status;
}

static otk_call *list_call(otk_error *error)
{
	return otk_archives_list_call(client, &OTK_LIST_OPTIONS(.count = 1000), error);
}

static const struct operation {
	const char *name;
	otk_status (*perform)(otk_error *error);
	otk_call *(*call)(otk_error *error);
} operations[] = {{"create", do_create, create_call}, {"start", do_start, start_call},
	{"list", do_list, list_call}},
  *operation;

/* ---- one at a time */

static void perform_all(const bench_plan *plan, size_t count)
{
	otk_error error = OTK_ERROR_INIT;

	if (!client)
		client = new_client(plan);
	for (; count; count--)
		if (operation->perform(&error))
			die(&error);
}

static void fresh_all(const bench_plan *plan, size_t count)
{
	for (; count; count--) {
		perform_all(plan, 1);
		otk_client_free(client);
		client = NULL;
	}
}

/* ---- many in flight: each completion submits the next call */

static size_t to_start, to_end;

static void submit_one(void);

static void done(otk_call *call, otk_status status, const void *result, const otk_error *error,
	void *userdata)
{
	(void)call;
	(void)userdata;
	if (status || !result)
		die(error);
	to_end--;
	if (to_start)
		submit_one();
}

static void submit_one(void)
{
	otk_error error = OTK_ERROR_INIT;
	otk_call *call = operation->call(&error);

	if (!call || otk_call_submit(call, done, NULL, &error))
		die(&error);
	to_start--;
}

static void submit_first(const bench_plan *plan, size_t count)
{
	to_start = to_end = count;
	for (size_t i = 0; i < plan->flight && to_start; i++)
		submit_one();
}

static void run_all(const bench_plan *plan, size_t count)
{
	otk_error error = OTK_ERROR_INIT;

	if (!client)
		client = new_client(plan);
	submit_first(plan, count);
	if (otk_client_run(client, -1, NULL, &error) || to_end)
		die(&error);
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

static void watch(void *userdata, int fd, int32_t what)
{
	struct epoll_event event = {.data.fd = (int)fd};

	(void)userdata;
	event.events = (what & OTK_IO_READ ? (uint32_t)EPOLLIN : 0) |
		       (what & OTK_IO_WRITE ? (uint32_t)EPOLLOUT : 0);
	if (!what)
		epoll_ctl(poller, EPOLL_CTL_DEL, (int)fd, NULL);
	else if (epoll_ctl(poller, EPOLL_CTL_MOD, (int)fd, &event) && errno == ENOENT)
		epoll_ctl(poller, EPOLL_CTL_ADD, (int)fd, &event);
}

static void set_timer(void *userdata, int64_t timeout_ms)
{
	(void)userdata;
	due_ms = timeout_ms < 0 ? -1 : now_ms() + timeout_ms;
}

static otk_status io_turn(otk_error *error)
{
	struct epoll_event events[64];
	const int64_t rest = due_ms < 0 ? 1000 : due_ms - now_ms();
	const int count = epoll_wait(poller, events, 64, rest < 0 ? 0 : (int)rest);
	otk_status status = OTK_OK;

	for (int i = 0; i < count && !status; i++)
		status = otk_client_ready(client, events[i].data.fd,
			(events[i].events & EPOLLIN ? OTK_IO_READ : 0) |
				(events[i].events & EPOLLOUT ? OTK_IO_WRITE : 0),
			error);
	if (!status && due_ms >= 0 && now_ms() >= due_ms) {
		due_ms = -1;
		status = otk_client_expired(client, error);
	}
	return status;
}

static void io_all(const bench_plan *plan, size_t count)
{
	const otk_io io = {.struct_size = sizeof(io), .watch = watch, .timer = set_timer};
	otk_error error = OTK_ERROR_INIT;

	if (!client) {
		poller = epoll_create1(EPOLL_CLOEXEC);
		client = new_client(plan);
		if (otk_client_set_io(client, &io, &error))
			die(&error);
	}
	submit_first(plan, count);
	while (to_end)
		if (io_turn(&error))
			die(&error);
}

static const struct {
	const char *name;
	bench_calls *calls;
} ways[] = {{"call", perform_all}, {"run", run_all}, {"io", io_all}, {"fresh", fresh_all}};

/* Takes -o OPERATION, or OPERATION@FILE with the private key of an application. */
static void choose(const bench_plan *plan)
{
	const char *at = strchr(plan->operation, '@');
	const size_t size = at ? (size_t)(at - plan->operation) : strlen(plan->operation);

	rsa_file = at ? at + 1 : NULL;
	for (size_t i = 0; i < OTK_COUNT_OF(operations); i++)
		if (strlen(operations[i].name) == size &&
			memcmp(operations[i].name, plan->operation, size) == 0)
			operation = &operations[i];
}

int main(int argc, char **argv)
{
	bench_plan plan;

	if (!bench_plan_read(&plan, argc, argv))
		bench_die("wrong arguments");
	choose(&plan);
	if (!operation)
		bench_die("no such operation");
	for (size_t i = 0; i < OTK_COUNT_OF(ways); i++)
		if (strcmp(ways[i].name, plan.way) == 0) {
			const int result = bench_measure(&plan, ways[i].calls);

			otk_client_free(client);
			return result;
		}
	bench_die("no such way");
}
