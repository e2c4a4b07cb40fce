/* SPDX-License-Identifier: MIT */
/* Options of older and newer callers, and of calls by name. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/buffer.h"
#include "core/schema/check/check_type.h"
#include "core/schema/copy.h"
#include "core/schema/decode/decode_options.h"
#include "core/schema/encode/encode_json.h"
#include "core/schema/template.h"
#include "core/schema/validate/validate.h"
#include "tests/harness.h"
#include "tests/schema/zoo.h"
#include "tests/torture.h"

static const zoo_animal *const no_animals[] = {NULL};

/* A copy has equal values and no pointer into the original. */
static void deep(void)
{
	char word[8] = "word", pair[8] = "pair", extra[8] = "{\"a\":1}";
	const char *words[] = {word, "b"};
	const otk_pair pairs[] = {{pair, word}};
	zoo_animal cat = ZOO_ANIMAL(.id = word, .kind = "cat", .legs = 4, .extra_json = pair);
	const zoo_animal *cats[] = {&cat, &cat};
	zoo_options options = ZOO_OPTIONS(.name = word, .rate = 12, .open = OTK_NO,
		.streams = {words, 2}, .labels = {pairs, 1}, .star = &cat, .animals = cats,
		.animal_count = 2, .extra_json = extra);
	otk_error error = OTK_ERROR_INIT;
	const zoo_options *copy;
	void *made = NULL;

	CHECK_STATUS(
		otk_copy_options(&zoo_options_type, &options, &made, "x", &error), OTK_OK, &error);
	copy = made;
	memset(word, '#', 4);
	memset(pair, '#', 4);
	memset(extra, '#', 4);
	words[1] = NULL;
	cats[0] = NULL;
	memset(&cat, 0, sizeof(cat));
	memset(&options, 0, sizeof(options));
	if (!CHECK(copy != NULL))
		return;
	CHECK_INT(copy->struct_size, sizeof(*copy));
	CHECK_STR(copy->name, "word");
	CHECK_INT(copy->rate, 12);
	CHECK_INT(copy->open, OTK_NO);
	CHECK_STR(copy->streams.items[0], "word");
	CHECK_STR(copy->streams.items[1], "b");
	CHECK_STR(copy->labels.items[0].name, "pair");
	CHECK_STR(copy->labels.items[0].value, "word");
	CHECK_STR(copy->star->id, "word");
	CHECK_INT(copy->animals[1]->legs, 4);
	CHECK_STR(copy->animals[0]->extra_json, "pair");
	CHECK_STR(copy->extra_json, "{\"a\":1}");
	CHECK(copy->note == NULL && copy->headers.items == NULL);
	otk_free(made);
}

static void nothing_and_empty(void)
{
	const zoo_options options = ZOO_OPTIONS(.streams = OTK_NO_STRINGS, .animals = no_animals);
	otk_error error = OTK_ERROR_INIT;
	const zoo_options *copy;
	void *made = NULL;

	CHECK_STATUS(otk_copy_options(&zoo_options_type, NULL, &made, "x", &error), OTK_OK, &error);
	copy = made;
	if (copy) {
		CHECK_INT(copy->struct_size, sizeof(*copy));
		CHECK(copy->name == NULL && copy->rate == 0);
	}
	otk_free(made);
	CHECK_STATUS(
		otk_copy_options(&zoo_options_type, &options, &made, "x", &error), OTK_OK, &error);
	copy = made;
	if (copy) {
		CHECK(copy->streams.items != NULL && copy->streams.count == 0);
		CHECK(copy->animals != NULL && copy->animal_count == 0);
		CHECK(copy->labels.items == NULL);
	}
	otk_free(made);
}

static void null_in_lists(void)
{
	const zoo_options cases[] = {
		ZOO_OPTIONS(.streams = OTK_STRINGS("a", NULL)),
		ZOO_OPTIONS(.labels = OTK_PAIRS({"a", NULL})),
		ZOO_OPTIONS(.labels = OTK_PAIRS({NULL, "a"})),
		ZOO_OPTIONS(.animals = no_animals, .animal_count = 1),
	};
	static const char *const messages[] = {"zoo.feed: streams[1]: it is NULL",
		"zoo.feed: labels: a name or value is NULL",
		"zoo.feed: labels: a name or value is NULL", "zoo.feed: animals[0]: it is NULL"};

	for (size_t i = 0; i < OTK_COUNT_OF(cases); i++) {
		otk_error error = OTK_ERROR_INIT;
		void *made = &error;

		CHECK_STATUS(
			otk_copy_options(&zoo_options_type, &cases[i], &made, "zoo.feed", &error),
			OTK_E_ARGUMENT, &error);
		CHECK(made == NULL);
		CHECK_HAS(error.message, messages[i]);
	}
}

