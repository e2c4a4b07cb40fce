/* SPDX-License-Identifier: MIT */
/* Plugins as an application uses them: built in, by name, described, older and newer. */
#include "config.h"

#include <json-c/json.h>
#include <limits.h>
#include <otk/plugin.h>
#include <otk/plugins.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/client/fixture.h"

const otk_plugin *otk_plugin_echo_entry(uint32_t host_abi);

/* The layout of com.example.echo. */
typedef struct echo_api {
	size_t struct_size;
	int (*count)(void *state);
} echo_api;

static void set_up_echo(otk_fixture *f)
{
	test_client_set_up(f);
	REQUIRE_OK(otk_client_add_plugin(f->client, otk_plugin_echo_entry, &f->error), &f->error);
}

static const otk_fixture_type with_echo = {sizeof(otk_fixture), set_up_echo, test_client_clean_up};

static void linked_in(otk_fixture *f)
{
	char *json = NULL;

	otk_server_default(f->server, &(otk_reply){.body = "{\"text\":\"hello\",\"new\":1}"});
	CHECK_STATUS(
		otk_invoke(f->client, "com.example.echo.say",
			"{\"text\":\"hello\",\"extra_json\":{\"later\":[2]}}", &json, &f->error),
		OTK_OK, &f->error);
	CHECK_STR(json, "{\"text\":\"hello\",\"new\":1}");
	otk_free(json);
	CHECK_STR(otk_server_request(f->server, 0)->path, "/v2/project/" TEST_KEY "/echo");
	CHECK_STR(otk_server_request(f->server, 0)->body, "{\"text\":\"hello\",\"later\":[2]}");
	CHECK_INT(otk_invoke(f->client, "com.example.echo.say", "{}", &json, &f->error),
		OTK_E_ARGUMENT);
	CHECK_HAS(f->error.message, "text");
	CHECK(json == NULL);
}

static void added_once(otk_fixture *f)
{
	otk_client *clone;
	char *json = NULL;

	CHECK_INT(otk_client_add_plugin(f->client, otk_plugin_echo_entry, &f->error), OTK_E_STATE);
	CHECK_HAS(f->error.message, "\"com.example.echo\" was added before");
	CHECK_INT(otk_client_add_plugin(f->client, NULL, &f->error), OTK_E_ARGUMENT);
	CHECK_INT(otk_client_add_plugin(NULL, otk_plugin_echo_entry, &f->error), OTK_E_ARGUMENT);
	/* A clone has it, another client does not. */
	otk_server_default(f->server, &(otk_reply){.body = "{\"text\":\"x\"}"});
	clone = otk_client_clone(f->client, &f->error);
	if (CHECK(clone != NULL))
		CHECK_STATUS(otk_invoke(clone, "com.example.echo.say", "{\"text\":\"x\"}", &json,
				     &f->error),
			OTK_OK, &f->error);
	otk_free(json);
	otk_client_free(clone);
	test_use_client(f, NULL);
	CHECK_INT(
		otk_invoke(f->client, "com.example.echo.say", "{\"text\":\"x\"}", &json, &f->error),
		OTK_E_NO_PLUGIN);
	CHECK_HAS(f->error.message, "put com.example.echo.so into one of the folders");
	CHECK_INT(otk_invoke(f->client, "missing.say", NULL, &json, &f->error), OTK_E_NO_PLUGIN);
	CHECK_HAS(f->error.message, "\"missing\" does not exist (looked in /");
}

static const otk_plugin *bad_entry(uint32_t host_abi)
{
	static const otk_plugin bad = {.magic = 7};

	(void)host_abi;
	return &bad;
}

static const otk_plugin *null_entry(uint32_t host_abi)
{
	(void)host_abi;
	return NULL;
}

static void entries_that_are_refused(otk_fixture *f)
{
	CHECK_INT(otk_client_add_plugin(f->client, bad_entry, &f->error), OTK_E_PLUGIN_BROKEN);
	CHECK_HAS(f->error.message, "its magic number is 0x00000007");
	CHECK_INT(otk_client_add_plugin(f->client, null_entry, &f->error), OTK_E_PLUGIN_BROKEN);
	CHECK_HAS(f->error.message, "its entry returned NULL");
}

