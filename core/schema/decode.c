/* SPDX-License-Identifier: MIT */
/* From bytes to records in one pass. */
#include "config.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/status.h"
#include "core/base/text.h"
#include "core/schema/access.h"
#include "core/schema/decoder.h"
#include "core/schema/limits.h"

#define SECONDS_BELOW INT64_C(100000000000) /* wire contract 4: smaller times are in seconds */
/*
 * First chunk of a record; it doubles from there. With chunks that add up to more than the text a
 * long list makes malloc give all back each time, and fault it in again: half of the time it took.
 */
#define FIRST_MAX ((size_t)1024 * 1024)

/* ---------------------------------------------------------------- problems */

void otk_decoder_init(
	otk_decoder *decoder, otk_arena *arena, const char *text, size_t size, otk_error *error)
{
	/* Member by member: the orders are large, and need no zeros. */
	decoder->arena = arena;
	decoder->strict = NULL;
	decoder->error = error;
	decoder->status = OTK_OK;
	decoder->items = decoder->first_items;
	decoder->item_count = 0;
	decoder->item_room = OTK_DECODER_ROOM;
	decoder->habit = NULL;
	decoder->order_count = 0;
	otk_json_reader_init(&decoder->reader, text, size, OTK_JSON_DEPTH_MAX);
}

void otk_decoder_free(otk_decoder *decoder)
{
	if (decoder->items != decoder->first_items)
		free(decoder->items);
}

static otk_status blame(const otk_decoder *decoder)
{
	return decoder->strict ? OTK_E_ARGUMENT : OTK_E_PROTOCOL;
}

bool otk_decoder_fail(otk_decoder *decoder, const otk_spot *spot, const char *format, ...)
{
	char text[OTK_ERROR_MESSAGE_SIZE], path[OTK_SPOT_SIZE];
	va_list args;

	if (decoder->status || decoder->reader.problem)
		return false;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	otk_spot_text(spot, path);
	decoder->status =
		otk_fail(decoder->error, blame(decoder), "%s%s%s", path, path[0] ? ": " : "", text);
	return false;
}

bool otk_decoder_nomem(otk_decoder *decoder)
{
	if (!decoder->status)
		decoder->status = otk_fail_nomem(decoder->error);
	return false;
}

otk_status otk_decoder_end(otk_decoder *decoder, bool decoded, const char *what)
{
	const otk_json_reader *reader = &decoder->reader;

	if (decoded && otk_json_finish(&decoder->reader))
		return OTK_OK;
	if (decoder->status)
		return decoder->status;
	return otk_fail(decoder->error, blame(decoder), "%s is not valid JSON: %s (byte %zu)", what,
		reader->problem ? reader->problem : "it cannot be read", reader->problem_at);
}

OTK_COLD static bool mismatch(otk_decoder *decoder, const otk_spot *spot, const char *wanted)
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

	return otk_decoder_fail(decoder, spot, "must be %s, not %s", wanted, names[type]);
}

/* ----------------------------------------------------------------- scalars */

/* Of the value at hand; the reader stands behind the blanks after a colon or a comma. */
static inline char first_byte(const otk_json_reader *reader)
{
	return reader->at < reader->end ? *reader->at : '\0';
}

bool otk_decode_text(otk_decoder *decoder, const otk_spot *spot, const char **text)
{
	otk_slice slice;
	const char *copy;

	if (first_byte(&decoder->reader) == '"') {
		if (!otk_json_read_string(&decoder->reader, &slice))
			return false;
	} else if (otk_json_peek(&decoder->reader) != OTK_JSON_NUMBER) {
		return mismatch(decoder, spot, "a string");
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

static bool decode_string(otk_decoder *decoder, const otk_spot *spot, void *record)
{
	const char *text = NULL;

	if (!otk_decode_text(decoder, spot, &text))
		return false;
	if (decoder->strict)
		text = otk_value_of_label(spot->field, text);
	otk_put_pointer(record, spot->field->offset, text);
	return true;
}

static bool decode_flag(otk_decoder *decoder, const otk_spot *spot, void *record)
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
			return otk_decoder_fail(decoder, spot, "must be true or false");
		break;
	default:
		return mismatch(decoder, spot, "true or false");
	}
	otk_put_flag(record, spot->field->offset, value ? OTK_YES : OTK_NO);
	return true;
}

