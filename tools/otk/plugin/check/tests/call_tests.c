/* SPDX-License-Identifier: MIT */
/* Tests of whole calls: a server that refuses, drops or sends nonsense; memory; valgrind. */
#include "config.h"

#include <errno.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tools/otk/json.h"
#include "tools/otk/memory.h"
#include "tools/otk/plugin/check/context/peer.h"
#include "tools/otk/plugin/check/context/prepare.h"
#include "tools/otk/plugin/check/context/report.h"
#include "tools/otk/plugin/check/generate/plugin_state.h"
#include "tools/otk/plugin/check/generate/random_call.h"
#include "tools/otk/plugin/check/generate/random_response.h"
#include "tools/otk/plugin/check/generate/struct_json.h"
#include "tools/otk/plugin/check/tables/walk.h"
#include "tools/otk/plugin/check/tests/call_tests.h"

/* ---- errors */

/* Responses of the server. */
static const struct reply {
	const char *name;
	const char *text; /* NULL: made from the table of the operation; "": no response */
	bool good;        /* a call can succeed with it */
} replies[] = {
	{"a generated response", NULL, true},
	{"400 with a code",
		"HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\n"
		"Content-Length: 30\r\n\r\n{\"code\":-1,\"message\":\"refused\"}",
		false},
	{"403 without a body", "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", false},
	{"404 as HTML",
		"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n"
		"Content-Length: 9\r\n\r\n<h1>x</h1",
		false},
	{"409", "HTTP/1.1 409 Conflict\r\nContent-Length: 2\r\n\r\n{}", false},
	{"429", "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n",
		false},
	{"500", "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 4\r\n\r\nnull", false},
	{"503", "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n", false},
	{"200 with nonsense",
		"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
		"Content-Length: 5\r\n\r\n{\"id\"",
		false},
	{"200 that ends early",
		"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
		"Content-Length: 500\r\n\r\n{\"id\":\"x\"",
		false},
	{"no response", "", false},
};

/* A server, and clients that use the plugin under test with its hooks. */
typedef struct scene {
	otk_cli_check_peer *peer;
	otk_client *project, *account;
	const char *url;
} scene;

static const char *good_reply(otk_cli_check *check, const otk_operation *row)
{
	const char *body = "{}";

	if (row->result)
		body = otk_cli_json_text(otk_cli_check_random_response(check, row, 50).body);
	return otk_cli_text(check->cli,
		"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
		strlen(body), body);
}

static void judge_call(otk_cli_check *check, const char *where, const struct reply *reply,
	otk_status status, const otk_error *error)
{
	if (reply->good && status && status != OTK_E_REFUSED)
		otk_cli_check_find(check, where,
			"the result and its shape must fit what the service sends",
			"ended with %s after %s: %s", otk_status_name(status), reply->name,
			error->message);
	if (status && !error->message[0])
		otk_cli_check_find(check, where,
			"a function of the plugin that fails calls host->fail()",
			"ended with %s after %s, without a message", otk_status_name(status),
			reply->name);
}

/* Makes a call with random options; tries others if the options are refused before sending. */
static otk_call *accepted_call(otk_cli_check *check, otk_client *client,
	const otk_interface *interface, const otk_operation *row)
{
	otk_call *call = NULL;

	for (int i = 0; i < 20 && !call; i++) {
		const otk_cli_check_use use =
			otk_cli_check_random_use(check, interface, row, i < 10 ? 50 : 0);
		otk_error error = OTK_ERROR_INIT;

		call = otk_call_new(
			client, use.name, interface->minor, use.ids, use.options, &error);
	}
	return call;
}

static void try_row(otk_cli_check *check, const scene *s, const otk_interface *interface,
	const otk_operation *row)
{
	otk_client *client = otk_cli_check_needs_account(row) ? s->account : s->project;
	const char *where = otk_cli_check_row_where(check, interface, row);

	for (size_t i = 0; i < OTK_COUNT_OF(replies) && check->finding_count < 5; i++) {
		const struct reply *reply = &replies[i];
		otk_call *call = accepted_call(check, client, interface, row);
		otk_error error = OTK_ERROR_INIT;
		void *record = NULL;

		if (!call)
			return; /* the test "encode" reports this */
		otk_cli_check_peer_set(s->peer, reply->good    ? good_reply(check, row)
						: *reply->text ? reply->text
							       : NULL);
		otk_cli_check_at(check, "%s, %s", where, reply->name);
		judge_call(check, where, reply, otk_call_perform(call, &record, &error), &error);
		otk_free(record);
	}
}

