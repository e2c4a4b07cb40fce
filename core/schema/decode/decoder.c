/* SPDX-License-Identifier: MIT */
/* The state of decoding one JSON text: problems, and the items of open lists. */
#include "config.h"

#include "core/schema/decode/decoder.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/schema/limits.h"

/*
 * Records may take BYTES_MIN bytes plus BYTES_FACTOR times the size of their text. Without this
 * limit a list of the smallest objects ("{},") could take a hundred times the size of the response.
 */
#define BYTES_MIN    ((size_t)1024 * 1024)
#define BYTES_FACTOR 4
/* Memory for the pointers to an item: one in the final array, up to two while the array grows. */
#define ITEM_BYTES (3 * sizeof(void *))

/* After this number of problems no more messages are made: only the first one is shown. */
#define WORDED_MAX 64

void otk_decoder_init(otk_decoder *decoder, const otk_strict *strict, otk_arena *arena,
	const char *text, size_t size, otk_odd_members *odd, otk_error *error)
{
	/* Not zeroed as a whole: the key orders are large and need no zeros. */
	decoder->arena = arena;
	decoder->strict = strict;
	decoder->error = error;
	decoder->status = OTK_OK;
	decoder->path[0] = '\0';
	decoder->problem[0] = '\0';
	decoder->odd = odd;
	decoder->bytes_left = BYTES_MIN + BYTES_FACTOR * size;
	decoder->items = decoder->first_items;
	decoder->item_count = 0;
	decoder->item_capacity = OTK_DECODER_ITEMS;
	decoder->orders.count = 0;
	odd->count = 0;
	if (decoder->strict)
		otk_json_reader_init(&decoder->reader, text, size, OTK_JSON_DEPTH_MAX);
	else
		otk_json_reader_init_tolerant(&decoder->reader, text, size, OTK_JSON_DEPTH_MAX);
}

void otk_decoder_free(otk_decoder *decoder)
{
	if (decoder->items != decoder->first_items)
		free(decoder->items);
}

bool otk_decoder_fail(otk_decoder *decoder, const otk_field_path *path, const char *format, ...)
{
	char text[OTK_ERROR_MESSAGE_SIZE], name[OTK_PATH_TEXT_SIZE];
	va_list args;

	if (decoder->status || decoder->reader.problem)
		return false;
	if (!decoder->strict && decoder->odd->count > WORDED_MAX && path && path->up)
		return false;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	otk_path_text(decoder->strict ? decoder->strict->naming : OTK_NAMING_WIRE, path, name);
	if (decoder->strict) {
		decoder->status = otk_fail(
			decoder->error, OTK_E_ARGUMENT, "%s%s%s", name, name[0] ? ": " : "", text);
		return false;
	}
	memcpy(decoder->path, name, sizeof(name));
	snprintf(decoder->problem, sizeof(decoder->problem), "%.*s",
		(int)sizeof(decoder->problem) - 1, text);
	return false;
}

bool otk_decoder_nomem(otk_decoder *decoder)
{
	if (!decoder->status)
		decoder->status = otk_fail_nomem(decoder->error);
	return false;
}

bool otk_decoder_mismatch(otk_decoder *decoder, const otk_field_path *path, const char *expected)
{
	static const char *const names[] = {[OTK_JSON_ERROR] = "nothing",
		[OTK_JSON_OBJECT] = "an object",
		[OTK_JSON_ARRAY] = "an array",
		[OTK_JSON_STRING] = "a string",
		[OTK_JSON_NUMBER] = "a number",
		[OTK_JSON_TRUE] = "true",
		[OTK_JSON_FALSE] = "false",
		[OTK_JSON_NULL] = "null"};
	const otk_json_type type = otk_json_peek(&decoder->reader);

	return otk_decoder_fail(decoder, path, "%s is expected, not %s", expected, names[type]);
}

bool otk_decoder_recover(otk_decoder *decoder, const otk_decoder_mark *mark)
{
	otk_odd_members *odd = decoder->odd;
	otk_slice ignored;

	if (decoder->strict || decoder->status || decoder->reader.problem)
		return false;
	if (!odd->count) {
		memcpy(odd->path, decoder->path, sizeof(odd->path));
		memcpy(odd->problem, decoder->problem, sizeof(odd->problem));
	}
	odd->count++;
	decoder->problem[0] = '\0';
	decoder->reader.at = mark->at;
	decoder->reader.depth = mark->depth;
	decoder->item_count = mark->item_count;
	return otk_json_skip(&decoder->reader, &ignored);
}

otk_status otk_decoder_end(otk_decoder *decoder, bool decoded, const char *what)
{
	const otk_json_reader *reader = &decoder->reader;
	const otk_status status = decoder->strict ? OTK_E_ARGUMENT : OTK_E_PROTOCOL;

	if (decoded && otk_json_finish(&decoder->reader))
		return OTK_OK;
	if (decoder->status)
		return decoder->status;
	if (reader->problem)
		return otk_fail(decoder->error, status, "%s is not valid JSON: %s (byte %zu)", what,
			reader->problem, reader->problem_at);
	return otk_fail(decoder->error, status, "%s: %s%s%s", what, decoder->path,
		decoder->path[0] ? ": " : "",
		decoder->problem[0] ? decoder->problem : "it cannot be read");
}

OTK_COLD static bool fail_too_large(otk_decoder *decoder)
{
	if (!decoder->status)
		decoder->status = otk_fail(decoder->error, OTK_E_TOO_LARGE,
			"the response would take more than %zu bytes of memory",
			BYTES_MIN + BYTES_FACTOR *
					    (size_t)(decoder->reader.end - decoder->reader.begin));
	return false;
}

bool otk_decoder_take_bytes(otk_decoder *decoder, size_t size)
{
	if (size > decoder->bytes_left)
		return fail_too_large(decoder);
	decoder->bytes_left -= size;
	return true;
}

OTK_COLD static bool grow_items(otk_decoder *decoder)
{
	const size_t capacity = decoder->item_capacity * 2;
	const bool is_first = decoder->items == decoder->first_items;
	const void **more = realloc(is_first ? NULL : decoder->items, capacity * sizeof(*more));

	if (!more)
		return otk_decoder_nomem(decoder);
	if (is_first)
		memcpy(more, decoder->first_items, sizeof(decoder->first_items));
	decoder->items = more;
	decoder->item_capacity = capacity;
	return true;
}

bool otk_decoder_push(otk_decoder *decoder, const void *item)
{
	if (!decoder->strict && !otk_decoder_take_bytes(decoder, ITEM_BYTES))
		return false;
	if (decoder->item_count == decoder->item_capacity && !grow_items(decoder))
		return false;
	decoder->items[decoder->item_count++] = item;
	return true;
}

const void *otk_decoder_pop(otk_decoder *decoder, size_t base, size_t *count)
{
	const size_t size = (decoder->item_count - base) * sizeof(*decoder->items);
	char *items = otk_arena_alloc(decoder->arena, size + sizeof(*decoder->items));

	if (!items) {
		otk_decoder_nomem(decoder);
		return NULL;
	}
	if (size)
		memcpy(items, decoder->items + base, size);
	*count = decoder->item_count - base;
	decoder->item_count = base;
	return items;
}
