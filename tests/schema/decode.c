/* SPDX-License-Identifier: MIT */
/* Decodes responses into records: the variants of the service, and malformed responses. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/arena.h"
#include "core/schema/decode/decode_response.h"
#include "tests/harness.h"
#include "tests/schema/zoo.h"

/* The text ends where its memory ends, so that ASan reports reads beyond it. */
static otk_status decode_bytes(const otk_type *type, otk_shape form, const char *text, size_t size,
	void **record, otk_error *error)
{
	char *body = malloc(size ? size : 1);
	otk_status status;

	if (!body)
		return OTK_E_NOMEM;
	memcpy(body, text, size);
	*error = (otk_error)OTK_ERROR_INIT;
	status = otk_decode(type, form, body, size, body, record, NULL, error);
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
		CHECK(size == 11 && memcmp(json, "{\"id\": \"m\"}", size) == 0);
	}
	if (CHECK_INT(record->pet_count, 2)) {
		CHECK_STR(record->pets[0]->id, "p");
		CHECK_INT(record->pets[0]->legs, 4);
		CHECK_INT(record->pets[0]->struct_size, sizeof(zoo_animal));
		CHECK_STR(record->pets[1]->id, NULL);
		json = otk_record_get_json(record->pets[1], &size);
		CHECK(size == 15 && memcmp(json, "{\"kind\": \"ant\"}", size) == 0);
	}
	CHECK(record->friends != NULL && record->friend_count == 0);
	json = otk_record_get_json(record, &size);
	CHECK(size == strlen(full) - 2 && memcmp(json, full + 1, size) == 0);
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
		{"{\"id\":\" \",\"born\":\"1384221730000\"}", " ", 1384221730000, OTK_UNSET},
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

	for (size_t i = 0; i < OTK_COUNT_OF(cases); i++) {
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
		{"{\"id\":1,\"keeper\":\"k\",\"owner\":null}", "k"},
		{"{\"id\":1,\"owner\":null,\"keeper\":\"k\"}", "k"},
		{"{\"id\":1,\"owner\":\"o\",\"keeper\":null}", "o"},
		{"{\"id\":1,\"owner\":\"o\",\"owner\":\"p\"}", "p"},
		{"{\"id\":1,\"owner\":\"o\",\"owner\":null}", NULL},
		{"{\"owner\":\"x\",\"id\":1,\"o\\u0077ner\":\"y\"}", "y"},
		{"{\"id\":1,\"k\\u0065eper\":\"y\"}", "y"},
		/* As many bytes as a key of this name can have. */
		{"{\"id\":1,\"\\u0067\\u0075\\u0061\\u0072\\u0064\\u0069\\u0061\\u006e\\u004f\\u0066"
		 "\\u0054\\u0068\\u0065\\u0057\\u0068\\u006f\\u006c\\u0065\\u0048\\u006f\\u0075"
		 "\\u0073\\u0065\":\"y\"}",
			"y"},
		{"{\"id\":1,\"own\":\"y\",\"ownerX\":\"z\",\"\":0}", NULL},
	};
	zoo_record *record;

	for (size_t i = 0; i < OTK_COUNT_OF(cases); i++) {
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

/* A name with an unusable value costs one warning, not the value under another name. */
static void unusable_values_of_one_name(void)
{
	typedef struct thing {
		size_t struct_size;
		const char *id;
		int64_t rate;
		const char *owner;
	} thing;
	static const otk_field fields[] = {
		OTK_FIELD(thing, id, "thingId", .aliases = "id|key", .required = 1,
			.role = OTK_ROLE_ID),
		OTK_FIELD(thing, rate, "maxRate", .aliases = "maxrate"),
		OTK_FIELD(thing, owner, "owner", .aliases = "keeper"),
	};
	static const otk_type type = OTK_TYPE(thing, "thing", fields);
	static const char *const odd[] = {"true", "{}", "[\"y\"]", "[{\"thingId\":1}]"};
	static const char *const around[][2] = {
		{"{\"thingId\":\"x\",\"id\":", "}"},
		{"{\"id\":", ",\"thingId\":\"x\"}"},
		{"{\"thingId\":", ",\"id\":\"x\"}"},
		{"{\"id\":\"x\",\"thingId\":", "}"},
		{"{\"id\":", ",\"key\":\"x\"}"},
		{"{\"key\":\"x\",\"id\":", "}"},
		{"{\"thingId\":\"x\",\"owner\":\"o\",\"keeper\":", "}"},
		{"{\"thingId\":\"x\",\"keeper\":\"o\",\"owner\":", "}"},
		{"{\"thingId\":\"x\",\"maxrate\":7,\"maxRate\":", "}"},
		{"{\"thingId\":\"x\",\"maxrate\":", ",\"maxRate\":7}"},
	};
	static const struct {
		const char *json, *message;
	} bad[] = {
		{"{\"id\":true}", "thingId: a string is expected, not true"},
		{"{\"thingId\":{},\"owner\":\"o\"}",
			"thingId: a string is expected, not an object"},
		{"{\"thingId\":\"\"}", "thingId: it is empty"},
		{"{\"thingId\":null,\"id\":null}", "thingId: it is missing"},
		{"{\"owner\":[]}", "thingId: it is missing"},
	};
	otk_error error = OTK_ERROR_INIT;
	otk_odd_members count;
	char json[256];
	void *made;

	for (size_t i = 0; i < OTK_COUNT_OF(around) * OTK_COUNT_OF(odd); i++) {
		const char *const *part = around[i / OTK_COUNT_OF(odd)];
		const thing *record;

		snprintf(
			json, sizeof(json), "%s%s%s", part[0], odd[i % OTK_COUNT_OF(odd)], part[1]);
		made = NULL;
		CHECK_STATUS(otk_decode(&type, OTK_SHAPE_OBJECT, json, strlen(json), NULL, &made,
				     &count, &error),
			OTK_OK, &error);
		record = made;
		if (!record)
			continue;
		CHECK_STR(record->id, "x");
		if (strstr(json, "owner"))
			CHECK_STR(record->owner, "o");
		if (strstr(json, "maxRate"))
			CHECK_INT(record->rate, 7);
		CHECK_CASE(count.count <= 1, "%s: %zu warnings", json, count.count);
		otk_free(made);
	}
	for (size_t i = 0; i < OTK_COUNT_OF(bad); i++) {
		CHECK_INT(otk_decode(&type, OTK_SHAPE_OBJECT, bad[i].json, strlen(bad[i].json),
				  NULL, &made, &count, &error),
			OTK_E_PROTOCOL);
		CHECK_HAS(error.message, bad[i].message);
	}
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

/* A response without a usable id is not a record. */
static void json_that_is_not_a_record(void)
{
	static const struct {
		const char *json, *message;
	} cases[] = {
		{"{}", "the response: id: it is missing"},
		{"{\"id\":null}", "the response: id: it is missing"},
		{"{\"id\":\"\"}", "the response: id: it is empty"},
		{"{\"id\":\"a\",\"id\":null}", "the response: id: it is missing"},
		{"{\"id\":{}}", "the response: id: a string is expected, not an object"},
		{"{\"id\":true}", "the response: id: a string is expected, not true"},
		{"{\"born\":[],\"id\":[]}", "the response: id: a string is expected, not an array"},
		{"[]", "the response: an object is expected, not an array"},
		{"\"x\"", "the response: an object is expected, not a string"},
		{"", "the response is empty; a record of type zoo is expected"},
		{" \n", "the response is empty; a record of type zoo is expected"},
		{"<html>", "the response is not valid JSON: "},
		{"{\"id\":1} x", "something follows the value"},
		{"{\"id\":1,\"born\":[}", "the response is not valid JSON: "},
		{"{\"id\":1,\"pets\":[1,}", "the response is not valid JSON: "},
	};

	for (size_t i = 0; i < OTK_COUNT_OF(cases); i++)
		refused(OTK_SHAPE_OBJECT, cases[i].json, cases[i].message);
	refused(OTK_SHAPE_LIST, "", "the response is empty; ");
	refused(OTK_SHAPE_LIST, " \r\n", "the response is empty; ");
	refused(OTK_SHAPE_ARRAY, "", "the response is empty; ");
	refused(OTK_SHAPE_LIST, "[]", "an object is expected, not an array");
	refused(OTK_SHAPE_ARRAY, "{}", "items: an array is expected, not an object");
	refused(OTK_SHAPE_FIRST_OF_ARRAY, "[]", "the response: the array is empty");
	refused(OTK_SHAPE_FIRST_OF_ARRAY, "[{}]", "the response: [0].id: it is missing");
}

/* Only the odd member is dropped, for each kind and at each level. */
static void odd_members(void)
{
	static const struct {
		const char *odd, *path, *problem;
	} cases[] = {
		{"\"born\":\"x\"", "born", "a whole number of 64 bits is expected"},
		{"\"born\":\"\"", "born", "a whole number of 64 bits is expected"},
		{"\"born\":9223372036854775808", "born", "a whole number of 64 bits"},
		{"\"born\":99999999999999999999", "born", "a whole number of 64 bits"},
		{"\"born\":1e400", "born", "a whole number of 64 bits is expected"},
		{"\"born\":[1,{\"a\":2}]", "born", "a number is expected, not an array"},
		{"\"born\":{}", "born", "a number is expected, not an object"},
		{"\"born\":true", "born", "a number is expected, not true"},
		{"\"owner\":[\"a\"]", "owner", "a string is expected, not an array"},
		{"\"holder\":{\"a\":1}", "owner", "a string is expected, not an object"},
		{"\"tame\":\"yes\"", "tame", "true or false is expected"},
		{"\"tame\":1", "tame", "true or false is expected, not a number"},
		{"\"tame\":[]", "tame", "true or false is expected, not an array"},
		{"\"names\":{\"a\":1}", "names", "an array is expected, not an object"},
		{"\"names\":7", "names", "an array is expected, not a number"},
		{"\"names\":[[],{}]", "names[0]", "a string is expected, not an array"},
		{"\"stats\":[1]", "stats", "an object is expected, not an array"},
		{"\"stats\":\"x\"", "stats", "an object is expected, not a string"},
		{"\"mother\":[]", "mother", "an object is expected, not an array"},
		{"\"mother\":\"m\"", "mother", "an object is expected, not a string"},
		{"\"mother\":{}", "mother.id", "it is missing"},
		{"\"mother\":{\"id\":\"\"}", "mother.id", "it is empty"},
		{"\"pets\":\"x\"", "pets", "an array is expected, not a string"},
		{"\"pets\":[\"s1\",\"s2\"]", "pets[0]", "an object is expected, not a string"},
		{"\"pets\":{\"a\":1}", "pets[0]", "an object is expected, not a number"},
		{"\"pets\":[{}]", "pets[0].kind", "it is missing"},
		{"\"friends\":[[{\"kind\":\"a\"}]]", "friends[0]", "an object is expected"},
		{"\"friends\":1", "friends", "an array is expected, not a number"},
	};
	char json[512];

	for (size_t i = 0; i < OTK_COUNT_OF(cases); i++) {
		otk_error error = OTK_ERROR_INIT;
		otk_odd_members odd;
		const zoo_record *record;
		void *made = NULL;

		snprintf(json, sizeof(json), "{%s,\"id\":\"a\"}", cases[i].odd);
		CHECK_STATUS(otk_decode(&zoo_record_type, OTK_SHAPE_OBJECT, json, strlen(json),
				     NULL, &made, &odd, &error),
			OTK_OK, &error);
		record = made;
		if (!record)
			continue;
		CHECK_CASE(odd.count >= 1, "%s: nothing odd", json);
		CHECK_STR(odd.path, cases[i].path);
		CHECK_HAS(odd.problem, cases[i].problem);
		CHECK_STR(record->id, "a");
		CHECK_CASE(!record->born && !record->owner && !record->tame &&
				   !record->names.items && !record->names.count &&
				   !record->stats.items && !record->stats.count &&
				   !record->mother && !record->pets && !record->pet_count &&
				   !record->friends && !record->friend_count,
			"%s: something is set", json);
		otk_free(made);
	}
}

/* The values next to an odd one, in its list and around it, are decoded. */
static void valid_members_beside_odd_ones(void)
{
	static const char json[] =
		"{\"count\":{\"x\":1},\"items\":[{\"id\":\"a1\",\"born\":100000000000},"
		"{\"id\":\"a2\",\"born\":99999999999999999999,\"tame\":true},"
		"{\"born\":100000000000},7,[],null,"
		"{\"id\":\"a3\",\"names\":[\"x\",{},\"y\"],\"stats\":{\"a\":[],\"b\":2},"
		"\"pets\":[{\"kind\":\"k\",\"legs\":\"?\"},5,{\"kind\":\"l\",\"legs\":4}]},"
		"{\"id\":\"a4\",\"mother\":{\"id\":\"m\",\"tame\":0,\"mother\":{\"id\":[]}}}]}";
	otk_error error = OTK_ERROR_INIT;
	otk_odd_members odd;
	const zoo_list *list;
	void *made = NULL;

	CHECK_STATUS(otk_decode(&zoo_list_type, OTK_SHAPE_LIST, json, strlen(json), NULL, &made,
			     &odd, &error),
		OTK_OK, &error);
	list = made;
	if (!list)
		return;
	CHECK_INT(odd.count, 11);
	CHECK_STR(odd.path, "count");
	CHECK_INT(list->total, 0);
	if (CHECK_INT(list->item_count, 4)) {
		const zoo_record *third = list->items[2], *last = list->items[3];

		CHECK_STR(list->items[0]->id, "a1");
		CHECK_STR(list->items[1]->id, "a2");
		CHECK_INT(list->items[1]->born, 0);
		CHECK_INT(list->items[1]->tame, OTK_YES);
		CHECK_STR(third->id, "a3");
		if (CHECK_INT(third->names.count, 2))
			CHECK_STR(third->names.items[1], "y");
		if (CHECK_INT(third->stats.count, 1))
			CHECK_STR(third->stats.items[0].name, "b");
		if (CHECK_INT(third->pet_count, 2)) {
			CHECK_INT(third->pets[0]->legs, 0);
			CHECK_INT(third->pets[1]->legs, 4);
		}
		if (CHECK(last->mother != NULL)) {
			CHECK_STR(last->mother->id, "m");
			CHECK_INT(last->mother->tame, OTK_UNSET);
			CHECK(last->mother->mother == NULL);
		}
	}
	otk_free(made);
}

/* Text that a participant chose may hold anything; the record keeps the text of the service. */
static void odd_text(void)
{
	static const struct {
		const char *json, *owner;
	} cases[] = {
		{"{\"id\":\"1\",\"owner\":\"a\\u0000b\"}", "a\xef\xbf\xbd"
							   "b"},
		{"{\"id\":\"1\",\"owner\":\"\xff\"}", "\xef\xbf\xbd"},
		{"{\"id\":\"1\",\"owner\":\"\\ud800\"}", "\xef\xbf\xbd"},
		{"{\"id\":\"1\",\"owner\":\"\\udc00x\"}", "\xef\xbf\xbd"
							  "x"},
		{"{\"id\":\"1\",\"owner\":\"a\nb\"}", "a\xef\xbf\xbd"
						      "b"},
		{"{\"id\":\"1\",\"x\":\"\xc0\x80\",\"owner\":\"o\"}", "o"},
		{"{\"id\":\"1\",\"\\u0000\":1,\"\x01\":2,\"owner\":\"o\"}", "o"},
		{"{\"id\":\"1\",\"stats\":{\"\\u0000\":\"\xfe\"},\"owner\":\"o\"}", "o"},
	};

	for (size_t i = 0; i < OTK_COUNT_OF(cases); i++) {
		zoo_record *record = decode(cases[i].json);
		const char *json;
		size_t size;

		if (!record)
			continue;
		CHECK_STR(record->owner, cases[i].owner);
		json = otk_record_get_json(record, &size);
		CHECK(size == strlen(cases[i].json) && memcmp(json, cases[i].json, size) == 0);
		if (record->stats.count) {
			CHECK_STR(record->stats.items[0].name, "\xef\xbf\xbd");
			CHECK_STR(record->stats.items[0].value, "\xef\xbf\xbd");
		}
		otk_free(record);
	}
}

/*
 * Small items become large records, whose memory is limited as well; with 32 bits they are smaller.
 */
static void memory_is_bounded(void)
{
	static const struct {
		const char *before, *item, *after;
		size_t fine;
	} cases[] = {
		{"{\"id\":1,\"pets\":[", "{\"kind\":1}", "]}", 5000},
		{"{\"id\":1,\"names\":[", "1", "]}", 30000},
		{"{\"count\":1,\"items\":[", "{\"id\":1}", "]}", 4000},
	};
	const size_t most = (size_t)1024 * 1024;
	char *json = malloc(16 * most);

	for (size_t i = 0; json && i < OTK_COUNT_OF(cases); i++)
		for (size_t count = cases[i].fine; count; count = count == most ? 0 : most) {
			const bool is_list = cases[i].before[2] == 'c';
			otk_error error = OTK_ERROR_INIT;
			void *record = NULL;
			size_t at = strlen(cases[i].before);

			memcpy(json, cases[i].before, at + 1);
			for (size_t k = 0; k < count; k++) {
				const size_t size = strlen(cases[i].item);

				if (k)
					json[at++] = ',';
				memcpy(json + at, cases[i].item, size);
				at += size;
			}
			memcpy(json + at, cases[i].after, strlen(cases[i].after) + 1);
			at += strlen(cases[i].after);
			CHECK_STATUS(
				otk_decode(is_list ? &zoo_list_type : &zoo_record_type,
					OTK_SHAPE_OBJECT, json, at, NULL, &record, NULL, &error),
				count == most ? OTK_E_TOO_LARGE : OTK_OK, &error);
			CHECK((record == NULL) == (count == most));
			if (count == most)
				CHECK_HAS(error.message, "bytes of memory");
			otk_free(record);
		}
	free(json);
}

static void *decode_form(const otk_type *type, otk_shape form, const char *json)
{
	otk_error error;
	void *record = NULL;

	CHECK_STATUS(decode_bytes(type, form, json, strlen(json), &record, &error), OTK_OK, &error);
	return record;
}

static void forms_of_responses(void)
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
		{OTK_SHAPE_ARRAY, "[{\"id\":1},{\"id\":2}]", 0, 2},
		{OTK_SHAPE_ARRAY, "[]", 0, 0},
	};
	zoo_record *record;
	const char *json;
	size_t size;

	for (size_t i = 0; i < OTK_COUNT_OF(cases); i++) {
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
		CHECK(size == 8 && memcmp(json, "{\"id\":1}", 8) == 0);
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
			     &record, NULL, &error),
		OTK_OK, &error);
	memset(text, '#', sizeof(text));
	if (!record)
		return;
	json = otk_record_get_json(record, &size);
	CHECK(size == 10 && memcmp(json, "{\"id\":\"x\"}", size) == 0);
	CHECK_STR(((zoo_record *)record)->id, "x");
	otk_free(record);
}

