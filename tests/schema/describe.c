/* SPDX-License-Identifier: MIT */
/* The exported description, read back by json-c. */
#include "config.h"

#include <json-c/json.h>
#include <otk/archives.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/buffer.h"
#include "core/schema/describe.h"
#include "tests/harness.h"
#include "tests/schema/archive_tables.h"
#include "tests/schema/zoo.h"
#include "tests/torture.h"

static const otk_interface archives = {.id = "otk.archives/1", .minor = 3};
static const otk_interface zoo = {.id = "com.example.zoo/1", .minor = 3};
static const otk_plugin archives_plugin = OTK_PLUGIN_DESCRIPTOR("archives");
static const otk_plugin zoo_plugin = OTK_PLUGIN_DESCRIPTOR("com.example.zoo");

static json_object *described(otk_describer *to)
{
	otk_error error = OTK_ERROR_INIT;
	json_object *tree = NULL;
	char *json = NULL;

	CHECK_STATUS(otk_describe_end(to, OTK_OK, &json, &error), OTK_OK, &error);
	if (json)
		tree = json_tokener_parse(json);
	otk_free(json);
	CHECK(tree != NULL);
	return tree;
}

/* The description of one row, without plugins. */
static json_object *describe(const otk_operation *row, bool is_core)
{
	otk_describer to;

	otk_describe_begin(&to);
	if (row == &zoo_row)
		otk_describe_operation(&to, &zoo_plugin, &zoo, row, is_core);
	else
		otk_describe_operation(&to, &archives_plugin, &archives, row, is_core);
	return described(&to);
}

/*
 * A member by a path such as "operations.0.name". The first word with a dot before it is the key of
 * a type: ":otk.archive:fields.0.name" is in types.
 */
