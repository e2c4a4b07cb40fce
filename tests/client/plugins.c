/* SPDX-License-Identifier: MIT */
/* Plugins as an application uses them: built in, by name, described, older and newer. */
#include "config.h"

#include <json-c/json.h>
#include <otk/plugin.h>
#include <otk/plugins.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/client/fixture.h"

const otk_plugin *otk_plugin_echo_entry(uint32_t host_abi);

/* The layout of com.example.echo. */
typedef struct echo_api {
	size_t struct_size;
	int (*count)(void *state);
} echo_api;

static otk_client *with_echo(otk_server *server)
{
	otk_client *client = test_client(server, NULL);
	otk_error error = OTK_ERROR_INIT;

	if (client)
		CHECK_STATUS(otk_client_add_plugin(client, otk_plugin_echo_entry, &error), OTK_OK,
			&error);
	return client;
}

static void linked_in(void)
{
	otk_server *server = otk_server_new(NULL);
	otk_client *client = with_echo(server);
	otk_error error = OTK_ERROR_INIT;
	char *json = NULL;

	otk_server_default(server, &(otk_reply){.body = "{\"text\":\"hello\",\"new\":1}"});
	if (client) {
		CHECK_STATUS(otk_invoke(client, "com.example.echo.say",
				     "{\"text\":\"hello\",\"extra_json\":{\"later\":[2]}}", &json,
				     &error),
			OTK_OK, &error);
		CHECK_STR(json, "{\"text\":\"hello\",\"new\":1}");
		otk_free(json);
		CHECK_STR(otk_server_request(server, 0)->path, "/v2/project/" TEST_KEY "/echo");
		CHECK_STR(
			otk_server_request(server, 0)->body, "{\"text\":\"hello\",\"later\":[2]}");
		CHECK_INT(otk_invoke(client, "com.example.echo.say", "{}", &json, &error),
			OTK_E_ARGUMENT);
		CHECK_HAS(error.message, "text");
		CHECK(json == NULL);
	}
	otk_client_free(client);
	otk_server_free(server);
}

