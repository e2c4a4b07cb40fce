/* SPDX-License-Identifier: MIT */
/* Answers into records: what the service mixes, and what nobody should ever send. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/arena.h"
#include "core/schema/schema.h"
#include "tests/harness.h"
#include "tests/schema/zoo.h"

/* The text ends where the memory does, so that reading on is seen by the sanitizers. */
static otk_status decode_bytes(const otk_type *type, otk_shape form, const char *text, size_t size,
	void **record, otk_error *error)
{
	char *body = malloc(size ? size : 1);
	otk_status status;

	if (!body)
		return OTK_E_NOMEM;
	memcpy(body, text, size);
	*error = (otk_error)OTK_ERROR_INIT;
	status = otk_decode(type, form, body, size, body, record, error);
	if (!*record)
		free(body);
	return status;
}

static zoo_record *decode(const char *json)
{
	otk_error error;
	void *record = NULL;

	CHECK_STATUS(decode_bytes(&zoo_record_type, OTK_SHAPE_OBJECT, json, strlen(json), &record,
			     &error),
		OTK_OK, &error);
	return record;
}

static void refused(otk_shape form, const char *json, const char *message)
{
	const otk_type *type = form == OTK_SHAPE_LIST || form == OTK_SHAPE_ARRAY ? &zoo_list_type
										 : &zoo_record_type;
	otk_error error;
	void *record = &error;

	CHECK_STATUS(decode_bytes(type, form, json, strlen(json), &record, &error), OTK_E_PROTOCOL,
		&error);
	CHECK(record == NULL);
	CHECK_HAS(error.message, message);
}

static const char full[] =
	" {\"id\" : \"z\\u00fc \\\"1\\\"\", \"born\": 1384221730000, \"owner\": \"o\",\n"
	"\"tame\": true, \"names\": [\"a\", 7, \"\"], \"stats\": {\"x\": 1.50, \"y\": \"z\","
	"\"t\": true, \"f\": false, \"n\": null},\t\"mother\": {\"id\": \"m\"},"
	"\"pets\": [{\"id\": \"p\", \"kind\": \"cat\", \"legs\": 4}, {\"kind\": \"ant\"}],"
	"\"friends\": [], \"unknown\": {\"deep\": [[{}], null, -1e-3]}} ";

static void every_kind(void)
{
	zoo_record *record = decode(full);
	const char *json;
	size_t size;

	if (!record)
		return;
	CHECK_INT(record->struct_size, sizeof(*record));
	CHECK_STR(record->id, "z\xc3\xbc \"1\"");
	CHECK_INT(record->born, 1384221730000);
	CHECK_STR(record->owner, "o");
	CHECK_INT(record->tame, OTK_YES);
	if (CHECK_INT(record->names.count, 3)) {
		CHECK_STR(record->names.items[0], "a");
		CHECK_STR(record->names.items[1], "7");
		CHECK_STR(record->names.items[2], "");
	}
	if (CHECK_INT(record->stats.count, 4)) {
		CHECK_STR(record->stats.items[0].name, "x");
		CHECK_STR(record->stats.items[0].value, "1.50");
		CHECK_STR(record->stats.items[1].value, "z");
		CHECK_STR(record->stats.items[2].value, "true");
		CHECK_STR(record->stats.items[3].value, "false");
	}
	if (CHECK(record->mother != NULL)) {
		CHECK_STR(record->mother->id, "m");
		json = otk_record_get_json(record->mother, &size);
		CHECK(size == 11 && !memcmp(json, "{\"id\": \"m\"}", size));
	}
	if (CHECK_INT(record->pet_count, 2)) {
		CHECK_STR(record->pets[0]->id, "p");
		CHECK_INT(record->pets[0]->legs, 4);
		CHECK_INT(record->pets[0]->struct_size, sizeof(zoo_animal));
		CHECK_STR(record->pets[1]->id, NULL);
		json = otk_record_get_json(record->pets[1], &size);
		CHECK(size == 15 && !memcmp(json, "{\"kind\": \"ant\"}", size));
	}
	CHECK(record->friends != NULL && record->friend_count == 0);
	json = otk_record_get_json(record, &size);
	CHECK(size == strlen(full) - 2 && !memcmp(json, full + 1, size));
	otk_free(record);
}