/* What is no plain whole number: digits in a string, fractions, exponents. */
OTK_COLD static bool decode_odd_int(otk_decoder *decoder, const otk_spot *spot, int64_t *number)
{
	const otk_json_type type = otk_json_peek(&decoder->reader);
	const bool is_text = type == OTK_JSON_STRING;
	otk_slice slice;

	if (!is_text && type != OTK_JSON_NUMBER)
		return mismatch(decoder, spot, "a number");
	if (is_text ? !otk_json_read_string(&decoder->reader, &slice)
		    : !otk_json_read_number(&decoder->reader, &slice))
		return false;
	/* A fraction in a response is cut off; one that a caller writes is a mistake. */
	if (is_text || decoder->strict ? !otk_parse_whole(slice.text, slice.size, number)
				       : !otk_json_int_value(slice.text, slice.size, number))
		return otk_decoder_fail(decoder, spot, "must be a whole number of 64 bits");
	return true;
}

static bool decode_int(otk_decoder *decoder, const otk_spot *spot, void *record)
{
	int64_t number;

	if (!otk_json_read_int(&decoder->reader, &number) &&
		!decode_odd_int(decoder, spot, &number))
		return false;
	if (spot->field->unit == OTK_UNIT_TIME_MS && !decoder->strict && number > 0 &&
		number < SECONDS_BELOW)
		number *= 1000;
	otk_put_int(record, spot->field->offset, number);
	return true;
}

/* ------------------------------------------------------------------- lists */

static bool push_item(otk_decoder *decoder, const void *item)
{
	if (decoder->item_count == decoder->item_room) {
		const size_t room = decoder->item_room * 2;
		const bool first = decoder->items == decoder->first_items;
		const void **more = realloc(first ? NULL : decoder->items, room * sizeof(*more));

		if (!more)
			return otk_decoder_nomem(decoder);
		if (first)
			memcpy(more, decoder->first_items, sizeof(decoder->first_items));
		decoder->items = more;
		decoder->item_room = room;
	}
	decoder->items[decoder->item_count++] = item;
	return true;
}

/* The items above base become an array in the arena, ended by NULL; never NULL itself. */
static const void *pop_items(otk_decoder *decoder, size_t base, size_t *count)
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

/* A null among items: nothing in an answer, a mistake of a caller's. true: it was one. */
static bool skip_null_item(otk_decoder *decoder, const otk_spot *spot)
{
	if (otk_json_peek(&decoder->reader) != OTK_JSON_NULL)
		return false;
	if (decoder->strict)
		otk_decoder_fail(decoder, spot, "is null");
	else
		otk_json_read_null(&decoder->reader);
	return true;
}

static bool failed(const otk_decoder *decoder)
{
	return decoder->status || decoder->reader.problem;
}

static bool decode_text_item(otk_decoder *decoder, const otk_spot *spot)
{
	const char *text;

	if (skip_null_item(decoder, spot))
		return !failed(decoder);
	if (!otk_decode_text(decoder, spot, &text))
		return false;
	return push_item(decoder, decoder->strict ? otk_value_of_label(spot->field, text) : text);
}

static bool decode_strings(otk_decoder *decoder, const otk_spot *spot, void *record)
{
	const size_t base = decoder->item_count;
	const otk_json_type type = otk_json_peek(&decoder->reader);
	otk_spot item = {.up = spot->up, .field = spot->field};
	otk_strings strings;
	bool more;

	if (type == OTK_JSON_ARRAY) {
		for (more = otk_json_enter_array(&decoder->reader); more;
			more = otk_json_next_item(&decoder->reader), item.index++)
			if (!decode_text_item(decoder, &item))
				return false;
		if (decoder->reader.problem)
			return false;
	} else if (type != OTK_JSON_STRING || !spot->field->single) {
		return mismatch(decoder, spot, "an array");
	} else if (!decode_text_item(decoder, &item)) {
		return false;
	}
	strings.items = pop_items(decoder, base, &strings.count);
	if (!strings.items)
		return false;
	otk_put_strings(record, spot->field->offset, strings);
	return true;
}

