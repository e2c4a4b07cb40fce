/* SPDX-License-Identifier: MIT */
/* Buffers, arenas, options of other versions and errors; each without memory as well. */
#include "config.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/arena.h"
#include "core/base/buffer.h"
#include "core/base/error/buffer_check.h"
#include "core/base/error/status.h"
#include "core/base/input/options.h"
#include "core/base/text/utf8.h"
#include "tests/harness.h"
#include "tests/torture.h"

static void buffer_grows(void)
{
	otk_buffer buffer;
	char *text;

	otk_buffer_init(&buffer, 10000);
	for (int i = 0; i < 1000; i++)
		otk_buffer_add_int(&buffer, i % 10);
	otk_buffer_add_int(&buffer, INT64_MIN);
	otk_buffer_add_char(&buffer, '!');
	CHECK_INT(buffer.size, 1021);
	CHECK_STR(buffer.data + 1000, "-9223372036854775808!");
	text = otk_buffer_take(&buffer);
	CHECK_INT(text ? strlen(text) : 0, 1021);
	CHECK(buffer.data == NULL);
	free(text);
	text = otk_buffer_take(&buffer);
	CHECK_STR(text, "");
	free(text);
}

static void buffer_begins_in_storage(void)
{
	char storage[16];
	otk_buffer buffer;
	char *text;

	memset(storage, '#', sizeof(storage));
	otk_buffer_init_in(&buffer, storage, sizeof(storage), 100);
	otk_buffer_add_text(&buffer, "123456789012345");
	CHECK(buffer.data == storage && buffer.borrowed);
	CHECK_STR(storage, "123456789012345");
	/* One more byte moves the buffer and wipes the old memory. */
	otk_buffer_add_char(&buffer, '6');
	CHECK(buffer.data != storage && !buffer.borrowed);
	CHECK_STR(buffer.data, "1234567890123456");
	CHECK(!memchr(storage, '1', sizeof(storage)) && !memchr(storage, '5', sizeof(storage)));
	otk_buffer_free(&buffer);

	otk_buffer_init_in(&buffer, storage, sizeof(storage), 100);
	otk_buffer_add_text(&buffer, "secret");
	text = otk_buffer_take(&buffer);
	CHECK_STR(text, "secret");
	CHECK(text != storage && !memchr(storage, 's', sizeof(storage)));
	free(text);

	otk_buffer_init_in(&buffer, storage, sizeof(storage), 100);
	otk_buffer_add_text(&buffer, "secret");
	otk_buffer_wipe(&buffer);
	CHECK(!memchr(storage, 's', sizeof(storage)));
	/* The maximum also applies within the first block. */
	otk_buffer_init_in(&buffer, storage, sizeof(storage), 3);
	otk_buffer_add_text(&buffer, "1234");
	CHECK_INT(buffer.status, OTK_E_TOO_LARGE);
	otk_buffer_free(&buffer);
	otk_buffer_init_in(&buffer, storage, 0, 100);
	otk_buffer_add_text(&buffer, "x");
	CHECK(buffer.data && buffer.data != storage);
	otk_buffer_free(&buffer);
}

static void buffer_has_a_maximum(void)
{
	otk_error error = OTK_ERROR_INIT;
	otk_buffer buffer;

	otk_buffer_init(&buffer, 300);
	while (buffer.size < 300)
		otk_buffer_add_char(&buffer, 'x');
	CHECK_STATUS(otk_buffer_check(&buffer, "it", &error), OTK_OK, &error);
	otk_buffer_add_char(&buffer, 'x');
	CHECK_STATUS(otk_buffer_check(&buffer, "it", &error), OTK_E_TOO_LARGE, &error);
	CHECK_STR(error.message, "it: is larger than 300 bytes");
	otk_buffer_add_text(&buffer, "");
	CHECK_INT(buffer.status, OTK_E_TOO_LARGE);
	CHECK(otk_buffer_take(&buffer) == NULL);
	otk_buffer_clear(&buffer);
	CHECK_INT(buffer.status, OTK_OK);
	otk_buffer_wipe(&buffer);
	otk_buffer_init(&buffer, SIZE_MAX);
	CHECK(!otk_buffer_reserve(&buffer, SIZE_MAX - 1));
	CHECK_INT(buffer.status, OTK_E_TOO_LARGE);
}