static void mixed_types(void)
{
	static const struct {
		const char *json;
		const char *id;
		int64_t born;
		otk_flag tame;
	} cases[] = {
		{"{\"id\":12}", "12", 0, OTK_UNSET},
		{"{\"id\":-1.5e3}", "-1.5e3", 0, OTK_UNSET},
		{"{\"id\":\"\",\"born\":\"1384221730000\"}", "", 1384221730000, OTK_UNSET},
		{"{\"id\":\"a\",\"born\":1628115911}", "a", 1628115911000, OTK_UNSET},
		{"{\"id\":\"a\",\"born\":99999999999}", "a", 99999999999000, OTK_UNSET},
		{"{\"id\":\"a\",\"born\":100000000000}", "a", 100000000000, OTK_UNSET},
		{"{\"id\":\"a\",\"born\":1.384221730999e12}", "a", 1384221730999, OTK_UNSET},
		{"{\"id\":\"a\",\"born\":100000000000.9}", "a", 100000000000, OTK_UNSET},
		{"{\"id\":\"a\",\"born\":0}", "a", 0, OTK_UNSET},
		{"{\"id\":\"a\",\"born\":-9223372036854775808}", "a", INT64_MIN, OTK_UNSET},
		{"{\"id\":\"a\",\"born\":9223372036854775807}", "a", INT64_MAX, OTK_UNSET},
		{"{\"id\":\"a\",\"tame\":\"true\"}", "a", 0, OTK_YES},
		{"{\"id\":\"a\",\"tame\":\"false\"}", "a", 0, OTK_NO},
		{"{\"id\":\"a\",\"tame\":false}", "a", 0, OTK_NO},
		{"{\"id\":\"a\",\"tame\":null,\"born\":null}", "a", 0, OTK_UNSET},
	};
	size_t i;

	for (i = 0; i < OTK_COUNT_OF(cases); i++) {
		zoo_record *record = decode(cases[i].json);

		if (!record)
			continue;
		CHECK_STR(record->id, cases[i].id);
		CHECK_INT(record->born, cases[i].born);
		CHECK_INT(record->tame, cases[i].tame);
		otk_free(record);
	}
}

static void repeated_and_aliased_members(void)
{
	static const struct {
		const char *json, *owner;
	} cases[] = {
		{"{\"id\":1,\"keeper\":\"k\"}", "k"},
		{"{\"id\":1,\"holder\":\"h\"}", "h"},
		{"{\"id\":1,\"owner\":\"o\",\"keeper\":\"k\"}", "o"},
		{"{\"id\":1,\"keeper\":\"k\",\"owner\":\"o\"}", "o"},
		{"{\"id\":1,\"keeper\":\"k\",\"owner\":null}", NULL},
		{"{\"id\":1,\"owner\":\"o\",\"keeper\":null}", "o"},
		{"{\"id\":1,\"owner\":\"o\",\"owner\":\"p\"}", "p"},
		{"{\"id\":1,\"owner\":\"o\",\"owner\":null}", NULL},
		{"{\"owner\":\"x\",\"id\":1,\"o\\u0077ner\":\"y\"}", "y"},
		{"{\"id\":1,\"k\\u0065eper\":\"y\"}", "y"},
		{"{\"id\":1,\"own\":\"y\",\"ownerX\":\"z\",\"\":0}", NULL},
	};
	zoo_record *record;
	size_t i;

	for (i = 0; i < OTK_COUNT_OF(cases); i++) {
		record = decode(cases[i].json);
		if (record)
			CHECK_STR(record->owner, cases[i].owner);
		otk_free(record);
	}
	record = decode("{\"id\":1,\"friends\":[{\"kind\":\"a\"}],\"friends\":null,"
			"\"names\":[\"x\"],\"names\":null,\"stats\":{\"a\":1,\"a\":2}}");
	if (record) {
		CHECK(!record->friends && !record->friend_count);
		CHECK(!record->names.items && !record->names.count);
		CHECK_INT(record->stats.count, 1);
		CHECK_STR(record->stats.items[0].value, "2");
	}
	otk_free(record);
}

static void forms_of_lists(void)
{
	zoo_record *record = decode(
		"{\"id\":1,\"friends\":{\"kind\":\"one\"},\"names\":\"single\","
		"\"pets\":{\"k1\":{\"kind\":\"a\"},\"k\\u0032\":{\"id\":\"own\",\"kind\":\"b\"},"
		"\"none\":null}}");

	if (!record)
		return;
	if (CHECK_INT(record->friend_count, 1))
		CHECK_STR(record->friends[0]->kind, "one");
	if (CHECK_INT(record->names.count, 1))
		CHECK_STR(record->names.items[0], "single");
	if (CHECK_INT(record->pet_count, 2)) {
		CHECK_STR(record->pets[0]->id, "k1");
		CHECK_STR(record->pets[1]->id, "own");
	}
	otk_free(record);
	record = decode("{\"id\":1,\"names\":[null,\"a\",null],\"friends\":[null]}");
	if (record) {
		CHECK_INT(record->names.count, 1);
		CHECK_INT(record->friend_count, 0);
	}
	otk_free(record);
}

