/* SPDX-License-Identifier: MIT */
/*
 * doc/retries.md: its table is generated from the tables of all installed plugins, and each of its
 * cells is tried against a server that fails once.
 *
 *   tests/stress/retries --write      writes the table into the document
 */
#include "config.h"

#include <json-c/json.h>
#include <otk/otk.h>
#include <otk/plugin.h>
#include <otk/plugins.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/auth/keys.h"
#include "tests/harness.h"
#include "tests/server.h"

#define DOCUMENT "doc/retries.md"
#define BEGIN    "<!-- begin: made by tests/stress/retries --write -->\n"
#define END      "<!-- end -->\n"
#define TRIALS   1024

/* ---- the rule of the document */

typedef struct trouble {
	const char *column;
	const int *statuses; /* ends in 0; NULL: the response is lost */
	bool unsafe;         /* unsafe operations are retried as well */
} trouble;

static const trouble troubles[] = {
	{"response lost", NULL, false},
	{"408", (const int[]){408, 0}, false},
	{"429, 503", (const int[]){429, 503, 0}, true},
	{"500, 502, 504", (const int[]){500, 502, 504, 0}, false},
	{"other 4xx, 501", (const int[]){400, 404, 409, 501, 0}, false},
};
#define NEVER (&troubles[4])

static const char *text_of(json_object *object, const char *name)
{
	const char *text = json_object_get_string(json_object_object_get(object, name));

	return text ? text : "";
}

static bool is_repeated(json_object *operation, const trouble *met)
{
	const bool unsafe = strcmp(text_of(operation, "repeat"), "unsafe") == 0;
	char own_meaning[8];

	if (met == NEVER)
		return false;
	if (met->statuses) {
		snprintf(own_meaning, sizeof(own_meaning), "%d=", met->statuses[0]);
		if (strstr(text_of(operation, "read_status_as"), own_meaning))
			return false;
	}
	return met->unsafe || !unsafe;
}

/* ---- the document */

static json_object *description, *operations;
static char *table;

static void write_after_retry(FILE *out, json_object *operation)
{
	const char *by = text_of(operation, "settle_by");

	if (strcmp(text_of(operation, "repeat"), "settle") != 0)
		fputs(" |", out);
	else if (by[0])
		fprintf(out, " done; shown by `%s` |", by);
	else
		fputs(" done |", out);
}

static void write_unknown_outcome(FILE *out, json_object *operation)
{
	json_object *adopts = json_object_object_get(operation, "adopts");

	if (strcmp(text_of(operation, "repeat"), "unsafe") != 0)
		fputs(" |\n", out);
	else if (adopts)
		fprintf(out, " reported; `adopt` looks in `%s` |\n", text_of(adopts, "list"));
	else
		fputs(" reported |\n", out);
}

static char *make_table(void)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	fputs("| operation | request | class |", out);
	for (size_t i = 0; i + 1 < OTK_COUNT_OF(troubles); i++)
		fprintf(out, " %s |", troubles[i].column);
	fputs(" 404, 409 after a retry | outcome unknown |\n|---|---|---|", out);
	for (size_t i = 0; i + 1 < OTK_COUNT_OF(troubles); i++)
		fputs("---|", out);
	fputs("---|---|\n", out);
	for (size_t k = 0; k < json_object_array_length(operations); k++) {
		json_object *operation = json_object_array_get_idx(operations, k);

		fprintf(out, "| `%s` | %s `%s` | %s |", text_of(operation, "name"),
			text_of(operation, "method"), text_of(operation, "path"),
			text_of(operation, "repeat"));
		for (size_t i = 0; i + 1 < OTK_COUNT_OF(troubles); i++)
			fputs(is_repeated(operation, &troubles[i]) ? " yes |" : " no |", out);
		write_after_retry(out, operation);
		write_unknown_outcome(out, operation);
	}
	fclose(out);
	return text;
}

static void document_is_up_to_date(void)
{
	char *path = otk_test_source(DOCUMENT);
	char *text = otk_test_read(path, NULL);
	char *begin = text ? strstr(text, BEGIN) : NULL;
	char *end = begin ? strstr(begin, END) : NULL;

	if (CHECK(end != NULL)) {
		*end = '\0';
		if (!CHECK(strcmp(begin + strlen(BEGIN), table) == 0))
			printf("  update %s with: tests/stress/retries --write\n", DOCUMENT);
	}
	free(text);
	free(path);
}

