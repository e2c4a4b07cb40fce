/* SPDX-License-Identifier: MIT */
/* The exported description, read back by json-c. */
#include "config.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/buffer.h"
#include "core/schema/describe.h"
#include "tests/harness.h"
#include "tests/schema/archive_tables.h"
#include "tests/schema/zoo.h"
#include "tests/torture.h"

static const otk_interface archives = {.id = "otk.archives/1", .minor = 3};

static json_object *describe(const char *name, const otk_operation *row, const char *plugin)
{
	otk_error error = OTK_ERROR_INIT;
	json_object *tree = NULL;
	otk_buffer out;

	otk_buffer_init(&out, 1 << 20);
	CHECK_STATUS(
		otk_describe_operation(name, &archives, plugin, row, &out, &error), OTK_OK, &error);
	if (out.data)
		tree = json_tokener_parse(out.data);
	otk_buffer_free(&out);
	CHECK(tree != NULL);
	return tree;
}

/* A member by a path such as "options.fields.2.values.0". */
static json_object *at(json_object *tree, const char *path)
{
	char word[64];

	while (tree && *path) {
		const size_t size = strcspn(path, ".");

		memcpy(word, path, size);
		word[size] = '\0';
		path += size + (path[size] == '.');
		if (json_object_is_type(tree, json_type_array))
			tree = json_object_array_get_idx(tree, (size_t)(word[0] - '0'));
		else if (!json_object_object_get_ex(tree, word, &tree))
			tree = NULL;
	}
	return tree;
}

static const char *text_at(json_object *tree, const char *path)
{
	json_object *value = at(tree, path);

	return value ? json_object_to_json_string_ext(
			       value, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE)
		     : NULL;
}

static void check_texts(json_object *tree, const char *const (*cases)[2], size_t count)
{
	for (size_t i = 0; i < count; i++)
		CHECK_CASE(text_at(tree, cases[i][0])
				   ? cases[i][1] &&
					     strcmp(text_at(tree, cases[i][0]), cases[i][1]) == 0
				   : !cases[i][1],
			"%s is %s, not %s", cases[i][0], text_at(tree, cases[i][0]), cases[i][1]);
}

static void an_archive_row(void)
{
	static const char *const cases[][2] = {
		{"name", "\"archives.get\""},
		{"feature", "\"archives\""},
		{"verb", "\"get\""},
		{"interface", "\"otk.archives/1\""},
		{"minor", "3"},
		{"plugin", "\"archives\""},
		{"method", "\"GET\""},
		{"path", "\"/v2/project/{project}/archive/{archiveId}\""},
		{"ids", "[\"archiveId\"]"},
		{"shape", "\"object\""},
		{"repeat", "\"safe\""},
		{"auth", "\"project\""},
		{"body", NULL},
		{"options", NULL},
		{"aliases", NULL},
		{"backends", NULL},
		{"pages", NULL},
		{"result.name", "\"archive\""},
		{"result.fields.0.name", "\"id\""},
		{"result.fields.0.required", "true"},
		{"settles.status", "\"status\""},
		{"settles.final_values.0", "\"available\""},
		{"downloads.url", "\"url\""},
		{"downloads.ready", "\"available\""},
	};
	json_object *tree = describe("archives.get", otk_test_archive_row("get"), "archives");

	check_texts(tree, cases, OTK_COUNT_OF(cases));
	json_object_put(tree);
}

static void an_alias_and_declarations(void)
{
	static const char *const cases[][2] = {
		{"aliases",
			"[\"archives.streams\",\"archives.add_stream\",\"archives.remove_stream\"]"},
		{"plugin", NULL},
		{"body", "\"json\""},
		{"options.fields.0.member", "\"add_stream\""},
		{"options.fields.0.kind", "\"string\""},
		{"options.fields.0.min", "1"},
		{"options.fields.0.max", "255"},
		{"options.rules.0.kind", "\"exactly_one\""},
		{"result", NULL},
		{"shape", "\"none\""},
	};
	static const char *const list_cases[][2] = {
		{"pages", "{\"offset\":\"offset\",\"count\":\"count\",\"total\":\"count\","
			  "\"items\":\"items\",\"max_count\":1000}"},
		{"options.fields.0.place", "\"query\""},
		{"options.fields.0.max", NULL},
		{"options.fields.1.wire_default", "\"50\""},
		{"options.fields.2.format", "\"session\""},
		{"options.fields.2.soft", "true"},
		{"result.fields.1.type.name", "\"archive\""},
	};
	json_object *tree =
		describe("archives.select_stream", otk_test_archive_row("select_stream"), NULL);

	check_texts(tree, cases, OTK_COUNT_OF(cases));
	json_object_put(tree);
	tree = describe("archives.list", otk_test_archive_row("list"), NULL);
	check_texts(tree, list_cases, OTK_COUNT_OF(list_cases));
	json_object_put(tree);
}

static void every_kind_of_field(void)
{
	static const char *const cases[][2] = {
		{"name", "\"com.example.zoo.feed\""},
		{"feature", "\"com.example.zoo\""},
		{"verb", "\"feed\""},
		{"ids", "[\"zooId\"]"},
		{"options.fields.2.values", "[\"enabled\",\"disabled\"]"},
		{"options.fields.2.labels", "[\"relayed\",\"routed\"]"},
		{"options.fields.6.prefixes", "[\"rtmp://\",\"rtmps://\"]"},
		{"options.fields.7.alphabet", "\"0123456789*#p\""},
		{"options.fields.8.secret", "true"},
		{"options.fields.1.unit", "\"bytes\""},
		{"result.fields.2.aliases", "[\"keeper\",\"holder\"]"},
		{"result.fields.4.kind", "\"strings\""},
		{"result.fields.5.kind", "\"map\""},
		/* the description of a recursive type ends */
		{"result.fields.6.kind", "\"object\""},
		{"result.fields.6.type", "{\"name\":\"zoo\",\"fields\":[]}"},
		{"result.fields.7.keyed", "\"id\""},
		{"result.fields.8.single", "true"},
	};
	json_object *tree = describe("com.example.zoo.feed", &zoo_row, "com.example.zoo");

	check_texts(tree, cases, OTK_COUNT_OF(cases));
	json_object_put(tree);
}

/* Whether the description is complete; false: it failed, with the reason. */
static bool describe_again(void *wanted)
{
	otk_error error = OTK_ERROR_INIT;
	otk_status status;
	otk_buffer out;

	otk_buffer_init(&out, 1 << 20);
	status = otk_describe_operation(
		"archives.get", &archives, "archives", otk_test_archive_row("get"), &out, &error);
	if (status)
		CHECK_STATUS(status, OTK_E_NOMEM, &error);
	else if (*(char **)wanted)
		CHECK_STR(out.data, *(char **)wanted);
	else
		*(char **)wanted = strdup(out.data);
	otk_buffer_free(&out);
	return !status;
}

static void whole_or_not_at_all(void)
{
	char *text = NULL;

	CHECK(describe_again(&text));
	otk_torture("a description", describe_again, &text);
	CHECK(otk_torture_calls("a description", describe_again, &text, NULL) > 20);
	free(text);
}

int main(void)
{
	return OTK_TEST_MAIN("schema/describe", TEST(an_archive_row),
		TEST(an_alias_and_declarations), TEST(every_kind_of_field),
		TEST(whole_or_not_at_all));
}
