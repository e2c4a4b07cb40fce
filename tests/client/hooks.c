/* SPDX-License-Identifier: MIT */
/* Hooks: called at every attempt, in order; their verdicts are obeyed. */
#include "config.h"

#include <otk/plugin.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "core/base/clock.h"
#include "tests/client/fixture.h"

static char folder[256];

/* hook.c, compiled into this program. */
const otk_plugin *otk_plugin_hook_entry(uint32_t host_abi);

static int bring_hooks(void)
{
	snprintf(folder, sizeof(folder), "%s/hooks", otk_test_folder());
	if (mkdir(folder, 0755) || chmod(folder, 0755))
		return 1;
	return !test_bring("tests/client/.libs/hookone.so", folder) ||
	       !test_bring("tests/client/.libs/hooktwo.so", folder) ||
	       !test_bring("tests/zoo/.libs/good.so", folder) ||
	       !test_bring("tests/zoo/.libs/openfails.so", folder);
}

static void use_hooks(otk_fixture *f, const otk_hook_options *hooks, size_t count)
{
	const char *const folders[] = {folder};

	otk_server_default(f->server, &(otk_reply){.body = TEST_ARCHIVE});
	test_use_client(
		f, &OTK_CLIENT_OPTIONS(.hooks = hooks, .hook_count = count,
			   .plugin_path = {folders, 1}, .log = test_log_event,
			   .log_userdata = &f->log, .log_level = OTK_LOG_INFO, .timeout_ms = 3000));
}

static void note_status(otk_call *call, otk_status status, const void *result,
	const otk_error *error, void *userdata)
{
	(void)call, (void)result, (void)error;
	*(int *)userdata = (int)status;
}

/* Lines of the log that begin with "before" or "after", in their order. */
static const char *hook_events(const otk_fixture *f, char *out, size_t size)
{
	const char *at = f->log.text ? f->log.text : "";

	out[0] = '\0';
	for (const char *end; *at; at = end + 1) {
		const size_t used = strlen(out);

		end = strchr(at, '\n');
		if (strncmp(at, "before||", 8) == 0)
			snprintf(out + used, size - used, "<%.*s ", (int)(end - at - 8), at + 8);
		else if (strncmp(at, "after||", 7) == 0)
			snprintf(out + used, size - used, ">%.*s ", (int)(end - at - 7), at + 7);
	}
	return out;
}

static void called_in_order(otk_fixture *f)
{
	static const otk_hook_options hooks[] = {{"hooktwo", NULL}, {"hookone", "{}"}};
	char order[512], value[64];

	use_hooks(f, hooks, 2);
	otk_server_reply(f->server, &(otk_reply){.status = 503});
	otk_server_reply(f->server, &(otk_reply){.body = TEST_ARCHIVE});
	test_get(f->client, OTK_OK, &f->error);
	CHECK_STR(hook_events(f, order, sizeof(order)),
		"<hooktwo 1 <hookone 1 >hooktwo 1: 503, again >hookone 1: 503, again "
		"<hooktwo 2 <hookone 2 >hooktwo 2: 200 >hookone 2: 200 ");
	otk_seen_header(otk_server_request(f->server, 1), "X-hookone", value, sizeof(value));
	CHECK_STR(value, "archives.get");
	otk_seen_header(otk_server_request(f->server, 1), "X-hooktwo", value, sizeof(value));
	CHECK_STR(value, "archives.get");
}

/* After a wait the hook that asked for it is called again; the ones before it are not. */
static void wait_a_while(otk_fixture *f)
{
	static const otk_hook_options hooks[] = {
		{"hookone", NULL}, {"hooktwo", "{\"verdict\":\"wait\",\"waitMs\":40,\"waits\":2}"}};
	const int64_t begin = otk_clock_monotonic_ms();
	char order[512];

	use_hooks(f, hooks, 2);
	test_get(f->client, OTK_OK, &f->error);
	CHECK(otk_clock_monotonic_ms() - begin >= 78);
	CHECK_STR(hook_events(f, order, sizeof(order)),
		"<hookone 1 <hooktwo 1 <hooktwo 1 <hooktwo 1 >hookone 1: 200 >hooktwo 1: "
		"200 ");
	CHECK_INT(otk_server_request_count(f->server), 1);
}

