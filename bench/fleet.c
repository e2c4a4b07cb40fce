/* SPDX-License-Identifier: MIT */
/*
 * Processes of a fleet with one limit: each keeps calls waiting, and sends what the plugin
 * fleetlimit lets it.
 *
 *   fleet run PLUGINS URL LIMIT SECONDS CALLS REDIS…   a process for each address of the server
 *   fleet relay SOCKET TARGET                          passes connections on; stopped, it is a
 *                                                      network that loses everything
 *
 * run prints a line for each process: calls submitted, calls sent, calls that failed, calls that
 * ended more than 0.2 s after their deadline, and the longest call in ms.
 */
#include "config.h"

#include <otk/otk.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "bench/samples.h"

#define TIMEOUT_MS 20000
#define LATE_MS    200

static _Noreturn void die(const char *what)
{
	fprintf(stderr, "fleet: %s\n", what);
	exit(1);
}

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---- a process of the fleet */

typedef struct worker {
	otk_client *client;
	int64_t end_ms;
	int64_t submitted, completed, failed, late, longest_ms;
} worker;

typedef struct task {
	worker *worker;
	int64_t begin_ms;
} task;

static void submit_next(task *self);

static void task_done(otk_call *call, otk_status status, const void *result, const otk_error *error,
	void *userdata)
{
	task *self = userdata;
	worker *of = self->worker;
	const int64_t took = now_ms() - self->begin_ms;

	(void)call;
	(void)result;
	of->completed++;
	if (status && of->failed++ < 3)
		fprintf(stderr, "fleet: %s\n", error->message);
	of->late += took > TIMEOUT_MS + LATE_MS;
	if (took > of->longest_ms)
		of->longest_ms = took;
	if (now_ms() < of->end_ms)
		submit_next(self);
}

static void submit_next(task *self)
{
	otk_error error = OTK_ERROR_INIT;
	otk_call *call = otk_session_create_call(self->worker->client, NULL, &error);

	self->begin_ms = now_ms();
	if (!call || otk_call_submit(call, task_done, self, &error))
		die(error.message);
	self->worker->submitted++;
}

static void log_event(const otk_log_event *event, void *userdata)
{
	(void)userdata;
	fprintf(stderr, "fleet: %d: %s\n", (int)getpid(), event->text);
}

static void work(char **argv, const char *redis)
{
	char settings[512];
	const char *const folders[] = {argv[2]};
	const otk_hook_options hook = {.plugin = "fleetlimit", .settings_json = settings};
	const size_t count = strtoul(argv[6], NULL, 10);
	otk_error error = OTK_ERROR_INIT;
	worker self = {.end_ms = now_ms() + strtol(argv[5], NULL, 10) * 1000};
	task *tasks = calloc(count, sizeof(*tasks));
	size_t left = 1;

	prctl(PR_SET_PDEATHSIG, SIGTERM);
	snprintf(settings, sizeof(settings), "{\"requests\":%s,\"server\":\"%s\"}", argv[4], redis);
	self.client = otk_client_new(
		&OTK_CLIENT_OPTIONS(.api_key = API_KEY, .api_secret = SECRET, .api_url = argv[3],
			.plugin_path = {folders, 1}, .hooks = &hook, .hook_count = 1,
			.timeout_ms = TIMEOUT_MS, .log = log_event, .max_attempts = 1),
		&error);
	if (!self.client || !tasks)
		die(self.client ? "out of memory" : error.message);
	for (size_t i = 0; i < count; i++) {
		tasks[i].worker = &self;
		submit_next(&tasks[i]);
	}
	while (left)
		if (otk_client_run(self.client, 1000, &left, &error))
			die(error.message);
	otk_client_free(self.client);
	free(tasks);
	printf("%lld %lld %lld %lld %lld\n", (long long)self.submitted, (long long)self.completed,
		(long long)self.failed, (long long)self.late, (long long)self.longest_ms);
}

static int run_fleet(int argc, char **argv)
{
	int status, result = 0;

	for (int i = 7; i < argc; i++) {
		const pid_t child = fork();

		if (child < 0)
			die("fork");
		if (!child) {
			work(argv, argv[i]);
			exit(0);
		}
	}
	while (wait(&status) > 0)
		if (status)
			result = 1;
	return result;
}

/* ---- the relay */

#define PAIRS 64

static int open_socket(const char *path, bool listens)
{
	struct sockaddr_un where = {.sun_family = AF_UNIX};
	const int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(where.sun_path, sizeof(where.sun_path), "%s", path);
	if (listens) {
		unlink(path);
		if (bind(fd, (struct sockaddr *)&where, sizeof(where)) || listen(fd, 64))
			die("listen");
	} else if (connect(fd, (struct sockaddr *)&where, sizeof(where))) {
		close(fd);
		return -1;
	}
	return fd;
}

/* Each connection is two neighbours in the list. */
static void accept_pair(int listener, const char *target, struct pollfd *fds, nfds_t *count)
{
	const int client = accept(listener, NULL, NULL), server = open_socket(target, false);

	if (server < 0 || *count + 2 > 1 + 2 * PAIRS) {
		close(client);
		if (server >= 0)
			close(server);
		return;
	}
	fds[(*count)++] = (struct pollfd){.fd = client, .events = POLLIN};
	fds[(*count)++] = (struct pollfd){.fd = server, .events = POLLIN};
}

static void pass_on(struct pollfd *fds, nfds_t *count, nfds_t from)
{
	const nfds_t first = from % 2 ? from : from - 1, to = from % 2 ? from + 1 : from - 1;
	char text[16384];
	const ssize_t size = read(fds[from].fd, text, sizeof(text));

	if (size > 0 && send(fds[to].fd, text, (size_t)size, MSG_NOSIGNAL) == size)
		return;
	close(fds[first].fd);
	close(fds[first + 1].fd);
	fds[first] = fds[*count - 2];
	fds[first + 1] = fds[*count - 1];
	*count -= 2;
}

static _Noreturn void relay(const char *path, const char *target)
{
	struct pollfd fds[1 + 2 * PAIRS] = {{.fd = open_socket(path, true), .events = POLLIN}};
	nfds_t count = 1;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (;;) {
		poll(fds, count, -1);
		for (nfds_t i = 1; i < count; i++)
			if (fds[i].revents) {
				pass_on(fds, &count, i);
				break; /* the list may have changed */
			}
		if (fds[0].revents)
			accept_pair(fds[0].fd, target, fds, &count);
	}
}

int main(int argc, char **argv)
{
	if (argc > 7 && strcmp(argv[1], "run") == 0)
		return run_fleet(argc, argv);
	if (argc == 4 && strcmp(argv[1], "relay") == 0)
		relay(argv[2], argv[3]);
	die("usage: fleet run PLUGINS URL LIMIT SECONDS CALLS REDIS… | relay SOCKET TARGET");
}
