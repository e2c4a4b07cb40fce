/* SPDX-License-Identifier: MIT */
/*
 * Decodes responses into the records of every operation and compares the records with the tree that
 * json-c reads from the same text. Differences that are allowed:
 *
 *  - characters: otk reads some that json-c refuses as U+FFFD: U+0000, a lone surrogate, a control
 *    character inside a string, each ill-formed piece of UTF-8, the backslash of an unknown escape.
 *    It skips a byte order mark. json-c gets a copy of the text that is repaired by these rules; it
 *    must accept the copy and read the same from it;
 *  - otk refuses NaN, Infinity and a response without a required member (fuzz/json compares the
 *    grammar). A text that otk refuses is not compared;
 *  - members of an unusable type are unset; items of lists and nested objects without a usable
 *    required member are left out, and so is a null item. All but null count as odd: if nothing is
 *    odd, nothing may be missing (the rules are in tests/schema/same.h);
 *  - both use the last one of duplicate members, but otk leaves out an object if the first one of
 *    them is required and unusable. An alias counts only if the name itself is not present;
 *  - not compared: numbers beyond 64 bits, texts read from numbers and numbers read from texts
 *    (tests/schema compares them), other values that a list accepts instead of an array ("keyed",
 *    "single"), texts that consist of blanks.
 */
#include "config.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/buffer.h"
#include "core/base/text/utf8.h"
#include "core/schema/decode/decode_response.h"
#include "tests/fuzz/example.h"
#include "tests/fuzz/fuzz.h"
#include "tests/harness.h"
#include "tests/plugins/features.h"
#include "tests/schema/same.h"

#define FIRST 'A'

const char *const fuzz_name = "fuzz/decode";
const size_t fuzz_rounds = FUZZ_ROUNDS;

typedef struct expected_response {
	const otk_type *type;
	otk_shape shape;
	char *example; /* JSON with all members of the record; never freed */
} expected_response;

static expected_response responses[FUZZ_SEEDS_MAX];
static size_t response_count;

/* ---- a copy of the text that json-c accepts */

/* Returns the value of four hexadecimal digits; -1: the text has other characters. */
static int32_t unit_at(const char *at, const char *end)
{
	char digits[5] = "";

	if (end - at < 4)
		return -1;
	memcpy(digits, at, 4);
	return strspn(digits, "0123456789abcdefABCDEF") == 4 ? (int32_t)strtol(digits, NULL, 16)
							     : -1;
}

static void put_point(uint32_t point, otk_buffer *out)
{
	const char two[] = {(char)(0xc0 | point >> 6), (char)(0x80 | (point & 63))};
	const char three[] = {(char)(0xe0 | point >> 12), (char)(0x80 | (point >> 6 & 63)), two[1]};
	const char four[] = {
		(char)(0xf0 | point >> 18), (char)(0x80 | (point >> 12 & 63)), three[1], two[1]};

	if (point < 0x800)
		otk_buffer_add(out, two, 2);
	else if (point < 0x10000)
		otk_buffer_add(out, three, 3);
	else
		otk_buffer_add(out, four, 4);
}

/*
 * Repairs \uXXXX and returns the number of bytes that it read. A valid escape becomes the character
 * itself, because json-c 0.16 reads pairs for U+nDC00 to U+nDFFF, such as \ud837\ude00, as lone
 * surrogates.
 */
static size_t repair_unit(const char *at, const char *end, otk_buffer *out)
{
	const int32_t unit = unit_at(at + 2, end);
	const bool has_second = end - at >= 12 && at[6] == '\\' && at[7] == 'u';
	const int32_t second = has_second ? unit_at(at + 8, end) : -1;

	if (unit > 0 && unit < 0x80) {
		otk_buffer_add(out, at, 6); /* not decoded: it may stand for a quote */
	} else if (unit >= 0xd800 && unit < 0xdc00 && second >= 0xdc00 && second < 0xe000) {
		put_point(
			0x10000u + ((uint32_t)(unit - 0xd800) << 10) + (uint32_t)(second - 0xdc00),
			out);
		return 12;
	} else if (unit <= 0 || (unit >= 0xd800 && unit < 0xe000)) {
		otk_buffer_add_text(out, OTK_UTF8_REPLACEMENT);
	} else {
		put_point((uint32_t)unit, out);
	}
	return unit < 0 ? 2 : 6;
}

/* Repairs one character of a string and returns the number of bytes that it read. */
static size_t repair_character(const char *at, const char *end, otk_buffer *out)
{
	int32_t point;
	size_t size;

	if (*at == '\\' && end - at > 1) {
		if (at[1] == 'u')
			return repair_unit(at, end, out);
		if (at[1] && strchr("\"\\/bfnrt", at[1])) {
			otk_buffer_add(out, at, 2);
			return 2;
		}
		otk_buffer_add_text(out, OTK_UTF8_REPLACEMENT);
		return 1;
	}
	size = otk_utf8_next(at, (size_t)(end - at), &point);
	if (point < 0x20)
		otk_buffer_add_text(out, OTK_UTF8_REPLACEMENT);
	else
		otk_buffer_add(out, at, size);
	return size;
}

