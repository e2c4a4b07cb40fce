/* SPDX-License-Identifier: MIT */
/* The one-pass decoder's parts among themselves: answers and callers' JSON go the same way. */
#ifndef OTK_SCHEMA_DECODER_H
#define OTK_SCHEMA_DECODER_H

#include "core/base/arena.h"
#include "core/base/json_read.h"
#include "core/schema/message.h"
#include "core/schema/schema.h"

#define OTK_DECODER_ROOM 32

typedef struct otk_decoder otk_decoder;

/* Decoding a caller's JSON differs here from decoding an answer. NULL in the decoder: an answer. */
typedef struct otk_strict {
	const otk_operation *operation; /* NULL: no path ids are expected */
	const char **ids;
	void *root;
} otk_strict;

/*
 * Members come in the same order from object to object, whatever that order is: so the keys of the
 * first are remembered with what they meant (unknown ones, too), and the next one is mostly known
 * before it is read.
 */
#define OTK_ORDER_KEYS  48
#define OTK_ORDER_TYPES 8
typedef struct otk_known_key {
	const char *text; /* in the text that is read */
	uint16_t size;
	uint16_t index; /* of the field */
	bool by_alias;
	bool unknown;
} otk_known_key;

typedef struct otk_order {
	const otk_type *type;
	size_t count;
	otk_known_key keys[OTK_ORDER_KEYS];
} otk_order;

struct otk_decoder {
	otk_json_reader reader;
	otk_arena *arena;
	const otk_strict *strict;
	otk_error *error;
	otk_status status; /* of the first problem that is not the reader's */
	/* Items of the lists that are open now, the innermost on top: lists come without a count.
	 */
	const void **items;
	size_t item_count;
	size_t item_room;
	const void *first_items[OTK_DECODER_ROOM];
	otk_habit *habit; /* of the first object, which takes it; NULL: none */
	size_t order_count;
	otk_order orders[OTK_ORDER_TYPES];
};

void otk_decoder_init(
	otk_decoder *decoder, otk_arena *arena, const char *text, size_t size, otk_error *error);
void otk_decoder_free(otk_decoder *decoder);
/* Say what is wrong at a place; only the first time counts. Returns false. */
bool otk_decoder_fail(otk_decoder *decoder, const otk_spot *spot, const char *format, ...)
	OTK_PRINTF(3, 4) OTK_COLD;
bool otk_decoder_nomem(otk_decoder *decoder) OTK_COLD;
/* The status of it all; says what the reader found when nothing else was wrong. */
otk_status otk_decoder_end(otk_decoder *decoder, bool decoded, const char *what);
/* The object at hand into a struct that is zeroed. spot: of the struct, NULL for the root. */
bool otk_decode_object(
	otk_decoder *decoder, const otk_type *type, void *record, const otk_spot *spot);
bool otk_decode_text(otk_decoder *decoder, const otk_spot *spot, const char **text);

/* decode_options.c: members that no field takes, gathered for extra_json of their struct. */
typedef struct otk_unknown {
	otk_buffer json; /* capacity 0: none yet */
} otk_unknown;

bool otk_unknown_member(otk_decoder *decoder, otk_unknown *unknown, const otk_type *type,
	const void *record, const otk_slice *key, const otk_spot *spot);
bool otk_unknown_end(
	otk_decoder *decoder, otk_unknown *unknown, const otk_type *type, void *record);
/* "routed" is "disabled": a label instead of the value. */
const char *otk_value_of_label(const otk_field *field, const char *text);

#endif
