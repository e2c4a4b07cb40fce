/* SPDX-License-Identifier: MIT */
/* The JSON writer, and the reader piece by piece. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/json/json_number.h"
#include "core/base/json/json_read.h"
#include "core/base/json/json_string.h"
#include "core/base/json/json_write.h"
#include "tests/harness.h"

static void writer_writes(void)
{
	otk_json_writer json;
	otk_buffer out;

	otk_buffer_init(&out, 1000);
	otk_json_writer_init(&json, &out);
	otk_json_open(&json, '{');
	otk_json_key(&json, "a");
	otk_json_open(&json, '[');
	otk_json_int(&json, -1);
	otk_json_bool(&json, true);
	otk_json_null(&json);
	otk_json_open(&json, '{');
	otk_json_close(&json, '}');
	otk_json_close(&json, ']');
	otk_json_key(&json, "k\"");
	otk_json_text(&json, "\b\f\n\r\t\\\"/\x01\x1f\x7f é😀 \xe2\x80\xa8\xe2\x80\xa9\xe2\x80\xaa");
	otk_json_key(&json, "p");
	otk_json_string(&json, "x\"y", 3);
	otk_json_key(&json, "r");
	otk_json_raw(&json, "[1]", 3);
	otk_json_close(&json, '}');
	CHECK_STR(out.data,
		"{\"a\":[-1,true,null,{}],\"k\\\"\":"
		"\"\\b\\f\\n\\r\\t\\\\\\\"/\\u0001\\u001f\\u007f é😀 \\u2028\\u2029\xe2\x80\xaa\","
		"\"p\":\"x\\\"y\",\"r\":[1]}");
	otk_buffer_free(&out);
}

/* Escapes the text byte by byte, as the reference. */
static size_t escaped(char *to, const char *text, size_t size)
{
	static const char marks[] = "\b\t\n\f\r\"\\", letters[] = "btnfr\"\\";
	char *begin = to;

	for (size_t i = 0; i < size; i++) {
		const unsigned char c = (unsigned char)text[i];
		const char *mark = c ? strchr(marks, c) : NULL;

		if (mark)
			to += snprintf(to, 7, "\\%c", letters[mark - marks]);
		else if (c < ' ' || c == 0x7f)
			to += snprintf(to, 7, "\\u%04x", c);
		else if (size - i >= 3 && (memcmp(text + i, "\xe2\x80\xa8", 3) == 0 ||
						  memcmp(text + i, "\xe2\x80\xa9", 3) == 0))
			to += snprintf(to, 7, "\\u20%x", (unsigned char)text[(i += 2)] - 0x80);
		else
			*to++ = (char)c;
	}
	*to = '\0';
	return (size_t)(to - begin);
}

static void check_escaped(const char *text, size_t size)
{
	char wanted[256], storage[256];
	size_t length = escaped(wanted, text, size);
	otk_buffer out;

	otk_buffer_init(&out, length); /* exactly this number of bytes */
	otk_json_escape(&out, text, size);
	CHECK_STR(out.data, wanted);
	CHECK_INT(out.size, length);
	otk_buffer_free(&out);
	/* With and without capacity for the longest result. */
	for (size_t capacity = 0; capacity <= length + 50; capacity += 5) {
		memset(storage, '#', sizeof(storage));
		otk_buffer_init_fixed(&out, storage, capacity);
		otk_json_escape(&out, text, size);
		CHECK_INT(out.size, length);
		CHECK(capacity > length ? strcmp(storage, wanted) == 0
					: out.status == OTK_E_TOO_LARGE);
		CHECK_INT(storage[capacity], '#');
	}
}

