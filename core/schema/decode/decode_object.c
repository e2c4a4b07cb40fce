/* SPDX-License-Identifier: MIT */
/* Objects and lists of objects, which contain each other; hence one file. */
#include "config.h"

#include "core/schema/decode/decode_object.h"

#include <string.h>

#include "core/base/json/json_string.h"
#include "core/schema/access.h"
#include "core/schema/decode/decode_value.h"
#include "core/schema/field.h"
#include "core/schema/limits.h"

/* ---- lists */

static void *new_struct(otk_decoder *decoder, const otk_type *type)
{
	void *record;

	if (!decoder->strict && !otk_decoder_take_bytes(decoder, type->struct_size))
		return NULL;
	record = otk_arena_record(decoder->arena, type->struct_size);
	if (record)
		otk_put_size(record, 0, type->struct_size);
	else
		otk_decoder_nomem(decoder);
	return record;
}

/* Returns true with *item NULL if the item cannot be decoded; it is left out. */
static bool decode_item(otk_decoder *decoder, const otk_field_path *path, void **item)
{
	const otk_decoder_mark mark = otk_decoder_mark_here(decoder);

	*item = new_struct(decoder, path->field->type);
	if (!*item)
		return false;
	if (otk_decode_object(decoder, path->field->type, *item, path))
		return otk_decoder_push(decoder, *item);
	*item = NULL;
	return otk_decoder_recover(decoder, &mark);
}

static bool decode_array(otk_decoder *decoder, const otk_field_path *path)
{
	otk_field_path item = {.up = path->up, .field = path->field};
	void *record;

	for (bool more = otk_json_enter_array(&decoder->reader); more;
		more = otk_json_next_item(&decoder->reader), item.index++) {
		bool decoded;

		if (!otk_decode_null_item(decoder, &item, &decoded))
			decoded = decode_item(decoder, &item, &record);
		if (!decoded)
			return false;
	}
	return !decoder->reader.problem;
}

/* The key of an item becomes its key field, unless the item has that itself. */
OTK_COLD static bool set_key(
	otk_decoder *decoder, const otk_field *key_field, const otk_slice *key, void *record)
{
	const char *name;

	if (!record || !key_field || otk_field_is_set(record, key_field))
		return true;
	name = otk_json_string_copy(decoder->arena, key);
	if (!name)
		return otk_decoder_nomem(decoder);
	otk_put_pointer(record, key_field->offset, name);
	return true;
}

/* {"a": {…}, "b": {…}} */
OTK_COLD static bool decode_keyed(otk_decoder *decoder, const otk_field_path *path)
{
	const otk_field *list = path->field;
	const otk_field *key_field = otk_field_find(list->type, list->keyed, strlen(list->keyed));
	otk_field_path item = {.up = path->up, .field = list};
	otk_slice key;
	void *record;

	for (bool more = otk_json_enter_object(&decoder->reader, &key); more;
		more = otk_json_next_member(&decoder->reader, &key), item.index++) {
		bool decoded;

		if (!otk_decode_null_item(decoder, &item, &decoded))
			decoded = decode_item(decoder, &item, &record) &&
				  set_key(decoder, key_field, &key, record);
		if (!decoded)
			return false;
	}
	return !decoder->reader.problem;
}

bool otk_decode_list(otk_decoder *decoder, const otk_field_path *path, void *record)
{
	const size_t base = decoder->item_count, odd = decoder->odd->count;
	const otk_json_type type = otk_json_peek(&decoder->reader);
	const otk_field_path single = {.up = path->up, .field = path->field, .index = 0};
	const void *items;
	void *item;
	size_t count;
	bool decoded;

	if (type == OTK_JSON_ARRAY)
		decoded = decode_array(decoder, path);
	else if (type == OTK_JSON_OBJECT && path->field->single)
		decoded = decode_item(decoder, &single, &item);
	else if (type == OTK_JSON_OBJECT && path->field->keyed)
		decoded = decode_keyed(decoder, path);
	else
		decoded = otk_decoder_mismatch(decoder, path, "an array");
	if (!decoded)
		return false;
	if (decoder->item_count == base && decoder->odd->count > odd)
		return true; /* no item could be read: unset, not an empty list */
	items = otk_decoder_pop(decoder, base, &count);
	if (!items)
		return false;
	otk_put_pointer(record, path->field->offset, items);
	otk_put_size(record, path->field->count_offset, count);
	return true;
}

