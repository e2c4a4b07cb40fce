/* SPDX-License-Identifier: MIT */
/* Runs one test in a process of its own, with a time limit, and collects what it reports. */
#include "config.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tools/otk/clock.h"
#include "tools/otk/json.h"
#include "tools/otk/memory.h"
#include "tools/otk/plugin/check/context/prepare.h"
#include "tools/otk/plugin/check/context/report.h"
#include "tools/otk/plugin/check/generate/random.h"
#include "tools/otk/plugin/check/process.h"
#include "tools/otk/plugin/check/test_list.h"

/* Bytes that the parent keeps at most, even from a broken plugin. */
#define REPORT_MAX (1024 * 1024)
#define OUTPUT_MAX 2000
/* Without a descriptor of the child, the parent looks for its end at this interval. */
#define POLL_MS 2

typedef struct child {
	pid_t pid;
	int report; /* the parent's end of the pipe */
	FILE *output;
	char *place;
	char *text; /* the report that was read from the pipe */
	size_t size;
	int status; /* of waitpid() */
	bool timed_out;
} child;

/* --timeout replaces the limit of each test. */
static int64_t limit_of(const otk_cli *cli, const otk_cli_check_test *test)
{
	return cli->timeout_ms ? cli->timeout_ms : test->limit_ms;
}

static const char *name_of_file(otk_cli *cli, const char *path)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	const size_t size = strlen(name);

	return otk_cli_copy(cli, name, size > 3 ? size - 3 : size);
}

/* ---- the child */

static const int crashes[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGPIPE};

_Noreturn static void run_child(otk_cli *cli, const otk_cli_check_test *test, const char *path,
	uint64_t seed, const child *self, int report)
{
	otk_cli_check check = {.cli = cli,
		.path = path,
		.name = name_of_file(cli, path),
		.random = otk_cli_check_seed(seed, test->name),
		.place = self->place,
		.report = fdopen(report, "w")};

	/* A sanitizer handles these signals; here they must end the process, for the parent. */
	for (size_t i = 0; i < OTK_COUNT_OF(crashes); i++)
		signal(crashes[i], SIG_DFL);
	if (!check.report || dup2(fileno(self->output), STDOUT_FILENO) < 0 ||
		dup2(fileno(self->output), STDERR_FILENO) < 0)
		_exit(3);
	if (otk_cli_check_prepare(&check, test->need))
		test->run(&check);
	otk_cli_check_at(&check, "close()");
	otk_cli_check_release(&check);
	fflush(NULL);
	/* Not exit(): it would also run handlers that the plugin has registered. */
	_exit(0);
}

/* The report is printed to stderr. */
void otk_cli_check_run_here(
	otk_cli *cli, const otk_cli_check_test *test, const char *path, uint64_t seed)
{
	otk_cli_check check = {.cli = cli,
		.path = path,
		.name = name_of_file(cli, path),
		.random = otk_cli_check_seed(seed, test->name),
		.place = otk_cli_new(cli, OTK_CLI_CHECK_PLACE_MAX),
		.report = stderr};

	if (otk_cli_check_prepare(&check, test->need))
		test->run(&check);
	otk_cli_check_release(&check);
}

/* ---- the parent */

