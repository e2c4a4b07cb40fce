/* SPDX-License-Identifier: MIT */
/*
 * Lets each allocation in the life of a client fail in turn: it is made, used by the typed
 * functions, by name and by the helpers, cloned and freed. The server is a separate process, so
 * that its allocations do not count.
 */
#include "config.h"

#include "tests/torture.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <otk/plugin.h>
#include <otk/plugins.h>

#include "core/client/helpers/digest.h"
#include "tests/client/fixture.h"

const otk_plugin *otk_plugin_archives_entry(uint32_t host_abi);

static char url[64];
static char plugin_folder[512];
static bool installed; /* false if all plugins are inside libotk */
static pid_t server_process;
static int digested = -1; /* a file of FILE_SIZE letters "a" */
#define FILE_SIZE 100000

/* An archive, and a list of one. */
#define RESPONSE                                                                                  \
	"{\"id\":\"a1\",\"status\":\"available\",\"sessionId\":\"" TEST_SESSION "\",\"count\":1," \
	"\"items\":[{\"id\":\"a1\",\"status\":\"stopped\",\"hasVideo\":true}]}"

static void serve(int pipe_end)
{
	otk_server *server = otk_server_new(NULL);

	if (!server)
		_exit(1);
	otk_server_default(server, &(otk_reply){.body = RESPONSE});
	if (write(pipe_end, otk_server_url(server), strlen(otk_server_url(server))) < 0)
		_exit(1);
	close(pipe_end);
	for (;;)
		pause();
}

/* Copies a built plugin to the folder. */
static bool install(const char *name)
{
	char path[600];
	size_t size;
	char *bytes;
	FILE *file;

	if (!plugin_folder[0])
		snprintf(plugin_folder, sizeof(plugin_folder), "%s", otk_test_folder());
	snprintf(path, sizeof(path), "%s/.libs/%s", getenv("OTK_TEST_BUILDDIR"), name);
	bytes = otk_test_read(path, &size);
	snprintf(path, sizeof(path), "%s/%s", plugin_folder, name);
	file = bytes ? fopen(path, "wb") : NULL;
	if (file) {
		fwrite(bytes, 1, size, file);
		fclose(file);
	}
	free(bytes);
	return file != NULL;
}

static bool make_file(void)
{
	static char text[FILE_SIZE];
	char path[512];

	snprintf(path, sizeof(path), "%s/file", otk_test_folder());
	memset(text, 'a', sizeof(text));
	digested = open(path, O_RDWR | O_CREAT, 0600);
	return digested >= 0 && write(digested, text, sizeof(text)) == (ssize_t)sizeof(text);
}

static int set_up(void)
{
	int ends[2];
	ssize_t size;

	unsetenv("OTK_PLUGIN_PATH"); /* the folder is given as an option */
	installed = install("archives.so");
	if (!make_file())
		return 1;
	if (pipe(ends))
		return 1;
	server_process = fork();
	if (!server_process) {
		close(ends[0]);
		serve(ends[1]);
	}
	close(ends[1]);
	size = read(ends[0], url, sizeof(url) - 1);
	close(ends[0]);
	return server_process < 0 || size <= 0;
}

static int clean_up(void)
{
	close(digested);
	kill(server_process, SIGKILL);
	return waitpid(server_process, NULL, 0) != server_process;
}

static otk_client *new_client(otk_error *error)
{
	static const char *const folders[] = {"/nowhere/one", "/nowhere/two"};
	static const char *const entries[] = {"wrong.example:1:127.0.0.1"};
	otk_client *client = otk_client_new(
		&OTK_CLIENT_OPTIONS(.api_key = TEST_KEY, .api_secret = TEST_SECRET, .api_url = url,
			.user_agent = "torture/1", .plugin_path = {folders, 2},
			.resolve = {entries, 1}, .max_attempts = 1, .timeout_ms = 5000),
		error);

	if (!client)
		return NULL;
	if (!otk_client_add_plugin(client, otk_plugin_archives_entry, error) ||
		error->status == OTK_E_STATE)
		return client;
	otk_client_free(client);
	return NULL;
}

/* The statuses by which the failure of a function may be reported. */
typedef struct reason {
	const char *prefix;
	otk_status statuses[2];
} reason;

