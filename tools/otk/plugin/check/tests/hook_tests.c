/* SPDX-License-Identifier: MIT */
/* Tests of hooks. */
#include "config.h"

#include <limits.h>
#include <string.h>

#include "tools/otk/clock.h"
#include "tools/otk/memory.h"
#include "tools/otk/plugin/check/context/report.h"
#include "tools/otk/plugin/check/generate/plugin_state.h"
#include "tools/otk/plugin/check/tests/hook_tests.h"

/* A hook runs in the event loop of the program, so it must not wait. ms for one call of a hook. */
#define SLOW_MS 100

/* The fastest call of each function: only a function that waits is slow each time. */
typedef struct hook_times {
	int64_t before_send, after_receive, after_complete;
} hook_times;

static void note_time(int64_t *fastest, int64_t start)
{
	const int64_t took = otk_cli_now_ms() - start;

	if (*fastest < 0 || took < *fastest)
		*fastest = took;
}

static void judge_time(otk_cli_check *check, const char *function, int64_t fastest)
{
	if (fastest > SLOW_MS)
		otk_cli_check_find(check, function,
			"never wait in a hook: no sleep, no network, no lock that is held long; "
			"before_send can return OTK_VERDICT_WAIT",
			"took %d ms or more each time", (int)fastest);
}

static void judge_verdict(
	otk_cli_check *check, otk_verdict verdict, int64_t wait_ms, const otk_error *error)
{
	switch (verdict) {
	case OTK_VERDICT_GO:
		return;
	case OTK_VERDICT_WAIT:
		if (wait_ms <= 0)
			otk_cli_check_find(check, "before_send",
				"set *wait_ms to the ms after which it is called again, 1 or more",
				"returned OTK_VERDICT_WAIT with a time of %lld ms",
				(long long)wait_ms);
		return;
	case OTK_VERDICT_REFUSE:
		if (!error->message[0])
			otk_cli_check_find(check, "before_send",
				"call host->fail(error, OTK_E_REFUSED, \"reason\") before it returns",
				"returned OTK_VERDICT_REFUSE without a message");
		return;
	}
	otk_cli_check_find(check, "before_send",
		"return OTK_VERDICT_GO, OTK_VERDICT_WAIT or OTK_VERDICT_REFUSE",
		"returned the unknown verdict %d", (int)verdict);
}

/* Makes attempts with extreme values, which the types allow but no server causes. */
static void make_attempts(otk_cli_check *check, otk_attempt *attempts, otk_error *error)
{
	char *endless = otk_cli_new(check->cli, 65537);

	memset(endless, 'x', 65536);
	*error = (otk_error)OTK_ERROR_INIT;
	memset(error->message, 'm', sizeof(error->message) - 1);
	attempts[0] = (otk_attempt){.operation = "archives.list",
		.project_id = "123456",
		.method = "GET",
		.url = "https://api.opentok.com/",
		.call_number = 1,
		.number = 1,
		.now_ms = 1,
		.http_status = 200,
		.duration_ms = 12};
	attempts[1] = (otk_attempt){.operation = "", .project_id = "", .method = "", .url = ""};
	attempts[2] = (otk_attempt){.operation = endless,
		.project_id = endless,
		.method = endless,
		.url = endless,
		.trace_id = endless,
		.call_number = INT64_MAX,
		.number = INT64_MAX,
		.now_ms = INT64_MAX,
		.http_status = INT64_MAX,
		.duration_ms = INT64_MAX,
		.connect_ms = INT64_MAX,
		.first_byte_ms = INT64_MAX,
		.request_bytes = INT64_MAX,
		.response_bytes = INT64_MAX,
		.status = OTK_E_SERVER,
		.will_retry = 1,
		.error = error};
	attempts[3] = (otk_attempt){.operation = "\x1b[2J%s%n",
		.project_id = "\xff\xfe",
		.method = "%s",
		.url = "%n%n",
		.trace_id = "\"\\\n",
		.call_number = -1,
		.number = -1,
		.now_ms = INT64_MIN,
		.http_status = -1,
		.duration_ms = INT64_MIN,
		.connect_ms = -1,
		.first_byte_ms = -1,
		.request_bytes = -1,
		.response_bytes = -1,
		.status = (otk_status)12345,
		.error = error};
}

static otk_call *any_call(otk_cli_check *check)
{
	otk_error error = OTK_ERROR_INIT;

	return otk_call_new_json(check->client, "session.create", NULL, &error);
}

static void try_attempt(otk_cli_check *check, void *state, const otk_attempt *attempt, size_t index,
	hook_times *times)
{
	const otk_hooks *hooks = check->plugin->hooks;
	otk_error error = OTK_ERROR_INIT;
	int64_t wait_ms = 0, start = otk_cli_now_ms();

	if (hooks->before_send) {
		otk_verdict verdict;

		otk_cli_check_at(check, "before_send, attempt %zu", index);
		verdict = hooks->before_send(state, attempt, &wait_ms, &error);
		judge_verdict(check, verdict, wait_ms, &error);
		note_time(&times->before_send, start);
	}
	start = otk_cli_now_ms();
	if (hooks->after_receive) {
		otk_cli_check_at(check, "after_receive, attempt %zu", index);
		hooks->after_receive(state, attempt);
		note_time(&times->after_receive, start);
	}
}

static void try_completions(
	otk_cli_check *check, void *state, const otk_call *call, hook_times *times)
{
	const otk_hooks *hooks = check->plugin->hooks;
	otk_error error = OTK_ERROR_INIT;
	int64_t start = otk_cli_now_ms();

	if (hooks->struct_size < sizeof(*hooks) || !hooks->after_complete)
		return;
	memset(error.message, 'm', sizeof(error.message) - 1);
	otk_cli_check_at(check, "after_complete with neither record nor error");
	hooks->after_complete(state, call, OTK_OK, NULL, NULL);
	note_time(&times->after_complete, start);
	start = otk_cli_now_ms();
	otk_cli_check_at(check, "after_complete with a long error");
	hooks->after_complete(state, call, OTK_E_SERVER, NULL, &error);
	otk_cli_check_at(check, "after_complete with an unknown status");
	hooks->after_complete(state, call, (otk_status)12345, NULL, &error);
	note_time(&times->after_complete, start);
}

void otk_cli_check_hooks_once(otk_cli_check *check, void *state)
{
	hook_times times = {-1, -1, -1};
	otk_attempt attempts[4];
	otk_error error;
	otk_call *call = any_call(check);

	make_attempts(check, attempts, &error);
	for (size_t i = 0; i < OTK_COUNT_OF(attempts) && !check->finding_count; i++) {
		attempts[i].struct_size = sizeof(attempts[i]);
		attempts[i].client = check->client;
		attempts[i].call = call;
		try_attempt(check, state, &attempts[i], i, &times);
	}
	try_completions(check, state, call, &times);
	judge_time(check, "before_send", times.before_send);
	judge_time(check, "after_receive", times.after_receive);
	judge_time(check, "after_complete", times.after_complete);
	otk_call_free(call);
}

void otk_cli_check_hooks(otk_cli_check *check)
{
	void *state = NULL;

	if (!check->plugin->hooks)
		otk_cli_check_skip(check, "the plugin has no hooks");
	else if (otk_cli_check_open_state(check, &state)) {
		otk_cli_check_hooks_once(check, state);
		/* Again with what the state has kept; a finding is reported once. */
		if (!check->finding_count)
			otk_cli_check_hooks_once(check, state);
		otk_cli_check_close_state(check, state);
	}
}
