/* SPDX-License-Identifier: MIT */
/* The attempts and calls that hooks see, and the effects of their verdicts. */
#include "config.h"

#include <otk/plugin.h>
#include <otk/plugins.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/client/fixture.h"

/* The events of all clients of one test. */
static struct seen {
	char text[1024]; /* "number/call:status[+]" for each attempt, "+": will be retried */
	int64_t first_call;
	int completions;
	int closed;
	otk_status attempt_status, final_status;
	bool refuses;
	bool frees; /* frees the client when a call completes */
} seen;

static const otk_host *host;

static otk_status open_watcher(const otk_host *given, otk_client *client, const void *settings,
	void **state, otk_error *error)
{
	(void)settings, (void)error;
	host = given;
	*state = client;
	return OTK_OK;
}

static void close_watcher(void *state)
{
	(void)state;
	seen.closed++;
}

static otk_verdict watch_before(
	void *state, const otk_attempt *attempt, int64_t *wait_ms, otk_error *error)
{
	(void)state, (void)attempt, (void)wait_ms;
	if (!seen.refuses)
		return OTK_VERDICT_GO;
	snprintf(error->message, sizeof(error->message), "%s",
		"no\nway\x7f"
		"out");
	return OTK_VERDICT_REFUSE;
}

static void watch_after(void *state, const otk_attempt *attempt)
{
	const size_t used = strlen(seen.text);

	(void)state;
	if (!seen.first_call)
		seen.first_call = attempt->call_number;
	snprintf(seen.text + used, sizeof(seen.text) - used, "%d/%d:%d%s ", (int)attempt->number,
		(int)(attempt->call_number - seen.first_call), (int)attempt->http_status,
		attempt->will_retry ? "+" : "");
	CHECK((attempt->error != NULL) == (attempt->status != OTK_OK));
	seen.attempt_status = attempt->status;
}

static void watch_complete(void *state, const otk_call *call, otk_status status, const void *record,
	const otk_error *error)
{
	(void)state, (void)record;
	CHECK(status == OTK_OK || error->status == status);
	seen.final_status = status;
	seen.completions++;
	if (seen.frees)
		otk_client_free(host->call_client(call));
}

static const otk_hooks hooks = {.struct_size = sizeof(hooks),
	.before_send = watch_before,
	.after_receive = watch_after,
	.after_complete = watch_complete};
static const otk_plugin watcher = OTK_PLUGIN_DESCRIPTOR("com.example.watcher", .version = "1",
	.license = "MIT", .summary = "watches", .hooks = &hooks, .open = open_watcher,
	.close = close_watcher);

static const otk_plugin *watcher_entry(uint32_t host_abi)
{
	(void)host_abi;
	return &watcher;
}

static void set_up_watcher(otk_fixture *f)
{
	static otk_plugin_entry_fn *const plugins[] = {watcher_entry};
	static const otk_hook_options used[] = {{"com.example.watcher", NULL}};

	seen = (struct seen){0};
	test_client_set_up(f);
	otk_server_default(f->server, &(otk_reply){.body = TEST_ARCHIVE});
	test_use_client(f, &OTK_CLIENT_OPTIONS(.plugins = plugins, .plugin_count = 1, .hooks = used,
				   .hook_count = 1, .log = test_log_event, .log_userdata = &f->log,
				   .log_level = OTK_LOG_INFO));
}

static const otk_fixture_type with_watcher = {
	sizeof(otk_fixture), set_up_watcher, test_client_clean_up};

/* Attempts are counted for each call, calls for each client. */
static void numbers(otk_fixture *f)
{
	test_get(f->client, OTK_OK, &f->error);
	otk_server_reply(f->server, &(otk_reply){.status = 503, .headers = "Retry-After: 0\r\n"});
	test_get(f->client, OTK_OK, &f->error);
	test_get(f->client, OTK_OK, &f->error);
	CHECK_STR(seen.text, "1/0:200 1/1:503+ 2/1:200 1/2:200 ");
	CHECK(seen.first_call > 0);
	CHECK_INT(seen.completions, 3);
}

/* A cached header that is refused is signed again: the attempt says that another one follows. */
static void signed_anew(otk_fixture *f)
{
	test_get(f->client, OTK_OK, &f->error);
	otk_server_reply(f->server, &(otk_reply){.status = 401});
	test_get(f->client, OTK_OK, &f->error);
	CHECK_STR(seen.text, "1/0:200 1/1:401+ 2/1:200 ");
}

