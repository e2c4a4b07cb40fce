/* SPDX-License-Identifier: MIT */
/* Options on the wire: bodies, queries and paths. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/buffer.h"
#include "core/schema/encode/encode_form.h"
#include "core/schema/encode/encode_json.h"
#include "core/schema/encode/encode_path.h"
#include "core/schema/template.h"
#include "tests/harness.h"
#include "tests/schema/zoo.h"

typedef otk_status encode_fn(const otk_type *, const void *, otk_buffer *, otk_error *);

static void check_text(encode_fn *encode, const zoo_options *options, const char *expected)
{
	otk_error error = OTK_ERROR_INIT;
	otk_buffer out;

	otk_buffer_init(&out, 65536);
	CHECK_STATUS(encode(&zoo_options_type, options, &out, &error), OTK_OK, &error);
	CHECK_STR(out.size ? out.data : "", expected);
	otk_buffer_free(&out);
}

static void check_refused(encode_fn *encode, const zoo_options *options, const char *message)
{
	otk_error error = OTK_ERROR_INIT;
	otk_buffer out;

	otk_buffer_init(&out, 65536);
	CHECK_STATUS(encode(&zoo_options_type, options, &out, &error), OTK_E_ARGUMENT, &error);
	CHECK_HAS(error.message, message);
	otk_buffer_free(&out);
}

static void every_kind(void)
{
	const zoo_animal cat = ZOO_ANIMAL(.id = "c", .kind = "cat");
	const zoo_animal ant = ZOO_ANIMAL(.kind = "ant", .legs = 6);
	const zoo_animal *const animals[] = {&cat, &ant};

	check_text(otk_encode_json,
		&ZOO_OPTIONS(.name = "a\"\\\n\xc3\xa4", .mode = "enabled", .rate = INT64_MIN,
			.speed = INT64_MAX, .open = OTK_YES, .closed = OTK_NO,
			.streams = OTK_STRINGS("s1", "s2"),
			.headers = OTK_PAIRS({"X-\"A", "1"}, {"B", ""}), .star = &cat,
			.animals = animals, .animal_count = 2, .defaulted = "blue", .page = 3),
		"{\"name\":\"a\\\"\\\\\\n\xc3\xa4\",\"p2p.mode\":\"enabled\","
		"\"rate\":-9223372036854775808,\"speed\":9223372036854775807,"
		"\"open\":true,\"closed\":false,\"streams\":[\"s1\",\"s2\"],"
		"\"headers\":{\"X-\\\"A\":\"1\",\"B\":\"\"},"
		"\"star\":{\"id\":\"c\",\"kind\":\"cat\"},"
		"\"animals\":[{\"id\":\"c\",\"kind\":\"cat\"},{\"kind\":\"ant\",\"legs\":6}],"
		"\"defaulted\":\"blue\"}");
}

static void unset_and_empty_differ(void)
{
	check_text(otk_encode_json, &ZOO_OPTIONS(0), "{\"defaulted\":\"red\"}");
	check_text(otk_encode_json, NULL, "{}");
	check_text(otk_encode_json,
		&ZOO_OPTIONS(.name = "", .streams = OTK_NO_STRINGS,
			.headers = {(const otk_pair[]){{NULL, NULL}}, 0},
			.animals = (const zoo_animal *const[]){NULL}, .defaulted = ""),
		"{\"name\":\"\",\"defaulted\":\"\"}");
}

static void extra_members_win(void)
{
	const zoo_animal cat =
		ZOO_ANIMAL(.kind = "cat", .legs = 4, .extra_json = " {\"legs\" : 3.0 } ");

	check_text(otk_encode_json,
		&ZOO_OPTIONS(.name = "mine", .rate = 5, .star = &cat,
			.extra_json = "{\"x\":{\"y\":[null, 1e3]},\"n\\u0061me\":null,"
				      "\"defaulted\":[]}"),
		"{\"rate\":5,\"star\":{\"kind\":\"cat\",\"legs\":3.0},"
		"\"x\":{\"y\":[null, 1e3]},\"name\":null,\"defaulted\":[]}");
	check_text(otk_encode_json, &ZOO_OPTIONS(.extra_json = "{}"), "{\"defaulted\":\"red\"}");
}

static void extra_that_is_no_object(void)
{
	static const struct {
		const char *json, *message;
	} cases[] = {
		{"[]", "extra_json: it must be a JSON object"},
		{"1", "extra_json: it must be a JSON object"},
		{"null", "extra_json: it must be a JSON object"},
		{"", "extra_json: it is not valid JSON: the text ends where"},
		{"{", "extra_json: it is not valid JSON: "},
		{"{}{}", "extra_json: it is not valid JSON: something follows the value (byte 2)"},
		{"{'a':1}", "extra_json: it is not valid JSON: expected a member's name"},
		{"{\"a\":1,}", "extra_json: it is not valid JSON: expected a member's name"},
		{"{\"a\":NaN}", "extra_json: it is not valid JSON: a JSON value cannot begin"},
		{"{\"a\":\"\xff\"}", "extra_json: it is not valid JSON: a string is not UTF-8"},
		{"{\"\\u0000\":1}", "extra_json: it is not valid JSON: a string holds U+0000"},
		{"{\"a\":1,\"b\":2,\"\\u0061\":3}", "extra_json: \"a\" is given twice"},
	};

	for (size_t i = 0; i < OTK_COUNT_OF(cases); i++)
		check_refused(otk_encode_json, &ZOO_OPTIONS(.extra_json = cases[i].json),
			cases[i].message);
}

static void too_many_extra_members(void)
{
	char *json = malloc(65536);
	size_t used = 1;

	if (!CHECK(json != NULL))
		return;
	json[0] = '{';
	for (int i = 0; i < 1025; i++)
		used += (size_t)snprintf(json + used, 65536 - used, "%s\"m%d\":1", i ? "," : "", i);
	snprintf(json + used, 65536 - used, "}");
	check_refused(otk_encode_json, &ZOO_OPTIONS(.extra_json = json),
		"extra_json: more than 1024 members are not supported");
	free(json);
}

static void as_form(void)
{
	const zoo_options options = ZOO_OPTIONS(.name = "a b&\xc3\xa4", .mode = "disabled",
		.open = OTK_YES, .closed = OTK_NO, .rate = -1, .streams = OTK_STRINGS("1", "2/3"),
		.page = 2, .extra_json = "{\"new one\":\"x=\\u00e9\",\"n\":1.5,\"t\":true}");

	check_text(otk_encode_form, &options,
		"name=a+b%26%C3%A4&p2p.mode=disabled&rate=-1&open=true&closed=false&"
		"streams=1&streams=2%2F3&defaulted=red&new+one=x%3D%C3%A9&n=1.5&t=true");
	check_refused(otk_encode_form, &ZOO_OPTIONS(.extra_json = "{\"a\":[]}"),
		"extra_json: members of a form or query must be strings, numbers, true or false");
	check_refused(otk_encode_form, &ZOO_OPTIONS(.extra_json = "{\"a\":null}"),
		"extra_json: members of a form or query must be strings, numbers, true or false");
}

static void as_query(void)
{
	check_text(otk_encode_query, &ZOO_OPTIONS(0), "page=50");
	check_text(otk_encode_query,
		&ZOO_OPTIONS(.page = 7, .filter = "a b&c", .extra_json = "{\"x\":1}"),
		"page=7&filter=a%20b%26c");
}

/* For a row without body fields, members added by the caller are sent in the query. */
static void extra_in_the_query(void)
{
	typedef struct only_query {
		size_t struct_size;
		int64_t offset;
		const char *extra_json;
	} only_query;
	static const otk_field fields[] = {
		OTK_FIELD(only_query, offset, "offset", .place = OTK_IN_QUERY),
	};
	static const otk_type type =
		OTK_OPTIONS_TYPE(only_query, "only_query", fields, OTK_NO_RULES);
	const only_query options = {
		.struct_size = sizeof(options), .offset = 1, .extra_json = "{\"sort\":\"up\"}"};
	otk_error error = OTK_ERROR_INIT;
	otk_buffer out;

	otk_buffer_init(&out, 1000);
	CHECK_STATUS(otk_encode_query(&type, &options, &out, &error), OTK_OK, &error);
	CHECK_STR(out.data, "offset=1&sort=up");
	otk_buffer_clear(&out);
	CHECK_STATUS(otk_encode_json(&type, &options, &out, &error), OTK_OK, &error);
	CHECK_STR(out.data, "{}");
	otk_buffer_free(&out);
}

