/* SPDX-License-Identifier: MIT */
/*
 * What each operation sends and refuses, as text. requests.txt holds the cases, separated by empty
 * lines. The first line of a case begins with its kind:
 *
 *   > archives.get {"archiveId":"A"}    sent: method and path follow, then the body if there is one
 *   ! archives.start {}                 refused by default; the message follows
 *   ? archives.list {"count":1001}      refused by STRICT only; the message follows
 *
 * $SESSION is a session of project 123456, $FOREIGN one of another project; names[] has the others.
 */
#include "config.h"

#include <otk/otk.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/buffer.h"
#include "core/schema/check/check_interface.h"
#include "core/schema/decode/decode_options.h"
#include "core/schema/encode/encode_form.h"
#include "core/schema/encode/encode_json.h"
#include "core/schema/encode/encode_path.h"
#include "core/schema/template.h"
#include "core/schema/validate/validate.h"
#include "core/schema/validate/validate_ids.h"
#include "tests/harness.h"
#include "tests/plugins/coverage.h"
#include "tests/plugins/features.h"
#include "tests/torture.h"

#define SESSION "1_MX4xMjM0NTZ-flNhdCBNYXIgMTUgMTQ6NDI6MjMgUERUIDIwMTR-MC40OTAxMzAyNX4"
#define OTHER   "1_MX4xMjM0NTZ-fjE0MDAwMDAwMDAwMDB-b3RoZXJ-"
#define FOREIGN "1_MX42NTQzMjF-flNhdCBNYXIgMTUgMTQ6NDI6MjMgUERUIDIwMTR-MC40OTAxMzAyNX4"

typedef struct example {
	char kind;
	char *operation;
	char *json;
	char *expected;
} example;

static otk_coverage *coverage;
static bool counted = true;
static size_t failed_allocations;
static otk_key *key;
static size_t run[128];

/* Names in the cases and their texts; the tokens are made when the tests begin. */
static struct {
	const char *name;
	char *text;
} names[] = {
	{"$SESSION", (char *)SESSION},
	{"$FOREIGN", (char *)FOREIGN},
	{"$MODERATOR", NULL},
	{"$PUBLISHER", NULL},
	{"$ELSEWHERE", NULL},
	{"$EXPIRED", NULL},
};

/* "$(128)": 128 letters; "$(64e)": 64 letters of two bytes. */
static const char *put_letters(const char *text, FILE *file)
{
	char *end;
	const long count = strtol(text + 2, &end, 10);
	const bool wide = *end == 'e';

	for (long i = 0; i < count; i++)
		fputs(wide ? "é" : "a", file);
	return strchr(end, ')') + 1;
}

/* A copy with the text of each name. */
static char *filled_in(const char *text)
{
	size_t size = 0;
	char *out = NULL;
	FILE *file = open_memstream(&out, &size);

	while (*text) {
		size_t i = 0;

		while (i < OTK_COUNT_OF(names) &&
			strncmp(text, names[i].name, strlen(names[i].name)) != 0)
			i++;
		if (i < OTK_COUNT_OF(names)) {
			fputs(names[i].text, file);
			text += strlen(names[i].name);
		} else if (strncmp(text, "$(", 2) == 0) {
			text = put_letters(text, file);
		} else {
			fputc(*text++, file);
		}
	}
	fclose(file);
	return out;
}

static const char *method_name(const otk_operation *operation)
{
	static const char *const methods[] = {"?", "GET", "POST", "PUT", "PATCH", "DELETE"};

	return methods[operation->method];
}

/* "POST /path?query\n{body}": the request, or the status of its refusal. */
static otk_status request_text(const example *one, otk_checks checks, char **text, otk_error *error)
{
	const otk_operation *operation = otk_feature_operation(one->operation);
	const otk_validation how = {.key = key, .checks = checks, .naming = OTK_NAMING_WIRE};
	otk_buffer path, query, body;
	const char *ids[OTK_PATH_IDS_MAX + 1];
	void *options = NULL;
	otk_status status;

	otk_buffer_init(&path, 4096);
	otk_buffer_init(&query, 4096);
	otk_buffer_init(&body, 65536);
	status = otk_decode_options(
		operation, operation->options, one->json, OTK_NAMING_WIRE, &options, ids, error);
	if (!status)
		status = otk_validate_ids(operation, ids, &how, one->operation, error);
	if (!status)
		status = otk_validate(operation->options, options, &how, one->operation, error);
	if (!status)
		status = otk_encode_path(operation, operation->path, otk_key_id(key), ids, options,
			OTK_NAMING_WIRE, &path, error);
	if (!status && operation->options)
		status = otk_encode_query(operation->options, options, &query, error);
	if (!status && operation->body == OTK_BODY_JSON) {
		if (operation->options)
			status = otk_encode_json(operation->options, options, &body, error);
		else
			otk_buffer_add_text(&body, "{}");
	}
	if (!status && asprintf(text, "%s %s%s%s%s%s", method_name(operation), path.data,
			       query.size ? "?" : "", query.size ? query.data : "",
			       body.size ? "\n" : "", body.size ? body.data : "") < 0)
		status = OTK_E_NOMEM;
	if (!status && counted)
		otk_coverage_add(coverage, operation, options, NULL);
	otk_free(options);
	otk_buffer_free(&path);
	otk_buffer_free(&query);
	otk_buffer_free(&body);
	return status;
}

