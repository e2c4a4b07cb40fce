/* SPDX-License-Identifier: MIT */
/* Values that hold no other struct: strings, flags, numbers, lists of strings, maps. */
#include "config.h"

#include "core/schema/decode/decode_value.h"

#include <string.h>

#include "core/base/json/json_number.h"
#include "core/base/json/json_string.h"
#include "core/base/text/text.h"
#include "core/schema/access.h"
#include "core/schema/limits.h"

/* Smaller times are seconds, not milliseconds (doc/contract.md, 4). */
#define SECONDS_BELOW INT64_C(100000000000)

/* ---- scalars */

bool otk_decode_text(otk_decoder *decoder, const otk_field_path *path, const char **text)
{
	otk_slice slice;
	const char *copy;

	if (otk_decoder_byte(decoder) == '"') {
		if (!otk_json_read_string(&decoder->reader, &slice))
			return false;
	} else if (otk_json_peek(&decoder->reader) != OTK_JSON_NUMBER) {
		return otk_decoder_mismatch(decoder, path, "a string");
	} else if (!otk_json_read_number(&decoder->reader, &slice)) {
		return false;
	}
	copy = slice.escaped ? otk_json_string_copy(decoder->arena, &slice)
			     : otk_arena_text(decoder->arena, slice.text, slice.size);
	if (!copy)
		return otk_decoder_nomem(decoder);
	*text = copy;
	return true;
}

/* A caller may give the label of a value instead of the value: "routed" for "disabled". */
static const char *value_of_label(const otk_field *field, const char *text)
{
	for (size_t i = 0; field->labels && field->values && field->labels[i] && field->values[i];
		i++)
		if (strcmp(field->labels[i], text) == 0)
			return field->values[i];
	return text;
}

bool otk_decode_string(otk_decoder *decoder, const otk_field_path *path, void *record)
{
	const char *text = NULL;

	if (!otk_decode_text(decoder, path, &text))
		return false;
	if (decoder->strict)
		text = value_of_label(path->field, text);
	else if (!*text && path->field->role == OTK_ROLE_ID && path->field->required)
		return otk_decoder_fail(decoder, path, "it is empty");
	otk_put_pointer(record, path->field->offset, text);
	return true;
}

bool otk_decode_flag(otk_decoder *decoder, const otk_field_path *path, void *record)
{
	otk_slice word;
	bool value;

	switch (otk_json_peek(&decoder->reader)) {
	case OTK_JSON_TRUE:
	case OTK_JSON_FALSE:
		if (!otk_json_read_bool(&decoder->reader, &value))
			return false;
		break;
	case OTK_JSON_STRING:
		if (!otk_json_read_string(&decoder->reader, &word))
			return false;
		value = otk_slice_is(&word, "true");
		if (!value && !otk_slice_is(&word, "false"))
			return otk_decoder_fail(
				decoder, path, "true or false is expected, not another string");
		break;
	case OTK_JSON_ERROR:
	case OTK_JSON_OBJECT:
	case OTK_JSON_ARRAY:
	case OTK_JSON_NUMBER:
	case OTK_JSON_NULL:
		return otk_decoder_mismatch(decoder, path, "true or false");
	}
	otk_put_flag(record, path->field->offset, value ? OTK_YES : OTK_NO);
	return true;
}

/* Reads numbers that are not plain whole numbers: digits in a string, fractions, exponents. */
OTK_COLD static bool decode_other_int(
	otk_decoder *decoder, const otk_field_path *path, int64_t *number)
{
	const otk_json_type type = otk_json_peek(&decoder->reader);
	const bool is_text = type == OTK_JSON_STRING;
	otk_slice slice;

	if (!is_text && type != OTK_JSON_NUMBER)
		return otk_decoder_mismatch(decoder, path, "a number");
	if (is_text ? !otk_json_read_string(&decoder->reader, &slice)
		    : !otk_json_read_number(&decoder->reader, &slice))
		return false;
	/* Fractions of a response are cut; a caller who writes one means something else. */
	if (is_text || decoder->strict ? !otk_parse_whole(slice.text, slice.size, number)
				       : !otk_json_int_value(slice.text, slice.size, number))
		return otk_decoder_fail(decoder, path, "a whole number of 64 bits is expected");
	return true;
}

bool otk_decode_int(otk_decoder *decoder, const otk_field_path *path, void *record)
{
	int64_t number;

	if (!otk_json_read_int(&decoder->reader, &number) &&
		!decode_other_int(decoder, path, &number))
		return false;
	if (path->field->unit == OTK_UNIT_TIME_MS && !decoder->strict && number > 0 &&
		number < SECONDS_BELOW)
		number *= 1000;
	otk_put_int(record, path->field->offset, number);
	return true;
}

/* ---- lists of strings */

bool otk_decode_null_item(otk_decoder *decoder, const otk_field_path *path, bool *decoded)
{
	if (otk_json_peek(&decoder->reader) != OTK_JSON_NULL)
		return false;
	*decoded = decoder->strict ? otk_decoder_fail(decoder, path, "null is not a value here")
				   : otk_json_read_null(&decoder->reader);
	return true;
}