static void functions_of_an_interface(otk_fixture *f)
{
	otk_client *other = test_client(f->server, NULL);
	const void *vtable = &f->error;
	const echo_api *api;

	if (CHECK_STATUS(otk_client_add_plugin(other, otk_plugin_echo_entry, &f->error), OTK_OK,
		    &f->error)) {
		CHECK(otk_interface_state(f->client, "com.example.echo/1") == NULL);
		CHECK_STATUS(
			otk_interface_get(f->client, "com.example.echo/1", 3, &vtable, &f->error),
			OTK_OK, &f->error);
		api = vtable;
		CHECK_INT(api->count(otk_interface_state(f->client, "com.example.echo/1")), 1);
		CHECK_INT(api->count(otk_interface_state(f->client, "com.example.echo/1")), 2);
		/* Each client has a state of its own. */
		CHECK_STATUS(otk_interface_get(other, "com.example.echo/1", 0, &vtable, &f->error),
			OTK_OK, &f->error);
		CHECK_INT(api->count(otk_interface_state(other, "com.example.echo/1")), 1);
	}
	otk_client_free(other);
}

/* A process that has no credentials can use functions that need no state. */
/* Plugins must not depend on the working folder of the process. */
static void relative_path_of_environment(otk_fixture *f)
{
	char *json = NULL;

	setenv("OTK_PLUGIN_PATH", "some/where:.:/ab/so/lute", 1);
	test_use_client(f, &OTK_CLIENT_OPTIONS(.log = test_log_event, .log_userdata = &f->log));
	CHECK_INT(otk_invoke(f->client, "com.example.none.say", NULL, &json, &f->error),
		OTK_E_NO_PLUGIN);
	CHECK_HAS(f->error.message, " one of the folders /ab/so/lute");
	CHECK(!strstr(f->error.message, "some/where"));
	CHECK_HAS(f->log.text, "OTK_PLUGIN_PATH: a folder that is not absolute is ignored");
	unsetenv("OTK_PLUGIN_PATH");
}

static void without_a_client(void)
{
	const char *const folders[] = {"/nowhere"}, *const relative[] = {"nowhere"};
	const otk_host *host = NULL;
	otk_error error = OTK_ERROR_INIT;
	const void *vtable = &error;

	CHECK_INT(otk_interface_find(NULL, "otk.session/1", 0, &vtable, &host, &error),
		OTK_E_UNSUPPORTED);
	CHECK_HAS(error.message, "has operations only");
	CHECK(vtable == NULL && host != NULL);
	CHECK_INT(otk_interface_find(&(otk_strings){folders, 1}, "com.example.none/1", 0, &vtable,
			  NULL, &error),
		OTK_E_NO_PLUGIN);
	CHECK_HAS(error.message, "/nowhere");
	CHECK_INT(otk_interface_find(&(otk_strings){relative, 1}, "com.example.none/1", 0, &vtable,
			  NULL, &error),
		OTK_E_ARGUMENT);
	CHECK_INT(otk_interface_find(NULL, "callbacks", 0, &vtable, NULL, &error), OTK_E_ARGUMENT);
	CHECK_HAS(error.message, "id: \"callbacks\"");
	CHECK_INT(otk_interface_find(NULL, NULL, 0, &vtable, NULL, &error), OTK_E_ARGUMENT);
	CHECK_HAS(error.message, "interface_id: is NULL");
}

static void older_than_the_program(otk_fixture *f)
{
	const void *vtable = &f->error;
	otk_call *call;

	CHECK_INT(otk_interface_get(f->client, "com.example.echo/1", 4, &vtable, &f->error),
		OTK_E_PLUGIN_ABI);
	CHECK(vtable == NULL);
	CHECK_HAS(f->error.message, "\"com.example.echo\" 1.2.3 is older than this program: it has "
				    "com.example.echo/1.3, com.example.echo/1.4 is needed");
	call = otk_call_new(f->client, "com.example.echo.say", 4, NULL, NULL, &f->error);
	CHECK(call == NULL);
	CHECK_INT(f->error.status, OTK_E_PLUGIN_ABI);
	otk_call_free(call);
	/* Each revision is a separate interface. */
	CHECK_INT(otk_interface_get(f->client, "com.example.echo/2", 0, &vtable, &f->error),
		OTK_E_UNSUPPORTED);
	CHECK_HAS(f->error.message, "does not have the interface com.example.echo/2");
	CHECK_INT(otk_interface_get(f->client, "otk.archives/1", 0, &vtable, &f->error),
		OTK_E_UNSUPPORTED);
	CHECK_HAS(f->error.message, "has operations only");
	CHECK_INT(otk_interface_get(f->client, "nonsense", 0, &vtable, &f->error), OTK_E_ARGUMENT);
	CHECK_INT(otk_interface_get(f->client, "otk.missing/1", 0, &vtable, &f->error),
		OTK_E_NO_PLUGIN);
	CHECK_INT(otk_interface_get(NULL, "otk.missing/1", 0, &vtable, &f->error), OTK_E_ARGUMENT);
	CHECK_INT(otk_interface_get(f->client, NULL, 0, &vtable, &f->error), OTK_E_ARGUMENT);
	CHECK(otk_interface_state(f->client, "otk.missing/1") == NULL);
}

