/* SPDX-License-Identifier: MIT */
/* Settings that are refused, each with its reason, and calls that fail while they are read. */
#include "config.h"

#include <otk/plugin.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tests/certificates.h"
#include "tests/client/fixture.h"
#include "tests/plugins/fleetlimit/entries.h"
#include "tests/torture.h"

#define PASSWORD "correct-horse-battery"
#define LONG_64  "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define LONG_256 LONG_64 LONG_64 LONG_64 LONG_64

static otk_client *open_client(const char *json, otk_error *error)
{
	const otk_hook_options hook = {.plugin = "fleetlimit", .settings_json = json};

	return otk_client_new(&OTK_CLIENT_OPTIONS(.api_key = TEST_KEY, .api_secret = TEST_SECRET,
				      .hooks = &hook, .hook_count = 1, .plugins = fleet_entries(),
				      .plugin_count = fleet_entry_count()),
		error);
}

static void refuse(const char *json, otk_status status, const char *says)
{
	otk_error error = OTK_ERROR_INIT;
	otk_client *client = open_client(json, &error);

	CHECK_CASE(!client, "%s", json);
	CHECK_CASE(error.status == status, "%s: %s", json ? json : "NULL",
		otk_status_name(error.status));
	CHECK_HAS(error.message, says);
	CHECK_LACKS(error.message, PASSWORD);
	otk_client_free(client);
}

static void addresses(void)
{
#define OF_NONE  "has nothing behind"
#define OF_HOST  "the host is missing or too long"
#define OF_PORT  "the port is not a number from 1 to 65535"
#define OF_DATA  "the database is not a number"
#define OF_PATH  "the path of a socket begins with / and is short"
#define OF_QUERY "only ?db=NUMBER may follow the path"
	static const struct {
		const char *server, *says;
	} cases[] = {
		{"redis://", OF_NONE},
		{"redis://:6379", OF_NONE},
		{"REDIS://:6379", OF_NONE},
		{"Rediss://:6379", OF_NONE},
		{"redis://[]", OF_HOST},
		{"redis://[::1", OF_HOST},
		{"redis://" LONG_256, OF_HOST},
		{"redis://127.0.0.1:", OF_PORT},
		{"redis://127.0.0.1:0", OF_PORT},
		{"redis://127.0.0.1:65536", OF_PORT},
		{"redis://127.0.0.1:x", OF_PORT},
		{"redis://127.0.0.1:1x", OF_PORT},
		{"redis://127.0.0.1:+1", OF_PORT},
		{"redis://127.0.0.1:-1", OF_PORT},
		{"redis://[::1]x", OF_PORT},
		{"redis://127.0.0.1/x", OF_DATA},
		{"redis://127.0.0.1/10000", OF_DATA},
		{"redis://127.0.0.1/-1", OF_DATA},
		{"unix:/" LONG_256, OF_PATH},
		{"redis://127.0.0.1 unix:relative", OF_PATH},
		{"unix:/a?db=", OF_QUERY},
		{"unix:/a?db=10000", OF_QUERY},
		{"unix:/a?table=1", OF_QUERY},
		{"redis://127.0.0.1,http://127.0.0.1", "it is not an address"},
		{"redis://otk:" PASSWORD "@127.0.0.1", "it holds a user or password"},
		{"unix:/a unix:/a unix:/a unix:/a unix:/a unix:/a unix:/a unix:/a unix:/a",
			"there are more than 8 of them"},
	};
	char json[1200];

	for (size_t i = 0; i < OTK_COUNT_OF(cases); i++) {
		snprintf(json, sizeof(json), "{\"requests\":5,\"server\":\"%s\"}", cases[i].server);
		refuse(json, OTK_E_ARGUMENT, cases[i].says);
	}
}

static void good_addresses(void)
{
	static const char *const servers[] = {"redis://127.0.0.1", "redis://127.0.0.1/",
		"redis://127.0.0.1:65535/9999", "redis://[::1]:1/0", "unix:/a", "unix:///a?db=3",
		"unix:/a, unix:/b ",
		"unix:/a unix:/a unix:/a unix:/a unix:/a unix:/a unix:/a unix:/a"};
	otk_error error = OTK_ERROR_INIT;
	char json[400];

	for (size_t i = 0; i < OTK_COUNT_OF(servers); i++) {
		otk_client *client;

		snprintf(json, sizeof(json), "{\"requests\":5,\"server\":\"%s\"}", servers[i]);
		client = open_client(json, &error);
		CHECK_CASE(client != NULL, "%s: %s", servers[i], error.message);
		otk_client_free(client);
	}
}

#define SERVER "\"requests\":5,\"server\":\"unix:/none\""

static void settings_that_need_others(void)
{
	refuse(NULL, OTK_E_ARGUMENT, "requests");
	refuse("{}", OTK_E_ARGUMENT, "requests");
	refuse("{\"requests\":5}", OTK_E_ARGUMENT, "server");
	refuse("{" SERVER ",\"user\":\"otk\"}", OTK_E_ARGUMENT, "user: needs passwordFile");
	refuse("{" SERVER ",\"certFile\":\"/a\"}", OTK_E_ARGUMENT,
		"certFile, keyFile: one needs the other");
	refuse("{" SERVER ",\"keyFile\":\"/a\"}", OTK_E_ARGUMENT,
		"certFile, keyFile: one needs the other");
}

