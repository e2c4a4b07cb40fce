/* SPDX-License-Identifier: MIT */
/*
 * Every exchange, of otk and of the official SDKs, in both directions: otk makes a request from
 * the arguments, which is compared with the expected one; a scripted server sends the response, and
 * the record is compared with what the exchange expects.
 */
#include "config.h"

#include <fcntl.h>
#include <otk/otk.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/base/text/text.h"
#include "core/client/client.h"
#include "tests/exchanges.h"
#include "tests/harness.h"
#include "tests/plugins/add_features.h"
#include "tests/plugins/features.h"
#include "tests/plugins/sdk_differences.h"
#include "tests/plugins/sdk_expect.h"
#include "tests/plugins/sdk_names.h"
#include "tests/rsa_key.h"
#include "tests/server.h"

#define API_KEY        "123456"
#define API_SECRET     "1234567890abcdef1234567890abcdef1234567890"
#define APPLICATION_ID "29f760f8-7ce1-46c9-ade3-f2dedee4ed5f"

static char *private_key;

/* ---- counts */

typedef struct area {
	char name[24];
	size_t run, equal, explained, wrong, left_out;
} area;

static area areas[32];

/* Returns the counts of an area: "archive" of "python/archive/slug". */
static area *area_of(const char *id)
{
	const char *begin = strchr(id, '/') + 1;
	const int size = (int)strcspn(begin, "/");
	size_t i = 0;
	char name[sizeof(areas[0].name)];

	snprintf(name, sizeof(name), "%.*s", size, begin);
	while (areas[i].name[0] && strcmp(areas[i].name, name) != 0)
		i++;
	memcpy(areas[i].name, name, sizeof(name));
	return &areas[i];
}

/* Under Valgrind, only one exchange in four is run. */
#define PART otk_test_step(1, 4)

static void print_areas(void)
{
	area sum = {"all", 0, 0, 0, 0, 0};

	printf("%-12s %5s %6s %10s %6s %9s\n", "area", "run", "equal", "differing", "wrong",
		"left out");
	for (size_t i = 0; areas[i].name[0]; i++) {
		const area *a = &areas[i];

		printf("%-12s %5zu %6zu %10zu %6zu %9zu\n", a->name, a->run, a->equal, a->explained,
			a->wrong, a->left_out);
		sum.run += a->run, sum.equal += a->equal, sum.explained += a->explained;
		sum.wrong += a->wrong, sum.left_out += a->left_out;
	}
	printf("%-12s %5zu %6zu %10zu %6zu %9zu\n", sum.name, sum.run, sum.equal, sum.explained,
		sum.wrong, sum.left_out);
	CHECK(sum.run * PART > (otk_exchanges_official() ? 400 : 140));
}

/* ---- operations */

static const otk_operation *used[128];
static size_t used_count;

static bool is_used(const otk_operation *operation)
{
	for (size_t i = 0; i < used_count; i++)
		if (used[i] == operation)
			return true;
	return false;
}

static void note_used(const otk_operation *operation)
{
	if (!is_used(operation) && CHECK(used_count < OTK_COUNT_OF(used)))
		used[used_count++] = operation;
}

/*
 * What the SDKs for Video do not have: the Reports API, and transcriptions, which come with
 * archives.
 */
static bool is_without_exchanges(const otk_interface *interface, const char *name)
{
	return strcmp(interface->id, "otk.reports/1") == 0 || strcmp(name, "transcript") == 0;
}

static void check_interface_is_used(const otk_interface *interface)
{
	for (size_t i = 0; i < interface->operation_count; i++) {
		const otk_operation *operation = &interface->operations[i];

		CHECK_CASE(is_used(operation) || is_without_exchanges(interface, operation->name),
			"no exchange of %s %s", interface->id, operation->name);
	}
}

/* ---- the client */

static bool is_vonage(json_object *exchange)
{
	return otk_exchange_has(exchange, "client.application_id");
}