static void added_once(void)
{
	otk_server *server = otk_server_new(NULL);
	otk_client *client = with_echo(server), *clone;
	otk_error error = OTK_ERROR_INIT;
	char *json = NULL;

	if (!client)
		return;
	CHECK_INT(otk_client_add_plugin(client, otk_plugin_echo_entry, &error), OTK_E_STATE);
	CHECK_HAS(error.message, "\"com.example.echo\" was added before");
	CHECK_INT(otk_client_add_plugin(client, NULL, &error), OTK_E_ARGUMENT);
	CHECK_INT(otk_client_add_plugin(NULL, otk_plugin_echo_entry, &error), OTK_E_ARGUMENT);
	/* A clone has it, another client does not. */
	otk_server_default(server, &(otk_reply){.body = "{\"text\":\"x\"}"});
	clone = otk_client_clone(client, &error);
	if (CHECK(clone != NULL))
		CHECK_STATUS(otk_invoke(clone, "com.example.echo.say", "{\"text\":\"x\"}", &json,
				     &error),
			OTK_OK, &error);
	otk_free(json);
	otk_client_free(clone);
	otk_client_free(client);
	client = test_client(server, NULL);
	CHECK_INT(otk_invoke(client, "com.example.echo.say", "{\"text\":\"x\"}", &json, &error),
		OTK_E_NO_PLUGIN);
	CHECK_HAS(error.message, "put com.example.echo.so into one of the folders");
	CHECK_INT(otk_invoke(client, "missing.say", NULL, &json, &error), OTK_E_NO_PLUGIN);
	CHECK_HAS(error.message,
		"\"missing\" does not exist: otk has no plugin of this name (looked in /");
	otk_client_free(client);
	otk_server_free(server);
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

static void bad_ones(void)
{
	otk_client *client =
		test_client(NULL, &OTK_CLIENT_OPTIONS(.api_url = "http://127.0.0.1:1"));
	otk_error error = OTK_ERROR_INIT;

	CHECK_INT(otk_client_add_plugin(client, bad_entry, &error), OTK_E_PLUGIN_BROKEN);
	CHECK_HAS(error.message, "its magic number is 0x00000007");
	CHECK_INT(otk_client_add_plugin(client, null_entry, &error), OTK_E_PLUGIN_BROKEN);
	CHECK_HAS(error.message, "its entry returned NULL");
	otk_client_free(client);
}

static void functions(void)
{
	otk_server *server = otk_server_new(NULL);
	otk_client *client = with_echo(server), *other = with_echo(server);
	otk_error error = OTK_ERROR_INIT;
	const void *vtable = &error;
	const echo_api *api;

	if (client && other) {
		CHECK(otk_interface_state(client, "com.example.echo/1") == NULL);
		CHECK_STATUS(otk_interface_get(client, "com.example.echo/1", 3, &vtable, &error),
			OTK_OK, &error);
		api = vtable;
		CHECK_INT(api->count(otk_interface_state(client, "com.example.echo/1")), 1);
		CHECK_INT(api->count(otk_interface_state(client, "com.example.echo/1")), 2);
		/* Each client has a state of its own. */
		CHECK_STATUS(otk_interface_get(other, "com.example.echo/1", 0, &vtable, &error),
			OTK_OK, &error);
		CHECK_INT(api->count(otk_interface_state(other, "com.example.echo/1")), 1);
	}
	otk_client_free(client);
	otk_client_free(other);
	otk_server_free(server);
}

/* A process that has no credentials can use functions that need no state. */
/* Plugins must not depend on the working folder of the process. */
static void relative_path_of_environment(void)
{
	otk_server *server = otk_server_new(NULL);
	test_log log = {0};
	otk_error error = OTK_ERROR_INIT;
	otk_client *client;
	char *json = NULL;

	setenv("OTK_PLUGIN_PATH", "some/where:.:/ab/so/lute", 1);
	client = test_client(
		server, &OTK_CLIENT_OPTIONS(.log = test_log_event, .log_userdata = &log));
	if (client) {
		CHECK_INT(otk_invoke(client, "com.example.none.say", NULL, &json, &error),
			OTK_E_NO_PLUGIN);
		CHECK_HAS(error.message, " one of the folders /ab/so/lute");
		CHECK(!strstr(error.message, "some/where"));
		CHECK_HAS(log.text, "OTK_PLUGIN_PATH: a folder that is not absolute is ignored");
	}
	unsetenv("OTK_PLUGIN_PATH");
	otk_client_free(client);
	otk_server_free(server);
	test_log_free(&log);
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

static void of_another_age(void)
{
	otk_server *server = otk_server_new(NULL);
	otk_client *client = with_echo(server);
	otk_error error = OTK_ERROR_INIT;
	const void *vtable = &error;
	otk_call *call;

	if (!client)
		return;
	CHECK_INT(otk_interface_get(client, "com.example.echo/1", 4, &vtable, &error),
		OTK_E_PLUGIN_ABI);
	CHECK(vtable == NULL);
	CHECK_HAS(error.message, "\"com.example.echo\" 1.2.3 is older than this program: it has "
				 "com.example.echo/1.3, com.example.echo/1.4 is needed");
	call = otk_call_new(client, "com.example.echo.say", 4, NULL, NULL, &error);
	CHECK(call == NULL);
	CHECK_INT(error.status, OTK_E_PLUGIN_ABI);
	otk_call_free(call);
	/* Each revision is a separate interface. */
	CHECK_INT(otk_interface_get(client, "com.example.echo/2", 0, &vtable, &error),
		OTK_E_UNSUPPORTED);
	CHECK_HAS(error.message, "does not have the interface com.example.echo/2");
	CHECK_INT(
		otk_interface_get(client, "otk.archives/1", 0, &vtable, &error), OTK_E_UNSUPPORTED);
	CHECK_HAS(error.message, "has operations only");
	CHECK_INT(otk_interface_get(client, "nonsense", 0, &vtable, &error), OTK_E_ARGUMENT);
	CHECK_INT(otk_interface_get(client, "otk.missing/1", 0, &vtable, &error), OTK_E_NO_PLUGIN);
	CHECK_INT(otk_interface_get(NULL, "otk.missing/1", 0, &vtable, &error), OTK_E_ARGUMENT);
	CHECK_INT(otk_interface_get(client, NULL, 0, &vtable, &error), OTK_E_ARGUMENT);
	CHECK(otk_interface_state(client, "otk.missing/1") == NULL);
	otk_client_free(client);
	otk_server_free(server);
}

static void described(void)
{
	otk_server *server = otk_server_new(NULL);
	otk_client *client = with_echo(server);
	otk_error error = OTK_ERROR_INIT;
	json_object *tree, *operations;
	char *json = NULL;

	if (!client)
		return;
	CHECK_STATUS(otk_describe(client, NULL, &json, &error), OTK_OK, &error);
	tree = json_tokener_parse(json);
	if (CHECK(json_object_object_get_ex(tree, "operations", &operations))) {
		CHECK(json_object_array_length(operations) > 8);
		CHECK_HAS(json, "\"com.example.echo.say\"");
		CHECK_HAS(json, "\"archives.start\"");
		CHECK_HAS(json, "\"session.create\"");
	}
	json_object_put(tree);
	otk_free(json);
	CHECK_STATUS(otk_describe(client, "com.example.echo.say", &json, &error), OTK_OK, &error);
	tree = json_tokener_parse(json);
	CHECK(tree != NULL);
	CHECK_HAS(json, "\"com.example.echo.say\"");
	CHECK_LACKS(json, "archives");
	json_object_put(tree);
	otk_free(json);
	CHECK_INT(otk_describe(client, "com.example.echo.sing", &json, &error), OTK_E_UNSUPPORTED);
	CHECK(json == NULL);
	CHECK_INT(otk_describe(NULL, NULL, &json, &error), OTK_E_ARGUMENT);
	CHECK_INT(otk_describe(client, NULL, NULL, &error), OTK_E_ARGUMENT);
	otk_client_free(client);
	otk_server_free(server);
}

static void listed(void)
{
	otk_server *server = otk_server_new(NULL);
	otk_client *client = with_echo(server);
	otk_error error = OTK_ERROR_INIT;
	otk_plugin_list *list = NULL;
	const otk_plugin_info *echo = NULL;

	if (!client)
		return;
	CHECK_STATUS(otk_plugins_list(client, &list, &error), OTK_OK, &error);
	for (size_t i = 0; i < list->item_count; i++)
		if (list->items[i]->name && strcmp(list->items[i]->name, "com.example.echo") == 0)
			echo = list->items[i];
	otk_client_free(client); /* the list remains valid */
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
	otk_server_free(server);
}

int main(void)
{
	return OTK_TEST_MAIN("plugins", TEST(linked_in), TEST(added_once), TEST(bad_ones),
		TEST(functions), TEST(without_a_client), TEST(relative_path_of_environment),
		TEST(of_another_age), TEST(described), TEST(listed));
}