/* Returns the path of a new file with these bytes. */
static const char *write_file(const char *content, size_t size, mode_t mode)
{
	static char path[300];
	FILE *file;

	snprintf(path, sizeof(path), "%s/password", otk_test_folder());
	remove(path);
	file = fopen(path, "w");
	if (!CHECK(file != NULL))
		return "";
	CHECK_INT(fwrite(content, 1, size, file), size);
	CHECK_INT(fclose(file), 0);
	CHECK_INT(chmod(path, mode), 0);
	return path;
}

#define PASSWORD_MAX 4095

static void files_of_passwords(void)
{
	static char large[PASSWORD_MAX + 1];
	static const mode_t open_modes[] = {0604, 0602, 0601, 0620};
	otk_error error = OTK_ERROR_INIT;
	char json[600];
	otk_client *client;

#define OF_FILE(path) \
	(snprintf(json, sizeof(json), "{" SERVER ",\"passwordFile\":\"%s\"}", path), json)
	refuse(OF_FILE("/none"), OTK_E_IO, "\"/none\" cannot be opened");
	refuse(OF_FILE("/"), OTK_E_ARGUMENT, "\"/\" is not a regular file");
	for (size_t i = 0; i < OTK_COUNT_OF(open_modes); i++)
		refuse(OF_FILE(write_file(PASSWORD, strlen(PASSWORD), open_modes[i])),
			OTK_E_ARGUMENT, "others may read or write");
	refuse(OF_FILE(write_file("", 0, 0600)), OTK_E_ARGUMENT, "is not a password");
	refuse(OF_FILE(write_file("\n" PASSWORD, 1 + strlen(PASSWORD), 0600)), OTK_E_ARGUMENT,
		"the first line");
	memset(large, 'x', sizeof(large));
	refuse(OF_FILE(write_file(large, PASSWORD_MAX + 1, 0600)), OTK_E_ARGUMENT,
		"is not a password of 1 to 4095 bytes");
	client = open_client(OF_FILE(write_file(large, PASSWORD_MAX, 0640)), &error);
	CHECK_CASE(client != NULL, "%s", error.message);
	otk_client_free(client);
}

static bool opens(void *json)
{
	otk_error error = OTK_ERROR_INIT;
	otk_client *client = open_client(json, &error);

	CHECK((client != NULL) == !error.message[0]);
	otk_client_free(client);
	return client != NULL;
}

/* Each text is kept, each file read: no failure is taken for a success. */
static void torture(void)
{
	/* Without random numbers the clock is used; the others end what was begun. */
	static const char *const survived[] = {"access", "close", "epoll_ctl", "epoll_wait",
		"getentropy", "timerfd_settime", NULL};
	const otk_certificates *files = otk_test_certificates();
	char json[1200];

	snprintf(json, sizeof(json),
		"{\"requests\":5,\"server\":\"rediss://127.0.0.1:1 rediss://localhost\","
		"\"fleet\":\"one\",\"user\":\"otk\",\"passwordFile\":\"%s\",\"sentinel\":\"two\","
		"\"caFile\":\"%s\",\"certFile\":\"%s\",\"keyFile\":\"%s\"}",
		write_file(PASSWORD "\n", strlen(PASSWORD) + 1, 0600), files->ca_file,
		files->client_cert_file, files->client_key_file);
	otk_torture("settings", opens, json);
	CHECK(otk_torture_calls("settings", opens, json, survived) > 10);
	/* The file of another key, a file without a certificate. */
	snprintf(json, sizeof(json),
		"{\"requests\":5,\"server\":\"rediss://127.0.0.1:1\",\"caFile\":\"%s\","
		"\"certFile\":\"%s\",\"keyFile\":\"%s\"}",
		files->ca_file, files->client_cert_file, files->server_key_file);
	refuse(json, OTK_E_CRYPTO, "certFile, keyFile: ");
	snprintf(json, sizeof(json),
		"{\"requests\":5,\"server\":\"rediss://127.0.0.1:1\",\"caFile\":\"%s\"}",
		files->client_key_file);
	refuse(json, OTK_E_CRYPTO, "caFile: ");
}

/* Without the plugin that has the connections, the error names its package. */
static void needs_redis(void)
{
	const char *const nowhere[] = {otk_test_folder()};
	const otk_hook_options hook = {.plugin = "fleetlimit",
		.settings_json = "{\"requests\":1,\"server\":\"unix:/none\"}"};
	otk_error error = OTK_ERROR_INIT;
	otk_client *client;

	if (test_is_builtin("redis"))
		return;
	unsetenv("OTK_PLUGIN_PATH");
	client = otk_client_new(&OTK_CLIENT_OPTIONS(.api_key = TEST_KEY, .api_secret = TEST_SECRET,
					.hooks = &hook, .hook_count = 1, .plugins = fleet_entries(),
					.plugin_count = !test_is_builtin("fleetlimit"),
					.plugin_path = {nowhere, 1}),
		&error);
	CHECK(!client);
	CHECK_INT(error.status, OTK_E_NO_PLUGIN);
	CHECK_HAS(error.message, "install the package otk-plugin-redis");
	otk_client_free(client);
}

int main(void)
{
	return OTK_TEST_MAIN("plugins/fleetlimit/settings", TEST(addresses), TEST(needs_redis),
		TEST(good_addresses), TEST(settings_that_need_others), TEST(files_of_passwords),
		TEST(torture));
}