static void the_buffer_has_a_maximum(void)
{
	const zoo_options options = ZOO_OPTIONS(.name = "abcdefghijklmnopqrstuvwxyz");
	otk_error error = OTK_ERROR_INIT;
	otk_buffer out;

	otk_buffer_init(&out, 20);
	CHECK_STATUS(otk_encode_json(&zoo_options_type, &options, &out, &error), OTK_E_TOO_LARGE,
		&error);
	otk_buffer_free(&out);
}

/* ---- paths */

static otk_status make_path(const otk_operation *row, const char *project, const char *const *ids,
	const char *keeper, char path[1024], otk_error *error)
{
	const zoo_options options = ZOO_OPTIONS(.keeper = keeper);
	const char *rest = NULL;
	otk_buffer out, steps;
	otk_status status, in_steps;

	*error = (otk_error)OTK_ERROR_INIT;
	otk_buffer_init(&out, 4096);
	otk_buffer_init(&steps, 4096);
	status = otk_encode_path(
		row, row->path, project, ids, &options, OTK_NAMING_WIRE, &out, error);
	snprintf(path, 1024, "%s", status ? "" : out.data);
	in_steps = otk_encode_path_begin(row, project, &steps, &rest, error);
	if (!in_steps)
		in_steps = otk_encode_path(
			row, rest, project, ids, &options, OTK_NAMING_WIRE, &steps, error);
	CHECK_INT(in_steps, status);
	if (!status)
		CHECK_STR(steps.data, out.data);
	otk_buffer_free(&out);
	otk_buffer_free(&steps);
	return status;
}