static void try_rows(otk_cli_check *check, const scene *s)
{
	for (size_t i = 0; i < check->plugin->interface_count; i++) {
		const otk_interface *interface = &check->plugin->interfaces[i];

		for (size_t k = 0; k < interface->operation_count; k++)
			if (otk_cli_check_can_call(&interface->operations[k]))
				try_row(check, s, interface, &interface->operations[k]);
	}
}

/* Calls an operation of the library: a plugin that has only hooks has no operation to call. */
static void try_hooks(otk_cli_check *check, const scene *s)
{
	for (size_t i = 1; i < OTK_COUNT_OF(replies); i++) {
		otk_error error = OTK_ERROR_INIT;

		otk_cli_check_peer_set(s->peer, *replies[i].text ? replies[i].text : NULL);
		otk_cli_check_at(check, "session.create with the hooks, %s", replies[i].name);
		if (!otk_invoke(s->project, "session.create", NULL, NULL, &error))
			otk_cli_check_find(check, "hooks", "hooks must not change the outcome",
				"a call succeeded after %s", replies[i].name);
	}
}

void otk_cli_check_errors(otk_cli_check *check)
{
	const bool hook = check->plugin->hooks != NULL;
	void *settings = otk_cli_check_needed_settings(check);
	const char *json = hook && settings ? otk_cli_json_text(otk_cli_check_json(check,
						      check->plugin->settings_type, settings))
					    : NULL;
	otk_error error = OTK_ERROR_INIT;
	scene s = {0};

	s.peer = otk_cli_check_peer_new(check->cli, &s.url);
	if (!s.peer) {
		otk_cli_check_skip(check, "no socket on loopback: %s", strerror(errno));
		return;
	}
	s.project = otk_cli_check_client(check, false, hook, json, s.url, &error);
	s.account = otk_cli_check_client(check, true, hook, json, s.url, &error);
	if (s.project && s.account) {
		try_rows(check, &s);
		if (hook)
			try_hooks(check, &s);
	} else {
		otk_cli_check_skip(check, "open() failed: %s", error.message);
	}
	otk_client_free(s.project);
	otk_client_free(s.account);
	otk_cli_check_peer_end(s.peer);
}

/* ---- memory */

#define WARM_ROUNDS   30
#define MEMORY_ROUNDS 200

/* Returns the bytes in use. Sanitizers and valgrind replace the allocator; the number is then 0. */
static size_t allocated_bytes(void)
{
#ifdef HAVE_MALLINFO2
	return mallinfo2().uordblks;
#else
	return 0;
#endif
}

typedef void use_fn(otk_cli_check *check, otk_call *call, void *state);

static void use_open(otk_cli_check *check, otk_call *call, void *state)
{
	otk_error error = OTK_ERROR_INIT;
	void *own = NULL;

	(void)call;
	if (check->plugin->open &&
		!check->plugin->open(check->host, check->client, state, &own, &error) &&
		check->plugin->close)
		check->plugin->close(own);
}

static void use_hooks(otk_cli_check *check, otk_call *call, void *state)
{
	const otk_hooks *hooks = check->plugin->hooks;
	otk_error error = OTK_ERROR_INIT;
	const otk_attempt attempt = {.struct_size = sizeof(attempt),
		.client = check->client,
		.call = call,
		.operation = "archives.list",
		.project_id = "123456",
		.method = "GET",
		.url = "https://api.opentok.com/",
		.call_number = 1,
		.number = 1,
		.http_status = 200};
	int64_t wait_ms = 0;

	if (hooks && hooks->before_send)
		(void)hooks->before_send(state, &attempt, &wait_ms, &error);
	if (hooks && hooks->after_receive)
		hooks->after_receive(state, &attempt);
	if (hooks && hooks->struct_size >= sizeof(*hooks) && hooks->after_complete)
		hooks->after_complete(state, call, OTK_OK, NULL, NULL);
}

/* Uses the plugin once, with a new call: what a hook sets on a call is freed with the call. */
static void use_once(otk_cli_check *check, use_fn *use, void *state)
{
	otk_error error = OTK_ERROR_INIT;
	otk_call *call = otk_call_new_json(check->client, "session.create", NULL, &error);

	use(check, call, state);
	otk_call_free(call);
}