/* Every byte, and the two separators, at every offset of a text. */
static void writer_escapes_at_every_offset(void)
{
	char text[20];

	for (size_t at = 0; at < sizeof(text); at++) {
		for (int c = 0; c < 256; c++) {
			memcpy(text, "abcdefghijklmnopqrst", sizeof(text));
			text[at] = (char)c;
			check_escaped(text, sizeof(text));
		}
		for (size_t cut = 1; at + 3 <= sizeof(text) && cut <= 3; cut++) {
			memcpy(text, "abcdefghijklmnopqrst", sizeof(text));
			memcpy(text + at, at % 2 ? "\xe2\x80\xa8" : "\xe2\x80\xa9", 3);
			check_escaped(text, at + cut);
			check_escaped(text, sizeof(text));
		}
	}
	/* The longest result, ending at every distance from the end of a unit. */
	memset(text, 1, sizeof(text));
	for (size_t at = 1; at <= sizeof(text); at++)
		check_escaped(text, at);
}

static void writer_depth_is_limited(void)
{
	otk_json_writer json;
	otk_buffer out;

	otk_buffer_init(&out, 1000);
	otk_json_writer_init(&json, &out);
	for (int i = 0; i < OTK_JSON_WRITE_DEPTH; i++)
		otk_json_open(&json, '[');
	CHECK_INT(out.status, OTK_OK);
	otk_json_open(&json, '[');
	CHECK_INT(out.status, OTK_E_TOO_LARGE);
	otk_buffer_free(&out);
}

static const char *problem_of(const char *text, int32_t depth, size_t *at)
{
	otk_json_reader reader;
	otk_slice whole;

	otk_json_reader_init(&reader, text, strlen(text), depth);
	if (otk_json_skip(&reader, &whole) && otk_json_finish(&reader))
		return NULL;
	*at = reader.problem_at;
	return reader.problem;
}

static void reader_refuses(void)
{
	static const struct {
		const char *text, *problem;
		size_t at;
	} cases[] = {
		{"", "ends where a value", 0},
		{"  ", "ends where a value", 2},
		{"x", "a JSON value cannot", 0},
		{"[1,]", "a JSON value cannot", 3},
		{"{\"a\":1,}", "member's name", 7},
		{"{a:1}", "member's name", 1},
		{"{\"a\" 1}", "colon", 5},
		{"{\"a\":1 \"b\":2}", "comma or the end of the object", 7},
		{"[1 2]", "comma or the end of the array", 3},
		{"[1}", "comma or the end of the array", 2},
		{"{\"a\":1", "comma or the end of the object", 6},
		{"01", "not a JSON number", 0},
		{"-", "not a JSON number", 0},
		{"1.", "not a JSON number", 0},
		{".5", "a JSON value cannot", 0},
		{"1e", "not a JSON number", 0},
		{"1e+", "not a JSON number", 0},
		{"+1", "a JSON value cannot", 0},
		{"NaN", "a JSON value cannot", 0},
		{"nul", "neither true", 0},
		{"truE", "neither true", 0},
		{"true1", "follows", 4},
		{"1 1", "follows", 2},
		{"\"a", "ends inside a string", 2},
		{"\"a\\", "ends inside a string", 2},
		{"\"a\nb\"", "control character", 2},
		{"\"\\x\"", "unknown escape", 1},
		{"\"\\u12g4\"", "four hexadecimal", 1},
		{"\"\\u12", "four hexadecimal", 1},
		{"\"\\u0000\"", "U+0000", 1},
		{"\"\\ud800\"", "without the second", 1},
		{"\"\\ud800\\u0041\"", "without the second", 1},
		{"\"\\udc00\"", "without the first", 1},
		{"\"\xff\"", "not UTF-8", 1},
		{"\"abcdefgh\xc3\"", "not UTF-8", 1},
		{"'a'", "a JSON value cannot", 0},
		{"[[[[]]]]", "nested too deeply", 3},
		{"{\"a\":{\"a\":{\"a\":{}}}}", "nested too deeply", 15},
	};
	size_t at = 0;

	for (size_t i = 0; i < OTK_COUNT_OF(cases); i++) {
		const char *problem = problem_of(cases[i].text, 3, &at);

		CHECK_HAS(problem ? problem : cases[i].text, cases[i].problem);
		CHECK_CASE(
			at == cases[i].at, "%s: at %zu, not %zu", cases[i].text, at, cases[i].at);
	}
}

