/* SPDX-License-Identifier: MIT */
/*
 * core/base without CUnit, json-c and glibc: script/cross compiles it with another C library.
 * Prints what fails; the exit status is 0 if nothing does.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/arena.h"
#include "core/base/buffer.h"
#include "core/base/clock.h"
#include "core/base/error/quote.h"
#include "core/base/error/redact.h"
#include "core/base/error/status.h"
#include "core/base/input/key_file.h"
#include "core/base/json/json_read.h"
#include "core/base/json/json_string.h"
#include "core/base/json/json_write.h"
#include "core/base/text/base64.h"
#include "core/base/text/encode.h"
#include "core/base/text/text.h"
#include "core/base/text/utf8.h"

static int failures;

#define EXPECT(condition)                                                      \
	do {                                                                   \
		if (!(condition)) {                                            \
			printf("%s:%d: %s\n", __FILE__, __LINE__, #condition); \
			failures++;                                            \
		}                                                              \
	} while (0)

static void check_json(void)
{
	static const char text[] = "{\"a\":[1,-123456789012345678,"
				   "\"\\u00e9\\ud83d\\ude00\"],\"b\":true}";
	otk_json_reader reader;
	otk_slice key, string;
	int64_t number;
	bool yes;
	char out[20];

	otk_json_reader_init(&reader, text, strlen(text), 8);
	EXPECT(otk_json_enter_object(&reader, &key) && otk_slice_is(&key, "a"));
	EXPECT(otk_json_enter_array(&reader));
	EXPECT(otk_json_read_int(&reader, &number) && number == 1);
	EXPECT(otk_json_next_item(&reader));
	EXPECT(otk_json_read_int(&reader, &number) && number == -123456789012345678);
	EXPECT(otk_json_next_item(&reader));
	EXPECT(otk_json_read_string(&reader, &string));
	EXPECT(otk_json_unescape(&string, out, sizeof(out)) == 6 && memcmp(out, "é😀", 6) == 0);
	EXPECT(!otk_json_next_item(&reader) && !reader.problem);
	EXPECT(otk_json_next_member(&reader, &key) && otk_slice_is(&key, "b"));
	EXPECT(otk_json_read_bool(&reader, &yes) && yes);
	EXPECT(!otk_json_next_member(&reader, &key) && otk_json_finish(&reader));
}

static void check_text(void)
{
	otk_buffer out;

	otk_buffer_init(&out, 1000);
	otk_base64url_encode(&out, "\xfb\xef\xff", 3);
	EXPECT(strcmp(out.data, "--__") == 0);
	otk_buffer_clear(&out);
	otk_percent_encode(&out, "a b/é", 6);
	EXPECT(strcmp(out.data, "a%20b%2F%C3%A9") == 0);
	otk_buffer_clear(&out);
	otk_buffer_add_int(&out, INT64_MIN);
	EXPECT(strcmp(out.data, "-9223372036854775808") == 0);
	otk_buffer_free(&out);
	EXPECT(otk_utf8_length("é€😀", 9) == 3);
	EXPECT(otk_is_ipv4("127.0.0.1") && !otk_is_ipv4("127.0.0.256"));
}

static void check_errors(void)
{
	otk_error error = OTK_ERROR_INIT;
	char *text = NULL;
	size_t size;
	const int64_t begin = otk_clock_monotonic_ms();

	EXPECT(otk_fail(&error, OTK_E_ARGUMENT, "%s: %s", "name", OTK_QUOTE("value")) ==
		OTK_E_ARGUMENT);
	EXPECT(strcmp(error.message, "name: \"value\"") == 0);
	EXPECT(otk_key_file_read("key", "/nowhere", &text, &size, &error) == OTK_E_IO && !text);
	EXPECT(strstr(error.message, "cannot be read") != NULL);
	EXPECT(otk_clock_monotonic_ms() >= begin && otk_clock_seconds() > 1700000000);
}

static void check_memory(void)
{
	otk_arena *arena = otk_arena_new(64, 0);

	EXPECT(arena != NULL);
	for (size_t size = 1; arena && size < 5000; size += 7) {
		char *memory = otk_arena_alloc(arena, size);

		EXPECT(memory && ((uintptr_t)memory & 7) == 0);
		if (memory)
			memset(memory, 0xa5, size);
	}
	otk_arena_free(arena);
}

int main(void)
{
	check_json();
	check_text();
	check_errors();
	check_memory();
	return failures != 0;
}