/* The project id of the exchange if it is valid, else that of this test. */
static const char *project_of(json_object *exchange)
{
	const char *api_key = otk_exchange_text(exchange, "client.api_key");
	const char *application = otk_exchange_text(exchange, "client.application_id");

	if (otk_exchange_has(exchange, "client.account"))
		return api_key;
	if (is_vonage(exchange))
		return otk_is_uuid(application) ? application : APPLICATION_ID;
	return api_key && strspn(api_key, "0123456789") == strlen(api_key) ? api_key : API_KEY;
}

/*
 * Without checks, because many ids of the fixtures are not valid; sdk_validation.c has what is
 * refused. Without retries: one response for one request.
 */
static otk_client *make_client(json_object *exchange, const otk_server *server, int64_t timeout)
{
	otk_client_options options = OTK_CLIENT_OPTIONS(.api_url = otk_server_url(server),
		.checks = OTK_CHECKS_OFF, .max_attempts = 1, .timeout_ms = timeout);
	otk_error error = OTK_ERROR_INIT;
	otk_key *account = NULL;
	otk_client *client;

	if (otk_exchange_has(exchange, "client.account")) {
		account = otk_key_new(&OTK_KEY_OPTIONS(.api_key = project_of(exchange),
					      .api_secret = API_SECRET, .account = OTK_YES),
			&error);
		options.key = account;
	} else if (is_vonage(exchange)) {
		options.application_id = project_of(exchange);
		options.private_key_pem = private_key;
	} else {
		options.api_key = project_of(exchange);
		options.api_secret = API_SECRET;
	}
	client = otk_client_new(&options, &error);
	otk_key_free(account);
	if (!CHECK_CASE(client != NULL, "%s", error.message))
		return NULL;
	CHECK_STATUS(otk_features_add(client, NULL, &error), OTK_OK, &error);
	return client;
}

/* ---- the request */

/* The path of the exchange with the id of our project. */
static char *their_path(json_object *exchange)
{
	static const char before[] = "/v2/project/";
	const char *path = otk_exchange_text(exchange, "request.path");
	char *out = NULL;
	const char *rest;

	if (strncmp(path, before, strlen(before)) != 0)
		return strdup(path);
	if (otk_exchange_has(exchange, "client.account"))
		return strdup(path);
	rest = path + strlen(before);
	rest += strcspn(rest, "/");
	return asprintf(&out, "%s%s%s", before, project_of(exchange), rest) < 0 ? NULL : out;
}

static int hex(char c)
{
	return c <= '9' ? c - '0' : (c | 32) - 'a' + 10;
}

/* "a=b&c=d" as an object; size bytes of text. */
static json_object *form_object(const char *text)
{
	json_object *object = json_object_new_object();
	char *copy = strdup(text), *rest = copy, *pair;

	while (*text && (pair = strsep(&rest, "&"))) {
		char *to = pair, *from = pair, *value = NULL;

		for (; *from; from++, to++) {
			if (*from == '=' && !value) {
				*to = '\0';
				value = to + 1;
			} else if (*from == '%') {
				*to = (char)(hex(from[1]) * 16 + hex(from[2]));
				from += 2;
			} else {
				*to = *from == '+' ? ' ' : *from;
			}
		}
		*to = '\0';
		json_object_object_add(object, pair, json_object_new_string(value ? value : ""));
	}
	free(copy);
	return object;
}

static void compare_text(
	otk_differences *differences, const char *what, const char *theirs, const char *ours)
{
	if (strcmp(theirs ? theirs : "", ours ? ours : "") != 0)
		otk_differ(differences, what, theirs, ours);
}

/* An empty object is equal to no body. */
static bool is_nothing(json_object *body)
{
	return !body ||
	       (json_object_is_type(body, json_type_object) && !json_object_object_length(body));
}