static void reader_accepts(void)
{
	static const char *const good[] = {"0", "-0", "-0.5e-3", "1E+2", "\"\"", "[]", "{}",
		" \t\r\n[ ] ", "[[[]]]", "{\"\":{\"\":[]}}",
		"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00\"", "\"é😀\"",
		"[true,false,null]", "\"\x7f\"", "{\"a\":1,\"a\":2}"};

	for (size_t i = 0; i < OTK_COUNT_OF(good); i++) {
		size_t at = 0;
		const char *problem = problem_of(good[i], 3, &at);

		CHECK_CASE(problem == NULL, "%s: %s at %zu", good[i], problem ? problem : "", at);
	}
}

/* Strings of all lengths with the odd byte at every offset: the scan takes 8 bytes a step. */
static void reader_scans_at_every_offset(void)
{
	static const char odd[] = {'"', '\\', '\n', '\x1f', (char)0x80, (char)0xff, '\0'};
	char text[64];
	int wrong = 0;

	for (size_t size = 1; size <= 40; size++) {
		for (size_t place = 0; place < size; place++) {
			for (size_t kind = 0; kind < sizeof(odd); kind++) {
				otk_json_reader reader;
				otk_slice slice;

				memset(text, 'a', sizeof(text));
				text[0] = '"';
				text[size + 1] = '"';
				text[place + 1] = odd[kind];
				otk_json_reader_init(&reader, text, size + 2, 1);
				if (odd[kind] == '"')
					wrong += !otk_json_read_string(&reader, &slice) ||
						 slice.size != place;
				else
					wrong += otk_json_read_string(&reader, &slice);
			}
		}
	}
	CHECK_INT(wrong, 0);
}

static void reader_visits_members(void)
{
	static const char text[] = "{\"id\":\"a\\u00e9\",\"n\":[1,2.5,\"x\"],\"t\":true,\"o\":{"
				   "\"in\":null},\"\\u006e\":0}";
	otk_json_reader reader;
	otk_slice key, value;
	bool truth = false;
	char copy[16];
	int seen = 0;

	otk_json_reader_init(&reader, text, strlen(text), 4);
	for (bool more = otk_json_enter_object(&reader, &key); more;
		more = otk_json_next_member(&reader, &key)) {
		if (otk_slice_is(&key, "id")) {
			CHECK(otk_json_read_string(&reader, &value) && value.escaped);
			copy[otk_json_unescape(&value, copy, sizeof(copy) - 1)] = '\0';
			CHECK_STR(copy, "aé");
			seen |= 1;
		} else if (otk_slice_is(&key, "t")) {
			CHECK(otk_json_read_bool(&reader, &truth) && truth);
			seen |= 2;
		} else if (otk_slice_is(&key, "o")) {
			CHECK(otk_json_skip(&reader, &value));
			CHECK(value.size == 11 && memcmp(value.text, "{\"in\":null}", 11) == 0);
			seen |= 4;
		} else {
			CHECK(otk_slice_is(&key, "n") && !otk_slice_is(&key, "nn"));
			seen |= key.escaped ? 16 : 8;
			CHECK(otk_json_skip(&reader, &value));
		}
	}
	CHECK(otk_json_finish(&reader));
	CHECK_INT(seen, 31);
}

static void reader_checks_types(void)
{
	otk_json_reader reader;
	otk_slice slice;
	bool truth;

	otk_json_reader_init(&reader, "1", 1, 1);
	CHECK(!otk_json_read_string(&reader, &slice));
	CHECK_HAS(reader.problem, "expected a string");
	/* The first problem is kept. */
	CHECK(!otk_json_read_number(&reader, &slice));
	otk_json_problem(&reader, "mine");
	CHECK_HAS(reader.problem, "expected a string");
	CHECK(otk_json_peek(&reader) == OTK_JSON_ERROR);
	otk_json_reader_init(&reader, "\"a\"", 3, 1);
	CHECK(!otk_json_read_number(&reader, &slice));
	otk_json_reader_init(&reader, "0", 1, 1);
	CHECK(!otk_json_read_bool(&reader, &truth));
	otk_json_reader_init(&reader, "0", 1, 1);
	CHECK(!otk_json_enter_array(&reader));
	CHECK_HAS(reader.problem, "expected an array");
	otk_json_reader_init(&reader, "[1", 2, 1);
	CHECK(otk_json_enter_array(&reader) && otk_json_read_number(&reader, &slice));
	CHECK(!otk_json_finish(&reader));
}