static void cut_off_at_every_byte(void)
{
	const size_t size = strlen(full) - 1; /* without the blank at the end */

	for (size_t cut = 0; cut < size; cut++) {
		otk_error error;
		void *record = NULL;
		const otk_status status = decode_bytes(
			&zoo_record_type, OTK_SHAPE_OBJECT, full, cut, &record, &error);

		CHECK_CASE(status == OTK_E_PROTOCOL && !record, "cut after %zu bytes: status %d",
			cut, (int)status);
		otk_free(record);
	}
}

/* Each byte is replaced by special characters: no crash and no invalid record. */
static void bytes_changed(void)
{
	static const char evil[] = "\0\xff{}[]\",:\\u0-1.etfn ";
	char text[sizeof(full)];
	size_t decoded = 0;

	for (size_t at = 0; at < strlen(full); at++)
		for (size_t i = 0; i < sizeof(evil) - 1; i++) {
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
	size_t used = strlen(text);

	/* one object around all; 31 more levels are allowed */
	for (size_t depth = 31; depth <= 32; depth++) {
		size_t at = used;
		otk_error error;
		void *record = NULL;
		otk_status status;

		for (size_t i = 0; i < depth; i++)
			at += (size_t)snprintf(
				text + at, sizeof(text) - at, ",\"mother\":{\"id\":1");
		for (size_t i = 0; i < depth + 1; i++)
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

static void maps_are_bounded(void)
{
	const size_t capacity = 65536;
	char *text = malloc(capacity);
	zoo_record *record;
	size_t at = 0;

	if (!CHECK(text != NULL))
		return;
	at += (size_t)snprintf(text, capacity, "{\"id\":1,\"stats\":{");
	for (int i = 0; i < 1025; i++)
		at += (size_t)snprintf(text + at, capacity - at, "%s\"k%d\":1", i ? "," : "", i);
	snprintf(text + at, capacity - at, "}}");
	record = decode(text);
	if (record)
		CHECK(!record->stats.items && !record->stats.count);
	otk_free(record);
	free(text);
}

/* Members of a map that is left out do not become items of the list around it. */
static void a_list_around_a_map_without_end(void)
{
	const size_t capacity = 65536;
	char *text = malloc(capacity);
	otk_error error = OTK_ERROR_INIT;
	void *decoded = NULL;
	const zoo_list *list;
	size_t at = 0;

	if (!CHECK(text != NULL))
		return;
	at += (size_t)snprintf(text, capacity, "{\"items\":[{\"id\":\"a\",\"stats\":{");
	for (int i = 0; i < 1025; i++)
		at += (size_t)snprintf(text + at, capacity - at, "%s\"k%d\":1", i ? "," : "", i);
	at += (size_t)snprintf(text + at, capacity - at, "}},{\"id\":\"b\"}]}");
	CHECK_STATUS(decode_bytes(&zoo_list_type, OTK_SHAPE_OBJECT, text, at, &decoded, &error),
		OTK_OK, &error);
	list = decoded;
	if (list && CHECK_INT(list->item_count, 2)) {
		CHECK_STR(list->items[0]->id, "a");
		CHECK(!list->items[0]->stats.items);
		CHECK_STR(list->items[1]->id, "b");
	}
	otk_free(decoded);
	free(text);
}

/* ---- members in any order, after objects with another order */

static void check_pet(const zoo_animal *pet, const zoo_animal *like, const char *json)
{
	CHECK_STR(pet->id, like->id);
	CHECK_STR(pet->kind, like->kind);
	CHECK_CASE(pet->legs == like->legs, "%s: %d legs", json, (int)pet->legs);
}

/* Earlier objects do not change how an object is decoded. */
static void order_of_members(void)
{
	static const struct {
		const char *json;
		zoo_animal like;
	} cases[] = {
		{"{\"id\":\"a\",\"kind\":\"k\",\"legs\":4}", {.id = "a", .kind = "k", .legs = 4}},
		{"{\"legs\":2,\"kind\":\"l\",\"id\":\"b\"}", {.id = "b", .kind = "l", .legs = 2}},
		{"{\"kind\":\"m\"}", {.kind = "m"}},
		{"{\"id\":\"c\",\"kinds\":\"x\",\"kin\":1,\"\":1,\"kind\":\"n\"}",
			{.id = "c", .kind = "n"}},
		{"{\"id\":\"d\",\"id\":\"e\",\"kind\":\"\",\"legs\":8,\"legs\":null}",
			{.id = "e", .kind = ""}},
		{"{\"\\u0069d\":\"f\",\"leg\\u0073\":3,\"kind\":\"o\"}",
			{.id = "f", .kind = "o", .legs = 3}},
		{"{ \"id\" : \"g\" , \"legs\" : 1 , \"kind\" : \"p\" }",
			{.id = "g", .kind = "p", .legs = 1}},
	};
	const size_t count = OTK_COUNT_OF(cases);

	for (size_t first = 0; first < count; first++)
		for (size_t second = 0; second < count; second++) {
			const size_t order[] = {first, second, first, second, second};
			char json[1024] = "{\"id\":\"r\",\"pets\":[";
			zoo_record *record;

			for (size_t i = 0; i < OTK_COUNT_OF(order); i++)
				snprintf(json + strlen(json), sizeof(json) - strlen(json), "%s%s",
					i ? "," : "", cases[order[i]].json);
			snprintf(json + strlen(json), sizeof(json) - strlen(json), "]}");
			record = decode(json);
			if (record && CHECK_INT(record->pet_count, OTK_COUNT_OF(order)))
				for (size_t i = 0; i < OTK_COUNT_OF(order); i++)
					check_pet(record->pets[i], &cases[order[i]].like, json);
			otk_free(record);
		}
}

int main(void)
{
	return OTK_TEST_MAIN("schema/decode", TEST(every_kind), TEST(mixed_types),
		TEST(repeated_and_aliased_members), TEST(unusable_values_of_one_name),
		TEST(forms_of_lists), TEST(json_that_is_not_a_record), TEST(odd_members),
		TEST(valid_members_beside_odd_ones), TEST(odd_text), TEST_64(memory_is_bounded),
		TEST(forms_of_responses), TEST(text_that_is_not_adopted),
		TEST(cut_off_at_every_byte), TEST(bytes_changed), TEST(too_deep),
		TEST(maps_are_bounded), TEST(a_list_around_a_map_without_end),
		TEST(order_of_members));
}