static void wrong_types_name_their_path(void)
{
	static const struct {
		const char *json, *message;
	} cases[] = {
		{"{}", "id: is missing"},
		{"{\"id\":null}", "id: is missing"},
		{"{\"id\":\"a\",\"id\":null}", "id: is missing"},
		{"{\"id\":{}}", "id: must be a string, not an object"},
		{"{\"id\":true}", "id: must be a string, not true"},
		{"{\"id\":1,\"born\":\"x\"}", "born: must be a whole number of 64 bits"},
		{"{\"id\":1,\"born\":\"\"}", "born: must be a whole number of 64 bits"},
		{"{\"id\":1,\"born\":9223372036854775808}", "born: must be a whole number"},
		{"{\"id\":1,\"born\":1e400}", "born: must be a whole number"},
		{"{\"id\":1,\"born\":[]}", "born: must be a number, not an array"},
		{"{\"id\":1,\"tame\":\"yes\"}", "tame: must be true or false"},
		{"{\"id\":1,\"tame\":1}", "tame: must be true or false, not a number"},
		{"{\"id\":1,\"names\":{}}", "names: must be an array, not an object"},
		{"{\"id\":1,\"names\":[1,[]]}", "names[1]: must be a string, not an array"},
		{"{\"id\":1,\"stats\":[]}", "stats: must be an object, not an array"},
		{"{\"id\":1,\"stats\":{\"a\":{}}}", "stats: must be a string, not an object"},
		{"{\"id\":1,\"mother\":[]}", "mother: must be an object, not an array"},
		{"{\"id\":1,\"mother\":{}}", "mother.id: is missing"},
		{"{\"id\":1,\"mother\":{\"id\":1,\"mother\":{\"id\":false}}}",
			"mother.mother.id: must be a string, not false"},
		{"{\"id\":1,\"pets\":[{\"kind\":\"a\"},{}]}", "pets[1].kind: is missing"},
		{"{\"id\":1,\"pets\":[1]}", "pets[0]: must be an object, not a number"},
		{"{\"id\":1,\"pets\":\"x\"}", "pets: must be an array, not a string"},
		{"{\"id\":1,\"pets\":{\"a\":1}}", "pets[0]: must be an object, not a number"},
		{"[]", "must be an object, not an array"},
		{"\"x\"", "must be an object, not a string"},
		{"", "the answer is empty"},
		{" \n", "the answer is empty"},
		{"<html>", "the answer is not valid JSON"},
		{"{\"id\":1} x", "something follows the value"},
	};
	size_t i;

	for (i = 0; i < OTK_COUNT_OF(cases); i++)
		refused(OTK_SHAPE_OBJECT, cases[i].json, cases[i].message);
	refused(OTK_SHAPE_LIST, "{\"items\":[{\"id\":1},{\"id\":2},{}]}",
		"items[2].id: is missing");
	refused(OTK_SHAPE_ARRAY, "[{\"id\":1},{}]", "items[1].id: is missing");
	refused(OTK_SHAPE_FIRST_OF_ARRAY, "[]", "an array without an item");
	refused(OTK_SHAPE_FIRST_OF_ARRAY, "[{}]", "[0].id: is missing");
}

static void *decode_form(const otk_type *type, otk_shape form, const char *json)
{
	otk_error error;
	void *record = NULL;

	CHECK_STATUS(decode_bytes(type, form, json, strlen(json), &record, &error), OTK_OK, &error);
	return record;
}