static void buffer_is_cleared(void)
{
	char storage[8] = "x";
	otk_buffer buffer;

	otk_buffer_init_fixed(&buffer, storage, sizeof(storage));
	otk_buffer_add_text(&buffer, "12345678");
	otk_buffer_clear(&buffer);
	CHECK_INT(buffer.status, OTK_OK);
	CHECK_INT(buffer.size, 0);
	CHECK_STR(storage, "");
	/* One that has no memory yet, or never. */
	otk_buffer_init(&buffer, 8);
	otk_buffer_clear(&buffer);
	CHECK_INT(buffer.size, 0);
	otk_buffer_init_fixed(&buffer, NULL, 0);
	otk_buffer_clear(&buffer);
	CHECK_INT(buffer.size, 0);
}

static void buffer_over_storage(void)
{
	char storage[8];
	otk_buffer buffer;

	otk_buffer_init_fixed(&buffer, storage, sizeof(storage));
	otk_buffer_add_text(&buffer, "1234567");
	CHECK_INT(buffer.status, OTK_OK);
	CHECK_STR(storage, "1234567");
	otk_buffer_add_text(&buffer, "890");
	CHECK_INT(buffer.status, OTK_E_TOO_LARGE);
	CHECK_INT(buffer.size, 10);
	otk_buffer_init_fixed(&buffer, NULL, 0);
	otk_buffer_add_text(&buffer, "1234");
	CHECK_INT(buffer.size, 4);
	CHECK_INT(buffer.status, OTK_E_TOO_LARGE);
}

static void check_int(int64_t number)
{
	char wanted[32], digits[1 + OTK_INT_SIZE + 1];
	size_t size;

	memset(digits, '#', sizeof(digits));
	size = otk_int_write(digits + 1, number);
	CHECK(digits[OTK_INT_SIZE - size] == '#');
	CHECK(digits[1 + OTK_INT_SIZE] == '#');
	digits[1 + OTK_INT_SIZE] = '\0';
	snprintf(wanted, sizeof(wanted), "%lld", (long long)number);
	CHECK_STR(digits + 1 + OTK_INT_SIZE - size, wanted);
}

/* Values next to every power of ten, with both signs, and the limits of the range. */
static void integers_of_every_size(void)
{
	int64_t power = 1;

	for (int digits = 0; digits < 19; digits++) {
		for (int64_t around = -1; around <= 1; around++) {
			check_int(power + around);
			check_int(-power + around);
		}
		power = digits < 18 ? power * 10 : power;
	}
	check_int(INT64_MAX);
	check_int(INT64_MIN);
}

static bool is_aligned(const void *memory)
{
	return (uintptr_t)memory % _Alignof(max_align_t) == 0;
}

static void arena_holds_records(void)
{
	otk_arena *arena = otk_arena_new(40, 100);
	char *root, *record = NULL, *text;
	const char *json;
	size_t size;
	int bad = 0;

	CHECK(arena != NULL);
	if (!arena)
		return;
	root = otk_arena_root(arena);
	CHECK(is_aligned(root));
	for (size_t i = 0; i < 40; i++)
		bad += root[i] != 0;
	CHECK(otk_record_get_json(root, &size) == NULL && size == 0);
	for (size_t i = 1; i < 2000; i++) {
		record = otk_arena_record(arena, i % 100);
		text = otk_arena_text(arena, "some text", i % 10);
		if (!record || !text || !is_aligned(record) || strlen(text) != i % 10) {
			bad++;
			break;
		}
		bad += otk_record_get_json(record, &size) != NULL;
		memset(record, 0x5a, i % 100);
		otk_record_set_json(record, "{}", 2);
		bad += otk_record_get_json(record, &size) == NULL || size != 2;
	}
	CHECK_INT(bad, 0);
	json = strdup("{\"a\":1}");
	otk_record_set_json(root, json, 7);
	CHECK(otk_arena_adopt(arena, (void *)(uintptr_t)json));
	CHECK(otk_record_get_json(root, &size) == json && size == 7);
	CHECK(otk_arena_alloc(arena, 1 << 20) != NULL);
	CHECK(otk_arena_alloc(arena, SIZE_MAX / 2) == NULL);
	CHECK(otk_arena_text(arena, "", SIZE_MAX) == NULL);
	CHECK(otk_arena_bytes(arena, SIZE_MAX - 100) == NULL);
	otk_free(root);
}