/* ---- skew */

/* The same struct in two releases. */
typedef struct item_v1 {
	size_t struct_size;
	const char *name;
} item_v1;

typedef struct item_v2 {
	size_t struct_size;
	const char *name;
	const char *colour;
} item_v2;

typedef struct box_v1 {
	size_t struct_size;
	const item_v1 *first;
	const item_v1 *const *items;
	size_t item_count;
} box_v1;

typedef struct box_v2 {
	size_t struct_size;
	const item_v2 *first;
	const item_v2 *const *items;
	size_t item_count;
	int64_t weight;
	const char *extra_json;
} box_v2;

static const otk_field item_v1_fields[] = {OTK_FIELD(item_v1, name, "name")};
static const otk_type item_v1_type = OTK_TYPE(item_v1, "item", item_v1_fields);
static const otk_field item_v2_fields[] = {
	OTK_FIELD(item_v2, name, "name"),
	OTK_FIELD(item_v2, colour, "colour"),
};
static const otk_type item_v2_type = {.type_size = sizeof(otk_type),
	.name = "item",
	.fields = item_v2_fields,
	.field_count = 2,
	.struct_size = sizeof(item_v2),
	.min_struct_size = sizeof(item_v1)};
static const otk_field box_v1_fields[] = {
	OTK_OBJECT(box_v1, first, &item_v1_type, "first"),
	OTK_LIST(box_v1, items, item_count, &item_v1_type, "items"),
};
static const otk_type box_v1_type = OTK_TYPE(box_v1, "box", box_v1_fields);
static const otk_field box_v2_fields[] = {
	OTK_OBJECT(box_v2, first, &item_v2_type, "first"),
	OTK_LIST(box_v2, items, item_count, &item_v2_type, "items"),
	OTK_FIELD(box_v2, weight, "weight"),
};
static const otk_type box_v2_type = {.type_size = sizeof(otk_type),
	.name = "box",
	.fields = box_v2_fields,
	.field_count = 3,
	.struct_size = sizeof(box_v2),
	.min_struct_size = sizeof(box_v1),
	.extra_json = offsetof(box_v2, extra_json)};

/* An old program with a new plugin: what it does not have is unset, at each level. */
static void older_callers(void)
{
	const item_v1 item = {.struct_size = sizeof(item), .name = "n"};
	const item_v1 *const items[] = {&item, &item};
	const box_v1 box = {
		.struct_size = sizeof(box), .first = &item, .items = items, .item_count = 2};
	otk_error error = OTK_ERROR_INIT;
	const box_v2 *copy;
	void *made = NULL;

	CHECK_STATUS(otk_copy_options(&box_v2_type, &box, &made, "x", &error), OTK_OK, &error);
	copy = made;
	if (!copy)
		return;
	CHECK_INT(copy->struct_size, sizeof(box_v2));
	CHECK_INT(copy->weight, 0);
	CHECK(copy->extra_json == NULL);
	CHECK_STR(copy->first->name, "n");
	CHECK_STR(copy->first->colour, NULL);
	CHECK_STR(copy->items[1]->name, "n");
	CHECK_STR(copy->items[1]->colour, NULL);
	CHECK_INT(copy->items[1]->struct_size, sizeof(item_v2));
	otk_free(made);
}

/* A new program with an old plugin: refused only if it sets a member unknown to the plugin. */
static void newer_callers(void)
{
	item_v2 item = {.struct_size = sizeof(item), .name = "n"};
	const item_v2 *const items[] = {&item};
	box_v2 box = {.struct_size = sizeof(box), .items = items, .item_count = 1};
	otk_error error = OTK_ERROR_INIT;
	void *made = NULL;

	CHECK_STATUS(otk_copy_options(&box_v1_type, &box, &made, "x", &error), OTK_OK, &error);
	if (made)
		CHECK_STR(((const box_v1 *)made)->items[0]->name, "n");
	otk_free(made);
	item.colour = "red";
	CHECK_STATUS(otk_copy_options(&box_v1_type, &box, &made, "x", &error), OTK_E_UNSUPPORTED,
		&error);
	CHECK_HAS(error.message, "x: items[0]");
	item.colour = NULL;
	box.weight = 1;
	CHECK_STATUS(otk_copy_options(&box_v1_type, &box, &made, "x", &error), OTK_E_UNSUPPORTED,
		&error);
}