static void compare_body(otk_differences *differences, json_object *exchange, const otk_seen *seen)
{
	json_object *theirs = otk_exchange_get(exchange, "request.body"), *ours;
	char type[128];

	if (!otk_exchange_int(exchange, "request.body_known", 1))
		return;
	otk_seen_header(seen, "Content-Type", type, sizeof(type));
	ours = strstr(type, "urlencoded")
		       ? form_object(seen->body)
		       : json_tokener_parse(seen->body_size ? seen->body : "null");
	if (!is_nothing(theirs) || !is_nothing(ours))
		otk_differ_json(differences, "request.body", theirs, ours);
	type[strcspn(type, ";")] = '\0';
	if (theirs && ours)
		compare_text(differences, "request.content_type",
			otk_exchange_text(exchange, "request.content_type"), type);
	json_object_put(ours);
}

static void compare_request(
	otk_differences *differences, json_object *exchange, const otk_seen *seen)
{
	char *path = strdup(seen->path), *wanted = their_path(exchange);
	char *query = strchr(path, '?');
	json_object *ours;

	if (query)
		*query++ = '\0';
	ours = form_object(query ? query : "");
	compare_text(differences, "request.method", otk_exchange_text(exchange, "request.method"),
		seen->method);
	compare_text(differences, "request.path", wanted, path);
	otk_differ_json(
		differences, "request.query", otk_exchange_get(exchange, "request.query"), ours);
	compare_body(differences, exchange, seen);
	json_object_put(ours);
	free(wanted);
	free(path);
}

/* ---- the response */

static bool is_about_silence(json_object *exchange)
{
	return otk_exchange_has(exchange, "response.fault") ||
	       otk_exchange_has(exchange, "response.delay_ms");
}

static void script_reply(otk_server *server, json_object *exchange)
{
	json_object *given = otk_exchange_get(exchange, "response.headers");
	json_object *headers = given ? json_object_get(given) : json_object_new_object();
	otk_reply reply = {.status = (int)otk_exchange_int(exchange, "response.status", 200),
		.body = otk_exchange_text(exchange, "response.body_text")};
	json_object_iter each;

	if (!reply.body)
		reply.body = "";
	if (is_about_silence(exchange))
		reply = (otk_reply){.status = -1, .then = OTK_THEN_HOLD};
	json_object_object_foreachC(headers, each) {
		if (strcasecmp(each.key, "content-type") == 0)
			reply.type = json_object_get_string(each.val);
	}
	otk_server_reply(server, &reply);
	json_object_put(headers);
}

/* An unsafe call may have been carried out: what came back says which kind of error it is there. */
static const char *unknown_outcome_word(int32_t http_status)
{
	if (http_status / 100 == 5)
		return "server";
	return http_status / 100 == 2 ? "response" : "network";
}

/* The words of the exchanges for our statuses. */
static const char *error_word(otk_status status, const otk_error *error)
{
	static const struct {
		otk_status status;
		const char *word;
	} words[] = {
		{OTK_E_ARGUMENT, "argument"},
		{OTK_E_AUTH, "auth"},
		{OTK_E_NOT_FOUND, "not_found"},
		{OTK_E_CONFLICT, "conflict"},
		{OTK_E_REQUEST, "request"},
		{OTK_E_SERVER, "server"},
		{OTK_E_TIMEOUT, "network"},
		{OTK_E_NETWORK, "network"},
		{OTK_E_PROTOCOL, "response"},
	};

	if (status == OTK_E_UNKNOWN_OUTCOME)
		return unknown_outcome_word(error->http_status);
	for (size_t i = 0; i < OTK_COUNT_OF(words); i++)
		if (words[i].status == status)
			return words[i].word;
	return status ? otk_status_name(status) : NULL;
}

/* A response that cannot be used is quoted in the error. */
static void check_quoted(json_object *exchange, const otk_error *error)
{
	const char *body = otk_exchange_text(exchange, "response.body_text");

	CHECK_CASE(error->message[0] && (!body || strncmp(error->body, body, 20) == 0),
		"%s: not quoted: %s", otk_exchange_text(exchange, "id"), error->message);
}