static void *new_struct(otk_decoder *decoder, const otk_type *type)
{
	void *record = otk_arena_record(decoder->arena, type->struct_size);

	if (record)
		otk_put_size(record, 0, type->struct_size);
	else
		otk_decoder_nomem(decoder);
	return record;
}

static bool decode_item(otk_decoder *decoder, const otk_spot *spot, void **item)
{
	*item = new_struct(decoder, spot->field->type);
	return *item && otk_decode_object(decoder, spot->field->type, *item, spot) &&
	       push_item(decoder, *item);
}

static bool decode_array(otk_decoder *decoder, const otk_spot *spot)
{
	otk_spot item = {.up = spot->up, .field = spot->field};
	void *record;
	bool more;

	for (more = otk_json_enter_array(&decoder->reader); more;
		more = otk_json_next_item(&decoder->reader), item.index++) {
		if (skip_null_item(decoder, &item)) {
			if (failed(decoder))
				return false;
			continue;
		}
		if (!decode_item(decoder, &item, &record))
			return false;
	}
	return !decoder->reader.problem;
}

/* {"a": {…}, "b": {…}}: the keys become a field of the items, unless they bring it themselves. */
OTK_COLD static bool decode_keyed(otk_decoder *decoder, const otk_spot *spot)
{
	const otk_field *list = spot->field;
	const otk_field *key_field = otk_field_find(list->type, list->keyed, strlen(list->keyed));
	otk_spot item = {.up = spot->up, .field = list};
	otk_slice key;
	void *record;
	bool more;

	for (more = otk_json_enter_object(&decoder->reader, &key); more;
		more = otk_json_next_member(&decoder->reader, &key), item.index++) {
		if (skip_null_item(decoder, &item)) {
			if (failed(decoder))
				return false;
			continue;
		}
		if (!decode_item(decoder, &item, &record))
			return false;
		if (key_field && !otk_field_is_set(record, key_field)) {
			const char *name = otk_json_string_copy(decoder->arena, &key);

			if (!name)
				return otk_decoder_nomem(decoder);
			otk_put_pointer(record, key_field->offset, name);
		}
	}
	return !decoder->reader.problem;
}

static bool decode_list(otk_decoder *decoder, const otk_spot *spot, void *record)
{
	const size_t base = decoder->item_count;
	const otk_json_type type = otk_json_peek(&decoder->reader);
	const otk_spot single = {.up = spot->up, .field = spot->field, .index = 0};
	const void *items;
	void *item;
	size_t count;
	bool decoded;

	if (type == OTK_JSON_ARRAY)
		decoded = decode_array(decoder, spot);
	else if (type == OTK_JSON_OBJECT && spot->field->single)
		decoded = decode_item(decoder, &single, &item);
	else if (type == OTK_JSON_OBJECT && spot->field->keyed)
		decoded = decode_keyed(decoder, spot);
	else
		decoded = mismatch(decoder, spot, "an array");
	items = decoded ? pop_items(decoder, base, &count) : NULL;
	if (!items)
		return false;
	otk_put_pointer(record, spot->field->offset, items);
	otk_put_size(record, spot->field->count_offset, count);
	return true;
}

/* A value of a map: what is no text is taken as its JSON words. */
OTK_COLD static bool decode_map_value(otk_decoder *decoder, const otk_spot *spot, const char **text)
{
	bool value;

	switch (otk_json_peek(&decoder->reader)) {
	case OTK_JSON_TRUE:
	case OTK_JSON_FALSE:
		if (!otk_json_read_bool(&decoder->reader, &value))
			return false;
		*text = value ? "true" : "false";
		return true;
	default:
		return otk_decode_text(decoder, spot, text);
	}
}

/* The pair of this name on the items' stack (name, value, name, value …), made when it is new. */
OTK_COLD static const void **pair_place(otk_decoder *decoder, size_t base, const otk_slice *key)
{
	const char *name;
	size_t i;

	for (i = base; i < decoder->item_count; i += 2)
		if (otk_slice_is(key, decoder->items[i]))
			return &decoder->items[i + 1];
	name = otk_json_string_copy(decoder->arena, key);
	if (!name) {
		otk_decoder_nomem(decoder);
		return NULL;
	}
	if (!push_item(decoder, name) || !push_item(decoder, NULL))
		return NULL;
	return &decoder->items[decoder->item_count - 1];
}