static void arena_frees_memory(void)
{
	otk_arena *arena = otk_arena_new(8, 64);
	char *first = otk_arena_bytes(arena, 40), *second;
	size_t size, nothing;

	otk_arena_shrink(arena, first, 40, 5);
	second = otk_arena_bytes(arena, 10);
	CHECK(second == first + 5);
	otk_arena_shrink(arena, first, 5, 1); /* not the last block: no effect */
	CHECK(otk_arena_bytes(arena, 1) == second + 10);
	/* The rest: 64 bytes and the padding of the root, less 16 that are used. */
	first = otk_arena_rest(arena, &size);
	CHECK(first == second + 11 && size >= 48 && size < 64);
	memset(first, '#', size);
	CHECK(otk_arena_rest(arena, &nothing) != NULL && nothing == 0);
	otk_arena_shrink(arena, first, size, 7);
	CHECK(otk_arena_bytes(arena, 1) == first + 7);
	otk_arena_free(arena);
	otk_arena_free(NULL);
	otk_free(NULL);
	CHECK(otk_arena_new(SIZE_MAX, 0) == NULL);
	CHECK(otk_string_new("x", SIZE_MAX) == NULL);
}

static size_t freed, with_secret;

static void look_for_secret(const void *memory)
{
	freed++;
	with_secret +=
		memmem(memory, malloc_usable_size((void *)(uintptr_t)memory), "secret", 6) != NULL;
}

/* Blocks in the root, in the first chunk and in later ones. Adopted buffers do not count. */
static void arena_leaves_nothing(void)
{
	for (int wipe = 0; wipe < 2; wipe++) {
		otk_arena *arena;
		char *adopted = strdup("a secret of another");

		otk_watch_free(look_for_secret);
		arena = otk_arena_new(8, 64);
		memcpy(otk_arena_root(arena), "secret", 6);
		CHECK(otk_arena_text(arena, "secret", 6) != NULL);
		CHECK(otk_arena_adopt(arena, adopted));
		for (int i = 0; i < 400; i++)
			CHECK(otk_arena_text(arena, "secret", 6) != NULL);
		freed = with_secret = 0;
		if (wipe)
			otk_arena_wipe(arena);
		else
			otk_arena_free(arena);
		otk_watch_free(NULL);
		CHECK_INT(freed, 4);
		CHECK_INT(with_secret, wipe ? 1 : 4);
	}
	otk_arena_wipe(NULL);
}

typedef struct options {
	size_t struct_size;
	int64_t first;
	int64_t second;
} options;
#define V1_SIZE offsetof(options, second)

static void options_of_other_versions(void)
{
	otk_error error = OTK_ERROR_INIT;
	struct {
		options known;
		int64_t unknown;
	} newer = {.known = {sizeof(newer), 1, 2}};
	struct {
		size_t struct_size;
		int64_t first;
	} older = {sizeof(older), 7};
	options own = {0, 9, 9};
	/* Nothing beyond the struct is read; ASan would report it. */
	static const size_t garbage[] = {0, 1, 15, 17, V1_SIZE + sizeof(size_t) / 2, 4096,
		(size_t)UINT64_C(0x7ffc12345678), SIZE_MAX};

	CHECK_STATUS(
		otk_options_copy(&own, sizeof(own), V1_SIZE, &older, "it", &error), OTK_OK, &error);
	CHECK(own.struct_size == sizeof(own) && own.first == 7 && own.second == 0);
	CHECK_STATUS(
		otk_options_copy(&own, sizeof(own), V1_SIZE, &newer, "it", &error), OTK_OK, &error);
	CHECK(own.struct_size == sizeof(own) && own.first == 1 && own.second == 2);
	newer.unknown = 1;
	CHECK_STATUS(otk_options_copy(&own, sizeof(own), V1_SIZE, &newer, "it", &error),
		OTK_E_UNSUPPORTED, &error);
	CHECK_HAS(error.message, "update it");
	older.struct_size = 8;
	CHECK_STATUS(otk_options_copy(&own, sizeof(own), V1_SIZE, &older, "it", &error),
		OTK_E_ARGUMENT, &error);
	CHECK_HAS(error.message, "it: struct_size");
	for (size_t i = 0; i < OTK_COUNT_OF(garbage); i++) {
		error.message[0] = '\0';
		older.struct_size = garbage[i];
		CHECK_STATUS(otk_options_copy(&own, sizeof(own), V1_SIZE, &older, "it", &error),
			OTK_E_ARGUMENT, &error);
		CHECK_HAS(error.message, "it: struct_size");
	}
}