/* message: the message of a refusal is compared as well. */
static void check_level(const example *one, otk_checks checks, bool refused, bool message)
{
	otk_error error = OTK_ERROR_INIT;
	char *text = NULL;
	otk_status status = request_text(one, checks, &text, &error);

	if (refused) {
		CHECK_CASE(
			status == OTK_E_ARGUMENT, "%s %s: not refused", one->operation, one->json);
		if (message)
			CHECK_STR(error.message, one->expected);
	} else {
		CHECK_CASE(!status, "%s %s: %s", one->operation, one->json, error.message);
		if (one->kind == '>')
			CHECK_STR(text, one->expected);
	}
	free(text);
}

static void check_example(const example *one)
{
	run[(unsigned char)one->kind]++;
	if (!CHECK_CASE(otk_feature_operation(one->operation) != NULL, "no operation %s",
		    one->operation))
		return;
	check_level(one, OTK_CHECKS_DEFAULT, one->kind == '!', true);
	check_level(one, OTK_CHECKS_STRICT, one->kind != '>', one->kind == '?');
}

static void each_example(void (*each)(const example *))
{
	char *path = otk_test_source("tests/plugins/requests.txt");
	char *raw = otk_test_read(path, NULL);
	char *text = raw ? filled_in(raw) : NULL;
	char *rest = text, *block;

	CHECK(text != NULL);
	while (rest && (block = rest)) {
		char *end = strstr(block, "\n\n");
		example one = {.kind = block[0]};

		rest = end ? end + 2 : NULL;
		if (end)
			*end = '\0';
		if (strlen(block) && block[strlen(block) - 1] == '\n')
			block[strlen(block) - 1] = '\0';
		if (!*block || *block == '#')
			continue;
		one.operation = block + 2;
		one.expected = strchr(block, '\n');
		one.json = strchr(one.operation, ' ');
		if (!CHECK_CASE(one.expected && one.json && strchr(">!?", one.kind),
			    "not a case: %s", block))
			continue;
		*one.expected++ = '\0';
		*one.json++ = '\0';
		each(&one);
	}
	free(text);
	free(raw);
	free(path);
}

static void every_case_holds(void)
{
	each_example(check_example);
	printf("%zu requests, %zu refused, %zu refused by STRICT\n", run['>'], run['!'], run['?']);
	CHECK(run['>'] > 60);
	CHECK(run['!'] > 60);
}

static bool make_request(void *context)
{
	char *text = NULL;
	const otk_status status = request_text(context, OTK_CHECKS_STRICT, &text, NULL);

	free(text);
	return !status;
}

static void torture_example(const example *one)
{
	if (one->kind == '>')
		failed_allocations += otk_torture(one->operation, make_request, (void *)one);
}

static void requests_without_memory(void)
{
	counted = false;
	each_example(torture_example);
	counted = true;
	printf("%zu allocations failed\n", failed_allocations);
	CHECK(failed_allocations > 200);
}

static void every_table_is_sound(void)
{
	otk_error error = OTK_ERROR_INIT;

	for (size_t i = 0; otk_feature_names[i]; i++) {
		const otk_plugin *plugin = otk_feature(otk_feature_names[i]);

		CHECK_STR(plugin->name, otk_feature_names[i]);
		CHECK_INT(plugin->interface_count, 1);
		CHECK_STATUS(otk_interface_check(&(otk_module_memory){0}, plugin->interfaces,
				     plugin->name, &error),
			OTK_OK, &error);
	}
}

static void every_option_has_a_case(void)
{
	static const char *const none[] = {NULL};

	otk_coverage_check(coverage, none);
}

static char *make_token(const char *session, const char *role, int64_t issued_at)
{
	char *token = NULL;
	otk_error error = OTK_ERROR_INIT;
	otk_status status = otk_token_create(key, session,
		&OTK_TOKEN_OPTIONS(.role = role, .issued_at = issued_at), &token, &error);

	if (status)
		fprintf(stderr, "%s\n", error.message);
	return token;
}

static int init(void)
{
	coverage = otk_coverage_new();
	key = otk_key_new(&OTK_KEY_OPTIONS(.api_key = "123456",
				  .api_secret = "1234567890abcdef1234567890abcdef1234567890"),
		NULL);
	names[2].text = make_token(SESSION, OTK_ROLE_MODERATOR, 0);
	names[3].text = make_token(SESSION, OTK_ROLE_PUBLISHER, 0);
	names[4].text = make_token(OTHER, OTK_ROLE_MODERATOR, 0);
	names[5].text = make_token(SESSION, OTK_ROLE_MODERATOR, 1400000000);
	return !coverage || !names[2].text || !names[5].text;
}

static int clean(void)
{
	for (size_t i = 2; i < OTK_COUNT_OF(names); i++)
		otk_free(names[i].text);
	otk_coverage_free(coverage);
	otk_key_free(key);
	return 0;
}

int main(void)
{
	static const otk_test tests[] = {
		TEST(every_table_is_sound),
		TEST(every_case_holds),
		TEST(every_option_has_a_case),
		TEST(requests_without_memory),
	};

	return otk_test_main("requests", tests, OTK_COUNT_OF(tests), init, clean);
}