static void forms_of_answers(void)
{
	static const struct {
		otk_shape form;
		const char *json;
		int64_t total;
		size_t count;
	} cases[] = {
		{OTK_SHAPE_LIST, "{\"count\":7,\"items\":[{\"id\":1}]}", 7, 1},
		{OTK_SHAPE_LIST, "{\"count\":0,\"items\":[]}", 0, 0},
		{OTK_SHAPE_LIST, "{\"count\":0}", 0, 0},
		{OTK_SHAPE_LIST, "{}", 0, 0},
		{OTK_SHAPE_LIST, "", 0, 0},
		{OTK_SHAPE_LIST, " \r\n", 0, 0},
		{OTK_SHAPE_ARRAY, "[{\"id\":1},{\"id\":2}]", 0, 2},
		{OTK_SHAPE_ARRAY, "[]", 0, 0},
		{OTK_SHAPE_ARRAY, "", 0, 0},
	};
	zoo_record *record;
	const char *json;
	size_t i, size;

	for (i = 0; i < OTK_COUNT_OF(cases); i++) {
		zoo_list *list = decode_form(&zoo_list_type, cases[i].form, cases[i].json);

		if (!CHECK(list != NULL))
			continue;
		CHECK_INT(list->total, cases[i].total);
		CHECK_INT(list->item_count, cases[i].count);
		otk_free(list);
	}
	record = decode_form(&zoo_record_type, OTK_SHAPE_FIRST_OF_ARRAY, " [ {\"id\":1}, 2, [] ] ");
	if (CHECK(record != NULL)) {
		CHECK_STR(record->id, "1");
		json = otk_record_get_json(record, &size);
		CHECK(size == 8 && !memcmp(json, "{\"id\":1}", 8));
	}
	otk_free(record);
	CHECK(!decode_form(&zoo_record_type, OTK_SHAPE_MAYBE_OBJECT, ""));
	CHECK(!decode_form(&zoo_record_type, OTK_SHAPE_NONE, "<anything>"));
	CHECK(!decode_form(NULL, OTK_SHAPE_NONE, ""));
	record = decode_form(&zoo_record_type, OTK_SHAPE_MAYBE_OBJECT, "{\"id\":1}");
	CHECK(record != NULL);
	otk_free(record);
}

/* Without a body to take over, the record keeps a copy of the text. */
static void text_that_is_not_adopted(void)
{
	char text[] = "{\"id\":\"x\"}";
	otk_error error = OTK_ERROR_INIT;
	void *record = NULL;
	const char *json;
	size_t size;

	CHECK_STATUS(otk_decode(&zoo_record_type, OTK_SHAPE_OBJECT, text, strlen(text), NULL,
			     &record, &error),
		OTK_OK, &error);
	memset(text, '#', sizeof(text));
	if (!record)
		return;
	json = otk_record_get_json(record, &size);
	CHECK(size == 10 && !memcmp(json, "{\"id\":\"x\"}", size));
	CHECK_STR(((zoo_record *)record)->id, "x");
	otk_free(record);
}

static void cut_off_at_every_byte(void)
{
	const size_t size = strlen(full) - 1; /* without the blank behind */
	size_t cut;

	for (cut = 0; cut < size; cut++) {
		otk_error error;
		void *record = NULL;
		const otk_status status = decode_bytes(
			&zoo_record_type, OTK_SHAPE_OBJECT, full, cut, &record, &error);

		CHECK_CASE(status == OTK_E_PROTOCOL && !record, "cut after %zu bytes: status %d",
			cut, (int)status);
		otk_free(record);
	}
}

/* Every byte replaced by some that hurt: whatever comes out, nothing breaks. */
static void bytes_changed(void)
{
	static const char evil[] = "\0\xff{}[]\",:\\u0-1.etfn ";
	char text[sizeof(full)];
	size_t at, i, decoded = 0;

	for (at = 0; at < strlen(full); at++)
		for (i = 0; i < sizeof(evil) - 1; i++) {
			otk_error error;
			void *record = NULL;

			memcpy(text, full, sizeof(full));
			text[at] = evil[i];
			if (!decode_bytes(&zoo_record_type, OTK_SHAPE_OBJECT, text, strlen(full),
				    &record, &error))
				decoded++;
			otk_free(record);
		}
	CHECK_CASE(decoded > 100, "only %zu changed texts could be decoded", decoded);
}

static void too_deep(void)
{
	char text[4096] = "{\"id\":1";
	size_t used = strlen(text), depth;

	/* one object around all, 31 more are allowed */
	for (depth = 31; depth <= 32; depth++) {
		size_t i, at = used;
		otk_error error;
		void *record = NULL;
		otk_status status;

		for (i = 0; i < depth; i++)
			at += (size_t)snprintf(
				text + at, sizeof(text) - at, ",\"mother\":{\"id\":1");
		for (i = 0; i < depth + 1; i++)
			at += (size_t)snprintf(text + at, sizeof(text) - at, "}");
		status =
			decode_bytes(&zoo_record_type, OTK_SHAPE_OBJECT, text, at, &record, &error);
		CHECK_STATUS(status, depth == 31 ? OTK_OK : OTK_E_PROTOCOL, &error);
		if (status)
			CHECK_HAS(error.message, "nested too deeply");
		otk_free(record);
	}
	memset(text, '[', sizeof(text));
	{
		otk_error error;
		void *record = NULL;

		CHECK_STATUS(decode_bytes(&zoo_list_type, OTK_SHAPE_ARRAY, text, sizeof(text),
				     &record, &error),
			OTK_E_PROTOCOL, &error);
	}
}