OTK_COLD static bool decode_map(otk_decoder *decoder, const otk_spot *spot, void *record)
{
	const size_t base = decoder->item_count;
	otk_map map;
	otk_slice key;
	bool more;

	if (otk_json_peek(&decoder->reader) != OTK_JSON_OBJECT)
		return mismatch(decoder, spot, "an object");
	for (more = otk_json_enter_object(&decoder->reader, &key); more;
		more = otk_json_next_member(&decoder->reader, &key)) {
		const char *value;
		const void **place;

		if (skip_null_item(decoder, spot)) {
			if (failed(decoder))
				return false;
			continue;
		}
		if (!decode_map_value(decoder, spot, &value))
			return false;
		if (decoder->item_count - base >= 2 * OTK_MEMBERS_MAX)
			return otk_decoder_fail(
				decoder, spot, "has more than %d members", OTK_MEMBERS_MAX);
		place = pair_place(decoder, base, &key);
		if (!place)
			return false;
		*place = value;
	}
	if (decoder->reader.problem)
		return false;
	_Static_assert(sizeof(otk_pair) == 2 * sizeof(void *), "a pair is two pointers");
	map.items = pop_items(decoder, base, &map.count);
	if (!map.items)
		return false;
	map.count /= 2;
	otk_put_map(record, spot->field->offset, map);
	return true;
}

/* ----------------------------------------------------------------- objects */

static bool decode_struct(otk_decoder *decoder, const otk_spot *spot, void *record)
{
	const otk_field *field = spot->field;
	void *nested;

	if (otk_json_peek(&decoder->reader) != OTK_JSON_OBJECT)
		return mismatch(decoder, spot, "an object");
	nested = new_struct(decoder, field->type);
	if (!nested || !otk_decode_object(decoder, field->type, nested, spot))
		return false;
	otk_put_pointer(record, field->offset, nested);
	return true;
}

static bool decode_field(otk_decoder *decoder, const otk_spot *spot, void *record)
{
	switch (spot->field->kind) {
	case OTK_KIND_STRING:
		return decode_string(decoder, spot, record);
	case OTK_KIND_FLAG:
		return decode_flag(decoder, spot, record);
	case OTK_KIND_INT:
		return decode_int(decoder, spot, record);
	case OTK_KIND_STRINGS:
		return decode_strings(decoder, spot, record);
	case OTK_KIND_MAP:
		return decode_map(decoder, spot, record);
	case OTK_KIND_OBJECT:
		return decode_struct(decoder, spot, record);
	default:
		return decode_list(decoder, spot, record);
	}
}

/* Fields of the struct at hand that were there and not null; only required ones count. */
typedef struct seen_fields {
	uint64_t bits[OTK_FIELDS_MAX / 64];
	size_t required; /* how many of them are */
} seen_fields;

static inline bool name_is(const otk_field *field, const otk_slice *key)
{
	/* Most differ in the first letter. */
	return field->name[0] == key->text[0] && !strncmp(field->name, key->text, key->size) &&
	       !field->name[key->size];
}

/* The keys that objects of this type had so far; NULL: there is no room for another type. */
static otk_order *order_of(otk_decoder *decoder, const otk_type *type)
{
	otk_order *order;
	size_t i;

	for (i = 0; i < decoder->order_count; i++)
		if (decoder->orders[i].type == type)
			return &decoder->orders[i];
	if (decoder->order_count == OTK_ORDER_TYPES)
		return NULL;
	order = &decoder->orders[decoder->order_count++];
	order->type = type;
	order->count = 0;
	return order;
}

static const otk_field *field_by_name(const otk_type *type, const otk_slice *key)
{
	size_t i;

	for (i = 0; i < type->field_count; i++)
		if (name_is(&type->fields[i], key))
			return &type->fields[i];
	return NULL;
}