static void described(otk_fixture *f)
{
	json_object *tree, *operations;
	char *json = NULL;

	CHECK_STATUS(otk_describe(f->client, NULL, &json, &f->error), OTK_OK, &f->error);
	tree = json_tokener_parse(json);
	if (CHECK(json_object_object_get_ex(tree, "operations", &operations))) {
		CHECK(json_object_array_length(operations) > 8);
		CHECK_HAS(json, "\"com.example.echo.say\"");
		CHECK_HAS(json, "\"archives.start\"");
		CHECK_HAS(json, "\"session.create\"");
	}
	json_object_put(tree);
	otk_free(json);
	CHECK_STATUS(otk_describe(f->client, "com.example.echo.say", &json, &f->error), OTK_OK,
		&f->error);
	tree = json_tokener_parse(json);
	CHECK(tree != NULL);
	CHECK_HAS(json, "\"com.example.echo.say\"");
	CHECK_LACKS(json, "archives");
	json_object_put(tree);
	otk_free(json);
	CHECK_INT(otk_describe(f->client, "com.example.echo.sing", &json, &f->error),
		OTK_E_UNSUPPORTED);
	CHECK(json == NULL);
	CHECK_STATUS(
		otk_describe(f->client, "com.example.echo", &json, &f->error), OTK_OK, &f->error);
	CHECK_HAS(json, "\"com.example.echo.say\"");
	CHECK_HAS(json, "\"plugins\":[{\"name\":\"com.example.echo\"");
	CHECK_LACKS(json, "archives");
	otk_free(json);
	CHECK_INT(otk_describe(f->client, "../echo", &json, &f->error), OTK_E_ARGUMENT);
	/* Without a client, what is installed: the plugin that this one added is not. */
	CHECK_STATUS(otk_describe(NULL, NULL, &json, &f->error), OTK_OK, &f->error);
	CHECK_HAS(json, "\"session.create\"");
	CHECK_LACKS(json, "com.example.echo");
	otk_free(json);
	CHECK_INT(otk_describe(f->client, NULL, NULL, &f->error), OTK_E_ARGUMENT);
}

static void listed(otk_fixture *f)
{
	otk_plugin_list *list = NULL;
	const otk_plugin_info *echo = NULL;

	CHECK_STATUS(otk_plugins_list(f->client, &list, &f->error), OTK_OK, &f->error);
	for (size_t i = 0; i < list->item_count; i++)
		if (list->items[i]->name && strcmp(list->items[i]->name, "com.example.echo") == 0)
			echo = list->items[i];
	otk_client_free(f->client); /* the list remains valid */
	f->client = NULL;
	if (CHECK(echo != NULL)) {
		CHECK_STR(echo->version, "1.2.3");
		CHECK_STR(echo->license, "MIT");
		CHECK_STR(echo->summary, "says it back");
		CHECK(echo->path == NULL && echo->problem == NULL);
		CHECK_INT(echo->status, OTK_OK);
		CHECK_STR(echo->interfaces.items[0], "com.example.echo/1.3");
		CHECK_STR(echo->operations.items[0], "com.example.echo.say");
	}
	otk_free(list);
}

/* ---- a plugin with more operations than the table of known names has entries */

#define MANY 200
static otk_operation many_operations[MANY];
static char many_names[MANY][16], many_paths[MANY][16];
static otk_interface many_interfaces[] = {
	{.id = "com.example.many/1", .operations = many_operations, .operation_count = MANY}};
static const otk_plugin many_plugin = OTK_PLUGIN_DESCRIPTOR("com.example.many", .version = "1",
	.license = "MIT", .summary = "has many operations", .interfaces = many_interfaces,
	.interface_count = 1);