static void struct_size_that_was_not_set(void)
{
	const item_v2 item = {.name = "n"};
	const box_v2 box = {.struct_size = sizeof(box), .first = &item}, empty = {.weight = 1};
	otk_error error = OTK_ERROR_INIT;
	void *made = NULL;

	CHECK_STATUS(
		otk_copy_options(&box_v2_type, &empty, &made, "x", &error), OTK_E_ARGUMENT, &error);
	CHECK_HAS(error.message, "struct_size is 0");
	CHECK_STATUS(
		otk_copy_options(&box_v2_type, &box, &made, "x", &error), OTK_E_ARGUMENT, &error);
	CHECK_HAS(error.message, "x: first: struct_size is 0");
}

/* A struct that contains itself must not overflow the stack. */
typedef struct doll {
	size_t struct_size;
	const struct doll *inner;
} doll;
extern const otk_type doll_type;
static const otk_field doll_fields[] = {OTK_OBJECT(doll, inner, &doll_type, "inner")};
const otk_type doll_type = OTK_TYPE(doll, "doll", doll_fields);

/* The nesting limit of the JSON writer applies. */
static void nesting_has_a_limit(void)
{
	static const char json[] =
		"{\"inner\":{\"inner\":{\"inner\":{\"inner\":{\"inner\":{\"inner\":{}}}}}}}";
	const otk_validation how = {.checks = OTK_CHECKS_STRICT};
	doll dolls[8];

	for (size_t i = 0; i < OTK_COUNT_OF(dolls); i++)
		dolls[i] = (doll){.struct_size = sizeof(doll), .inner = i ? &dolls[i - 1] : NULL};
	for (size_t depth = 7; depth <= 8; depth++) {
		const otk_status wanted = depth == 7 ? OTK_OK : OTK_E_ARGUMENT;
		const doll *outer = &dolls[depth - 1];
		otk_error error = OTK_ERROR_INIT;
		otk_buffer out;
		void *made = NULL;

		otk_buffer_init(&out, 1000);
		CHECK_STATUS(
			otk_copy_options(&doll_type, outer, &made, "x", &error), wanted, &error);
		CHECK_STATUS(otk_validate(&doll_type, outer, &how, "x", &error), wanted, &error);
		CHECK_STATUS(otk_encode_json(&doll_type, outer, &out, &error), wanted, &error);
		if (depth == 7)
			CHECK_STR(out.data, json);
		otk_buffer_free(&out);
		otk_free(made);
	}
}

static void nested_without_end(void)
{
	doll endless = {.struct_size = sizeof(endless)};
	const otk_validation how = {.checks = OTK_CHECKS_OFF};
	otk_error error = OTK_ERROR_INIT;
	otk_buffer out;
	void *made = NULL;

	endless.inner = &endless;
	CHECK_STATUS(
		otk_copy_options(&doll_type, &endless, &made, "x", &error), OTK_E_ARGUMENT, &error);
	CHECK_HAS(error.message, "is nested too deeply");
	CHECK_STATUS(otk_validate(&doll_type, &endless, &how, "x", &error), OTK_E_ARGUMENT, &error);
	otk_buffer_init(&out, 1000);
	CHECK_STATUS(otk_encode_json(&doll_type, &endless, &out, &error), OTK_E_ARGUMENT, &error);
	otk_buffer_free(&out);
	CHECK_STATUS(
		otk_type_check(&(otk_module_memory){0}, &doll_type, "x", &error), OTK_OK, &error);
}

/* ---- callers' JSON */

static otk_status decode(
	const char *json, void **options, const char *ids[OTK_PATH_IDS_MAX + 1], otk_error *error)
{
	*error = (otk_error)OTK_ERROR_INIT;
	return otk_decode_options(
		&zoo_row, zoo_row.options, json, OTK_NAMING_WIRE, options, ids, error);
}