static int write_document(void)
{
	char *path = otk_test_source(DOCUMENT);
	char *text = otk_test_read(path, NULL);
	char *begin = text ? strstr(text, BEGIN) : NULL;
	char *end = begin ? strstr(begin, END) : NULL;
	FILE *out = end ? fopen(path, "w") : NULL;

	if (!out) {
		printf("%s cannot be written, or lacks the marks of the table\n", path);
		return 1;
	}
	*begin = '\0';
	fprintf(out, "%s" BEGIN "%s%s", text, table, end);
	free(path);
	free(text);
	return fclose(out) ? 1 : 0;
}

/* ---- trials: in each, the first request of a call meets one trouble */

typedef struct trial {
	json_object *operation;
	const trouble *trouble;
	int status; /* 0: the response is lost */
	bool sent;
	bool completed;
	int arrived;
	int seen_by_server; /* counted in the server's thread */
} trial;

static trial trials[TRIALS];
static size_t trial_count;

static int trial_number(const otk_seen *request)
{
	char value[32];

	otk_seen_header(request, "X-Trial", value, sizeof(value));
	return value[0] ? (int)strtol(value, NULL, 10) : -1;
}

static void fail_once(void *userdata, const otk_seen *request, otk_reply *reply)
{
	const int number = trial_number(request);

	(void)userdata;
	*reply = (otk_reply){.status = 200};
	if (number < 0 || trials[number].seen_by_server++)
		return;
	reply->status = trials[number].status;
	if (!reply->status)
		*reply = (otk_reply){.status = -1, .then = OTK_THEN_CLOSE};
}

static void trial_done(otk_call *call, otk_status status, const void *result,
	const otk_error *error, void *userdata)
{
	(void)call;
	(void)status;
	(void)result;
	(void)error;
	((trial *)userdata)->completed = true;
}

/* A client with a key that the operation accepts. */
static otk_client *client_for(json_object *operation, const char *url)
{
	const char *auth = text_of(operation, "auth");
	const bool account = strcmp(auth, "account") == 0 || strcmp(auth, "basic") == 0;
	json_object *backends = json_object_object_get(operation, "backends");
	const bool vonage =
		backends && strcmp(json_object_get_string(json_object_array_get_idx(backends, 0)),
				    "vonage") == 0;
	otk_error error = OTK_ERROR_INIT;
	otk_key *key = otk_key_new(
		vonage && !account ? &OTK_KEY_OPTIONS(.application_id = APP_ID,
					     .private_key_pem = test_private_pem())
				   : &OTK_KEY_OPTIONS(.api_key = API_KEY, .api_secret = API_SECRET,
					     .account = account ? OTK_YES : OTK_NO),
		&error);
	/* Few in flight: there are many clients, and a process may open 1024 files. */
	otk_client *client =
		key ? otk_client_new(&OTK_CLIENT_OPTIONS(.key = key, .api_url = url,
					     .checks = OTK_CHECKS_OFF, .max_in_flight = 4),
			      &error)
		    : NULL;

	CHECK_CASE(client != NULL, "%s: %s", text_of(operation, "name"), error.message);
	otk_key_free(key);
	return client;
}