static void wait_too_long(otk_fixture *f)
{
	static const otk_hook_options hooks[] = {
		{"hookone", "{\"verdict\":\"wait\",\"waitMs\":60000,\"waits\":1}"}};
	const int64_t begin = otk_clock_monotonic_ms();
	otk_archive *archive = NULL;
	otk_call *call;

	use_hooks(f, hooks, 1);
	call = otk_archives_get_call(f->client, "a1", &f->error);
	CHECK_INT(otk_call_set_timeout(call, otk_test_ms(80), NULL), OTK_OK);
	CHECK_STATUS(
		otk_call_perform(call, (void **)&archive, &f->error), OTK_E_TIMEOUT, &f->error);
	CHECK(otk_clock_monotonic_ms() - begin < 5000);
	CHECK_INT(otk_server_request_count(f->server), 0);
}

static void hook_refuses(otk_fixture *f)
{
	static const otk_hook_options hooks[] = {
		{"hookone", "{\"verdict\":\"refuse\"}"}, {"hooktwo", NULL}};
	char order[512];

	use_hooks(f, hooks, 2);
	test_get(f->client, OTK_E_REFUSED, &f->error);
	CHECK_HAS(f->error.message, "hookone says no");
	CHECK_INT(otk_server_request_count(f->server), 0);
	CHECK_STR(hook_events(f, order, sizeof(order)), "<hookone 1 ");
}

/* A call of the client, then one of a clone: returns the events of the hooks. */
static void call_and_clone(otk_fixture *f, const char *wanted)
{
	otk_client *clone;
	char order[512];

	test_get(f->client, OTK_OK, &f->error);
	clone = otk_client_clone(f->client, &f->error);
	if (CHECK_CASE(clone != NULL, "%s", f->error.message))
		test_get(clone, OTK_OK, &f->error);
	otk_client_free(clone);
	CHECK_STR(hook_events(f, order, sizeof(order)), wanted);
}

/* Each client has a state of its own, clones as well. */
static void clones_have_their_own(otk_fixture *f)
{
	static const otk_hook_options hooks[] = {
		{"hookone", "{\"verdict\":\"wait\",\"waitMs\":5,\"waits\":1}"}};

	use_hooks(f, hooks, 1);
	call_and_clone(f, "<hookone 1 <hookone 1 >hookone 1: 200 "
			  "<hookone 1 <hookone 1 >hookone 1: 200 ");
}

/* A built-in plugin is used without its file, also by a clone. */
static void built_into_the_program(otk_fixture *f)
{
	static otk_plugin_entry_fn *const plugins[] = {otk_plugin_hook_entry, NULL};
	static const otk_hook_options hooks[] = {{"hookin", "{}"}};
	otk_client_options options = OTK_CLIENT_OPTIONS(.hooks = hooks, .hook_count = 1,
		.plugins = plugins, .plugin_count = 1, .log_level = OTK_LOG_INFO,
		.api_key = TEST_KEY, .api_secret = TEST_SECRET);

	otk_server_default(f->server, &(otk_reply){.body = TEST_ARCHIVE});
	options.log = test_log_event;
	options.log_userdata = &f->log;
	test_use_client(f, &options);
	call_and_clone(f, "<hookin 1 >hookin 1: 200 <hookin 1 >hookin 1: 200 ");
	CHECK_INT(otk_client_add_plugin(f->client, otk_plugin_hook_entry, &f->error), OTK_E_STATE);
	options.plugin_count = 2;
	CHECK(otk_client_new(&options, &f->error) == NULL);
	CHECK_INT(f->error.status, OTK_E_ARGUMENT);
	CHECK_HAS(f->error.message, "entry: is NULL");
	options.plugins = NULL;
	CHECK(otk_client_new(&options, &f->error) == NULL);
	CHECK_HAS(f->error.message, "plugins: is NULL although plugin_count is set");
	options.plugin_count = 0;
	CHECK(otk_client_new(&options, &f->error) == NULL);
	CHECK_INT(f->error.status, OTK_E_NO_PLUGIN);
}