static void judge_growth(
	otk_cli_check *check, const char *where, const char *change, use_fn *use, void *state)
{
	size_t before = 0, after;

	otk_cli_check_at(check, "%s", where);
	for (int i = 0; i < WARM_ROUNDS + MEMORY_ROUNDS; i++) {
		if (i == WARM_ROUNDS)
			before = allocated_bytes();
		use_once(check, use, state);
	}
	after = allocated_bytes();
	/* A leak takes at least 16 bytes each time; a buffer that grows now and then takes less. */
	if (after > before && (after - before) / MEMORY_ROUNDS >= 16)
		otk_cli_check_find(check, where, change, "takes about %zu bytes more each time",
			(after - before) / MEMORY_ROUNDS);
}

void otk_cli_check_memory(otk_cli_check *check)
{
	void *state = NULL, *probe = malloc(4096);
	const size_t counted = allocated_bytes();

	free(probe);
	if (!counted) {
		otk_cli_check_skip(
			check, "the allocator does not count, use the test \"valgrind\"");
		return;
	}
	if (!otk_cli_check_open_state(check, &state))
		return;
	judge_growth(check, "open() and close()", "free in close() what open() allocates", use_open,
		NULL);
	if (check->plugin->hooks)
		judge_growth(check, "hooks",
			"free what a hook allocates, or keep it in the state and bound it",
			use_hooks, state);
	otk_cli_check_close_state(check, state);
}

/* ---- valgrind */

static const char *program_of(otk_cli *cli)
{
	char path[4096];
	const ssize_t size = readlink("/proc/self/exe", path, sizeof(path) - 1);

	return size > 0 ? otk_cli_copy(cli, path, (size_t)size) : NULL;
}

/* Returns the first report of valgrind, without its process numbers. */
static const char *first_report(otk_cli_check *check, FILE *log)
{
	char line[300];
	const char *report = "";
	size_t lines = 0;

	rewind(log);
	while (fgets(line, sizeof(line), log) && lines < 8) {
		const char *text = strncmp(line, "==", 2) == 0 ? strstr(line + 2, "==") : NULL;

		text = text ? text + 2 + strspn(text + 2, " \n") : "";
		if (!*text && lines)
			break;
		if (*text)
			report = otk_cli_text(check->cli, "%s%s%.*s", report, lines++ ? " / " : "",
				(int)strcspn(text, "\n"), text);
	}
	return report;
}

_Noreturn static void exec_valgrind(
	const otk_cli_check *check, const char *program, const char *include, int log)
{
	dup2(log, STDOUT_FILENO);
	dup2(log, STDERR_FILENO);
	execlp("valgrind", "valgrind", "-q", "--leak-check=full", "--error-exitcode=99",
		"--errors-for-leak-kinds=definite", program, "plugin", "check", check->path,
		"--in-process", "--include", include, (char *)NULL);
	_exit(126);
}

static void run_valgrind(otk_cli_check *check, const char *program, const char *include)
{
	FILE *log = tmpfile();
	int status = 0;
	pid_t child;

	if (!log)
		return;
	otk_cli_check_at(check, "valgrind otk plugin check --include %s", include);
	child = fork();
	if (child == 0)
		exec_valgrind(check, program, include, fileno(log));
	if (child > 0)
		waitpid(child, &status, 0);
	if (child > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 126)
		otk_cli_check_skip(check, "valgrind is not installed");
	else if (child > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 99)
		otk_cli_check_find(check, include,
			otk_cli_text(check->cli,
				"run: valgrind --leak-check=full otk plugin check FILE --in-process "
				"--include %s",
				include),
			"valgrind reports: %s", first_report(check, log));
	fclose(log);
}

/* Valgrind cannot run with AddressSanitizer or ThreadSanitizer, whose runtimes define these. */
void __asan_init(void) __attribute__((weak));
void __tsan_init(void) __attribute__((weak));

void otk_cli_check_valgrind(otk_cli_check *check)
{
	static const char *const included[] = {"open", "encode", "hooks"};
	const char *program = program_of(check->cli);

	if (!program || __asan_init || __tsan_init || getenv("VALGRIND_OPTS")) {
		otk_cli_check_skip(check, "this otk cannot run under valgrind");
		return;
	}
	for (size_t i = 0; i < OTK_COUNT_OF(included); i++)
		run_valgrind(check, program, included[i]);
}