static const otk_field *field_by_alias(const otk_type *type, const otk_slice *key)
{
	size_t i;

	for (i = 0; i < type->field_count; i++)
		if (type->fields[i].aliases &&
			otk_word_in(type->fields[i].aliases, key->text, key->size))
			return &type->fields[i];
	return NULL;
}

/* A member at hand. */
typedef struct member {
	otk_slice key; /* only when it is not known from before */
	otk_known_key known;
} member;

/*
 * Through the members of one object, with what is known of others: the root has a habit from
 * earlier answers, nested ones the keys of those before in this answer. At most one is not NULL.
 */
typedef struct key_walk {
	const otk_type *type;
	otk_habit *habit;
	otk_order *order;
	size_t next;   /* which of its keys is expected */
	bool is_first; /* there was none before it */
} key_walk;

static void find_field(const otk_type *type, member *now)
{
	char plain[OTK_NAME_MAX];
	otk_slice key = now->key;
	const otk_field *field = NULL;

	if (key.escaped && otk_json_unescaped_max(&key) <= sizeof(plain))
		key = (otk_slice){.text = plain,
			.size = otk_json_unescape(&now->key, plain, sizeof(plain))};
	if (!key.escaped && key.size)
		field = field_by_name(type, &key);
	now->known.by_alias = !field;
	if (!field && !key.escaped)
		field = field_by_alias(type, &key);
	now->known.unknown = !field;
	now->known.index = field ? (uint16_t)(field - type->fields) : 0;
}

/* Found among those of before, it says what follows. */
static bool find_known(key_walk *walk, member *now)
{
	const otk_order *order = walk->order;
	size_t left, i = walk->next;

	for (left = order->count; left; left--, i++) {
		const otk_known_key *known;

		if (i >= order->count)
			i = 0;
		known = &order->keys[i];
		if (known->size != now->key.size ||
			memcmp(known->text, now->key.text, known->size) != 0)
			continue;
		now->known = *known;
		walk->next = i + 1;
		return true;
	}
	return false;
}

static void remember_key(key_walk *walk, member *now)
{
	otk_order *order = walk->order;

	if (order->count == OTK_ORDER_KEYS || now->key.size > OTK_NAME_MAX)
		return;
	now->known.text = now->key.text;
	now->known.size = (uint16_t)now->key.size;
	walk->next += walk->next == order->count;
	order->keys[order->count++] = now->known;
}

/* A field that came unexpected: further on in the habit, or one more in it. */
OTK_COLD static void learn_habit(key_walk *walk, size_t index)
{
	otk_habit *habit = walk->habit;
	struct otk_habit_member *place = &habit->members[walk->next];
	size_t i;

	for (i = walk->next; i < habit->count; i++)
		if (habit->members[i].index == index)
			break;
	if (i == habit->count) {
		if (i == OTK_HABIT_MAX)
			return;
		memmove(place + 1, place, (i - walk->next) * sizeof(*place));
		*place = (struct otk_habit_member){.index = (uint8_t)index,
			.size = (uint8_t)strlen(walk->type->fields[index].name)};
		habit->count++;
		i = walk->next;
	}
	walk->next = i + 1;
}

static void look_up(key_walk *walk, member *now)
{
	if (walk->order && !walk->is_first && find_known(walk, now))
		return;
	find_field(walk->type, now);
	if (walk->order)
		remember_key(walk, now);
	else if (walk->habit && !now->known.unknown && !now->known.by_alias)
		learn_habit(walk, now->known.index);
}

static bool first_member(otk_decoder *decoder, key_walk *walk, member *now)
{
	if (!otk_json_enter_object(&decoder->reader, &now->key))
		return false;
	look_up(walk, now);
	return true;
}

/* The next member is the expected one. */
static inline bool next_usual(otk_decoder *decoder, key_walk *walk, member *now)
{
	const otk_habit *habit = walk->habit;
	const otk_order *order = walk->order;

	if (habit && walk->next < habit->count) {
		const struct otk_habit_member *usual = &habit->members[walk->next];

		now->known = (otk_known_key){.index = usual->index};
		return otk_json_next_guessed(
			&decoder->reader, walk->type->fields[usual->index].name, usual->size);
	}
	if (order && walk->next < order->count) {
		now->known = order->keys[walk->next];
		return otk_json_next_guessed(&decoder->reader, now->known.text, now->known.size);
	}
	return false;
}