static void options_from_json(void)
{
	const char *ids[OTK_PATH_IDS_MAX + 1];
	const zoo_options *options;
	otk_error error;
	void *made = NULL;

	CHECK_STATUS(
		decode("{\"zooId\":7,\"name\":\"n\",\"p2p.mode\":\"routed\",\"rate\":\"12\","
		       "\"open\":\"false\",\"streams\":\"s\",\"labels\":{\"a\":1},"
		       "\"star\":{\"kind\":\"cat\",\"extra_json\":{\"wild\":true,\"zooId\":0}},\"note\":null,"
		       "\"animals\":[{\"id\":\"x\"}],\"page\":3,\"keeperId\":\"k\","
		       "\"extra_json\":{\"fresh\":{\"a\":[1]},\"other\":1.50}}",
			&made, ids, &error),
		OTK_OK, &error);
	options = made;
	if (!options)
		return;
	CHECK_STR(ids[0], "7");
	CHECK(ids[1] == NULL);
	CHECK_STR(options->name, "n");
	CHECK_STR(options->mode, "disabled");
	CHECK_INT(options->rate, 12);
	CHECK_INT(options->open, OTK_NO);
	CHECK_STR(options->streams.items[0], "s");
	CHECK_STR(options->labels.items[0].value, "1");
	CHECK_STR(options->star->kind, "cat");
	CHECK_STR(options->star->extra_json, "{\"wild\":true,\"zooId\":0}");
	CHECK_INT(options->star->struct_size, sizeof(zoo_animal));
	CHECK_STR(options->note, NULL);
	CHECK_STR(options->animals[0]->id, "x");
	CHECK_INT(options->page, 3);
	CHECK_STR(options->keeper, "k");
	CHECK_STR(options->extra_json, "{\"fresh\":{\"a\":[1]},\"other\":1.50}");
	otk_free(made);
}

static void options_json_that_is_wrong(void)
{
	static const struct {
		const char *json, *message;
	} cases[] = {
		{"{}", "zooId: it is missing"},
		{"", "the text is not valid JSON: the text ends where a value is expected"},
		{"[]", "an object is expected, not an array"},
		{"{\"zooId\":1} x", "the text is not valid JSON: something follows the value"},
		{"{\"zooId\":{}}", "zooId: a string is expected, not an object"},
		{"{\"zooId\":1,\"rate\":1.5}", "rate: a whole number of 64 bits is expected"},
		{"{\"zooId\":1,\"rate\":true}", "rate: a number is expected, not true"},
		{"{\"zooId\":1,\"streams\":[null]}", "streams[0]: null is not a value here"},
		{"{\"zooId\":1,\"animals\":[null]}", "animals[0]: null is not a value here"},
		{"{\"zooId\":1,\"star\":{\"legs\":}}", "the text is not valid JSON: "},
		{"{\"zooId\":1,\"name\":\"a\\u0000b\"}", "a string holds U+0000"},
		{"{\"zooId\":1,\"name\":\"\\ud800\"}", "the text is not valid JSON: "},
		/* unknown members, at every level */
		{"{\"zooId\":1,\"nmae\":1}",
			"\"nmae\" is not a known member; did you mean \"name\"?"},
		{"{\"zooId\":1,\"sessionid\":1}", "did you mean \"sessionId\"?"},
		{"{\"zooId\":1,\"colour\":1}",
			"\"colour\" is not a known member; put members that otk does not know "
			"into \"extra_json\""},
		{"{\"zooID\":1}", "\"zooID\" is not a known member; did you mean \"zooId\"?"},
		{"{\"zooId\":1,\"star\":{\"wild\":true}}", "star: \"wild\" is not a known member"},
		{"{\"zooId\":1,\"animals\":[{},{\"lges\":4}]}",
			"animals[1]: \"lges\" is not a known member; did you mean \"legs\"?"},
		/* given twice, by the same name or an alias */
		{"{\"zooId\":1,\"zooId\":2}", "zooId: it is given twice"},
		{"{\"zooId\":1,\"zoo_id\":2}", "zooId: it is given twice"},
		{"{\"zooId\":1,\"name\":\"a\",\"name\":\"b\"}",
			"name: it is given twice, the second time as \"name\""},
		{"{\"zooId\":1,\"name\":null,\"name\":\"b\"}", "name: it is given twice"},
		{"{\"zooId\":1,\"p2p.mode\":\"enabled\",\"mode\":\"disabled\"}",
			"p2p.mode: it is given twice, the second time as \"mode\""},
		{"{\"zooId\":1,\"tempo\":1,\"rate\":2}",
			"rate: it is given twice, the second time as \"rate\""},
		{"{\"zooId\":1,\"pace\":1,\"tempo\":2}", "rate: it is given twice"},
		{"{\"zooId\":1,\"labels\":{\"a\":1,\"a\":2}}", "labels: \"a\" is given twice"},
		{"{\"zooId\":1,\"extra_json\":{},\"extra_json\":{}}",
			"extra_json: it is given twice"},
		{"{\"zooId\":1,\"extra_json\":[]}",
			"extra_json: an object is expected, not an array"},
		{"{\"zooId\":1,\"star\":{\"extra_json\":1}}",
			"star.extra_json: an object is expected, not a number"},
	};

	for (size_t i = 0; i < OTK_COUNT_OF(cases); i++) {
		const char *ids[OTK_PATH_IDS_MAX + 1];
		otk_error error;
		void *made = &error;

		CHECK_STATUS(decode(cases[i].json, &made, ids, &error), OTK_E_ARGUMENT, &error);
		CHECK(made == NULL);
		CHECK_HAS(error.message, cases[i].message);
	}
}