static void strings_that_are_none(void)
{
	refused(OTK_SHAPE_OBJECT, "{\"id\":\"a\\u0000b\"}", "U+0000");
	refused(OTK_SHAPE_OBJECT, "{\"id\":\"\xff\"}", "not UTF-8");
	refused(OTK_SHAPE_OBJECT, "{\"id\":\"\\ud800\"}", "surrogate");
	refused(OTK_SHAPE_OBJECT, "{\"id\":\"a\nb\"}", "control character");
	refused(OTK_SHAPE_OBJECT, "{\"id\":1,\"x\":\"\xc0\x80\"}", "not UTF-8");
}

static void maps_are_bounded(void)
{
	const size_t room = 65536;
	char *text = malloc(room);
	size_t at = 0;
	int i;

	if (!CHECK(text != NULL))
		return;
	at += (size_t)snprintf(text, room, "{\"id\":1,\"stats\":{");
	for (i = 0; i < 1025; i++)
		at += (size_t)snprintf(text + at, room - at, "%s\"k%d\":1", i ? "," : "", i);
	snprintf(text + at, room - at, "}}");
	refused(OTK_SHAPE_OBJECT, text, "stats: has more than 1024 members");
	free(text);
}

static void decode_usual(otk_habit *habit, const char *json, const zoo_record *like)
{
	otk_error error = OTK_ERROR_INIT;
	void *made = NULL;
	const zoo_record *record;

	CHECK_STATUS(otk_decode_usual(&zoo_record_type, OTK_SHAPE_OBJECT, habit, json, strlen(json),
			     NULL, &made, &error),
		OTK_OK, &error);
	record = made;
	if (!record)
		return;
	CHECK_STR(record->id, like->id);
	CHECK_INT(record->born, like->born);
	CHECK_STR(record->owner, like->owner);
	CHECK_INT(record->tame, like->tame);
	CHECK(habit->count <= zoo_record_type.field_count);
	otk_free(made);
}

/* Whatever came before, an answer means what it says. */
static void habits(void)
{
	static const struct {
		const char *json;
		zoo_record like;
	} cases[] = {
		{"{\"id\":\"a\",\"born\":1384221730000,\"owner\":\"o\",\"tame\":true}",
			{.id = "a", .born = 1384221730000, .owner = "o", .tame = OTK_YES}},
		{"{\"id\":\"b\",\"born\":1384221730001,\"owner\":\"p\",\"tame\":false}",
			{.id = "b", .born = 1384221730001, .owner = "p", .tame = OTK_NO}},
		{"{\"tame\":true,\"owner\":\"o\",\"born\":1384221730000,\"id\":\"a\"}",
			{.id = "a", .born = 1384221730000, .owner = "o", .tame = OTK_YES}},
		{"{ \"id\" : \"c\" , \"tame\" : true }", {.id = "c", .tame = OTK_YES}},
		{"{\"id\":\"d\"}", {.id = "d"}},
		{"{\"owners\":\"x\",\"own\":\"y\",\"id\":\"e\",\"\":1,\"owner\":\"z\"}",
			{.id = "e", .owner = "z"}},
		{"{\"id\":\"f\",\"keeper\":\"k\",\"born\":null,\"tame\":true}",
			{.id = "f", .owner = "k", .tame = OTK_YES}},
		{"{\"id\":\"g\",\"owner\":\"1\",\"id\":\"h\",\"owner\":\"2\",\"keeper\":\"3\"}",
			{.id = "h", .owner = "2"}},
		{"{\"\\u0069d\":\"i\",\"t\\u0061me\":true}", {.id = "i", .tame = OTK_YES}},
	};
	const size_t count = OTK_COUNT_OF(cases);
	otk_habit habit = {0};
	size_t first, second;

	for (first = 0; first < count; first++) {
		otk_habit fresh = {0};

		for (second = 0; second < count; second++) {
			decode_usual(&fresh, cases[first].json, &cases[first].like);
			decode_usual(&fresh, cases[second].json, &cases[second].like);
			decode_usual(&habit, cases[(first + second) % count].json,
				&cases[(first + second) % count].like);
		}
	}
}