/* ---- objects */

static bool decode_nested(otk_decoder *decoder, const otk_field_path *path, void *record)
{
	const otk_field *field = path->field;
	void *nested;

	if (otk_json_peek(&decoder->reader) != OTK_JSON_OBJECT)
		return otk_decoder_mismatch(decoder, path, "an object");
	nested = new_struct(decoder, field->type);
	if (!nested || !otk_decode_object(decoder, field->type, nested, path))
		return false;
	otk_put_pointer(record, field->offset, nested);
	return true;
}

static bool decode_field(otk_decoder *decoder, const otk_field_path *path, void *record)
{
	switch ((otk_kind)path->field->kind) {
	case OTK_KIND_STRING:
		return otk_decode_string(decoder, path, record);
	case OTK_KIND_FLAG:
		return otk_decode_flag(decoder, path, record);
	case OTK_KIND_INT:
		return otk_decode_int(decoder, path, record);
	case OTK_KIND_STRINGS:
		return otk_decode_strings(decoder, path, record);
	case OTK_KIND_MAP:
		return otk_decode_map(decoder, path, record);
	case OTK_KIND_OBJECT:
		return decode_nested(decoder, path, record);
	case OTK_KIND_LIST:
		return otk_decode_list(decoder, path, record);
	}
	return false; /* no other kind passes the check of tables */
}

/*
 * The fields of one struct that were present. A null counts as absent in a response, but as present
 * in JSON of a caller.
 */
typedef struct seen_fields {
	size_t required; /* number of the required fields among them */
	uint64_t bits[OTK_FIELDS_MAX / 64];
	uint64_t by_alias[OTK_FIELDS_MAX / 64]; /* fields whose value came from an alias */
	const char *unusable;                   /* the last value that could not be decoded */
	const otk_field *unusable_field;        /* NULL: none */
} seen_fields;

static inline bool has_bit(const uint64_t *bits, size_t index)
{
	return bits[index / 64] >> index % 64 & 1;
}

static inline bool is_seen(const seen_fields *seen, size_t index)
{
	return has_bit(seen->bits, index);
}

static inline void see_field(seen_fields *seen, const otk_field *field, size_t index)
{
	if (field->required && !is_seen(seen, index))
		seen->required++;
	seen->bits[index / 64] |= UINT64_C(1) << index % 64;
}

static void unsee_field(seen_fields *seen, const otk_field *field, size_t index)
{
	if (field->required && is_seen(seen, index))
		seen->required--;
	seen->bits[index / 64] &= ~(UINT64_C(1) << index % 64);
}

static void unset_field(const otk_field *field, void *record)
{
	memset((char *)record + field->offset, 0, otk_kind_size(field->kind));
	if (field->kind == OTK_KIND_LIST)
		otk_put_size(record, field->count_offset, 0);
}

/*
 * Handles a member of a response that cannot be decoded. The field stays unset, which is an error
 * if it is required, unless a member with another name of the field, before or after, is usable.
 */
OTK_COLD static bool recover_member(otk_decoder *decoder, const otk_decoder_mark *mark,
	const otk_field *field, void *record, seen_fields *seen, const otk_member *member)
{
	const size_t index = member->known.index;

	if (decoder->strict || (field->required && !field->aliases))
		return false;
	if (member->known.by_alias)
		seen->by_alias[index / 64] &= ~(UINT64_C(1) << index % 64);
	if (!has_bit(seen->by_alias, index)) {
		unset_field(field, record);
		unsee_field(seen, field, index);
		seen->unusable = mark->at;
		seen->unusable_field = field;
	}
	return otk_decoder_recover(decoder, mark);
}

/* A null makes the member absent, even if it had a value before. */
static bool decode_null_member(
	otk_decoder *decoder, const otk_field *field, void *record, seen_fields *seen, size_t index)
{
	if (!decoder->strict)
		unsee_field(seen, field, index);
	unset_field(field, record);
	return otk_json_read_null(&decoder->reader);
}

OTK_COLD static bool refuse_twice(
	otk_decoder *decoder, const otk_field_path *path, const otk_slice *key)
{
	return otk_decoder_fail(decoder, path, "it is given twice, the second time as \"%.*s\"",
		(int)(key->size < OTK_NAME_MAX ? key->size : OTK_NAME_MAX), key->text);
}

