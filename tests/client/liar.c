/* SPDX-License-Identifier: MIT */
/* Plugins that break the rules, and every function of the host table. */
#include "config.h"

#include <otk/plugin.h>
#include <otk/plugins.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/client/host.h"
#include "tests/client/fixture.h"

/* ---- the plugin */

typedef struct liar_options {
	size_t struct_size;
	const char *word;
	int64_t number;
	const char *extra_json;
} liar_options;

OTK_ASSERT_NO_TAIL(liar_options, extra_json);

static const otk_field option_fields[] = {
	OTK_FIELD(liar_options, word, "word", .max = 10),
	OTK_FIELD(liar_options, number, "number"),
};
static const otk_type options_type =
	OTK_OPTIONS_TYPE(liar_options, "liar_options", option_fields, OTK_NO_RULES);

static struct notes {
	otk_status submitted, performed, run;
	int prepared, completed;
} notes;

static void never(otk_call *call, otk_status status, const void *result, const otk_error *error,
	void *userdata)
{
	(void)call, (void)status, (void)result, (void)error, (void)userdata;
	CHECK_CASE(false, "a call that a plugin submitted has completed");
}

static otk_status misuse_call(const otk_host *host, otk_call *call, void *options, otk_error *error)
{
	void *result = NULL;

	(void)host, (void)options, (void)error;
	notes.prepared++;
	notes.submitted = otk_call_submit(call, never, NULL, NULL);
	notes.performed = otk_call_perform(call, &result, NULL);
	otk_call_cancel(call);
	otk_call_keep(call);
	CHECK(otk_call_take(call) == NULL);
	otk_call_free(call);
	notes.run = otk_client_run(otk_call_client(call), 0, NULL, NULL);
	return OTK_OK;
}

static otk_status free_client(const otk_host *host, otk_call *call, void *options, otk_error *error)
{
	(void)options, (void)error;
	otk_client_free(host->call_client(call));
	return OTK_OK;
}

static otk_status endless_words(
	const otk_host *host, otk_call *call, void *options, otk_error *error)
{
	(void)host, (void)call, (void)options;
	memset(error->message, 'w', sizeof(error->message));
	memset(error->service_message, 'y', sizeof(error->service_message));
	memset(error->body, 'z', sizeof(error->body));
	memset(error->trace_id, 't', sizeof(error->trace_id));
	error->message[1] = '\n';
	error->struct_size = 3;
	return OTK_E_IO;
}

/* Calls each function of the table with valid arguments. */
static otk_status use_host(const otk_host *host, otk_call *call, void *options, otk_error *error)
{
	liar_options *o = options, *read = NULL;
	otk_client *client = host->call_client(call);
	char *json = NULL;
	void *record = NULL;

	CHECK_INT(host->struct_size, sizeof(*host));
	CHECK_INT(host->abi_minor, OTK_PLUGIN_ABI_MINOR);
	CHECK_STR(host->version, OTK_VERSION);
	CHECK(client != NULL && otk_client_key(client) != NULL);
	CHECK_INT(host->checks(client), OTK_CHECKS_STRICT);
	o->word = host->call_copy(call, "copied", 7);
	CHECK_STR(o->word, "copied");
	CHECK_INT(host->call_set_header(call, "X-Liar", "yes", error), OTK_OK);
	CHECK_INT(host->call_set_header(call, "Host", "evil", error), OTK_E_ARGUMENT);
	host->log(client, OTK_LOG_ERROR, "told", "by the liar",
		&(otk_map){(const otk_pair[]){{"a", "b"}}, 1});
	CHECK_INT(host->encode(&options_type, o, OTK_CHECKS_STRICT, &json, error), OTK_OK);
	CHECK_STR(json, "{\"word\":\"copied\"}");
	if (json)
		CHECK_INT(host->decode(&options_type, OTK_SHAPE_OBJECT, json, strlen(json), &record,
				  error),
			OTK_OK);
	read = record;
	if (CHECK(read != NULL))
		CHECK_STR(read->word, "copied");
	host->free(record);
	host->free(json);
	CHECK(host->get_extension("com.example.none") == NULL);
	CHECK_INT(host->fail(error, OTK_E_IO, "%s", "words"), OTK_E_IO);
	CHECK_STR(error->message, "words");
	return OTK_OK;
}