/* The options of the operation's first case in requests.txt; freed by the caller. */
static char *example_of(const char *cases, const char *name)
{
	const size_t size = strlen(name);
	char *text = NULL;
	size_t text_size = 0;
	FILE *out;

	while (cases && (strncmp(cases, "> ", 2) || strncmp(cases + 2, name, size) ||
				cases[2 + size] != ' ')) {
		cases = strchr(cases, '\n');
		if (cases)
			cases++;
	}
	out = open_memstream(&text, &text_size);
	if (!out)
		return NULL;
	for (const char *at = cases ? cases + 3 + size : "{}"; *at && *at != '\n'; at++)
		if (*at == '$') {
			fputs(SESSION, out);
			at += strspn(at + 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
		} else {
			fputc(*at, out);
		}
	fclose(out);
	return text;
}

static void submit_trial(otk_client *client, const char *json, trial *t)
{
	otk_error error = OTK_ERROR_INIT;
	const char *name = text_of(t->operation, "name");
	otk_call *call = otk_call_new_json(client, name, json, &error);
	char number[16];

	if (!CHECK_CASE(call != NULL, "%s: %s", name, error.message))
		return;
	snprintf(number, sizeof(number), "%d", (int)(t - trials));
	CHECK_STATUS(otk_call_set_header(call, "X-Trial", number, &error), OTK_OK, &error);
	CHECK_STATUS(otk_call_submit(call, trial_done, t, &error), OTK_OK, &error);
	t->sent = true;
}

static void plan_trials(json_object *operation, size_t *first)
{
	static const int lost[] = {0};

	*first = trial_count;
	for (size_t i = 0; i < OTK_COUNT_OF(troubles); i++) {
		const int *status = troubles[i].statuses ? troubles[i].statuses : lost;

		do
			trials[trial_count++] = (trial){
				.operation = operation, .trouble = &troubles[i], .status = *status};
		while (*status && *++status);
	}
}

static void check_trials(otk_server *server)
{
	size_t repeated = 0;

	for (int i = 0; i < otk_server_request_count(server); i++) {
		const int number = trial_number(otk_server_request(server, i));

		if (number >= 0)
			trials[number].arrived++;
	}
	for (size_t i = 0; i < trial_count; i++) {
		const trial *t = &trials[i];
		const int expected = is_repeated(t->operation, t->trouble) ? 2 : 1;

		CHECK_CASE(t->arrived == expected && t->completed,
			"%s, status %d: sent %d times, not %d", text_of(t->operation, "name"),
			t->status, t->arrived, expected);
		repeated += t->arrived > 1;
	}
	CHECK(repeated > 100);
	printf("  %zu trials, %zu of them repeated\n", trial_count, repeated);
}

/* Runs all clients in rotation: most of the time each of them waits. */
static void run_all(otk_client *const *clients, size_t count)
{
	size_t left, all;

	do {
		all = 0;
		for (size_t i = 0; i < count; i++) {
			if (!clients[i])
				continue;
			CHECK_INT(otk_client_run(clients[i], 1, &left, NULL), OTK_OK);
			all += left;
		}
	} while (all);
}

static void every_cell_is_true(void)
{
	otk_server *server = otk_server_new(&(otk_server_options){.respond = fail_once});
	const size_t count = json_object_array_length(operations);
	otk_client **clients = calloc(count, sizeof(*clients));
	char *path = otk_test_source("tests/plugins/requests.txt");
	char *cases = otk_test_read(path, NULL);

	for (size_t i = 0; clients && i < count; i++) {
		json_object *operation = json_object_array_get_idx(operations, i);
		char *json = example_of(cases, text_of(operation, "name"));
		size_t first;

		plan_trials(operation, &first);
		clients[i] = client_for(operation, otk_server_url(server));
		for (size_t k = first; clients[i] && k < trial_count; k++)
			submit_trial(clients[i], json, &trials[k]);
		free(json);
	}
	if (clients)
		run_all(clients, count);
	check_trials(server);
	for (size_t i = 0; clients && i < count; i++)
		otk_client_free(clients[i]);
	otk_server_free(server);
	free(clients);
	free(path);
	free(cases);
}

/* ---- the program */

static int set_up(void)
{
	otk_error error = OTK_ERROR_INIT;
	otk_client *client = otk_client_new(
		&OTK_CLIENT_OPTIONS(.api_key = API_KEY, .api_secret = API_SECRET), &error);
	char *json = NULL;

	if (!client || otk_describe(client, NULL, &json, &error)) {
		printf("%s\n", error.message);
		return 1;
	}
	otk_client_free(client);
	description = json_tokener_parse(json);
	operations = json_object_object_get(description, "operations");
	table = operations ? make_table() : NULL;
	otk_free(json);
	return table ? 0 : 1;
}

static int clean_up(void)
{
	json_object_put(description);
	free(table);
	test_keys_free();
	return 0;
}

int main(int argc, char **argv)
{
	static const otk_test tests[] = {TEST(document_is_up_to_date), TEST(every_cell_is_true)};

	if (argc > 1 && strcmp(argv[1], "--write") == 0)
		return set_up() || write_document();
	return otk_test_main("stress/retries", tests, OTK_COUNT_OF(tests), set_up, clean_up);
}