static const reason reasons[] = {
	{"curl_", {OTK_E_NOMEM}},
	/* It is also called when a response begins, after an operation that may be carried out. */
	{"curl_easy_setopt", {OTK_E_UNKNOWN_OUTCOME}},
	{"gnutls_", {OTK_E_CRYPTO}},
	{"poll", {OTK_E_IO}},
	{"epoll_", {OTK_E_IO}},
	{"timerfd_", {OTK_E_IO}},
	{"socket", {OTK_E_NETWORK}},
	{"lstat", {OTK_E_PLUGIN_BROKEN}},
	{"open", {OTK_E_PLUGIN_BROKEN}},
	{"pread", {OTK_E_IO}},
	{"read", {OTK_E_PLUGIN_BROKEN}},
	{"realpath", {OTK_E_PLUGIN_BROKEN}},
	{"lt_dl", {OTK_E_PLUGIN_BROKEN}},
	{"dl", {OTK_E_PLUGIN_BROKEN}},
};

static const char *const survived[] = {
	"getentropy", /* the clock seeds the jitter instead */
	"access",     /* to a bundle of certificates: the next one is used */
	"recv",       /* checks a kept connection; libcurl notices the failure itself */
	"close",      /* of files that were only read, or at the end */
	NULL,
};

static void check_reason(const char *failed, otk_status status, const otk_error *error)
{
	for (size_t i = 0; i < OTK_COUNT_OF(reasons); i++)
		if (strncmp(failed, reasons[i].prefix, strlen(reasons[i].prefix)) == 0)
			for (size_t n = 0; n < 2; n++)
				if (status == reasons[i].statuses[n])
					return;
	CHECK_CASE(false, "%s() failed: %s: %s", failed, otk_status_name(status), error->message);
}

/* Every function that runs out of memory reports it. */
static bool over(otk_client *client, otk_status status, const otk_error *error)
{
	const char *failed = otk_failed_call();

	if (status && failed)
		check_reason(failed, status, error);
	else if (status)
		/* Without memory for the response, the outcome of the request is unknown. */
		CHECK_CASE(
			status == OTK_E_NOMEM || (status == OTK_E_UNKNOWN_OUTCOME &&
							 strstr(error->message, "out of memory")),
			"%s instead of no memory: %s", otk_status_name(status), error->message);
	otk_client_free(client);
	return !status;
}

static bool life(void *unused)
{
	otk_error error = OTK_ERROR_INIT;
	otk_client *client = new_client(&error), *clone;

	(void)unused;
	if (!client)
		return over(NULL, error.status, &error);
	clone = otk_client_clone(client, &error);
	otk_client_free(clone);
	return over(client, clone ? OTK_OK : error.status, &error);
}

static bool start_and_list(void *unused)
{
	otk_error error = OTK_ERROR_INIT;
	otk_client *client = new_client(&error);
	otk_archive *archive = NULL;
	otk_archive_list *list = NULL;
	otk_status status;

	(void)unused;
	if (!client)
		return over(NULL, error.status, &error);
	status = otk_archives_start(client,
		&OTK_ARCHIVE_OPTIONS(.session_id = TEST_SESSION, .name = "torture",
			.layout = &OTK_LAYOUT(.type = "bestFit"), .has_audio = OTK_YES),
		&archive, &error);
	CHECK((archive != NULL) == !status);
	otk_free(archive);
	if (!status)
		status = otk_archives_list(
			client, &OTK_LIST_OPTIONS(.session_id = TEST_SESSION), &list, &error);
	CHECK((list != NULL) == !status);
	otk_free(list);
	return over(client, status, &error);
}

static otk_status see(const void *item, void *userdata)
{
	(void)item;
	++*(int *)userdata;
	return OTK_OK;
}

static bool helpers(void *unused)
{
	otk_error error = OTK_ERROR_INIT;
	otk_client *client = new_client(&error);
	otk_archive *archive = NULL;
	char *json = NULL;
	int items = 0;
	otk_status status;

	(void)unused;
	if (!client)
		return over(NULL, error.status, &error);
	status = otk_archives_each(client, NULL, see, &items, &error);
	CHECK(status || items == 1);
	if (!status)
		status = otk_archives_wait(client, "a1", NULL, &archive, &error);
	otk_free(archive);
	if (!status)
		status = otk_invoke(client, "archives.start",
			"{\"sessionId\":\"" TEST_SESSION "\",\"extra_json\":{\"unknown\":[1,2]}}",
			&json, &error);
	CHECK((json != NULL) == !status);
	otk_free(json);
	return over(client, status, &error);
}