static void compare_response(otk_differences *differences, json_object *exchange,
	const otk_operation *operation, otk_status status, const void *record,
	const otk_error *error)
{
	json_object *expect = otk_exchange_get(exchange, "expect");
	const char *wanted = otk_exchange_text(exchange, "expect.error");
	const char *ours = error_word(status, error);

	if (!otk_exchange_has(exchange, "response.status") && !is_about_silence(exchange))
		return;
	if (status == OTK_E_PROTOCOL)
		check_quoted(exchange, error);
	if (strcmp(wanted ? wanted : "", ours ? ours : "") != 0)
		otk_differ(differences, "error", wanted, ours);
	else if (!status && expect)
		otk_expect_record(differences, expect, operation->result, record);
}

/* ---- one exchange */

static void perform(
	otk_differences *differences, json_object *exchange, otk_server *server, otk_client *client)
{
	const char *method = otk_exchange_text(exchange, "call.method");
	const char *name = otk_sdk_operation(method);
	json_object *args = otk_sdk_arguments(method, otk_exchange_get(exchange, "call.args"));
	otk_error error = OTK_ERROR_INIT;
	const otk_row *row = NULL;
	void *record = NULL;
	otk_call *call = otk_call_new_json(client, name, json_object_to_json_string(args), &error);
	otk_status status = call ? otk_call_perform(call, &record, &error) : error.status;

	if (!CHECK_CASE(call != NULL, "%s: %s", differences->id, error.message))
		differences->wrong++;
	CHECK_STATUS(otk_registry_find(client->registry, name, 0, &row, &error), OTK_OK, &error);
	note_used(row->operation);
	if (CHECK_CASE(otk_server_request_count(server) > 0, "%s: no request: %s", differences->id,
		    error.message) &&
		strcmp(otk_exchange_text(exchange, "request.sent_by"), "test") != 0)
		compare_request(differences, exchange, otk_server_request(server, 0));
	compare_response(differences, exchange, row->operation, status, record, &error);
	otk_free(record);
	json_object_put(args);
}

static size_t turn; /* of run_exchange() */

static void run_exchange(json_object *exchange, void *context)
{
	otk_differences differences = {.id = otk_exchange_text(exchange, "id")};
	area *count = area_of(differences.id);
	otk_server *server = context;
	otk_client *client;
	const char *reason;

	if (turn++ % PART)
		return;
	if (otk_is_left_out(differences.id, otk_exchange_text(exchange, "call.method"), &reason)) {
		count->left_out++;
		return;
	}
	otk_server_reset(server);
	script_reply(server, exchange);
	client = make_client(exchange, server, is_about_silence(exchange) ? 150 : 5000);
	if (client) {
		perform(&differences, exchange, server, client);
		otk_client_free(client);
	}
	count->run++;
	count->equal += !differences.count && !differences.wrong;
	count->explained += differences.count && !differences.wrong;
	count->wrong += differences.wrong > 0;
	otk_server_release(server);
}

static void every_exchange(void)
{
	otk_server *server;

	server = otk_server_new(NULL);
	if (!CHECK(server != NULL))
		return;
	otk_exchanges_each(OTK_EXCHANGES_CALLS, run_exchange, server);
	print_areas();
	if (PART == 1) {
		otk_differences_check();
		otk_feature_interfaces(check_interface_is_used);
	}
	otk_server_free(server);
}

/* ---- main */

static int init(void)
{
	private_key = otk_test_rsa_key(2048);
	return private_key ? 0 : 1;
}

static int clean(void)
{
	free(private_key);
	return 0;
}

int main(void)
{
	static const otk_test tests[] = {TEST(every_exchange)};

	return otk_test_main("sdk_exchanges", tests, OTK_COUNT_OF(tests), init, clean);
}