/* The second answer of the same order needs no look at the table. */
static void habits_are_learnt(void)
{
	const char json[] = "{\"id\":\"a\",\"tame\":true,\"born\":5,\"owner\":\"o\"}";
	const zoo_record like = {.id = "a", .tame = OTK_YES, .born = 5000, .owner = "o"};
	otk_habit habit = {0}, before;
	size_t i;

	decode_usual(&habit, json, &like);
	CHECK_INT(habit.count, 4);
	for (i = 0; i < habit.count; i++) {
		const char *name = zoo_record_type.fields[habit.members[i].index].name;

		CHECK_INT(habit.members[i].size, strlen(name));
		CHECK(!i ||
			strstr(json, name) >
				strstr(json,
					zoo_record_type.fields[habit.members[i - 1].index].name));
	}
	before = habit;
	decode_usual(&habit, json, &like);
	/* One that leaves something out does not make it forgotten. */
	decode_usual(&habit, "{\"id\":\"a\",\"owner\":\"o\"}",
		&(const zoo_record){.id = "a", .owner = "o"});
	CHECK(!memcmp(&habit, &before, sizeof(habit)));
}

typedef struct pair_record {
	size_t struct_size;
	const char *a;
	const char *b;
} pair_record;

/* A member that comes twice does not stand for another one. */
static void habits_count_each_once(void)
{
	static const otk_field fields[] = {
		OTK_FIELD(pair_record, a, "a", .required = 1),
		OTK_FIELD(pair_record, b, "b", .required = 1),
	};
	static const otk_type type = OTK_TYPE(pair_record, "pair", fields);
	static const struct {
		const char *json;
		bool good;
	} cases[] = {{"{\"a\":1,\"b\":2}", true}, {"{\"a\":1,\"a\":2}", false},
		{"{\"b\":1,\"a\":2,\"b\":3}", true}, {"{\"a\":1,\"b\":2,\"a\":null}", false},
		{"{\"a\":null,\"a\":null,\"b\":1,\"a\":2}", true}, {"{}", false}};
	otk_habit habit = {0};
	size_t round, i;

	for (round = 0; round < 2; round++)
		for (i = 0; i < OTK_COUNT_OF(cases); i++) {
			void *record = NULL;
			const otk_status status = otk_decode_usual(&type, OTK_SHAPE_OBJECT, &habit,
				cases[i].json, strlen(cases[i].json), NULL, &record, NULL);

			CHECK_CASE((status == OTK_OK) == cases[i].good, "%s", cases[i].json);
			otk_free(record);
		}
}

/* What must be there is missed also by one who knows how answers look. */
static void habits_and_required_members(void)
{
	static const char *const bad[] = {"{}", "{\"owner\":\"o\",\"tame\":true}",
		"{\"id\":\"a\",\"id\":null}", "{\"id\":null,\"owner\":\"o\"}"};
	static const char *const good[] = {
		"{\"id\":\"a\"}", "{\"id\":\"b\",\"id\":\"a\"}", "{\"id\":null,\"id\":\"a\"}"};
	otk_habit habit = {0};
	size_t round, i;

	for (round = 0; round < 3; round++) {
		for (i = 0; i < OTK_COUNT_OF(bad); i++) {
			otk_error error = OTK_ERROR_INIT;
			void *record = NULL;

			CHECK_STATUS(otk_decode_usual(&zoo_record_type, OTK_SHAPE_OBJECT, &habit,
					     bad[i], strlen(bad[i]), NULL, &record, &error),
				OTK_E_PROTOCOL, &error);
			CHECK_HAS(error.message, "id: is missing");
			CHECK(record == NULL);
		}
		for (i = 0; i < OTK_COUNT_OF(good); i++)
			decode_usual(&habit, good[i], &(const zoo_record){.id = "a"});
	}
}

int main(void)
{
	return OTK_TEST_MAIN("schema/decode", TEST(every_kind), TEST(mixed_types),
		TEST(repeated_and_aliased_members), TEST(forms_of_lists),
		TEST(wrong_types_name_their_path), TEST(forms_of_answers),
		TEST(text_that_is_not_adopted), TEST(cut_off_at_every_byte), TEST(bytes_changed),
		TEST(too_deep), TEST(strings_that_are_none), TEST(maps_are_bounded), TEST(habits),
		TEST(habits_are_learnt), TEST(habits_and_required_members),
		TEST(habits_count_each_once));
}