static void cannot_be_opened(void)
{
	static const struct {
		otk_hook_options hooks[2];
		size_t count;
		otk_status status;
		const char *words;
	} rows[] = {
		{{{"hookone", "{\"verdct\":\"wait\"}"}}, 1, OTK_E_ARGUMENT, "verdct"},
		{{{"hookone", "{\"waitMs\":true}"}}, 1, OTK_E_ARGUMENT, "waitMs"},
		{{{"hookone", "{\"verdict\":\"perhaps\"}"}}, 1, OTK_E_ARGUMENT, "verdict"},
		{{{"hookone", "[]"}}, 1, OTK_E_ARGUMENT, "settings of hookone"},
		{{{"hookone", "{\"waitMs\":"}}, 1, OTK_E_ARGUMENT, "settings of hookone"},
		{{{"good", "{\"x\":1}"}}, 1, OTK_E_ARGUMENT, "\"good\" takes no settings"},
		{{{"good", NULL}}, 1, OTK_E_UNSUPPORTED, "\"good\" 1.0 has no hooks"},
		{{{"openfails", NULL}}, 1, OTK_E_IO, "the keeper has lost the key"},
		{{{"nowhere", NULL}}, 1, OTK_E_NO_PLUGIN, "\"nowhere\" does not exist"},
		{{{"No such", NULL}}, 1, OTK_E_ARGUMENT, "is not a plugin name"},
		{{{"../hookone", NULL}}, 1, OTK_E_ARGUMENT, "is not a plugin name"},
		{{{NULL, NULL}}, 1, OTK_E_ARGUMENT, "hooks[0].plugin"},
		{{{"hookone", NULL}, {"hookone", NULL}}, 2, OTK_E_ARGUMENT, "is listed twice"},
		{{{"hookone", NULL}, {"nowhere", NULL}}, 2, OTK_E_NO_PLUGIN, "nowhere"},
	};
	const char *const folders[] = {folder};

	for (size_t i = 0; i < OTK_COUNT_OF(rows); i++) {
		otk_error error = OTK_ERROR_INIT;
		otk_client *client = otk_client_new(
			&OTK_CLIENT_OPTIONS(.api_key = TEST_KEY, .api_secret = TEST_SECRET,
				.hooks = rows[i].hooks, .hook_count = rows[i].count,
				.plugin_path = {folders, 1}),
			&error);

		CHECK_CASE(client == NULL, "row %zu: there is a client", i);
		CHECK_CASE(error.status == rows[i].status, "row %zu: %d %s", i, (int)error.status,
			error.message);
		CHECK_CASE(strstr(error.message, rows[i].words) != NULL, "row %zu: %s", i,
			error.message);
		otk_client_free(client);
	}
	CHECK(otk_client_new(&OTK_CLIENT_OPTIONS(.api_key = TEST_KEY, .api_secret = TEST_SECRET,
				     .hook_count = 1),
		      NULL) == NULL);
}

/* ---- the real ones */

/* As a module, or inside the library; false: left out of this build. */
static bool bring_plugin(const char *module, const char *word)
{
	return test_bring(module, folder) || test_is_builtin(word);
}

static void plugin_trace(otk_fixture *f)
{
	static const char id[] = "0af7651916cd43dd8448eb211c80319c";
	static const otk_hook_options hooks[] = {
		{"trace", "{\"traceId\":\"0af7651916cd43dd8448eb211c80319c\"}"}};
	char first[128], second[128];

	if (!bring_plugin(".libs/trace.so", "trace"))
		SKIP("the plugin trace is not built");
	use_hooks(f, hooks, 1);
	otk_server_reply(f->server, &(otk_reply){.status = 503});
	test_get(f->client, OTK_OK, &f->error);
	otk_seen_header(otk_server_request(f->server, 0), "traceparent", first, sizeof(first));
	otk_seen_header(otk_server_request(f->server, 1), "traceparent", second, sizeof(second));
	CHECK_HAS(first, id);
	CHECK_HAS(second, id);
	CHECK_INT(strlen(first), 55);
	CHECK(strcmp(first, second) != 0);
	CHECK_HAS(f->log.text, "span||archives.get: attempt 1, status 503");
	CHECK_HAS(f->log.text, "span||archives.get: attempt 2, status 200");
	CHECK_HAS(f->log.text, id);
}

static void plugin_ratelimit(otk_fixture *f)
{
	static const otk_hook_options hooks[] = {
		{"ratelimit", "{\"requests\":1,\"perMs\":60,\"burst\":1}"}};
	const int64_t begin = otk_clock_monotonic_ms();
	otk_client *clone;

	if (!bring_plugin(".libs/ratelimit.so", "ratelimit"))
		SKIP("the plugin ratelimit is not built");
	use_hooks(f, hooks, 1);
	clone = otk_client_clone(f->client, &f->error);
	test_get(f->client, OTK_OK, &f->error);
	if (clone)
		test_get(clone, OTK_OK, &f->error); /* one bucket for the project */
	test_get(f->client, OTK_OK, &f->error);
	CHECK(otk_clock_monotonic_ms() - begin >= 118);
	otk_client_free(clone);
}