static bool decode_text_item(otk_decoder *decoder, const otk_field_path *path)
{
	const otk_decoder_mark mark = otk_decoder_mark_here(decoder);
	const char *text;
	bool decoded;

	if (otk_decode_null_item(decoder, path, &decoded))
		return decoded;
	if (!otk_decode_text(decoder, path, &text))
		return otk_decoder_recover(decoder, &mark);
	return otk_decoder_push(
		decoder, decoder->strict ? value_of_label(path->field, text) : text);
}

bool otk_decode_strings(otk_decoder *decoder, const otk_field_path *path, void *record)
{
	const size_t base = decoder->item_count, odd = decoder->odd->count;
	const otk_json_type type = otk_json_peek(&decoder->reader);
	otk_field_path item = {.up = path->up, .field = path->field};
	otk_strings strings;

	if (type == OTK_JSON_ARRAY) {
		for (bool more = otk_json_enter_array(&decoder->reader); more;
			more = otk_json_next_item(&decoder->reader), item.index++)
			if (!decode_text_item(decoder, &item))
				return false;
		if (decoder->reader.problem)
			return false;
	} else if (type != OTK_JSON_STRING || !path->field->single) {
		return otk_decoder_mismatch(decoder, path, "an array");
	} else if (!decode_text_item(decoder, &item)) {
		return false;
	}
	if (decoder->item_count == base && decoder->odd->count > odd)
		return true; /* no item could be read: unset, not an empty list */
	strings.items = otk_decoder_pop(decoder, base, &strings.count);
	if (!strings.items)
		return false;
	otk_put_strings(record, path->field->offset, strings);
	return true;
}

/* ---- maps */

/* A value of a map: numbers, true and false are taken as they are written. */
OTK_COLD static bool decode_map_value(
	otk_decoder *decoder, const otk_field_path *path, const char **text)
{
	const otk_json_type type = otk_json_peek(&decoder->reader);
	bool value;

	if (type != OTK_JSON_TRUE && type != OTK_JSON_FALSE)
		return otk_decode_text(decoder, path, text);
	if (!otk_json_read_bool(&decoder->reader, &value))
		return false;
	*text = value ? "true" : "false";
	return true;
}

/*
 * Returns where the value of this name is on the stack of items (name, value, name, value …); a new
 * pair is added. NULL: a problem was reported.
 */
OTK_COLD static const void **value_of_name(
	otk_decoder *decoder, size_t base, const otk_slice *key, const otk_field_path *path)
{
	const char *name;

	for (size_t i = base; i < decoder->item_count; i += 2) {
		if (!otk_slice_is(key, decoder->items[i]))
			continue;
		if (!decoder->strict)
			return &decoder->items[i + 1];
		otk_decoder_fail(
			decoder, path, "\"%s\" is given twice", (const char *)decoder->items[i]);
		return NULL;
	}
	if (decoder->item_count - base >= 2 * OTK_MEMBERS_MAX) {
		otk_decoder_fail(
			decoder, path, "more than %d members are not supported", OTK_MEMBERS_MAX);
		return NULL;
	}
	name = otk_json_string_copy(decoder->arena, key);
	if (!name) {
		otk_decoder_nomem(decoder);
		return NULL;
	}
	if (!otk_decoder_push(decoder, name) || !otk_decoder_push(decoder, NULL))
		return NULL;
	return &decoder->items[decoder->item_count - 1];
}

OTK_COLD static bool decode_pair(
	otk_decoder *decoder, const otk_field_path *path, size_t base, const otk_slice *key)
{
	const otk_decoder_mark mark = otk_decoder_mark_here(decoder);
	const void **place;
	const char *value;
	bool decoded;

	if (otk_decode_null_item(decoder, path, &decoded))
		return decoded;
	if (!decode_map_value(decoder, path, &value))
		return otk_decoder_recover(decoder, &mark);
	place = value_of_name(decoder, base, key, path);
	if (place)
		*place = value;
	return place != NULL;
}

bool otk_decode_map(otk_decoder *decoder, const otk_field_path *path, void *record)
{
	const size_t base = decoder->item_count;
	otk_map map;
	otk_slice key;

	_Static_assert(sizeof(otk_pair) == 2 * sizeof(void *), "a pair is two pointers");
	if (otk_json_peek(&decoder->reader) != OTK_JSON_OBJECT)
		return otk_decoder_mismatch(decoder, path, "an object");
	for (bool more = otk_json_enter_object(&decoder->reader, &key); more;
		more = otk_json_next_member(&decoder->reader, &key))
		if (!decode_pair(decoder, path, base, &key))
			return false;
	if (decoder->reader.problem)
		return false;
	map.items = otk_decoder_pop(decoder, base, &map.count);
	if (!map.items)
		return false;
	map.count /= 2;
	otk_put_map(record, path->field->offset, map);
	return true;
}
