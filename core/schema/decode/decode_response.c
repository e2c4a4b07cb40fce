/* SPDX-License-Identifier: MIT */
/* Decodes a response into a record: handles its shape and the memory of the record. */
#include "config.h"

#include "core/schema/decode/decode_response.h"

#include "core/base/text/text.h"
#include "core/schema/access.h"
#include "core/schema/decode/decode_object.h"

#include "core/base/cold.h"

/*
 * Size limit of the first chunk of a record; further chunks double. If the chunks of a long list
 * were much larger than its text, malloc would return the memory to the system after each response
 * and get it again for the next, which took half of the time.
 */
#define FIRST_CHUNK_MAX ((size_t)1024 * 1024)

/* Decodes a bare array into the LIST field of the result, which the check of tables requires. */
static bool decode_bare_array(otk_decoder *decoder, const otk_type *type, void *root)
{
	const char *begin = decoder->reader.at;

	for (size_t i = 0; i < type->field_count; i++) {
		const otk_field_path path = {.field = &type->fields[i], .index = -1};

		if (type->fields[i].kind != OTK_KIND_LIST)
			continue;
		if (!otk_decode_list(decoder, &path, root))
			return false;
		otk_record_set_json(root, begin, (size_t)(decoder->reader.at - begin));
		return true;
	}
	return otk_decoder_fail(decoder, NULL, "%s has no list", type->name);
}

/* Decodes the first item as the result; further items need only be valid JSON. */
static bool decode_first_item(otk_decoder *decoder, const otk_type *type, void *root)
{
	const otk_field_path first = {.index = 0};
	otk_slice ignored;

	if (!otk_json_enter_array(&decoder->reader))
		return otk_decoder_fail(decoder, NULL, "the array is empty");
	if (!otk_decode_object(decoder, type, root, &first))
		return false;
	while (otk_json_next_item(&decoder->reader))
		if (!otk_json_skip(&decoder->reader, &ignored))
			return false;
	return !decoder->reader.problem;
}

static bool decode_shape(otk_decoder *decoder, const otk_type *type, otk_shape shape, void *root)
{
	const bool is_array = otk_json_peek(&decoder->reader) == OTK_JSON_ARRAY;

	if (shape == OTK_SHAPE_ARRAY)
		return decode_bare_array(decoder, type, root);
	if (shape == OTK_SHAPE_FIRST_OF_ARRAY && is_array)
		return decode_first_item(decoder, type, root);
	return otk_decode_object(decoder, type, root, NULL);
}

/* Makes the arena with the root and, unless the text is adopted, a copy of the text. */
static otk_arena *new_record(const otk_type *type, const char **text, size_t size, bool copy)
{
	const size_t expected = size + type->struct_size / 2;
	otk_arena *arena = otk_arena_new(type->struct_size,
		(copy ? size + 1 : 0) + (expected < FIRST_CHUNK_MAX ? expected : FIRST_CHUNK_MAX));

	if (!arena)
		return NULL;
	otk_put_size(otk_arena_root(arena), 0, type->struct_size);
	if (copy)
		*text = otk_arena_text(arena, *text, size);
	if (*text)
		return arena;
	otk_arena_free(arena);
	return NULL;
}

static otk_status decode_root(const otk_type *type, otk_shape shape, const char *text, size_t size,
	otk_arena *arena, otk_odd_members *odd, otk_error *error)
{
	void *root = otk_arena_root(arena);
	otk_decoder decoder;
	otk_status status;

	otk_record_set_json(root, text, size);
	otk_decoder_init(&decoder, NULL, arena, text, size, odd, error);
	status = otk_decoder_end(
		&decoder, decode_shape(&decoder, type, shape, root), "the response");
	otk_decoder_free(&decoder);
	return status;
}

otk_status otk_decode(const otk_type *type, otk_shape shape, const char *text, size_t size,
	void *adopt, void **record, otk_odd_members *odd, otk_error *error)
{
	const bool is_blank = otk_all_blank(text, size);
	otk_odd_members ignored;
	otk_arena *arena;
	otk_status status;

	if (!odd)
		odd = &ignored;
	odd->count = 0;
	*record = NULL;
	if (shape == OTK_SHAPE_NONE || !type || (is_blank && shape == OTK_SHAPE_MAYBE_OBJECT))
		return OTK_OK;
	if (is_blank)
		return otk_fail(error, OTK_E_PROTOCOL,
			"the response is empty; a record of type %s is expected", type->name);
	arena = new_record(type, &text, size, !adopt);
	if (!arena)
		return otk_fail_nomem(error);
	status = decode_root(type, shape, text, size, arena, odd, error);
	if (!status && adopt && !otk_arena_adopt(arena, adopt))
		status = otk_fail_nomem(error);
	if (status)
		otk_arena_free(arena);
	else
		*record = otk_arena_root(arena);
	return status;
}