static void integers(void)
{
	static const struct {
		const char *text;
		bool good;
		int64_t number;
	} cases[] = {
		{"0", true, 0},
		{"-0", true, 0},
		{"42", true, 42},
		{"-17", true, -17},
		{"1.9", true, 1},
		{"-1.9", true, -1},
		{"1e3", true, 1000},
		{"1E+3", true, 1000},
		{"12345e-3", true, 12},
		{"1.5e1", true, 15},
		{"0.00001234e7", true, 123},
		{"123456789012345678901e-5", true, 1234567890123456},
		{"999999999999999999", true, 999999999999999999},
		{"9223372036854775807", true, INT64_MAX},
		{"9223372036854775807.9", true, INT64_MAX},
		{"9223372036854775808", false, 0},
		{"-9223372036854775808", true, INT64_MIN},
		{"-9223372036854775809", false, 0},
		{"1e19", false, 0},
		{"1e99999999999999999999", false, 0},
		{"1e-99999999999999999999", true, 0},
		{"0e99999999999999999999", true, 0},
		{"01", false, 0},
		{"1.", false, 0},
		{"", false, 0},
		{"-", false, 0},
		{"1x", false, 0},
	};

	for (size_t i = 0; i < OTK_COUNT_OF(cases); i++) {
		int64_t number = 0;

		CHECK_CASE(otk_json_int_value(cases[i].text, strlen(cases[i].text), &number) ==
				   cases[i].good,
			"\"%s\"", cases[i].text);
		CHECK_INT(number, cases[i].number);
	}
}

/* A guess needs the key, quote and colon; otherwise the reader does not advance. */
static void reader_guesses_keys(void)
{
	static const struct {
		const char *text;
		bool hit;
	} cases[] = {
		{"{\"name\":1,\"name\":2}", true},
		{"{\"name\":1, \n\"name\": 2}", true},
		{"{\"name\":1,\"nama\":2}", false},
		{"{\"name\":1,\"names\":2}", false},
		{"{\"name\":1,\"nam\":2}", false},
		{"{\"name\":1,\"name\" :2}", false},
		{"{\"name\":1,\"name\"}", false},
		{"{\"name\":1,\"name\"", false},
		{"{\"name\":1,\"name", false},
		{"{\"name\":1,\"na", false},
		{"{\"name\":1,", false},
		{"{\"name\":1", false},
		{"{\"name\":1}", false},
		{"{\"name\":1 ,\"name\":2}", false},
		{"{\"a longer name\":1,\"a longer name\":2}", true},
		{"{\"a longer name\":1,\"a longer nama\":2}", false},
		{"{\"a longer name\":1,\"b longer name\":2}", false},
		{"{\"a longer name\":1,\"a longer name", false},
		{"{\"eightbyt\":1,\"eightbyt\":2}", true},
		{"{\"eightbyt\":1,\"eightbyx\":2}", false},
		{"{\"name\":1,\"namex:\":2}", false},
		{"{\"name\":1,\"name\"x:2}", false},
		{"{\"\":1,\"\":2}", true},
		{"{\"\":1,\"a\":2}", false},
	};

	for (size_t i = 0; i < OTK_COUNT_OF(cases); i++) {
		const size_t size = strlen(cases[i].text);
		char *text = malloc(size); /* it ends where the memory ends */
		otk_json_reader reader;
		otk_slice key;
		const char *at;
		int64_t number = 0;

		if (!CHECK(text != NULL))
			return;
		memcpy(text, cases[i].text, size);
		otk_json_reader_init(&reader, text, size, 2);
		CHECK(otk_json_enter_object(&reader, &key));
		CHECK(otk_json_read_int(&reader, &number) == (size > strlen("{\"name\":1")));
		at = reader.at;
		CHECK_CASE(otk_json_next_guessed(&reader, key.text, key.size) == cases[i].hit, "%s",
			cases[i].text);
		if (cases[i].hit)
			CHECK(otk_json_read_int(&reader, &number) && number == 2);
		else
			CHECK(reader.at == at && !reader.problem);
		free(text);
	}
}