static bool start_child(
	otk_cli *cli, const otk_cli_check_test *test, const char *path, uint64_t seed, child *self)
{
	int ends[2];

	self->place = mmap(NULL, OTK_CLI_CHECK_PLACE_MAX, PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	self->output = tmpfile();
	if (self->place == MAP_FAILED || !self->output || pipe(ends) != 0)
		return false;
	fflush(NULL);
	self->pid = fork();
	if (self->pid == 0) {
		close(ends[0]);
		run_child(cli, test, path, seed, self, ends[1]);
	}
	close(ends[1]);
	self->report = ends[0];
	return self->pid > 0;
}

static void read_report(otk_cli *cli, child *self, int64_t until)
{
	struct pollfd ready = {.fd = self->report, .events = POLLIN};

	self->text = otk_cli_new(cli, REPORT_MAX + 1);
	for (;;) {
		const int64_t left = until - otk_cli_now_ms();
		ssize_t size;

		if (left <= 0) {
			self->timed_out = true;
			return;
		}
		if (poll(&ready, 1, (int)left) < 1)
			continue;
		size = read(self->report, self->text + self->size, REPORT_MAX - self->size);
		if (size <= 0)
			return;
		self->size += (size_t)size;
	}
}

/* Returns a descriptor that becomes readable when the process ends; -1: the kernel has none. */
static int open_pidfd(pid_t pid)
{
#ifdef SYS_pidfd_open
	return (int)syscall(SYS_pidfd_open, pid, 0);
#else
	(void)pid;
	return -1;
#endif
}

/* Waits for the end of the process, which may run on although the pipe is closed; then kills it. */
static void end_child(child *self, int64_t until)
{
	struct pollfd ended = {.fd = open_pidfd(self->pid), .events = POLLIN};

	while (!self->timed_out && waitpid(self->pid, &self->status, WNOHANG) == 0) {
		const int64_t left = until - otk_cli_now_ms();

		self->timed_out = left <= 0;
		if (!self->timed_out)
			poll(&ended, 1, ended.fd >= 0 || left < POLL_MS ? (int)left : POLL_MS);
	}
	if (ended.fd >= 0)
		close(ended.fd);
	if (!self->timed_out)
		return;
	kill(self->pid, SIGKILL);
	waitpid(self->pid, &self->status, 0);
}

static void add_finding(otk_cli *cli, json_object *findings, const char *where, const char *change,
	const char *problem)
{
	json_object *finding = otk_cli_json_object(cli);

	otk_cli_json_add(finding, "where", otk_cli_json_string(where));
	otk_cli_json_add(finding, "problem", otk_cli_json_string(problem));
	otk_cli_json_add(finding, "change", otk_cli_json_string(change));
	otk_cli_json_append(findings, json_object_get(finding));
}

/* Each line of the report is one finding, or the reason of a skip. */
static void take_report(otk_cli *cli, const child *self, otk_cli_check_result *result)
{
	char *rest = self->text;
	const char *problem;

	for (char *line = strsep(&rest, "\n"); line; line = strsep(&rest, "\n")) {
		json_object *json = otk_cli_json_parse(cli, line, strlen(line), &problem);

		if (otk_cli_json_get(json, "skipped"))
			result->skipped = otk_cli_json_get(json, "skipped");
		else if (json)
			otk_cli_json_append(result->findings, json_object_get(json));
	}
}

static const char *output_of(otk_cli *cli, const child *self)
{
	char *text = otk_cli_new(cli, OUTPUT_MAX + 1);

	rewind(self->output);
	return fread(text, 1, OUTPUT_MAX, self->output) > 0 ? text : NULL;
}

static void judge_end(otk_cli *cli, const child *self, otk_cli_check_result *result)
{
	const char *place = self->place[0] ? self->place : result->test->name;
	const char *output = output_of(cli, self);

	if (self->timed_out)
		add_finding(cli, result->findings, place,
			"find the loop or the blocking call; functions of a plugin never block",
			otk_cli_text(cli, "did not end within %d s",
				(int)(limit_of(cli, result->test) / 1000)));
	else if (WIFSIGNALED(self->status))
		add_finding(cli, result->findings, place,
			otk_cli_text(cli,
				"run it in a debugger: gdb --args otk plugin check FILE --include "
				"%s --in-process",
				result->test->name),
			otk_cli_text(cli, "crashed: %s", strsignal(WTERMSIG(self->status))));
	else if (WEXITSTATUS(self->status))
		add_finding(cli, result->findings, place,
			"a plugin must not call exit(); return a status instead",
			otk_cli_text(cli, "ended the process with exit status %d",
				WEXITSTATUS(self->status)));
	if (output)
		add_finding(cli, result->findings, place,
			"a plugin never prints: use host->log() or the error",
			otk_cli_text(cli, "printed: %s", output));
}

void otk_cli_check_run(otk_cli *cli, const otk_cli_check_test *test, const char *path,
	uint64_t seed, otk_cli_check_result *result)
{
	const int64_t start = otk_cli_now_ms(), until = start + limit_of(cli, test);
	child self = {.report = -1};

	*result = (otk_cli_check_result){.test = test, .findings = otk_cli_json_array(cli)};
	if (start_child(cli, test, path, seed, &self)) {
		read_report(cli, &self, until);
		end_child(&self, until);
		take_report(cli, &self, result);
		judge_end(cli, &self, result);
		close(self.report);
	} else {
		result->skipped =
			otk_cli_text(cli, "no process for it could be made: %s", strerror(errno));
	}
	if (self.output)
		fclose(self.output);
	if (self.place && self.place != MAP_FAILED)
		munmap(self.place, OTK_CLI_CHECK_PLACE_MAX);
	result->ms = otk_cli_now_ms() - start;
}