/* A type without extra_json cannot store unknown members. */
static void unknown_members_without_extra_json(void)
{
	static const otk_operation plain = OTK_OPERATION("x", .path = "/{id}");
	const char *ids[OTK_PATH_IDS_MAX + 1];
	otk_error error = OTK_ERROR_INIT;
	void *made = NULL;

	CHECK_STATUS(otk_decode_options(NULL, &box_v1_type, "{\"first\":{\"colour\":1}}",
			     OTK_NAMING_WIRE, &made, NULL, &error),
		OTK_E_ARGUMENT, &error);
	CHECK_HAS(error.message, "first: \"colour\" is not a known member");
	CHECK_STATUS(otk_decode_options(
			     &plain, NULL, "{\"id\":\"a\"}", OTK_NAMING_WIRE, &made, ids, &error),
		OTK_OK, &error);
	CHECK(made != NULL);
	CHECK_STR(ids[0], "a");
	otk_free(made);
	CHECK_STATUS(otk_decode_options(&plain, NULL, "{\"id\":\"a\",\"b\":1}", OTK_NAMING_WIRE,
			     &made, ids, &error),
		OTK_E_ARGUMENT, &error);
	CHECK_HAS(error.message, "\"b\" is not a known member");
}

/* Decode, check and encode: the output equals the input. */
static bool round_trip(void *context)
{
#define GIVEN                                                                          \
	"{\"name\":\"abc\",\"rate\":15,\"streams\":[\"s1\"],\"labels\":{\"a\":\"1\"}," \
	"\"star\":{\"kind\":\"cat\"},\"animals\":[{\"id\":\"x\",\"kind\":\"y\"}],"     \
	"\"defaulted\":\"blue\","
	static const char json[] = GIVEN "\"extra_json\":{\"wild\":[1],\"zz\":null}}";
	static const char sent[] = GIVEN "\"wild\":[1],\"zz\":null}";
	const otk_validation how = {.checks = OTK_CHECKS_STRICT};
	otk_error error = OTK_ERROR_INIT;
	void *options = NULL, *copy = NULL;
	otk_buffer out;
	otk_status status;

	(void)context;
	otk_buffer_init(&out, 4096);
	status = otk_decode_options(
		NULL, &zoo_options_type, json, OTK_NAMING_WIRE, &options, NULL, &error);
	if (!status)
		status = otk_copy_options(&zoo_options_type, options, &copy, "x", &error);
	if (!status)
		status = otk_validate(&zoo_options_type, copy, &how, "x", &error);
	if (!status)
		status = otk_encode_json(&zoo_options_type, copy, &out, &error);
	if (status)
		CHECK_STATUS(status, OTK_E_NOMEM, &error);
	else
		CHECK_STR(out.data, sent);
	otk_buffer_free(&out);
	otk_free(copy);
	otk_free(options);
	return !status;
}

static void encode_and_decode(void)
{
	CHECK(otk_torture("round trip", round_trip, NULL) > 2);
}

int main(void)
{
	return OTK_TEST_MAIN("schema/copy", TEST(deep), TEST(nothing_and_empty),
		TEST(null_in_lists), TEST(older_callers), TEST(newer_callers),
		TEST(struct_size_that_was_not_set), TEST(nesting_has_a_limit),
		TEST(nested_without_end), TEST(options_from_json), TEST(options_json_that_is_wrong),
		TEST(unknown_members_without_extra_json), TEST(encode_and_decode));
}
