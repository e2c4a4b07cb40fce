/* SPDX-License-Identifier: MIT */
/* Functions for most tests of the client. */
#include "config.h"

#include "tests/client/fixture.h"

#include <fcntl.h>
#include <otk/plugin.h>
#include <otk/plugins.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "core/base/text/base64.h"

/* Each name of this build's built-in plugins, between blanks. */
#define X(name) #name " "
static const char builtin[] = " " OTK_BUILTIN_LIST;
#undef X

const otk_plugin *otk_plugin_archives_entry(uint32_t host_abi);

static void append(test_log *log, const char *text)
{
	const size_t size = strlen(text);
	char *more = realloc(log->text, log->size + size + 1);

	if (!more)
		abort();
	memcpy(more + log->size, text, size + 1);
	log->text = more;
	log->size += size;
}

void test_log_event(const otk_log_event *event, void *userdata)
{
	test_log *log = userdata;

	append(log, event->event);
	append(log, "|");
	append(log, event->operation ? event->operation : "");
	append(log, "|");
	append(log, event->text);
	for (size_t i = 0; i < event->fields.count; i++) {
		append(log, "|");
		append(log, event->fields.items[i].name);
		append(log, "=");
		append(log, event->fields.items[i].value);
	}
	append(log, "\n");
}

void test_log_free(test_log *log)
{
	free(log->text);
	*log = (test_log){NULL, 0};
}

otk_client *test_client(otk_server *server, const otk_client_options *given)
{
	otk_client_options options = OTK_CLIENT_OPTIONS_INIT;
	otk_error error = OTK_ERROR_INIT;
	otk_client *client;
	otk_status status;

	if (given)
		options = *given;
	if (!options.key && !options.api_key && !options.application_id) {
		options.api_key = TEST_KEY;
		options.api_secret = TEST_SECRET;
	}
	if (!options.api_url)
		options.api_url = otk_server_url(server);
	client = otk_client_new(&options, &error);
	if (!CHECK_CASE(client != NULL, "client: %s", error.message))
		return NULL;
	status = otk_client_add_plugin(client, otk_plugin_archives_entry, &error);
	/* It may be built in. */
	CHECK_CASE(!status || status == OTK_E_STATE, "archives: %s", error.message);
	return client;
}

bool test_is_builtin(const char *name)
{
	char word[64];

	snprintf(word, sizeof(word), " %s ", name);
	return strstr(builtin, word) != NULL;
}

void test_use_client(otk_fixture *f, const otk_client_options *options)
{
	otk_client_free(f->client);
	f->client = test_client(f->server, options);
	REQUIRE(f->client != NULL);
}

void test_use_server(otk_fixture *f, const otk_server_options *options)
{
	otk_client_free(f->client);
	f->client = NULL;
	otk_server_free(f->server);
	f->server = otk_server_new(options);
	REQUIRE(f->server != NULL);
}

void test_client_set_up(otk_fixture *f)
{
	f->error = (otk_error)OTK_ERROR_INIT;
	test_use_server(f, NULL);
	test_use_client(f, NULL);
}

void test_client_clean_up(otk_fixture *f)
{
	otk_client_free(f->client);
	otk_key_free(f->key);
	otk_server_free(f->server);
	otk_server_free(f->other);
	test_log_free(&f->log);
}

const otk_fixture_type test_client_fixture = {
	sizeof(otk_fixture), test_client_set_up, test_client_clean_up};

const char *test_jwt(const otk_seen *seen, char *out, size_t size)
{
	char value[4096];

	otk_seen_header(seen, "X-OPENTOK-AUTH", value, sizeof(value));
	if (!value[0]) {
		otk_seen_header(seen, "Authorization", value, sizeof(value));
		if (strncmp(value, "Bearer ", 7) == 0)
			memmove(value, value + 7, strlen(value + 7) + 1);
	}
	snprintf(out, size, "%s", value);
	return out;
}