/* Takes a complete, short string without escapes; otherwise does not advance. */
static void reader_reads_plain_integers(void)
{
	static const struct {
		const char *text;
		bool plain;
		int64_t number;
	} cases[] = {
		{"0,", true, 0},
		{"-0,", true, 0},
		{"7]", true, 7},
		{"-12 ", true, -12},
		{"999999999999999999,", true, 999999999999999999},
		{"-999999999999999999,", true, -999999999999999999},
		{"1000000000000000000,", false, 0},
		{"00,", false, 0},
		{"01,", false, 0},
		{"1.5,", false, 0},
		{"1e3,", false, 0},
		{"1E3,", false, 0},
		{"-,", false, 0},
		{"+1,", false, 0},
		{"\"1\"", false, 0},
		{"12", false, 0},
		{"", false, 0},
	};

	for (size_t i = 0; i < OTK_COUNT_OF(cases); i++) {
		otk_json_reader reader;
		int64_t number = 0;

		otk_json_reader_init(&reader, cases[i].text, strlen(cases[i].text), 2);
		CHECK_CASE(
			otk_json_read_int(&reader, &number) == cases[i].plain, "%s", cases[i].text);
		CHECK_INT(number, cases[i].number);
		if (!cases[i].plain)
			CHECK(reader.at == cases[i].text && !reader.problem);
	}
}

static void whole_numbers(void)
{
	static const struct {
		const char *text;
		bool whole;
		int64_t number;
	} cases[] = {
		{"29", true, 29},
		{"29.0", true, 29},
		{"2.9e1", true, 29},
		{"2.9E+1", true, 29},
		{"2900e-2", true, 29},
		{"-0", true, 0},
		{"-0.0", true, 0},
		{"0e5", true, 0},
		{"0.0e-3", true, 0},
		{"1E3", true, 1000},
		{"-1.50e1", true, -15},
		{"9223372036854775807.000", true, INT64_MAX},
		{"-9.223372036854775808e18", true, INT64_MIN},
		{"29.5", false, 7},
		{"2.95e1", false, 7},
		{"0.5", false, 7},
		{"1e-1", false, 7},
		{"2901e-2", false, 7},
		{"1e-99999999999999999999", false, 7},
		{"9223372036854775808", false, 7},
		{"1e19", false, 7},
		{"1e99999999999999999999", false, 7},
		{"29.", false, 7},
		{".5", false, 7},
		{"+29", false, 7},
		{" 29", false, 7},
		{"29 ", false, 7},
		{"", false, 7},
	};

	for (size_t i = 0; i < OTK_COUNT_OF(cases); i++) {
		const size_t size = strlen(cases[i].text);
		int64_t number = 7;

		CHECK_CASE(otk_json_whole_value(cases[i].text, size, &number) == cases[i].whole,
			"\"%s\"", cases[i].text);
		CHECK_CASE(number == cases[i].number, "\"%s\" is %lld", cases[i].text,
			(long long)number);
		CHECK_CASE(otk_parse_whole(cases[i].text, size, &number) == cases[i].whole,
			"parse \"%s\"", cases[i].text);
	}
}

#define FFFD "\xef\xbf\xbd"

/*
 * Text that no C string of UTF-8 can hold: an error for a strict reader, U+FFFD for a tolerant one.
 */