static otk_verdict refuse_endlessly(
	void *state, const otk_attempt *attempt, int64_t *wait_ms, otk_error *error)
{
	(void)state, (void)attempt, (void)wait_ms;
	memset(error->message, 'h', sizeof(error->message));
	return OTK_VERDICT_REFUSE;
}

static void free_in_completion(void *state, const otk_call *call, otk_status status,
	const void *record, const otk_error *error)
{
	(void)state, (void)record, (void)error;
	CHECK_INT(status, OTK_E_REFUSED);
	notes.completed++;
	otk_call_free((otk_call *)(uintptr_t)call);
}

static const otk_hooks hooks = {.struct_size = sizeof(hooks),
	.before_send = refuse_endlessly,
	.after_complete = free_in_completion};

#define LIE(row_name, function)                                                              \
	OTK_OPERATION(row_name, .summary = "Lie", .method = OTK_METHOD_POST, .path = "/lie", \
		.body = OTK_BODY_JSON, .options = &options_type, .prepare = function)

static const otk_operation operations[] = {LIE("misuse", misuse_call), LIE("free", free_client),
	LIE("words", endless_words), LIE("host", use_host)};
static const otk_interface interfaces[] = {{.id = "com.example.liar/1",
	.operations = operations,
	.operation_count = OTK_COUNT_OF(operations)}};

static otk_status open_endlessly(const otk_host *host, otk_client *client, const void *settings,
	void **state, otk_error *error)
{
	(void)host, (void)client, (void)settings, (void)state;
	memset(error, 'o', sizeof(*error));
	error->message[1] = '\n';
	return OTK_E_IO;
}

static const otk_plugin liar =
	OTK_PLUGIN_DESCRIPTOR("com.example.liar", .version = "1", .license = "MIT",
		.summary = "lies", .interfaces = interfaces, .interface_count = 1, .hooks = &hooks);
static const otk_interface closed_interfaces[] = {{.id = "com.example.closed/1",
	.operations = operations,
	.operation_count = OTK_COUNT_OF(operations)}};
static const otk_plugin closed = OTK_PLUGIN_DESCRIPTOR("com.example.closed", .version = "1",
	.license = "MIT", .summary = "never opens", .interfaces = closed_interfaces,
	.interface_count = 1, .open = open_endlessly);

static const otk_plugin *liar_entry(uint32_t host_abi)
{
	(void)host_abi;
	return &liar;
}

static const otk_plugin *closed_entry(uint32_t host_abi)
{
	(void)host_abi;
	return &closed;
}

/* ---- the tests */

static void use_liar(otk_fixture *f, const otk_hook_options *hook)
{
	static otk_plugin_entry_fn *const plugins[] = {liar_entry, closed_entry};

	notes = (struct notes){0};
	otk_server_default(f->server, &(otk_reply){.body = "{}"});
	test_use_client(f, &OTK_CLIENT_OPTIONS(.plugins = plugins, .plugin_count = 2, .hooks = hook,
				   .hook_count = hook != NULL, .checks = OTK_CHECKS_STRICT,
				   .log = test_log_event, .log_userdata = &f->log));
}

static void calls_stay_the_callers(otk_fixture *f)
{
	char *json = NULL;

	use_liar(f, NULL);
	CHECK_STATUS(otk_invoke(f->client, "com.example.liar.misuse", NULL, &json, &f->error),
		OTK_OK, &f->error);
	CHECK_STR(json, "{}");
	CHECK_INT(notes.prepared, 1);
	CHECK_INT(notes.submitted, OTK_E_STATE);
	CHECK_INT(notes.performed, OTK_E_STATE);
	CHECK_INT(notes.run, OTK_E_STATE);
	CHECK_INT(otk_server_request_count(f->server), 1);
	otk_free(json);
}

static void client_freed_in_prepare(otk_fixture *f)
{
	use_liar(f, NULL);
	CHECK_INT(otk_invoke(f->client, "com.example.liar.free", NULL, NULL, &f->error),
		OTK_E_CANCELLED);
	CHECK_INT(otk_server_request_count(f->server), 0);
	f->client = NULL;
	/* The same by the function that typed calls use. */
	use_liar(f, NULL);
	CHECK(otk_call_new(f->client, "com.example.liar.free", 0, NULL, NULL, &f->error) == NULL);
	CHECK_INT(f->error.status, OTK_E_CANCELLED);
	f->client = NULL;
}