static bool digest_of_a_file(void *unused)
{
	static const char known[] =
		"6d1cf22d7cc09b085dfc25ee1a1f3ae0265804c607bc2074ad253bcc82fd81ee";
	otk_error error = OTK_ERROR_INIT;
	otk_digest digest = {0};
	otk_status status = otk_digest_begin(&digest, &error);
	bool same;

	(void)unused;
	if (!status)
		status = otk_digest_file(&digest, digested, FILE_SIZE, &error);
	/* A failure of gnutls_hash() makes another digest. */
	same = !status && otk_digest_is(&digest, known);
	otk_digest_end(&digest);
	return over(NULL, status, &error) && same;
}

static bool listing(void *unused)
{
	otk_error error = OTK_ERROR_INIT;
	otk_client *client = new_client(&error);
	otk_plugin_list *list = NULL;
	otk_status status;

	(void)unused;
	if (!client)
		return over(NULL, error.status, &error);
	status = otk_plugins_list(client, &list, &error);
	CHECK((list != NULL) == !status);
	otk_free(list);
	return over(client, status, &error);
}

/* Plugins found in a folder, as installed ones are. */
static otk_client *folder_client(otk_error *error)
{
	const char *const folders[] = {plugin_folder};

	return otk_client_new(
		&OTK_CLIENT_OPTIONS(.api_key = TEST_KEY, .api_secret = TEST_SECRET, .api_url = url,
			.plugin_path = {folders, 1}, .max_attempts = 1, .timeout_ms = 5000),
		error);
}

static bool loading(void *unused)
{
	otk_error error = OTK_ERROR_INIT;
	otk_client *client = folder_client(&error);
	char *json = NULL;
	otk_status status;

	(void)unused;
	if (!client)
		return over(NULL, error.status, &error);
	status = otk_invoke(client, "archives.get", "{\"archiveId\":\"a1\"}", &json, &error);
	CHECK((json != NULL) == !status);
	otk_free(json);
	return over(client, status, &error);
}

/*
 * A plugin that cannot be examined is listed with the reason: fewer are usable than in the first
 * run.
 */
static bool listing_a_folder(void *unused)
{
	static size_t all;
	otk_error error = OTK_ERROR_INIT;
	otk_client *client = folder_client(&error);
	otk_plugin_list *list = NULL;
	size_t usable = 0;
	otk_status status;

	(void)unused;
	if (!client)
		return over(NULL, error.status, &error);
	status = otk_plugins_list(client, &list, &error);
	for (size_t i = 0; list && i < list->item_count; i++)
		usable += list->items[i]->status == OTK_OK;
	otk_free(list);
	if (!all)
		all = usable;
	return over(client, status, &error) && usable == all;
}

static void tortured(void)
{
	(void)otk_torture("life", life, NULL);
	(void)otk_torture("start and list", start_and_list, NULL);
	(void)otk_torture("helpers", helpers, NULL);
	(void)otk_torture("listing", listing, NULL);
	(void)otk_torture("digest of a file", digest_of_a_file, NULL);
}

static void library_calls(void)
{
	size_t points = 0;

	points += otk_torture_calls("life", life, NULL, survived);
	points += otk_torture_calls("start and list", start_and_list, NULL, survived);
	points += otk_torture_calls("helpers", helpers, NULL, survived);
	points += otk_torture_calls("digest of a file", digest_of_a_file, NULL, NULL);
	CHECK(points > 100);
	CHECK(otk_torture_interrupts("digest of a file", digest_of_a_file, NULL) > 0);
	otk_torture_interrupts("start and list", start_and_list, NULL);
	otk_torture_interrupts("helpers", helpers, NULL);
}

static void plugins_of_a_folder(void)
{
	size_t points = 0;

	if (!installed)
		SKIP("no plugin was built as a module");
	(void)otk_torture("loading", loading, NULL);
	(void)otk_torture("listing a folder", listing_a_folder, NULL);
	points += otk_torture_calls("loading", loading, NULL, survived);
	points += otk_torture_calls("listing a folder", listing_a_folder, NULL, survived);
	CHECK(points > 50);
}

int main(void)
{
	static const otk_test tests[] = {
		TEST(tortured), TEST(library_calls), TEST(plugins_of_a_folder)};

	return otk_test_main("torture", tests, OTK_COUNT_OF(tests), set_up, clean_up);
}