static const struct {
	const char *name;
	const char *text; /* between the quotes */
	size_t size;
	const char *meant;
} odd_strings[] = {
#define ODD(name, text, meant)                      \
	{                                           \
		name, text, sizeof(text) - 1, meant \
	}
	ODD("U+0000", "a\\u0000b", "a" FFFD "b"),
	ODD("U+0000 alone", "\\u0000", FFFD),
	ODD("high surrogate", "\\ud83dx", FFFD "x"),
	ODD("high surrogate at the end", "x\\uD83D", "x" FFFD),
	ODD("low surrogate", "\\ude00", FFFD),
	ODD("pair in the wrong order", "\\ude00\\ud83d", FFFD FFFD),
	ODD("two high surrogates and a low one", "\\ud83d\\ud83d\\ude00", FFFD "😀"),
	ODD("high surrogate before an escape", "\\ud83d\\n", FFFD "\n"),
	ODD("high surrogate before a bad \\u", "\\ud83d\\u12", FFFD FFFD "12"),
	ODD("raw NUL", "a\0b", "a" FFFD "b"),
	ODD("raw line end", "a\nb", "a" FFFD "b"),
	ODD("raw tab", "\t", FFFD),
	ODD("raw escape", "\x1b[2J", FFFD "[2J"),
	ODD("byte FF",
		"a\xff"
		"b",
		"a" FFFD "b"),
	ODD("Latin 1", "caf\xe9", "caf" FFFD),
	ODD("lone continuation byte", "\x80\xbf", FFFD FFFD),
	ODD("overlong slash", "\xc0\xaf", FFFD FFFD),
	ODD("cut character at the end", "a\xe2\x82", "a" FFFD),
	ODD("cut character before another", "\xf0\x9f\x98é", FFFD "é"),
	ODD("cut character before an escape", "\xe2\x82\\n", FFFD "\n"),
	ODD("surrogate as UTF-8", "\xed\xa0\xbd", FFFD FFFD FFFD),
	ODD("above U+10FFFF", "\xf4\x90\x80\x80", FFFD FFFD FFFD FFFD),
	ODD("unknown escape", "a\\xb", "a" FFFD "xb"),
	ODD("\\u without digits", "\\uzzzz", FFFD "zzzz"),
	ODD("all at once", "\\u0000\xff\t\\ud800é\\u00e9\\\"", FFFD FFFD FFFD FFFD "éé\""),
};

/* {"KEY":[STRING,1]} with the odd text as key and as string. */
static size_t odd_document(char *to, const char *text, size_t size)
{
	char *at = to;

	at = mempcpy(at, "{\"", 2);
	at = mempcpy(at, text, size);
	at = mempcpy(at, "\":[\"", 4);
	at = mempcpy(at, text, size);
	at = mempcpy(at, "\",1]}", 5);
	return (size_t)(at - to);
}

static void check_tolerant(const char *text, size_t size, const char *name, const char *meant)
{
	otk_arena *arena = otk_arena_new(1, 0);
	otk_json_reader reader;
	otk_slice key, value;
	int64_t number = 0;
	char exact[64];

	otk_json_reader_init_tolerant(&reader, text, size, 2);
	CHECK_CASE(otk_json_enter_object(&reader, &key) && otk_json_enter_array(&reader) &&
			   otk_json_read_string(&reader, &value),
		"%s", name);
	CHECK_CASE(key.escaped && key.repaired && value.escaped && value.repaired, "%s", name);
	CHECK_CASE(otk_slice_is(&key, meant) && !otk_slice_is(&key, "other"), "%s", name);
	CHECK_STR(otk_json_string_copy(arena, &value), meant);
	/* At most the allowed number of bytes, and whole characters only. */
	for (size_t capacity = 0; capacity <= strlen(meant); capacity++) {
		memset(exact, '#', sizeof(exact));
		number = (int64_t)otk_json_unescape(&value, exact, capacity);
		CHECK_CASE(number <= (int64_t)capacity && exact[number] == '#' &&
				   memcmp(exact, meant, (size_t)number) == 0,
			"%s, capacity %zu", name, capacity);
	}
	CHECK_CASE(otk_json_next_item(&reader) && otk_json_read_int(&reader, &number) &&
			   number == 1 && !otk_json_next_item(&reader) &&
			   !otk_json_next_member(&reader, &key) && otk_json_finish(&reader),
		"%s: what follows", name);
	otk_arena_free(arena);
}

