/* SPDX-License-Identifier: MIT */
/* Compares the one-pass reader with json-c: both refuse a text, or both read the same from it. */
#include "config.h"

#include <iconv.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/json/json_number.h"
#include "core/base/json/json_read.h"
#include "core/base/json/json_string.h"
#include "tests/fuzz/fuzz.h"

#define DEPTH 31

const char *const fuzz_name = "fuzz/json";
const size_t fuzz_rounds = FUZZ_ROUNDS;

/* Returns what otk's reader reads as a json-c tree; NULL with *bad set if it refuses the text. */
static json_object *read_value(otk_json_reader *reader, bool *bad);

static json_object *read_text(const otk_slice *slice)
{
	char *text = malloc(slice->size + 1);
	size_t size = text ? otk_json_unescape(slice, text, slice->size) : 0;
	json_object *made = json_object_new_string_len(text, (int)size);

	free(text);
	return made;
}

static json_object *read_members(otk_json_reader *reader, bool *bad)
{
	json_object *object = json_object_new_object();
	otk_slice key;

	for (bool more = otk_json_enter_object(reader, &key); more && !*bad;
		more = otk_json_next_member(reader, &key)) {
		json_object *name = read_text(&key);

		json_object_object_add(
			object, json_object_get_string(name), read_value(reader, bad));
		json_object_put(name);
	}
	*bad = *bad || reader->problem;
	return object;
}

static json_object *read_items(otk_json_reader *reader, bool *bad)
{
	json_object *array = json_object_new_array();

	for (bool more = otk_json_enter_array(reader); more && !*bad;
		more = otk_json_next_item(reader))
		json_object_array_add(array, read_value(reader, bad));
	*bad = *bad || reader->problem;
	return array;
}

static json_object *read_number(otk_json_reader *reader, bool *bad)
{
	otk_slice slice;
	int64_t number;
	json_object *made;
	char *text;

	if (!otk_json_read_number(reader, &slice)) {
		*bad = true;
		return NULL;
	}
	if (!memchr(slice.text, '.', slice.size) && !memchr(slice.text, 'e', slice.size) &&
		!memchr(slice.text, 'E', slice.size) &&
		otk_json_int_value(slice.text, slice.size, &number))
		return json_object_new_int64(number);
	/* json-c treats numbers beyond 64 bits in its own way, so only the grammar is compared. */
	text = strndup(slice.text, slice.size);
	made = text ? json_tokener_parse(text) : NULL;
	free(text);
	return made;
}

static json_object *read_value(otk_json_reader *reader, bool *bad)
{
	otk_slice slice;
	bool truth = false;

	switch (otk_json_peek(reader)) {
	case OTK_JSON_OBJECT:
		return read_members(reader, bad);
	case OTK_JSON_ARRAY:
		return read_items(reader, bad);
	case OTK_JSON_NUMBER:
		return read_number(reader, bad);
	case OTK_JSON_STRING:
		if (otk_json_read_string(reader, &slice))
			return read_text(&slice);
		break;
	case OTK_JSON_TRUE:
	case OTK_JSON_FALSE:
		if (otk_json_read_bool(reader, &truth))
			return json_object_new_boolean(truth);
		break;
	case OTK_JSON_NULL:
		if (otk_json_read_null(reader))
			return NULL;
		break;
	case OTK_JSON_ERROR:
		break;
	}
	*bad = true;
	return NULL;
}

static bool their_value(const char *text, size_t size, json_object **value)
{
	json_tokener *tokener = json_tokener_new_ex(DEPTH + 1);
	bool good;

	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	/* The NUL is included, because it ends a number at the end of the text. */
	*value = json_tokener_parse_ex(tokener, text, (int)size + 1);
	good = json_tokener_get_error(tokener) == json_tokener_success &&
	       json_tokener_get_parse_end(tokener) >= size;
	json_tokener_free(tokener);
	return good;
}

/* Asks the C library: overlong forms, surrogates and values above U+10FFFF are not UTF-8. */
static bool is_utf8(const char *text, size_t size)
{
	iconv_t convert = iconv_open("UTF-16LE", "UTF-8");
	char *from = (char *)(uintptr_t)text, *made = malloc(2 * size + 2), *to = made;
	size_t capacity = 2 * size + 2;
	bool good = iconv(convert, &from, &size, &to, &capacity) != (size_t)-1;

	iconv_close(convert);
	free(made);
	return good;
}

/*
 * Whether otk may refuse a text that json-c accepts: C strings cannot hold it, or RFC 8259 forbids
 * it.
 */
static bool stricter_on_purpose(const char *problem, const char *text)
{
	static const char *const known[] = {"U+0000", "surrogate", "control character",
		"not a JSON number", "nested too deeply"};

	for (size_t i = 0; i < OTK_COUNT_OF(known); i++)
		if (strstr(problem, known[i]))
			return true;
	/* json-c accepts NaN and Infinity even if strict, and checks only the form of UTF-8. */
	if (strstr(problem, "a JSON value cannot"))
		return strcasestr(text, "nan") || strcasestr(text, "inf");
	return strstr(problem, "not UTF-8") && !is_utf8(text, strlen(text));
}

/* json-c 0.16 reads pairs for U+nDC00 to U+nDFFF, such as \ud837\ude00, as lone surrogates. */
static bool is_mistake_of_json_c(json_object *theirs)
{
	return strstr(json_object_to_json_string(theirs), "\xef\xbf\xbd") != NULL;
}

/* Returns NULL if both agree, otherwise the difference. */
static const char *compare(const char *text, size_t size)
{
	json_object *ours = NULL, *theirs = NULL;
	const char *wrong = NULL;
	otk_json_reader reader;
	bool bad = false, good;

	otk_json_reader_init(&reader, text, size, DEPTH);
	ours = read_value(&reader, &bad);
	bad = !otk_json_finish(&reader) || bad;
	good = memchr(text, '\0', size) ? false : their_value(text, size, &theirs);
	if (bad && !reader.problem)
		wrong = "refused without a reason";
	else if (bad && reader.problem_at > size)
		wrong = "the problem is after the end";
	else if (bad && good && !stricter_on_purpose(reader.problem, text))
		wrong = reader.problem;
	else if (!bad && !good)
		wrong = "json-c refuses it";
	else if (!bad && !is_utf8(text, size))
		wrong = "accepted, but not UTF-8";
	else if (!bad && !json_object_equal(ours, theirs) && !is_mistake_of_json_c(theirs))
		wrong = "read otherwise";
	fuzz_good += !bad;
	json_object_put(ours);
	json_object_put(theirs);
	return wrong;
}

const char *fuzz_one(const char *data, size_t size)
{
	return compare(data, size);
}

size_t fuzz_seeds(fuzz_seed *seeds)
{
	static const char *const good[] = {
		("{\"id\":\"b40ef09b\",\"createdAt\":1384221730555,\"size\":8347554,\"url\":null,"
		 "\"streams\":[{\"streamId\":\"s\",\"hasAudio\":true}],\"name\":\"a\\u00e9\\ud83d\\ude00\"}"),
		"[1,-2,3.25,1e5,-0,0.1e-7,9223372036854775807,-9223372036854775808,18446744073709551616]",
		"{\"a\":{\"b\":{\"c\":[[[[]]],{}]}},\"a\":1,\"\":\"\"}",
		"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
		"\"é€😀 plain text that is longer than one word of eight bytes\"",
		" [ true , false , null ] "};
	size_t count = 0;

	for (; count < OTK_COUNT_OF(good); count++)
		seeds[count] = fuzz_seed_of(0, good[count]);
	return count;
}