static void errors_are_filled(void)
{
	otk_error error = OTK_ERROR_INIT, copy = OTK_ERROR_INIT;
	char long_text[1000];

	error.http_status = 7;
	CHECK_INT(otk_fail(&error, OTK_E_TLS, "%s %d", "say", 1), OTK_E_TLS);
	CHECK_STR(error.message, "say 1");
	CHECK_INT(error.http_status, 0);
	CHECK_INT(error.retry_after_ms, -1);
	CHECK(error.service_code == OTK_NO_SERVICE_CODE);
	otk_error_prefix(&error, "a.%s: ", "b");
	CHECK_STR(error.message, "a.b: say 1");
	/* The message of the same record may be an argument. */
	otk_fail(&error, OTK_E_TLS, "again: %s", error.message);
	CHECK_STR(error.message, "again: a.b: say 1");
	memset(long_text, 'x', sizeof(long_text));
	memcpy(long_text + OTK_ERROR_MESSAGE_SIZE - 3, "\xe2\x82\xac", 3);
	long_text[sizeof(long_text) - 1] = '\0';
	otk_fail(&error, OTK_E_TLS, "%s", long_text);
	CHECK_INT(strlen(error.message), OTK_ERROR_MESSAGE_SIZE - 3);
	otk_error_prefix(&error, "%s", long_text + 3);
	CHECK_INT(strlen(error.message), OTK_ERROR_MESSAGE_SIZE - 1);
	CHECK(otk_utf8_length(error.message, strlen(error.message)) > 0);
	otk_error_copy(&copy, &error);
	CHECK_STR(copy.message, error.message);
	otk_error_copy(NULL, &error);
	otk_error_copy(&copy, NULL);
	otk_error_prefix(NULL, "x");
	CHECK_INT(otk_fail(NULL, OTK_E_IO, "x"), OTK_E_IO);
	CHECK_INT(otk_fail_nomem(&error), OTK_E_NOMEM);
	CHECK_STR(error.message, "out of memory");
}

/*
 * The struct of a newer program is larger: members unknown to the library are left alone. A
 * struct that is too small is left alone as a whole.
 */
static void errors_of_other_versions(void)
{
	struct {
		otk_error known;
		char unknown[8];
	} newer = {.known = OTK_ERROR_INIT};
	otk_error small = {.struct_size = 16}, zero = {0};
	static const size_t sizes[] = {0, 1, 7, 8, 12, 16, offsetof(otk_error, message),
		offsetof(otk_error, message) + 1, offsetof(otk_error, message) + 4,
		offsetof(otk_error, body) + 2, sizeof(otk_error) - 1, sizeof(otk_error)};

	newer.known.struct_size = sizeof(newer);
	memset(newer.unknown, 'u', sizeof(newer.unknown));
	otk_fail(&newer.known, OTK_E_IO, "x");
	CHECK_INT(newer.known.struct_size, sizeof(newer));
	CHECK_INT(newer.unknown[0], 'u');
	otk_fail(&small, OTK_E_IO, "x");
	CHECK_STR(small.message, "");
	otk_fail(&zero, OTK_E_IO, "x");
	CHECK_STR(zero.message, "x");
	/* Fills the members that the caller's struct has, and no byte after them. */
	for (size_t i = 1; i < OTK_COUNT_OF(sizes); i++) {
		otk_error own, full = OTK_ERROR_INIT;
		const size_t size = sizes[i];
		const size_t message = offsetof(otk_error, message);

		otk_fail(&full, OTK_E_IO, "longer");
		memset(full.body, 'b', sizeof(full.body) - 1);
		memset(&own, '#', sizeof(own));
		own.struct_size = size;
		otk_fail(&own, OTK_E_IO, "longer");
		CHECK_CASE(size < 12 || own.status == OTK_E_IO, "%zu", size);
		otk_error_prefix(&own, "%s", "");
		otk_error_append(&own, "%s", "");
		otk_error_copy(&own, &full);
		CHECK_INT(own.struct_size, size);
		if (size > message)
			CHECK_INT(strlen(own.message), size - message < 7 ? size - message - 1 : 6);
		if (size > offsetof(otk_error, body))
			CHECK_INT(strlen(own.body), size - offsetof(otk_error, body) - 1);
		for (size_t at = size < 8 ? 8 : size; at < sizeof(own); at++)
			if (((const char *)&own)[at] != '#')
				CHECK_CASE(false, "size %zu: byte %zu was written", size, at);
	}
}