const char *test_claims(const otk_seen *seen, char *out, size_t size)
{
	char jwt[4096];
	const char *begin, *end;
	otk_buffer text;

	test_jwt(seen, jwt, sizeof(jwt));
	begin = strchr(jwt, '.');
	end = begin ? strchr(begin + 1, '.') : NULL;
	otk_buffer_init(&text, size - 1);
	if (!end || !otk_base64_decode(&text, begin + 1, (size_t)(end - begin - 1)))
		otk_buffer_clear(&text);
	snprintf(out, size, "%.*s", (int)text.size, text.data ? text.data : "");
	otk_buffer_free(&text);
	return out;
}

bool test_get(otk_client *client, otk_status expected, otk_error *error)
{
	otk_archive *archive = NULL;
	bool good = CHECK_STATUS(otk_archives_get(client, "a1", &archive, error), expected, error);

	CHECK((archive != NULL) == (expected == OTK_OK));
	otk_free(archive);
	return good;
}

const char *test_date(int64_t seconds, char *out, size_t size)
{
	const time_t then = (time_t)(otk_clock_seconds() + seconds);
	struct tm parts;

	gmtime_r(&then, &parts);
	strftime(out, size, "Date: %a, %d %b %Y %H:%M:%S GMT\r\n", &parts);
	return out;
}

bool test_bring(const char *relative, const char *folder)
{
	char path[512], *source = otk_test_build(relative), *data;
	size_t size = 0;
	int fd = -1;
	bool good = false;

	data = otk_test_read(source, &size);
	snprintf(path, sizeof(path), "%s%s", folder, strrchr(relative, '/'));
	(void)unlink(path); /* a file that is mapped must not be written to */
	if (data)
		fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0755);
	if (fd >= 0) {
		good = write(fd, data, size) == (ssize_t)size && !fchmod(fd, 0755);
		close(fd);
	}
	free(data);
	free(source);
	return good;
}

bool test_run(otk_client *client)
{
	otk_error error = OTK_ERROR_INIT;

	/* With no call in flight, otk_client_run() does not wait. */
	if (!otk_client_pending(client))
		poll(NULL, 0, 1);
	return CHECK_STATUS(otk_client_run(client, 10, NULL, &error), OTK_OK, &error);
}

bool test_run_until(otk_client *client, size_t left)
{
	TEST_RUN_WHILE(client, otk_client_pending(client) > left);
	return otk_client_pending(client) <= left;
}

/* Refused: what no setting may have. A number may stand for a text. */
static const struct {
	const char *json;
	bool refused;
} setting_values[] = {
	{"null", false},
	{"true", false},
	{"-1", false},
	{"1.5", false},
	{"1e400", false},
	{"NaN", true},
	{"9223372036854775807", false},
	{"9223372036854775808", false},
	{"\"\"", false},
	{"\"x\"", false},
	{"\"\\u0000\"", true},
	{"[]", true},
	{"{}", true},
	{"[1]", true},
};

static void make_with_setting(otk_fixture *f, const char *name, otk_plugin_entry_fn *const *plugins,
	size_t count, const char *json, bool refused)
{
	const otk_hook_options hook = {name, json};
	otk_client *client = otk_client_new(
		&OTK_CLIENT_OPTIONS(.api_key = TEST_KEY, .api_secret = TEST_SECRET, .hooks = &hook,
			.hook_count = 1, .plugins = plugins, .plugin_count = count),
		&f->error);

	CHECK_CASE(!client || !refused, "%s: %s", name, json);
	CHECK_CASE(client || f->error.message[0], "%s: %s", name, json);
	otk_client_free(client);
}

void test_settings(otk_fixture *f, const char *hook, otk_plugin_entry_fn *const *plugins,
	size_t count, const char *required, const char *const *names)
{
	char json[600];

	for (; *names; names++)
		for (size_t i = 0; i < OTK_COUNT_OF(setting_values); i++) {
			snprintf(json, sizeof(json), "{%s,\"%s\":%s}", required, *names,
				setting_values[i].json);
			make_with_setting(f, hook, plugins, count, json, setting_values[i].refused);
		}
}