static void paths(void)
{
	const char *const ids[] = {"z-1", NULL}, *const odd[] = {"a b\xc3\xa4~:+", NULL};
	char path[1024];
	otk_error error;

	CHECK_STATUS(make_path(&zoo_row, "123", ids, NULL, path, &error), OTK_OK, &error);
	CHECK_STR(path, "/v2/project/123/zoo/z-1/feed");
	CHECK_STATUS(make_path(&zoo_row, "123", ids, "k", path, &error), OTK_OK, &error);
	CHECK_STR(path, "/v2/project/123/zoo/z-1/keeper/k/feed");
	CHECK_STATUS(make_path(&zoo_row, "123", odd, NULL, path, &error), OTK_OK, &error);
	CHECK_STR(path, "/v2/project/123/zoo/a%20b%C3%A4~%3A%2B/feed");
}

/* The length of the constant prefix of a path template. */
static void path_in_two_steps(void)
{
	static const struct {
		const char *path, *begin, *rest;
	} cases[] = {
		{"/session/create", "/session/create", ""},
		{"/v2/{project}/a", "/v2/1/a", ""},
		{"/v2/{project}/a/{id}/b", "/v2/1/a/", "{id}/b"},
		{"/a[/b/{project}]/{project}", "/a", "[/b/{project}]/{project}"},
		{"{project}", "1", ""},
		{"{id}", "", "{id}"},
	};

	for (size_t i = 0; i < OTK_COUNT_OF(cases); i++) {
		const otk_operation row = OTK_OPERATION("x", .path = cases[i].path);
		otk_error error = OTK_ERROR_INIT;
		const char *rest = NULL;
		otk_buffer out;

		otk_buffer_init(&out, 100);
		CHECK_STATUS(otk_encode_path_begin(&row, "1", &out, &rest, &error), OTK_OK, &error);
		CHECK_STR(out.size ? out.data : "", cases[i].begin);
		CHECK_STR(rest, cases[i].rest);
		otk_buffer_free(&out);
	}
}

static void ids_that_could_lead_elsewhere(void)
{
	static const char *const bad[] = {"", " ", "\t", ".", "..", "a/b", "/", "a?b", "a#b", "%2e",
		"a\nb", "a\x7f", "\x01", "\xff", "\xc0\xaf"};
	char longest[600], path[1024];
	otk_error error;

	for (size_t i = 0; i < OTK_COUNT_OF(bad); i++) {
		const char *const ids[] = {bad[i], NULL}, *const good[] = {"z", NULL};

		CHECK_STATUS(
			make_path(&zoo_row, "1", ids, NULL, path, &error), OTK_E_ARGUMENT, &error);
		CHECK_HAS(error.message, "zooId: ");
		CHECK_STATUS(make_path(&zoo_row, "1", good, bad[i], path, &error), OTK_E_ARGUMENT,
			&error);
		CHECK_HAS(error.message, "keeperId: ");
		CHECK_STATUS(make_path(&zoo_row, bad[i], good, NULL, path, &error), OTK_E_ARGUMENT,
			&error);
		CHECK_HAS(error.message, "project: ");
	}
	for (size_t i = 512; i < 514; i++) {
		const char *const ids[] = {longest, NULL};

		memset(longest, 'x', i);
		longest[i] = '\0';
		CHECK_STATUS(make_path(&zoo_row, "1", ids, NULL, path, &error),
			i == 512 ? OTK_OK : OTK_E_ARGUMENT, &error);
	}
	CHECK_HAS(error.message, "x\"...: it is longer than 512 bytes");
}

