/* SPDX-License-Identifier: MIT */
/*
 * Finds the field of a member's key, and predicts the next key. Objects of one type mostly have
 * their members in the same order: the keys of the first object are remembered with their fields
 * (unknown keys as well), and later objects are compared with them before a key is parsed.
 */
#ifndef OTK_SCHEMA_KEY_ORDER_H
#define OTK_SCHEMA_KEY_ORDER_H

#include <otk/plugin.h>

#include "core/base/json/json_read.h"

#define OTK_KEY_ORDER_KEYS  48 /* further keys of a type are looked up each time */
#define OTK_KEY_ORDER_TYPES 8  /* further types of a text are not predicted */

typedef struct otk_known_key {
	const char *text; /* in the text that is read */
	uint16_t size;
	uint16_t index; /* of the field */
	bool by_alias;
	bool unknown;
} otk_known_key;

typedef struct otk_key_order {
	const otk_type *type;
	size_t count;
	size_t required; /* one more than the number of required fields; 0: not counted yet */
	otk_known_key keys[OTK_KEY_ORDER_KEYS];
} otk_key_order;

/* The orders seen so far in one text. Initialise `count` with 0; nothing else. */
typedef struct otk_key_orders {
	size_t count;
	otk_key_order orders[OTK_KEY_ORDER_TYPES];
} otk_key_orders;

/* The current member. key: filled only if the key was not predicted. */
typedef struct otk_member {
	otk_slice key;
	otk_known_key known;
} otk_member;

/* A walk through the members of one object. */
typedef struct otk_key_walk {
	const otk_type *type;
	otk_key_order *order; /* NULL: nothing is predicted */
	size_t next;          /* index of the expected key in the order */
	size_t next_field;    /* index of the field after the last one that was found */
	bool is_first;        /* no object of this type came before */
	bool by_member;       /* keys may also be the names of C members */
} otk_key_walk;

/* orders NULL: nothing is predicted. */
otk_key_walk otk_key_walk_begin(otk_key_orders *orders, const otk_type *type);
/* Enters the object and reads the first key; false: the object is empty or broken. */
bool otk_key_walk_first(otk_key_walk *walk, otk_json_reader *reader, otk_member *member);
/* The same as otk_key_walk_next(), for a key that was not predicted. */
bool otk_key_walk_look_up(otk_key_walk *walk, otk_json_reader *reader, otk_member *member);

/* Moves to the next member; false at the end of the object or at an error. */
static inline bool otk_key_walk_next(
	otk_key_walk *walk, otk_json_reader *reader, otk_member *member)
{
	const otk_key_order *order = walk->order;

	if (order && walk->next < order->count) {
		const otk_known_key *expected = &order->keys[walk->next];

		if (otk_json_next_guessed(reader, expected->text, expected->size)) {
			member->known = *expected;
			walk->next++;
			return true;
		}
	}
	return otk_key_walk_look_up(walk, reader, member);
}

#endif
