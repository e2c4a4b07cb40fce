/* SPDX-License-Identifier: MIT */
/* Finds the field of a member's key, and predicts the next key. */
#include "config.h"

#include "core/schema/decode/key_order.h"

#include <string.h>

#include "core/base/json/json_string.h"
#include "core/schema/field.h"
#include "core/schema/limits.h"

/* Returns the key order that was seen for this type; NULL: there are too many types. */
static otk_key_order *order_of_type(otk_key_orders *orders, const otk_type *type)
{
	otk_key_order *order;

	for (size_t i = 0; i < orders->count; i++)
		if (orders->orders[i].type == type)
			return &orders->orders[i];
	if (orders->count == OTK_KEY_ORDER_TYPES)
		return NULL;
	order = &orders->orders[orders->count++];
	order->type = type;
	order->count = 0;
	order->required = 0;
	return order;
}

otk_key_walk otk_key_walk_begin(otk_key_orders *orders, const otk_type *type)
{
	otk_key_walk walk = {.type = type};

	if (orders)
		walk.order = order_of_type(orders, type);
	walk.is_first = walk.order && !walk.order->count;
	return walk;
}

static const otk_field *field_by_member(const otk_type *type, const otk_slice *key)
{
	for (size_t i = 0; i < type->field_count; i++)
		if (otk_slice_is(key, type->fields[i].member))
			return &type->fields[i];
	return NULL;
}

static void find_field(otk_key_walk *walk, otk_member *member)
{
	const otk_type *type = walk->type;
	/* A key that is cut is longer than any name, even without half a character. */
	char plain[OTK_NAME_MAX + 4];
	otk_slice key = member->key;
	const otk_field *field;

	if (key.escaped)
		key = (otk_slice){.text = plain,
			.size = otk_json_unescape(&member->key, plain, sizeof(plain))};
	field = otk_field_named(type, key.text, key.size);
	member->known.by_alias = !field;
	if (!field)
		field = otk_field_aliased(type, key.text, key.size);
	if (!field && walk->by_member)
		field = field_by_member(type, &key);
	member->known.unknown = !field;
	member->known.index = field ? (uint16_t)(field - type->fields) : 0;
	walk->next_field = member->known.index + (size_t)1;
}

/* Searches the remembered keys, beginning at the expected one; prediction continues after a hit. */
static bool find_remembered(otk_key_walk *walk, otk_member *member)
{
	const otk_key_order *order = walk->order;
	size_t i = walk->next;

	for (size_t left = order->count; left; left--, i++) {
		const otk_known_key *known;

		if (i >= order->count)
			i = 0;
		known = &order->keys[i];
		if (known->size != member->key.size ||
			memcmp(known->text, member->key.text, known->size) != 0)
			continue;
		member->known = *known;
		walk->next = i + 1;
		return true;
	}
	return false;
}

static void remember_key(otk_key_walk *walk, otk_member *member)
{
	otk_key_order *order = walk->order;

	if (order->count == OTK_KEY_ORDER_KEYS || member->key.size > OTK_NAME_MAX)
		return;
	member->known.text = member->key.text;
	member->known.size = (uint16_t)member->key.size;
	walk->next += walk->next == order->count;
	order->keys[order->count++] = member->known;
}

/*
 * Predicts a key when no order of this type is known yet. A service writes members mostly in the
 * order of its documentation, and the tables have that order, so the next field of the table is a
 * good guess.
 */
static bool find_next_field(otk_key_walk *walk, otk_json_reader *reader, otk_member *member)
{
	const otk_type *type = walk->type;
	const char *name;
	size_t size;

	if ((walk->order && !walk->is_first) || walk->next_field >= type->field_count)
		return false;
	name = type->fields[walk->next_field].name;
	size = strlen(name);
	if (!otk_json_next_guessed(reader, name, size))
		return false;
	member->key = (otk_slice){.text = name, .size = size};
	member->known = (otk_known_key){.index = (uint16_t)walk->next_field++};
	if (walk->order)
		remember_key(walk, member);
	return true;
}

static void look_up_key(otk_key_walk *walk, otk_member *member)
{
	if (walk->order && !walk->is_first && find_remembered(walk, member))
		return;
	find_field(walk, member);
	if (walk->order)
		remember_key(walk, member);
}

bool otk_key_walk_first(otk_key_walk *walk, otk_json_reader *reader, otk_member *member)
{
	if (!otk_json_enter_object(reader, &member->key))
		return false;
	look_up_key(walk, member);
	return true;
}

bool otk_key_walk_look_up(otk_key_walk *walk, otk_json_reader *reader, otk_member *member)
{
	if (find_next_field(walk, reader, member))
		return true;
	if (!otk_json_next_member(reader, &member->key))
		return false;
	look_up_key(walk, member);
	return true;
}