/*
 * Returns whether the member is ignored in favour of another value of the field. The wire name
 * takes precedence over an alias, whichever comes first; null is not a value. Otherwise notes an
 * alias.
 */
OTK_COLD static bool is_overruled(const otk_member *member, const otk_field *field, void *record,
	seen_fields *seen, bool is_null)
{
	const size_t index = member->known.index;

	if (!member->known.by_alias)
		return has_bit(seen->by_alias, index);
	if (is_null || otk_field_is_set(record, field))
		return true;
	seen->by_alias[index / 64] |= UINT64_C(1) << index % 64;
	return false;
}

static bool decode_member(otk_decoder *decoder, const otk_type *type, const otk_member *member,
	void *record, const otk_field_path *up, seen_fields *seen)
{
	const size_t index = member->known.index;
	const otk_field_path path = {.up = up, .field = &type->fields[index], .index = -1};
	const otk_decoder_mark mark = otk_decoder_mark_here(decoder);
	const bool is_null = otk_decoder_byte(decoder) == 'n';
	otk_slice ignored;

	if (decoder->strict && is_seen(seen, index))
		return refuse_twice(decoder, &path, &member->key);
	if ((member->known.by_alias || is_null) && !decoder->strict &&
		is_overruled(member, path.field, record, seen, is_null))
		return otk_json_skip(&decoder->reader, &ignored);
	see_field(seen, path.field, index);
	if (is_null)
		return decode_null_member(decoder, path.field, record, seen, index);
	return decode_field(decoder, &path, record) ||
	       recover_member(decoder, &mark, path.field, record, seen, member);
}

/*
 * Refuses an object of a response that lacks a required member. Those of the type are counted only
 * once, so that comparing two numbers is enough.
 */
static bool check_required(otk_decoder *decoder, const otk_key_walk *walk, const seen_fields *seen,
	const otk_field_path *up, void *record)
{
	const otk_type *type = walk->type;

	if (walk->order && walk->order->required == seen->required + 1)
		return true;
	for (size_t i = 0; i < type->field_count; i++) {
		const otk_field_path path = {.up = up, .field = &type->fields[i], .index = -1};

		if (!path.field->required || is_seen(seen, i))
			continue;
		if (seen->unusable_field != path.field || path.field->kind != OTK_KIND_STRING)
			return otk_decoder_fail(decoder, &path, "it is missing");
		/* Decoded again for the error message. Required ids are strings. */
		decoder->reader.at = seen->unusable;
		(void)otk_decode_string(decoder, &path, record);
		return false;
	}
	if (walk->order)
		walk->order->required = seen->required + 1;
	return true;
}

static bool decode_members(
	otk_decoder *decoder, const otk_type *type, void *record, const otk_field_path *path)
{
	/* The root has no object before it, and JSON of a caller needs the text of each key. */
	const bool predict = path && !decoder->strict;
	otk_key_walk walk = otk_key_walk_begin(predict ? &decoder->orders : NULL, type);
	seen_fields seen = {.required = 0};
	otk_slice ignored;
	otk_member member;
	bool good = true;

	walk.by_member = decoder->strict != NULL;
	for (bool more = otk_key_walk_first(&walk, &decoder->reader, &member); more && good;
		more = good && otk_key_walk_next(&walk, &decoder->reader, &member)) {
		if (!member.known.unknown)
			good = decode_member(decoder, type, &member, record, path, &seen);
		else if (decoder->strict)
			good = decoder->strict->take_unknown(
				decoder, type, record, &member.key, path);
		else
			good = otk_json_skip(&decoder->reader, &ignored);
	}
	if (!good || decoder->reader.problem)
		return false;
	return decoder->strict || check_required(decoder, &walk, &seen, path, record);
}

bool otk_decode_object(
	otk_decoder *decoder, const otk_type *type, void *record, const otk_field_path *path)
{
	const char *begin;

	if (otk_json_peek(&decoder->reader) != OTK_JSON_OBJECT)
		return otk_decoder_mismatch(decoder, path, "an object");
	begin = decoder->reader.at;
	if (!decode_members(decoder, type, record, path))
		return false;
	if (!decoder->strict)
		otk_record_set_json(record, begin, (size_t)(decoder->reader.at - begin));
	return true;
}