static void the_number_of_ids(void)
{
	const char *const none[] = {NULL}, *const two[] = {"a", "b", NULL};
	char path[1024];
	otk_error error;

	CHECK_STATUS(make_path(&zoo_row, "1", none, NULL, path, &error), OTK_E_ARGUMENT, &error);
	CHECK_HAS(error.message, "zooId: it is missing");
	CHECK_STATUS(make_path(&zoo_row, "1", NULL, NULL, path, &error), OTK_E_ARGUMENT, &error);
	CHECK_STATUS(make_path(&zoo_row, "1", two, NULL, path, &error), OTK_E_ARGUMENT, &error);
	CHECK_HAS(error.message, "feed: more ids are given than its path has");
}

typedef struct two_places {
	size_t struct_size;
	const char *outer;
	const char *inner;
	int64_t number;
} two_places;

/* Nested optional parts; a value inside an omitted part must not be lost. */
static void nested_optional_parts(void)
{
	static const otk_field fields[] = {
		OTK_FIELD(two_places, outer, "outer", .place = OTK_IN_PATH),
		OTK_FIELD(two_places, inner, "inner", .place = OTK_IN_PATH),
		OTK_FIELD(two_places, number, "number", .place = OTK_IN_PATH),
	};
	static const otk_type type = OTK_TYPE(two_places, "two_places", fields);
	static const otk_operation row = OTK_OPERATION(
		"x", .path = "/a[/b/{outer}[/c/{inner}]/d][/n/{number}]/{last}", .options = &type);
	static const struct {
		two_places options;
		const char *path; /* NULL: refused */
	} cases[] = {
		{{.struct_size = 8}, "/a/z"},
		{{.outer = "o"}, "/a/b/o/d/z"},
		{{.outer = "o", .inner = "i"}, "/a/b/o/c/i/d/z"},
		{{.outer = "o", .inner = "i", .number = 7}, "/a/b/o/c/i/d/n/7/z"},
		{{.number = -7}, "/a/n/-7/z"},
		{{.inner = "i"}, NULL},
	};
	const char *const ids[] = {"z", NULL};

	for (size_t i = 0; i < OTK_COUNT_OF(cases); i++) {
		otk_error error = OTK_ERROR_INIT;
		otk_buffer out;

		otk_buffer_init(&out, 1000);
		CHECK_STATUS(otk_encode_path(&row, row.path, "1", ids, &cases[i].options,
				     OTK_NAMING_WIRE, &out, &error),
			cases[i].path ? OTK_OK : OTK_E_ARGUMENT, &error);
		if (cases[i].path)
			CHECK_STR(out.data, cases[i].path);
		else
			CHECK_STR(error.message, "outer: it is needed when inner is set");
		otk_buffer_free(&out);
	}
}

static void names_of_path_ids(void)
{
	static const otk_operation row =
		OTK_OPERATION("x", .path = "/v2/{project}/a/{first}/b/{second}");
	const char *name = NULL;
	size_t size = 0;

	CHECK(otk_path_id_name(&row, 0, &name, &size) && size == 5 &&
		memcmp(name, "first", 5) == 0);
	CHECK(otk_path_id_name(&row, 1, &name, &size) && size == 6 &&
		memcmp(name, "second", 6) == 0);
	CHECK(!otk_path_id_name(&row, 2, &name, &size));
	CHECK(otk_path_id_name(&zoo_row, 0, &name, &size) && memcmp(name, "zooId", size) == 0);
	CHECK(!otk_path_id_name(&zoo_row, 1, &name, &size));
}

int main(void)
{
	return OTK_TEST_MAIN("schema/encode", TEST(every_kind), TEST(unset_and_empty_differ),
		TEST(extra_members_win), TEST(extra_that_is_no_object),
		TEST(too_many_extra_members), TEST(as_form), TEST(as_query),
		TEST(extra_in_the_query), TEST(the_buffer_has_a_maximum), TEST(paths),
		TEST(path_in_two_steps), TEST(ids_that_could_lead_elsewhere),
		TEST(the_number_of_ids), TEST(nested_optional_parts), TEST(names_of_path_ids));
}