/* Hooks see the result of each attempt, and once the result of the call. */
static void final_statuses(otk_fixture *f)
{
	const otk_hook_options hook = {.plugin = "hookone"};
	const char *first;

	use_hooks(f, &hook, 1);
	test_get(f->client, OTK_OK, &f->error);
	CHECK_HAS(f->log.text, "status||0 \n");
	CHECK_HAS(f->log.text, "complete||hookone 0 with a record: \n");
	otk_server_reply(f->server, &(otk_reply){.status = 404});
	test_get(f->client, OTK_E_NOT_FOUND, &f->error);
	CHECK_HAS(f->log.text, "status||66 archives.get: 404 not found\n");
	CHECK_HAS(f->log.text, "complete||hookone 66: archives.get: 404 not found\n");
	otk_server_reply(f->server, &(otk_reply){.status = 503});
	test_get(f->client, OTK_OK, &f->error);
	CHECK_HAS(f->log.text, "status||69 archives.get: 503 service unavailable");
	/* An unusable body is detected at the end of the call. */
	otk_server_reply(f->server, &(otk_reply){.body = "{}"});
	test_get(f->client, OTK_E_PROTOCOL, &f->error);
	CHECK_HAS(f->log.text, "complete||hookone 53: archives.get: ");
	first = strstr(f->log.text, "complete||hookone 53");
	CHECK(first && !strstr(first + 1, "complete||"));
}

/* ---- a plugin that frees the call of another */

static int frees;

static void free_call(otk_call *call)
{
	otk_error error = OTK_ERROR_INIT;
	void *result = NULL;

	CHECK_INT(otk_call_perform(call, &result, &error), OTK_E_STATE);
	otk_call_free(call);
	CHECK(otk_call_take(call) == NULL);
	frees++;
}

static otk_verdict free_before(
	void *state, const otk_attempt *attempt, int64_t *wait_ms, otk_error *error)
{
	(void)state, (void)wait_ms, (void)error;
	free_call(attempt->call);
	return OTK_VERDICT_GO;
}

static void free_after(void *state, const otk_attempt *attempt)
{
	(void)state;
	free_call(attempt->call);
}

static const otk_hooks freeing_hooks = {
	.struct_size = sizeof(otk_hooks), .before_send = free_before, .after_receive = free_after};
static const otk_plugin freeing_plugin = OTK_PLUGIN_DESCRIPTOR(
	"com.example.freeing", .version = "1", .license = "MIT", .hooks = &freeing_hooks);

static const otk_plugin *freeing_entry(uint32_t host_abi)
{
	(void)host_abi;
	return &freeing_plugin;
}

/* A call belongs to the program: it completes, and can be cancelled and freed between hooks. */
static void frees_the_call(otk_fixture *f)
{
	static otk_plugin_entry_fn *const plugins[] = {freeing_entry, NULL};
	static const otk_hook_options hooks[] = {{"com.example.freeing", NULL}};
	int status = -1;
	otk_call *call;

	otk_server_default(f->server, &(otk_reply){.body = TEST_ARCHIVE});
	test_use_client(f, &OTK_CLIENT_OPTIONS(.hooks = hooks, .hook_count = 1, .plugins = plugins,
				   .plugin_count = 1));
	test_get(f->client, OTK_OK, &f->error);
	otk_server_reply(f->server, &(otk_reply){.status = 503});
	test_get(f->client, OTK_OK, &f->error);
	CHECK_INT(frees, 6);
	otk_server_default(f->server, &(otk_reply){.hold = true});
	call = otk_archives_get_call(f->client, "a1", &f->error);
	REQUIRE_OK(otk_call_submit(call, note_status, &status, &f->error), &f->error);
	TEST_RUN_WHILE(f->client, !otk_server_held_count(f->server));
	otk_call_free(call);
	CHECK(test_run_until(f->client, 0));
	CHECK_INT(status, -1);
	CHECK_INT(frees, 7);
}

int main(void)
{
	static const otk_test tests[] = {CLIENT_TEST(final_statuses), CLIENT_TEST(called_in_order),
		CLIENT_TEST(wait_a_while), CLIENT_TEST(wait_too_long), CLIENT_TEST(hook_refuses),
		CLIENT_TEST(clones_have_their_own), CLIENT_TEST(built_into_the_program),
		CLIENT_TEST(frees_the_call), TEST(cannot_be_opened), CLIENT_TEST(plugin_trace),
		CLIENT_TEST(plugin_ratelimit)};

	return otk_test_main("hooks", tests, OTK_COUNT_OF(tests), bring_hooks, NULL);
}