/* The second request of a call is an attempt, but not a call of its own. */
static void second_request(otk_fixture *f)
{
	otk_archive *archive = NULL;

	otk_server_reply(f->server, &(otk_reply){.status = -1, .then = OTK_THEN_CLOSE});
	otk_server_reply(f->server, &(otk_reply){.status = 409});
	CHECK_STATUS(otk_archives_stop(f->client, "a1", &archive, &f->error), OTK_OK, &f->error);
	otk_free(archive);
	CHECK_INT(seen.completions, 1);
	CHECK_STR(seen.text, "1/0:0+ 2/0:409 1/1:200 ");
}

/* The body is read after the attempt: only the completion has what is wrong with it. */
static void statuses(otk_fixture *f)
{
	static const struct {
		otk_reply reply;
		otk_status attempt, final;
	} cases[] = {
		{{.body = TEST_ARCHIVE}, OTK_OK, OTK_OK},
		{{.status = 404}, OTK_E_NOT_FOUND, OTK_E_NOT_FOUND},
		{{.status = 302}, OTK_E_PROTOCOL, OTK_E_PROTOCOL},
		{{.type = "text/html", .body = "<html>"}, OTK_OK, OTK_E_PROTOCOL},
		{{.body = "{\"id\":"}, OTK_OK, OTK_E_PROTOCOL},
		{{.body = ""}, OTK_OK, OTK_E_PROTOCOL},
		{{.body = "{\"code\":409,\"message\":\"no\"}"}, OTK_OK, OTK_E_CONFLICT},
	};

	for (size_t i = 0; i < OTK_COUNT_OF(cases); i++) {
		otk_server_reply(f->server, &cases[i].reply);
		test_get(f->client, cases[i].final, &f->error);
		CHECK_CASE(seen.attempt_status == cases[i].attempt &&
				   seen.final_status == cases[i].final,
			"case %zu: %d, %d", i, (int)seen.attempt_status, (int)seen.final_status);
	}
}

/* The message of a hook is made safe to print before it becomes part of an error. */
static void words_of_a_hook(otk_fixture *f)
{
	seen.refuses = true;
	test_get(f->client, OTK_E_REFUSED, &f->error);
	CHECK_HAS(f->error.message, "no way out");
	CHECK_LACKS(f->error.message, "\n");
	CHECK_LACKS(f->error.message, "\x7f");
}

/*
 * A function that makes several calls stops, and gives nothing that the caller would have to free.
 */
static void client_freed_by_a_hook(otk_fixture *f)
{
	otk_archive *archive = NULL;

	seen.frees = true;
	CHECK_INT(otk_archives_wait(f->client, "a1", NULL, &archive, &f->error), OTK_E_CANCELLED);
	f->client = NULL;
	CHECK(archive == NULL);
	CHECK_INT(seen.completions, 1);
	CHECK_INT(seen.closed, 1);
}

/* The difference of the clocks is logged with each response. */
static void skew_is_logged(otk_fixture *f)
{
	char date[64], *at;

	otk_server_reply(f->server,
		&(otk_reply){.body = TEST_ARCHIVE, .headers = test_date(3600, date, sizeof(date))});
	test_get(f->client, OTK_OK, &f->error);
	at = f->log.text ? strstr(f->log.text, "clock_skew_s=") : NULL;
	REQUIRE(at != NULL);
	CHECK(labs(strtol(at + 13, NULL, 10) - 3600) <= 10);
}

/* A forked child frees the memory of its copy and does not close what belongs to the parent. */
static void plugins_in_a_child(otk_fixture *f)
{
	int status = -1;
	pid_t child;

	fflush(stdout);
	child = fork();
	if (!child) {
		otk_client_free(f->client);
		/* exec, so that no leak checker sees libcurl's memory in the child. */
		execl("/bin/sh", "sh", "-c", seen.closed ? "exit 1" : "exit 0", (char *)NULL);
		_exit(99);
	}
	CHECK_INT(waitpid(child, &status, 0), child);
	CHECK_INT(WIFEXITED(status) ? WEXITSTATUS(status) : -1, 0);
	otk_client_free(f->client);
	f->client = NULL;
	CHECK_INT(seen.closed, 1);
}

int main(void)
{
	static const otk_test tests[] = {TEST_WITH(&with_watcher, numbers),
		TEST_WITH(&with_watcher, statuses), TEST_WITH(&with_watcher, signed_anew),
		TEST_WITH(&with_watcher, second_request), TEST_WITH(&with_watcher, words_of_a_hook),
		TEST_WITH(&with_watcher, client_freed_by_a_hook),
		TEST_WITH(&with_watcher, skew_is_logged),
		TEST_WITH(&with_watcher, plugins_in_a_child)};

	return otk_test_main("attempts", tests, OTK_COUNT_OF(tests), NULL, NULL);
}