/* A message is one line without secrets, also if a server supplied the text. */
static void messages_are_safe(void)
{
	otk_error error = OTK_ERROR_INIT, foreign = OTK_ERROR_INIT;
	char url[OTK_ERROR_MESSAGE_SIZE * 20];

	otk_fail(&error, OTK_E_IO, "%s: gone",
		"a\x1b[31m\xe2\x80\xae"
		"b\xff");
	CHECK_STR(error.message, "a\xef\xbf\xbd[31m\xef\xbf\xbd"
				 "b\xef\xbf\xbd: gone");
	otk_fail(&error, OTK_E_IO, "file: %s: gone", "first\nsecond\nthird");
	CHECK_STR(error.message, "file: *** gone");
	otk_fail(&error, OTK_E_IO, "file: %s: gone",
		"-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----");
	CHECK_STR(error.message, "file: ***: gone");
	otk_error_prefix(&error, "proxy http://u:p#w@h: ");
	CHECK_STR(error.message, "proxy http://***@h: file: ***: gone");
	otk_error_append(&error, "; http://u:p w@h");
	CHECK_STR(error.message, "proxy http://***@h: file: ***: gone; http://***@h");
	/* The '@' of a long URL is beyond what is looked at. */
	memset(url, 'x', sizeof(url));
	memcpy(url, "http://u:secret", 15);
	memcpy(url + sizeof(url) - 4, "@h.", 4);
	otk_fail(&error, OTK_E_IO, "proxy %s", url);
	CHECK_STR(error.message, "proxy http://***");
	memset(foreign.message, 'm', sizeof(foreign.message));
	memset(foreign.trace_id, 't', sizeof(foreign.trace_id));
	memset(foreign.body, '\n', sizeof(foreign.body));
	memcpy(foreign.service_message, "a\nb", 4);
	otk_error_import(&error, &foreign);
	CHECK_INT(strlen(error.message), sizeof(error.message) - 1);
	CHECK_INT(strlen(error.trace_id), sizeof(error.trace_id) - 1);
	CHECK_STR(error.service_message, "***");
	CHECK_STR(error.body, "");
}

static void statuses_have_names(void)
{
	CHECK_STR(otk_status_name(OTK_OK), "ok");
	CHECK_STR(otk_status_name(OTK_E_UNKNOWN_OUTCOME), "unknown_outcome");
	CHECK_STR(otk_status_name(OTK_E_SERVER), "server");
	CHECK_STR(otk_status_name((otk_status)12345), "unknown");
}

static bool build_things(void *context)
{
	otk_arena *arena = otk_arena_new(16, 0);
	otk_buffer buffer;
	bool good = arena != NULL;
	char *text, *string;

	(void)context;
	otk_buffer_init(&buffer, 100000);
	for (int i = 0; i < 5000; i++)
		otk_buffer_add_char(&buffer, 'x');
	text = otk_buffer_take(&buffer);
	good = good && text && strlen(text) == 5000;
	for (int i = 0; good && i < 100; i++)
		good = otk_arena_record(arena, 100) && otk_arena_text(arena, "abc", 3);
	if (!arena || !otk_arena_adopt(arena, text)) {
		free(text);
		good = false;
	}
	string = otk_string_new("abc", 3);
	good = good && string && strcmp(string, "abc") == 0;
	otk_free(string);
	otk_arena_free(arena);
	otk_buffer_free(&buffer);
	return good;
}

static void without_memory(void)
{
	CHECK(otk_torture("base", build_things, NULL) >= 5);
}

static bool build_string(void *context)
{
	char *string = otk_string_new("text", 4);

	(void)context;
	otk_free(string);
	return string != NULL;
}

static void a_string_is_one_allocation(void)
{
	CHECK_INT(otk_torture("string", build_string, NULL), 1);
}

int main(void)
{
	return OTK_TEST_MAIN("base/memory", TEST(buffer_grows), TEST(buffer_begins_in_storage),
		TEST(buffer_has_a_maximum), TEST(buffer_is_cleared), TEST(buffer_over_storage),
		TEST(integers_of_every_size), TEST(arena_holds_records), TEST(arena_frees_memory),
		TEST(arena_leaves_nothing), TEST(options_of_other_versions),
		TEST(errors_are_filled), TEST(errors_of_other_versions), TEST(messages_are_safe),
		TEST(statuses_have_names), TEST(without_memory), TEST(a_string_is_one_allocation));
}