static void odd_text_is_repaired(void)
{
	for (size_t i = 0; i < OTK_COUNT_OF(odd_strings); i++) {
		char document[128];
		const size_t size =
			odd_document(document, odd_strings[i].text, odd_strings[i].size);
		otk_json_reader reader;

		otk_json_reader_init(&reader, document, size, 2);
		CHECK_CASE(!otk_json_skip(&reader, NULL) && reader.problem, "strict: %s",
			odd_strings[i].name);
		otk_json_reader_init_tolerant(&reader, document, size, 2);
		CHECK_CASE(otk_json_skip(&reader, NULL) && otk_json_finish(&reader),
			"tolerant: %s: %s", odd_strings[i].name, reader.problem);
		check_tolerant(document, size, odd_strings[i].name, odd_strings[i].meant);
	}
}

/* A tolerant reader accepts odd characters, but no errors of structure. */
static void tolerance_has_limits(void)
{
	static const char *const texts[] = {"", "{", "{\"a\":}", "{\"a\":1", "[1,]", "\"open",
		"\"open\\", "\"open\\\"", "\"open\\u00", "\"a\" b", "{\"a\" 1}", "nul", "01",
		"<!DOCTYPE html>", "[[[1]]]"};
	static const char marked[] = "\xef\xbb\xbf{\"a\":1}";
	otk_json_reader reader;

	for (size_t i = 0; i < OTK_COUNT_OF(texts); i++) {
		otk_json_reader_init_tolerant(&reader, texts[i], strlen(texts[i]), 2);
		CHECK_CASE(!(otk_json_skip(&reader, NULL) && otk_json_finish(&reader)), "%s",
			texts[i]);
	}
	otk_json_reader_init_tolerant(&reader, marked, sizeof(marked) - 1, 2);
	CHECK(otk_json_skip(&reader, NULL) && otk_json_finish(&reader));
	otk_json_reader_init(&reader, marked, sizeof(marked) - 1, 2);
	CHECK(!otk_json_skip(&reader, NULL));
}

/*
 * Every beginning of a document, in a block of exactly its size: memory checkers see a read beyond.
 */
static void reader_stays_inside_the_text(void)
{
	static const char document[] = "{\"key\\n\" : [1.5e+3, \"\\u00e9\\ud83d\\ude00\", true, "
				       "false, null, {\"a\":-0}], \"b\":{}}";

	for (size_t size = 0; size < sizeof(document); size++) {
		char *exact = malloc(size ? size : 1);
		otk_json_reader reader;
		otk_slice whole;

		CHECK(exact != NULL);
		memcpy(exact, document, size);
		otk_json_reader_init(&reader, exact, size, 16);
		CHECK_CASE((otk_json_skip(&reader, &whole) && otk_json_finish(&reader)) ==
				   (size == sizeof(document) - 1),
			"the first %zu bytes", size);
		free(exact);
	}
}

int main(void)
{
	return OTK_TEST_MAIN("base/json", TEST(whole_numbers), TEST(odd_text_is_repaired),
		TEST(tolerance_has_limits), TEST(writer_writes),
		TEST(writer_escapes_at_every_offset), TEST(writer_depth_is_limited),
		TEST(reader_refuses), TEST(reader_accepts), TEST(reader_scans_at_every_offset),
		TEST(reader_visits_members), TEST(reader_checks_types), TEST(reader_guesses_keys),
		TEST(reader_reads_plain_integers), TEST(integers),
		TEST(reader_stays_inside_the_text));
}