static inline bool next_member(otk_decoder *decoder, key_walk *walk, member *now)
{
	if (next_usual(decoder, walk, now)) {
		walk->next++;
		return true;
	}
	if (!otk_json_next_member(&decoder->reader, &now->key))
		return false;
	look_up(walk, now);
	return true;
}

/* What is known of objects like this one; a caller's JSON is one object, and all of it is read. */
static key_walk begin_walk(otk_decoder *decoder, const otk_type *type)
{
	key_walk walk = {.type = type, .habit = decoder->habit};

	decoder->habit = NULL;
	if (!walk.habit && !decoder->strict)
		walk.order = order_of(decoder, type);
	walk.is_first = walk.order && !walk.order->count;
	return walk;
}

/* A member that is null, maybe after it had a value: as if it had never been. */
static bool unset_field(otk_decoder *decoder, const otk_field *field, void *record)
{
	memset((char *)record + field->offset, 0, otk_kind_size(field->kind));
	if (field->kind == OTK_KIND_LIST)
		otk_put_size(record, field->count_offset, 0);
	return otk_json_read_null(&decoder->reader);
}

static bool decode_member(otk_decoder *decoder, const otk_type *type, const otk_known_key *known,
	void *record, const otk_spot *up, seen_fields *seen)
{
	const size_t index = known->index;
	const otk_spot spot = {.up = up, .field = &type->fields[index], .index = -1};
	const uint64_t bit = UINT64_C(1) << index % 64;
	otk_slice ignored;

	/* The wire name counts more than an alias, wherever they stand. */
	if (known->by_alias && otk_field_is_set(record, spot.field))
		return otk_json_skip(&decoder->reader, &ignored);
	if (first_byte(&decoder->reader) != 'n') {
		if (spot.field->required && !(seen->bits[index / 64] & bit))
			seen->required++;
		seen->bits[index / 64] |= bit;
		return decode_field(decoder, &spot, record);
	}
	if (known->by_alias)
		return otk_json_read_null(&decoder->reader);
	if (spot.field->required && seen->bits[index / 64] & bit)
		seen->required--;
	seen->bits[index / 64] &= ~bit;
	return unset_field(decoder, spot.field, record);
}

/* With a habit it is known how many must be there, and no field needs a look. */
static bool check_required(
	otk_decoder *decoder, const key_walk *walk, const seen_fields *seen, const otk_spot *up)
{
	const otk_type *type = walk->type;
	size_t i, required = 0;

	if (walk->habit && walk->habit->required == seen->required + 1)
		return true;
	for (i = 0; i < type->field_count; i++) {
		required += type->fields[i].required != 0;
		if (type->fields[i].required && !(seen->bits[i / 64] >> i % 64 & 1))
			return otk_decoder_fail(decoder,
				&(const otk_spot){.up = up, .field = &type->fields[i], .index = -1},
				"is missing");
	}
	if (walk->habit)
		walk->habit->required = (uint16_t)(required + 1);
	return true;
}

static bool decode_members(otk_decoder *decoder, const otk_type *type, void *record,
	const otk_spot *spot, otk_unknown *unknown)
{
	key_walk walk = begin_walk(decoder, type);
	seen_fields seen = {.required = 0};
	otk_slice ignored;
	member now;
	bool more, good = true;

	for (more = first_member(decoder, &walk, &now); more && good;
		more = good && next_member(decoder, &walk, &now)) {
		if (!now.known.unknown)
			good = decode_member(decoder, type, &now.known, record, spot, &seen);
		else if (decoder->strict)
			good = otk_unknown_member(decoder, unknown, type, record, &now.key, spot);
		else
			good = otk_json_skip(&decoder->reader, &ignored);
	}
	if (!good || decoder->reader.problem)
		return false;
	return decoder->strict || check_required(decoder, &walk, &seen, spot);
}