static const otk_plugin *many_entry(uint32_t host_abi)
{
	static const otk_operation row = OTK_OPERATION("row", .summary = "Get",
		.method = OTK_METHOD_GET, .path = "/", .repeat = OTK_REPEAT_SAFE);

	(void)host_abi;
	for (int i = 0; i < MANY; i++) {
		snprintf(many_names[i], sizeof(many_names[i]), "op%d", i);
		snprintf(many_paths[i], sizeof(many_paths[i]), "/op%d", i);
		many_operations[i] = row;
		many_operations[i].name = many_names[i];
		many_operations[i].path = many_paths[i];
	}
	many_operations[MANY - 1].aliases = "last|final";
	return &many_plugin;
}

static void check_path(otk_fixture *f, const char *name, const char *path)
{
	char operation[64];
	otk_request_view view = {.struct_size = sizeof(view)};
	otk_call *call;

	snprintf(operation, sizeof(operation), "com.example.many.%s", name);
	call = otk_call_new(f->client, operation, 0, NULL, NULL, &f->error);
	if (!CHECK_CASE(call != NULL, "%s: %s", operation, f->error.message))
		return;
	CHECK_INT(otk_call_request(call, &view), OTK_OK);
	CHECK_STR(view.path, path);
	otk_call_free(call);
}

/* The state of the plugin that has the interface, not of the one that was opened last. */
static void state_of_an_interface(otk_fixture *f)
{
	const void *vtable = NULL;
	void *state;

	REQUIRE_OK(otk_client_add_plugin(f->client, many_entry, &f->error), &f->error);
	CHECK_STATUS(otk_interface_get(f->client, "com.example.echo/1", 0, &vtable, &f->error),
		OTK_OK, &f->error);
	state = otk_interface_state(f->client, "com.example.echo/1");
	CHECK(state != NULL);
	check_path(f, many_names[0], many_paths[0]); /* opens the other one */
	CHECK(otk_interface_state(f->client, "com.example.echo/1") == state);
	CHECK(otk_interface_state(f->client, "com.example.many/1") == NULL);
}

/* As many folders as the variable holds, without the slashes at their ends. */
static void many_folders_of_environment(otk_fixture *f)
{
	char *json = NULL;

	setenv("OTK_PLUGIN_PATH", "/a1/:/a2//:/a3:/a4:/a5:/a6:/a7:/a8:/a9", 1);
	test_use_client(f, NULL);
	CHECK_INT(otk_invoke(f->client, "com.example.none.say", NULL, &json, &f->error),
		OTK_E_NO_PLUGIN);
	CHECK_HAS(f->error.message, "/a1, /a2, /a3, /a4, /a5, /a6, /a7, /a8, /a9");
	unsetenv("OTK_PLUGIN_PATH");
}

static void long_folder_of_environment(otk_fixture *f)
{
	static char folder[PATH_MAX + 10];
	char *json = NULL;

	memset(folder, 'a', sizeof(folder) - 1);
	folder[0] = '/';
	setenv("OTK_PLUGIN_PATH", folder, 1);
	test_use_client(f, NULL);
	CHECK_INT(otk_invoke(f->client, "com.example.none.say", NULL, &json, &f->error),
		OTK_E_ARGUMENT);
	CHECK_HAS(f->error.message, "aaa…: refused: the path is too long");
	unsetenv("OTK_PLUGIN_PATH");
}

static void operations_by_name(otk_fixture *f)
{
	REQUIRE_OK(otk_client_add_plugin(f->client, many_entry, &f->error), &f->error);
	/* Looked up, then found in the table. */
	for (int i = 0; i < 2 * MANY; i++)
		check_path(f, many_names[i % MANY], many_paths[i % MANY]);
	check_path(f, "last", many_paths[MANY - 1]);
	check_path(f, "final", many_paths[MANY - 1]);
	CHECK(otk_call_new(f->client, "com.example.many.fin", 0, NULL, NULL, &f->error) == NULL);
	CHECK_INT(f->error.status, OTK_E_UNSUPPORTED);
}

int main(void)
{
	return OTK_TEST_MAIN("plugins", TEST_WITH(&with_echo, linked_in),
		TEST_WITH(&with_echo, added_once), CLIENT_TEST(entries_that_are_refused),
		TEST_WITH(&with_echo, functions_of_an_interface), TEST(without_a_client),
		CLIENT_TEST(relative_path_of_environment),
		TEST_WITH(&with_echo, older_than_the_program), TEST_WITH(&with_echo, described),
		TEST_WITH(&with_echo, listed), CLIENT_TEST(operations_by_name),
		TEST_WITH(&with_echo, state_of_an_interface),
		CLIENT_TEST(many_folders_of_environment), CLIENT_TEST(long_folder_of_environment));
}