static void words_without_an_end(otk_fixture *f)
{
	use_liar(f, NULL);
	CHECK_INT(otk_invoke(f->client, "com.example.liar.words", NULL, NULL, &f->error), OTK_E_IO);
	CHECK_HAS(f->error.message, "com.example.liar.words: w www");
	CHECK_INT(strlen(f->error.message), sizeof(f->error.message) - 1);
	CHECK_INT(f->error.struct_size, sizeof(f->error));
	CHECK_INT(
		otk_invoke(f->client, "com.example.closed.host", NULL, NULL, &f->error), OTK_E_IO);
	CHECK_HAS(f->error.message, "plugin \"com.example.closed\" cannot be opened: o oo");
	CHECK(strlen(f->error.message) < sizeof(f->error.message));
}

static void hooks_without_manners(otk_fixture *f)
{
	use_liar(f, &(otk_hook_options){.plugin = "com.example.liar"});
	CHECK_INT(test_get(f->client, OTK_E_REFUSED, &f->error), true);
	CHECK_HAS(f->error.message, "hhhh");
	CHECK(strlen(f->error.message) < sizeof(f->error.message));
	CHECK_INT(notes.completed, 1);
}

static void host_table(otk_fixture *f)
{
	char value[16], *json = NULL;

	use_liar(f, NULL);
	CHECK_STATUS(otk_invoke(f->client, "com.example.liar.host", "{\"word\":\"given\"}", NULL,
			     &f->error),
		OTK_OK, &f->error);
	CHECK_STR(otk_server_request(f->server, 0)->body, "{\"word\":\"copied\"}");
	otk_seen_header(otk_server_request(f->server, 0), "X-Liar", value, sizeof(value));
	CHECK_STR(value, "yes");
	CHECK_HAS(f->log.text, "told||by the liar|a=b");
	/* Every function accepts NULL. */
	otk_host_table.log(NULL, OTK_LOG_ERROR, NULL, NULL, NULL);
	CHECK(otk_host_table.call_copy(NULL, "x", 1) == NULL);
	CHECK(otk_host_table.call_client(NULL) == NULL);
	CHECK_INT(otk_host_table.checks(NULL), OTK_CHECKS_DEFAULT);
	CHECK_INT(otk_host_table.call_set_header(NULL, "a", "b", &f->error), OTK_E_ARGUMENT);
	CHECK_INT(otk_host_table.decode(NULL, OTK_SHAPE_OBJECT, "{}", 2, NULL, &f->error),
		OTK_E_ARGUMENT);
	CHECK_INT(otk_host_table.encode(&options_type, NULL, OTK_CHECKS_OFF, &json, &f->error),
		OTK_E_ARGUMENT);
	CHECK_INT(otk_host_table.encode(&options_type,
			  &(liar_options){
				  .struct_size = sizeof(liar_options), .word = "more than ten"},
			  OTK_CHECKS_DEFAULT, &json, &f->error),
		OTK_E_ARGUMENT);
	CHECK(json == NULL);
	otk_host_table.free(NULL);
	CHECK(otk_host_table.get_extension(NULL) == NULL);
	CHECK_INT(otk_host_table.fail(NULL, OTK_E_IO, "x"), OTK_E_IO);
}

/* A plugin that cannot be opened or used does not hide the other plugins. */
static void other_plugins_are_described(otk_fixture *f)
{
	char *json = NULL;

	use_liar(f, NULL);
	CHECK_STATUS(otk_describe(f->client, NULL, &json, &f->error), OTK_OK, &f->error);
	CHECK_HAS(json, "\"com.example.closed.host\"");
	CHECK_HAS(json, "\"archives.start\"");
	otk_free(json);
}

int main(void)
{
	return OTK_TEST_MAIN("liar", CLIENT_TEST(calls_stay_the_callers),
		CLIENT_TEST(client_freed_in_prepare), CLIENT_TEST(words_without_an_end),
		CLIENT_TEST(hooks_without_manners), CLIENT_TEST(host_table),
		CLIENT_TEST(other_plugins_are_described));
}