static json_object *at(json_object *tree, const char *path)
{
	char word[64];

	if (*path == ':') {
		const size_t size = strcspn(path + 1, ":");

		memcpy(word, path + 1, size);
		word[size] = '\0';
		path += size + 2;
		if (!json_object_object_get_ex(tree, "types", &tree) ||
			!json_object_object_get_ex(tree, word, &tree))
			return NULL;
	}
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

#define ROW "operations.0."

static void an_archive_row(void)
{
	static const char *const cases[][2] = {
		{"format", "2"},
		{"version", "\"" OTK_VERSION "\""},
		{ROW "name", "\"archives.get\""},
		{ROW "feature", "\"archives\""},
		{ROW "verb", "\"get\""},
		{ROW "interface", "\"otk.archives/1\""},
		{ROW "minor", "3"},
		{ROW "plugin", "\"archives\""},
		{ROW "method", "\"GET\""},
		{ROW "path", "\"/v2/project/{project}/archive/{archiveId}\""},
		{ROW "ids", "[\"archiveId\"]"},
		{ROW "shape", "\"object\""},
		{ROW "repeat", "\"safe\""},
		{ROW "auth", "\"project\""},
		{ROW "body", NULL},
		{ROW "options", NULL},
		{ROW "aliases", NULL},
		{ROW "backends", NULL},
		{ROW "pages", NULL},
		{ROW "result", "\"otk.archive\""},
		{ROW "settles.status", "\"status\""},
		{ROW "settles.final_values.0", "\"available\""},
		{ROW "downloads.url", "\"url\""},
		{ROW "downloads.ready", "\"available\""},
		{":otk.archive:name", "\"archive\""},
		{":otk.archive:struct", "\"otk_archive\""},
		{":otk.archive:plain", NULL},
		{":otk.archive:fields.0.name", "\"id\""},
		{":otk.archive:fields.0.required", "true"},
		{":otk.archive:fields.0.offset", "8"},
	};
	json_object *tree = describe(otk_test_archive_row("get"), false);

	check_texts(tree, cases, OTK_COUNT_OF(cases));
	CHECK_INT(json_object_get_int(at(tree, ":otk.archive:size")), sizeof(otk_archive));
	json_object_put(tree);
}

static void an_alias_and_declarations(void)
{
	static const char *const cases[][2] = {
		{ROW "aliases",
			"[\"archives.streams\",\"archives.add_stream\",\"archives.remove_stream\"]"},
		{ROW "plugin", NULL},
		{ROW "body", "\"json\""},
		{ROW "options", "\"otk.composed_stream_options\""},
		{":otk.composed_stream_options:fields.0.member", "\"add_stream\""},
		{":otk.composed_stream_options:fields.0.kind", "\"string\""},
		{":otk.composed_stream_options:fields.0.min", "1"},
		{":otk.composed_stream_options:fields.0.max", "255"},
		{":otk.composed_stream_options:rules.0.kind", "\"exactly_one\""},
		{ROW "result", NULL},
		{ROW "shape", "\"none\""},
	};
	static const char *const list_cases[][2] = {
		{ROW "pages", "{\"offset\":\"offset\",\"count\":\"count\",\"total\":\"count\","
			      "\"items\":\"items\",\"max_count\":1000}"},
		{":otk.list_options:fields.0.place", "\"query\""},
		{":otk.list_options:fields.0.max", NULL},
		{":otk.list_options:fields.1.wire_default", "\"50\""},
		{":otk.list_options:fields.2.format", "\"session\""},
		{":otk.list_options:fields.2.soft", "true"},
		{":otk.archive_list:fields.1.type", "\"otk.archive\""},
		{":otk.archive_list:fields.1.kind", "\"list\""},
	};
	json_object *tree = describe(otk_test_archive_row("select_stream"), true);

	check_texts(tree, cases, OTK_COUNT_OF(cases));
	json_object_put(tree);
	tree = describe(otk_test_archive_row("list"), false);
	check_texts(tree, list_cases, OTK_COUNT_OF(list_cases));
	CHECK_INT(json_object_get_int(at(tree, ":otk.archive_list:fields.1.count_offset")),
		offsetof(otk_archive_list, item_count));
	json_object_put(tree);
}

static void every_kind_of_field(void)
{
	static const char *const cases[][2] = {
		{ROW "name", "\"com.example.zoo.feed\""},
		{ROW "feature", "\"com.example.zoo\""},
		{ROW "verb", "\"feed\""},
		{ROW "ids", "[\"zooId\"]"},
		{ROW "options", "\"com.example.zoo.zoo_options\""},
		{":com.example.zoo.zoo_options:fields.2.values", "[\"enabled\",\"disabled\"]"},
		{":com.example.zoo.zoo_options:fields.2.labels", "[\"relayed\",\"routed\"]"},
		{":com.example.zoo.zoo_options:fields.6.prefixes", "[\"rtmp://\",\"rtmps://\"]"},
		{":com.example.zoo.zoo_options:fields.7.alphabet", "\"0123456789*#p\""},
		{":com.example.zoo.zoo_options:fields.8.secret", "true"},
		{":com.example.zoo.zoo_options:fields.1.unit", "\"bytes\""},
		{":com.example.zoo.zoo:fields.2.aliases",
			"[\"keeper\",\"holder\",\"guardianOfTheWholeHouse\"]"},
		{":com.example.zoo.zoo:fields.4.kind", "\"strings\""},
		{":com.example.zoo.zoo:fields.4.size", "16"},
		{":com.example.zoo.zoo:fields.5.kind", "\"map\""},
		/* a type that holds itself is described once */
		{":com.example.zoo.zoo:fields.6.kind", "\"object\""},
		{":com.example.zoo.zoo:fields.6.type", "\"com.example.zoo.zoo\""},
		{":com.example.zoo.zoo:fields.7.keyed", "\"id\""},
		{":com.example.zoo.zoo:fields.8.single", "true"},
	};
	json_object *tree = describe(&zoo_row, false);

	check_texts(tree, cases, OTK_COUNT_OF(cases));
	json_object_put(tree);
}

/* ---- structs that no operation uses, plugins, and types that several of them have */

typedef struct part {
	const char *name;
} part;

typedef struct whole {
	size_t struct_size;
	const part *parts;
	size_t part_count;
	void *userdata;
	void (*run)(void *userdata);
	char text[12];
	int32_t number;
} whole;

static const otk_field part_fields[] = {OTK_FIELD(part, name, "name")};
static const otk_type part_type = OTK_PLAIN_TYPE(part, "part", part_fields);
static const otk_field whole_fields[] = {
	OTK_ARRAY(whole, parts, part_count, &part_type, "parts"),
	OTK_MEMBER(whole, part_count, OTK_KIND_SIZE, "part_count"),
	OTK_MEMBER(whole, userdata, OTK_KIND_POINTER, "userdata",
		.values = (const char *const[]){"void *", NULL}),
	OTK_MEMBER(whole, run, OTK_KIND_FUNCTION, "run",
		.values = (const char *const[]){"void (*)(void *userdata)", NULL}),
	OTK_MEMBER(whole, text, OTK_KIND_TEXT, "text", .max = 12),
	OTK_MEMBER(whole, number, OTK_KIND_INT32, "number",
		.values = (const char *const[]){"0", "1", NULL},
		.labels = (const char *const[]){"NONE", "ONE", NULL}),
};
static const otk_type whole_type = OTK_TYPE(whole, "whole", whole_fields);

/* The same table in another plugin, and another table of the same name. */
static const otk_field same_part_fields[] = {OTK_FIELD(part, name, "name")};
static const otk_type same_part_type = OTK_PLAIN_TYPE(part, "part", same_part_fields);
static const otk_field other_part_fields[] = {OTK_FIELD(part, name, "label")};
static const otk_type other_part_type = OTK_PLAIN_TYPE(part, "part", other_part_fields);

static void structs_of_plugins(void)
{
	static const otk_type *const first[] = {&whole_type, NULL};
	static const otk_type *const second[] = {&same_part_type, &other_part_type, NULL};
	static const otk_hooks hooks = {.struct_size = offsetof(otk_hooks, after_complete)};
	const otk_interface interfaces[] = {
		{.id = "otk.first/1", .minor = 4, .types = first}, {.id = "otk.second/2"}};
	const otk_interface more = {.id = "otk.more/1", .types = second};
	const otk_plugin plugin = OTK_PLUGIN_DESCRIPTOR("first", .version = "1.2", .license = "MIT",
		.interfaces = interfaces, .interface_count = 2, .hooks = &hooks,
		.settings_type = &part_type);
	const otk_plugin others = OTK_PLUGIN_DESCRIPTOR("more", .version = "1", .license = "MIT",
		.interfaces = &more, .interface_count = 1);
	static const char *const cases[][2] = {
		{"operations", "[]"},
		{"plugins.0.name", "\"first\""},
		{"plugins.0.version", "\"1.2\""},
		{"plugins.0.path", "\"/first.so\""},
		{"plugins.0.abi", "\"1.2\""},
		{"plugins.0.hooks", "[]"},
		{"plugins.0.settings", "\"otk.part\""},
		{"plugins.0.interfaces.0.types", "[\"otk.whole\"]"},
		{"plugins.0.interfaces.0.minor", "4"},
		{"plugins.0.interfaces.1.types", NULL},
		{"plugins.1.path", NULL},
		{"plugins.1.hooks", NULL},
		{"plugins.1.interfaces.0.types", "[\"otk.part\",\"otk.part#2\"]"},
		{":otk.part:plain", "true"},
		{":otk.part:min_size", "0"},
		{":otk.part:fields.0.offset", "0"},
		{":otk.part:fields.0.name", "\"name\""},
		{":otk.part#2:fields.0.name", "\"label\""},
		{":otk.whole:fields.0.kind", "\"array\""},
		{":otk.whole:fields.0.type", "\"otk.part\""},
		{":otk.whole:fields.1.kind", "\"size\""},
		{":otk.whole:fields.2.kind", "\"pointer\""},
		{":otk.whole:fields.2.values", NULL},
		{":otk.whole:fields.2.c_type", "\"void *\""},
		{":otk.whole:fields.3.kind", "\"function\""},
		{":otk.whole:fields.3.c_type", "\"void (*)(void *userdata)\""},
		{":otk.whole:fields.4.kind", "\"text\""},
		{":otk.whole:fields.4.size", "12"},
		{":otk.whole:fields.5.kind", "\"int32\""},
		{":otk.whole:fields.5.size", "4"},
		{":otk.whole:fields.5.labels", "[\"NONE\",\"ONE\"]"},
	};
	otk_describer to;
	json_object *tree;

	otk_describe_begin(&to);
	otk_describe_plugins(&to);
	otk_describe_plugin(&to, &plugin, "/first.so");
	otk_describe_plugin(&to, &others, NULL);
	tree = described(&to);
	check_texts(tree, cases, OTK_COUNT_OF(cases));
	CHECK_INT(json_object_object_length(at(tree, "types")), 3);
	json_object_put(tree);
}

/* A plugin of an older ABI has no failure_values: they are not read. */
static void older_plugins(void)
{
	static const char *const final[] = {"done", NULL}, *const wrong[] = {"lost", NULL};
	const otk_settles settles = {"status", final, wrong};
	const otk_operation row = OTK_OPERATION("get", .settles = &settles, .path = "/");
	otk_plugin plugin = archives_plugin;

	for (uint16_t minor = 0; minor < 2; minor++) {
		otk_describer to;
		json_object *tree;

		plugin.abi_minor = minor;
		otk_describe_begin(&to);
		otk_describe_operation(&to, &plugin, &archives, &row, false);
		tree = described(&to);
		CHECK_STR(text_at(tree, ROW "settles"),
			minor ? "{\"status\":\"status\",\"final_values\":[\"done\"],"
				"\"failure_values\":[\"lost\"]}"
			      : "{\"status\":\"status\",\"final_values\":[\"done\"]}");
		json_object_put(tree);
	}
}

/* Whether the description is complete; false: it failed, with the reason. */
static bool describe_again(void *wanted)
{
	otk_error error = OTK_ERROR_INIT;
	otk_describer to;
	otk_status status;
	char *json = NULL;

	otk_describe_begin(&to);
	otk_describe_operation(
		&to, &archives_plugin, &archives, otk_test_archive_row("get"), false);
	status = otk_describe_end(&to, OTK_OK, &json, &error);
	if (status)
		CHECK_STATUS(status, OTK_E_NOMEM, &error);
	else if (*(char **)wanted)
		CHECK_STR(json, *(char **)wanted);
	else
		*(char **)wanted = strdup(json);
	otk_free(json);
	return !status;
}

static void whole_or_not_at_all(void)
{
	char *text = NULL;

	CHECK(describe_again(&text));
	otk_torture("a description", describe_again, &text);
	free(text);
}

int main(void)
{
	return OTK_TEST_MAIN("schema/describe", TEST_64(an_archive_row),
		TEST(an_alias_and_declarations), TEST_64(every_kind_of_field),
		TEST(structs_of_plugins), TEST(older_plugins), TEST(whole_or_not_at_all));
}
