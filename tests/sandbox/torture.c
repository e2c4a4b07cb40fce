/* SPDX-License-Identifier: MIT */
/*
 * Calls of libraries and of the system that fail while otk-sandbox starts and serves: a sample of
 * them, or with OTK_TEST_LONG each one. tests/sandbox/failing is otk-sandbox with tests/failing.c.
 * Required: the server does not crash. If it ends, it says why; if it responds with success, the
 * response is complete and what it says is stored.
 */
#include "config.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/sandbox/box.h"

#define SAMPLES 48

static test_box server;
static size_t points;

static const char *file_of(const char *name)
{
	return text("%s/%s", otk_test_folder(), name);
}

static void exec_failing(size_t n)
{
	char *program = otk_test_build("tests/sandbox/failing");
	const int errors = open(file_of("stderr"), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	setenv("OTK_FAIL_CALL", text("%zu", n), 1);
	setenv("OTK_FAIL_REPORT", file_of("report"), 1);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	dup2(errors, STDERR_FILENO);
	execl(program, "otk-sandbox", "--port", "0", "--port-file", file_of("port"), "--db",
		file_of("db"), "--settle-ms", "20", "--quiet", (char *)NULL);
	_exit(127);
}

/* Reads the port as soon as the server has written it. */
static bool has_port(void)
{
	char *port = otk_test_read(file_of("port"), NULL);
	const bool whole = port && strchr(port, '\n');

	if (whole)
		snprintf(server.url, sizeof(server.url), "http://127.0.0.1:%lu",
			strtoul(port, NULL, 10));
	free(port);
	return whole;
}

/* Starts the server. False: it has ended, *status is its wait status. */
static bool start(size_t n, int *status)
{
	unlink(file_of("port"));
	unlink(file_of("report"));
	unlink(file_of("db"));
	unlink(file_of("db-wal"));
	unlink(file_of("db-shm"));
	server.pid = fork();
	if (server.pid == 0)
		exec_failing(n);
	for (int64_t waited = 0; waited < otk_test_ms(20000); waited += 2) {
		if (has_port())
			return true;
		if (waitpid(server.pid, status, WNOHANG) == server.pid)
			return false;
		poll(NULL, 0, 2);
	}
	return true;
}

/* Ends the server; returns its wait status. */
static int end_server(void)
{
	int status = 0;

	for (int64_t waited = 0; waited < otk_test_ms(20000); waited += 2) {
		kill(server.pid, SIGTERM);
		if (waitpid(server.pid, &status, WNOHANG) == server.pid)
			return status;
		poll(NULL, 0, 2);
	}
	kill(server.pid, SIGKILL);
	waitpid(server.pid, &status, 0);
	return status;
}

/* Returns the member of a good response, "" if the server refused. */
static const char *ask_for(
	const char *which, const char *path, const char *body, const char *id, long created)
{
	box_response response =
		ask(&server, strstr(path, "/sandbox") ? NOBODY : PROJECT, "POST", path, body);

	if (response.status != created)
		return "";
	CHECK_CASE(*member(response.json, id), "%s: POST %s: %.200s", which, path, response.body);
	return member(response.json, id);
}

/* A snapshot is whole, and is taken back whole; so is a seed. */
static void keep_state(const char *which, const char *archive)
{
	const box_response saved = ask(&server, NOBODY, "GET", "/sandbox/snapshot", NULL);
	box_response response;

	if (saved.status == 200) {
		CHECK_CASE(strncmp(saved.body, "{\"otkSandboxSnapshot\"", 21) == 0 &&
				   (!*archive || strstr(saved.body, archive)),
			"%s: %.300s", which, saved.body);
		response = ask_with(&server, "PUT", "/sandbox/snapshot", saved.body,
			"Content-Type: application/x-ndjson", NULL);
		if (response.status == 204 && *archive)
			CHECK_CASE(ask(&server, PROJECT, "GET",
					   text(PROJECT_PATH "/archive/%s", archive), NULL)
						   .status != 404,
				"%s: the archive is not restored", which);
	}
	response = ask(&server, NOBODY, "POST", "/sandbox/seed",
		"{\"sessions\":[{\"sessionId\":\"1_seeded\"}]}");
	if (response.status == 204)
		CHECK_CASE(ask(&server, NOBODY, "GET", "/sandbox/session/1_seeded", NULL).status !=
				   404,
			"%s: the session is not seeded", which);
}

/* What the server has responded to with success is stored. */
static void use_server(const char *which)
{
	const char *session = ask_for(which, "/session/create", "", "0.session_id", 200);
	const char *stream =
		ask_for(which, text("/sandbox/session/%s/stream", session), "{}", "streamId", 201);
	const char *archive = "";
	box_response response;

	if (*stream)
		archive = ask_for(which, PROJECT_PATH "/archive",
			text("{\"sessionId\":\"%s\",\"name\":\"n\"}", session), "id", 200);
	for (int i = 0; *archive && i < 3; i++) {
		response = ask(
			&server, PROJECT, "GET", text(PROJECT_PATH "/archive/%s", archive), NULL);
		CHECK_CASE(response.status != 404, "%s: the archive is not stored", which);
		if (response.status == 200)
			CHECK_CASE(strcmp(member(response.json, "id"), archive) == 0, "%s: %.200s",
				which, response.body);
	}
	if (*archive)
		ask(&server, PROJECT, "POST", text(PROJECT_PATH "/archive/%s/stop", archive), NULL);
	keep_state(which, archive);
	response = ask(&server, NOBODY, "GET", "/sandbox/stats", NULL);
	CHECK_CASE(response.status != 200 || response.json, "%s: %.200s", which, response.body);
}

/* Runs the server while its n-th call fails. Returns the number of calls. */
static size_t run_with(size_t n)
{
	const box_place mark = box_mark();
	char *report, *errors, name[64] = "?";
	int status = 0;
	size_t made = 0;
	char which[128];

	snprintf(which, sizeof(which), "call %zu", n);
	if (start(n, &status)) {
		use_server(which);
		status = end_server();
	}
	report = otk_test_read(file_of("report"), NULL);
	errors = otk_test_read(file_of("stderr"), NULL);
	if (report)
		sscanf(report, "%zu %63s", &made, name);
	CHECK_CASE(WIFEXITED(status), "%s (%s): signal %d: %.200s", which, name, WTERMSIG(status),
		errors ? errors : "");
	CHECK_CASE(WEXITSTATUS(status) < 2, "%s (%s): exit status %d: %.200s", which, name,
		WEXITSTATUS(status), errors ? errors : "");
	CHECK_CASE(!WEXITSTATUS(status) || (errors && *errors),
		"%s (%s): it ends without a message", which, name);
	if (!n)
		CHECK_CASE(status == 0, "the server fails by itself: %.200s", errors ? errors : "");
	free(report);
	free(errors);
	points += n > 0;
	box_release(mark);
	return made;
}

static void calls_fail_one_by_one(void)
{
	const size_t all = run_with(0);
	const size_t step = getenv("OTK_TEST_LONG") || all < SAMPLES ? 1 : all / SAMPLES;

	CHECK(all > 100);
	/* A response whose call has failed may never come. */
	server.respond_ms = (int)otk_test_ms(1000);
	for (size_t n = 1; n <= all; n += step)
		run_with(n);
	printf("otk-sandbox: %zu calls failed in turn\n", points);
	printf("  of %zu\n", all);
}

static int stop(void)
{
	box_release((box_place){0});
	return 0;
}

int main(void)
{
	static const otk_test tests[] = {TEST(calls_fail_one_by_one)};

	return otk_test_main("sandbox torture", tests, COUNT_OF(tests), NULL, stop);
}