bool otk_decode_object(
	otk_decoder *decoder, const otk_type *type, void *record, const otk_spot *spot)
{
	otk_unknown unknown = {{0}};
	const char *begin;

	if (otk_json_peek(&decoder->reader) != OTK_JSON_OBJECT)
		return mismatch(decoder, spot, "an object");
	begin = decoder->reader.at;
	if (decoder->strict) {
		const bool decoded = decode_members(decoder, type, record, spot, &unknown);

		return otk_unknown_end(decoder, &unknown, decoded ? type : NULL, record);
	}
	if (!decode_members(decoder, type, record, spot, NULL))
		return false;
	otk_record_set_json(record, begin, (size_t)(decoder->reader.at - begin));
	return true;
}

/* ----------------------------------------------------------------- answers */

/* An array is the one LIST field of the result. */
static bool decode_bare_array(otk_decoder *decoder, const otk_type *type, void *root)
{
	const char *begin = decoder->reader.at;
	size_t i;

	for (i = 0; i < type->field_count; i++) {
		const otk_spot spot = {.field = &type->fields[i], .index = -1};

		if (type->fields[i].kind != OTK_KIND_LIST)
			continue;
		if (!decode_list(decoder, &spot, root))
			return false;
		otk_record_set_json(root, begin, (size_t)(decoder->reader.at - begin));
		return true;
	}
	return otk_decoder_fail(decoder, NULL, "the table of %s has no list", type->name);
}

/* The first item; what follows is only read over. */
static bool decode_first(otk_decoder *decoder, const otk_type *type, void *root)
{
	const otk_spot first = {.index = 0};
	otk_slice ignored;

	if (!otk_json_enter_array(&decoder->reader))
		return otk_decoder_fail(decoder, NULL, "an array without an item");
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
		return decode_first(decoder, type, root);
	return otk_decode_object(decoder, type, root, NULL);
}

/* An arena with the root, and a copy of the text that its records will point to; or none. */
static otk_arena *new_answer(const otk_type *type, const char **text, size_t size, bool copy)
{
	const size_t expected = size + type->struct_size / 2;
	otk_arena *arena = otk_arena_new(type->struct_size,
		(copy ? size + 1 : 0) + (expected < FIRST_MAX ? expected : FIRST_MAX));

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

static otk_status decode_answer(const otk_type *type, otk_shape shape, otk_habit *habit,
	const char *text, size_t size, otk_arena *arena, otk_error *error)
{
	void *root = otk_arena_root(arena);
	otk_decoder decoder;
	otk_status status;

	otk_record_set_json(root, text, size);
	if (otk_all_blank(text, size)) /* an empty list */
		return OTK_OK;
	otk_decoder_init(&decoder, arena, text, size, error);
	if (shape != OTK_SHAPE_ARRAY) /* there the root is no object */
		decoder.habit = habit;
	status = otk_decoder_end(&decoder, decode_shape(&decoder, type, shape, root), "the answer");
	otk_decoder_free(&decoder);
	return status;
}

otk_status otk_decode_usual(const otk_type *type, otk_shape shape, otk_habit *habit,
	const char *text, size_t size, void *adopt, void **record, otk_error *error)
{
	const bool blank = otk_all_blank(text, size);
	otk_arena *arena;
	otk_status status;

	*record = NULL;
	if (shape == OTK_SHAPE_NONE || !type || (blank && shape == OTK_SHAPE_MAYBE_OBJECT))
		return OTK_OK;
	if (blank && shape != OTK_SHAPE_LIST && shape != OTK_SHAPE_ARRAY)
		return otk_fail(
			error, OTK_E_PROTOCOL, "the answer is empty, %s is wanted", type->name);
	arena = new_answer(type, &text, size, !adopt);
	if (!arena)
		return otk_fail_nomem(error);
	status = decode_answer(type, shape, habit, text, size, arena, error);
	if (!status && adopt && !otk_arena_adopt(arena, adopt))
		status = otk_fail_nomem(error);
	if (status)
		otk_arena_free(arena);
	else
		*record = otk_arena_root(arena);
	return status;
}

otk_status otk_decode(const otk_type *type, otk_shape shape, const char *text, size_t size,
	void *adopt, void **record, otk_error *error)
{
	return otk_decode_usual(type, shape, NULL, text, size, adopt, record, error);
}