/* Writes the repaired text and returns the number of its keys. */
static size_t repair_json(const char *text, size_t size, otk_buffer *out)
{
	const char *at = text, *end = text + size;
	bool inside = false;
	size_t keys = 0;

	if (size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
		at += 3;
	while (at < end) {
		if (inside && *at != '"') {
			at += repair_character(at, end, out);
			continue;
		}
		inside ^= *at == '"';
		keys += *at == ':';
		otk_buffer_add(out, at++, 1);
	}
	return keys;
}

/* ---- comparing */

/* Returns the part of the tree that the record represents; NULL: not compared. */
static json_object *part_for(const expected_response *what, json_object *tree)
{
	switch (what->shape) {
	case OTK_SHAPE_OBJECT:
	case OTK_SHAPE_LIST:
	case OTK_SHAPE_MAYBE_OBJECT:
		return tree;
	case OTK_SHAPE_FIRST_OF_ARRAY:
		return json_object_is_type(tree, json_type_array)
			       ? json_object_array_get_idx(tree, 0)
			       : tree;
	case OTK_SHAPE_NONE:
	case OTK_SHAPE_ARRAY:
		break;
	}
	return NULL;
}

/* Returns the number of members in all objects of the tree. */
static size_t count_members(json_object *tree)
{
	size_t count = 0;

	if (json_object_is_type(tree, json_type_object)) {
		json_object_iter each;

		count = (size_t)json_object_object_length(tree);
		json_object_object_foreachC(tree, each) {
			count += count_members(each.val);
		}
	} else if (json_object_is_type(tree, json_type_array)) {
		for (size_t i = 0; i < json_object_array_length(tree); i++)
			count += count_members(json_object_array_get_idx(tree, i));
	}
	return count;
}

static const char *compare(const expected_response *what, const char *text, size_t size,
	const void *record, const otk_odd_members *odd)
{
	json_tokener *tokener = json_tokener_new_ex(64);
	const char *wrong = NULL;
	test_rules rules = odd->count ? TEST_SAME_ODD : TEST_SAME_ALL;
	otk_buffer repaired;
	json_object *tree, *part;
	size_t members;

	if (!tokener)
		return NULL;
	otk_buffer_init(&repaired, 1 << 20);
	members = repair_json(text, size, &repaired);
	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	tree = json_tokener_parse_ex(tokener, repaired.data, (int)repaired.size + 1);
	part = part_for(what, tree);
	if (odd->count && members != count_members(tree))
		rules = TEST_SAME_TWICE;
	if (json_tokener_get_error(tokener) != json_tokener_success)
		wrong = "json-c refuses what was decoded";
	else if (part && !test_same_record(what->type, record, part, rules))
		wrong = "the record differs from the tree";
	json_object_put(tree);
	json_tokener_free(tokener);
	otk_buffer_free(&repaired);
	return wrong;
}

static bool is_blank(const char *text)
{
	return text[strspn(text, " \t\r\n")] == '\0';
}

/* ---- the target */

static void take_interface(const otk_interface *interface)
{
	for (size_t i = 0; i < interface->operation_count; i++) {
		expected_response *what = &responses[response_count];

		if (!interface->operations[i].result || response_count == FUZZ_SEEDS_MAX)
			continue;
		*what = (expected_response){.type = interface->operations[i].result,
			.shape = (otk_shape)interface->operations[i].shape};
		what->example = fuzz_example(what->type, what->shape);
		response_count += what->example != NULL;
	}
}

static void set_up(void)
{
	static bool done;

	if (!done)
		otk_feature_interfaces(take_interface);
	done = true;
}

const char *fuzz_one(const char *data, size_t size)
{
	const expected_response *what;
	const char *wrong = NULL, *text = data + 1;
	otk_error error = OTK_ERROR_INIT;
	otk_odd_members odd;
	void *record = NULL;
	otk_status status;

	set_up();
	if (!size--)
		return NULL;
	what = &responses[(unsigned char)(data[0] - FIRST) % response_count];
	status = otk_decode(what->type, what->shape, text, size, NULL, &record, &odd, &error);
	fuzz_good += !status;
	if (status && (record || !error.message[0]))
		wrong = "refused without a message";
	else if (odd.count && (!odd.path[0] || !odd.problem[0]))
		wrong = "an odd member is counted but not described";
	else if (!status && record && !is_blank(text))
		wrong = compare(what, text, size, record, &odd);
	otk_free(record);
	return wrong;
}

size_t fuzz_seeds(fuzz_seed *seeds)
{
	set_up();
	for (size_t i = 0; i < response_count; i++)
		seeds[i] = fuzz_seed_of((char)(FIRST + i), responses[i].example);
	return response_count;
}
