/* SPDX-License-Identifier: MIT */
/* The state of decoding one JSON text: a response into records, or JSON of a caller into options. */
#ifndef OTK_SCHEMA_DECODER_H
#define OTK_SCHEMA_DECODER_H

#include "core/base/arena.h"
#include "core/base/json_read.h"
#include "core/base/status.h"
#include "core/schema/decode/key_order.h"
#include "core/schema/message.h"

#define OTK_DECODER_ITEMS 32 /* items that need no allocation */
#define OTK_PROBLEM_SIZE  96

typedef struct otk_decoder otk_decoder;
typedef struct otk_strict otk_strict;

/*
 * JSON of a caller is read strictly: members that no field takes are refused unless this takes
 * them, no member may be given twice, and nothing that cannot be read is left out.
 */
struct otk_strict {
	bool (*take_unknown)(otk_decoder *decoder, const otk_type *type, void *record,
		const otk_slice *key, const otk_field_path *path);
	otk_naming naming;
};

/* What a response held that could not be read. */
typedef struct otk_odd_members {
	size_t count;                   /* members that stay unset, items that are left out */
	char path[OTK_PATH_TEXT_SIZE];  /* of the first one: "items[3].size" */
	char problem[OTK_PROBLEM_SIZE]; /* of the first one: "a number is expected, not a string" */
} otk_odd_members;

struct otk_decoder {
	otk_json_reader reader;
	otk_arena *arena;
	const otk_strict *strict; /* NULL: a response */
	otk_error *error;
	otk_status status; /* of the first problem that nothing can be done about */
	/*
	 * Responses: the last value that could not be used. It costs the member or item that it
	 * belongs to, unless that is required; then it costs the object.
	 */
	char path[OTK_PATH_TEXT_SIZE];
	char problem[OTK_PROBLEM_SIZE];
	otk_odd_members *odd; /* never NULL */
	size_t bytes_left;    /* bound of the memory that records and items may take */
	/* Items of the lists that are open now, the innermost last: lists come without a count. */
	const void **items;
	size_t item_count;
	size_t item_capacity;
	const void *first_items[OTK_DECODER_ITEMS];
	otk_key_orders orders;
};

/* A place in the text to which the decoder can return. */
typedef struct otk_decoder_mark {
	const char *at;
	int32_t depth;
	size_t item_count;
} otk_decoder_mark;

/* strict NULL: the text is a response. */
void otk_decoder_init(otk_decoder *decoder, const otk_strict *strict, otk_arena *arena,
	const char *text, size_t size, otk_odd_members *odd, otk_error *error);
void otk_decoder_free(otk_decoder *decoder);
/* Reports what is wrong with the value at path. Returns false. */
bool otk_decoder_fail(otk_decoder *decoder, const otk_field_path *path, const char *format, ...)
	OTK_PRINTF(3, 4) OTK_COLD;
bool otk_decoder_nomem(otk_decoder *decoder) OTK_COLD;
/* Reports that the current value is not what is expected ("an array"). Returns false. */
bool otk_decoder_mismatch(
	otk_decoder *decoder, const otk_field_path *path, const char *expected) OTK_COLD;
/*
 * After a failure since the mark: reads over the value that begins there, counts it as odd and
 * returns true. false: the failure ends the decoding.
 */
bool otk_decoder_recover(otk_decoder *decoder, const otk_decoder_mark *mark) OTK_COLD;
/* Returns the status of the whole; what: "the response". */
otk_status otk_decoder_end(otk_decoder *decoder, bool decoded, const char *what);

/* Takes from bytes_left; false: OTK_E_TOO_LARGE was reported. */
bool otk_decoder_take_bytes(otk_decoder *decoder, size_t size);
bool otk_decoder_push(otk_decoder *decoder, const void *item);
/* Moves the items from base on into an array in the arena, ended by NULL. NULL: out of memory. */
const void *otk_decoder_pop(otk_decoder *decoder, size_t base, size_t *count);

static inline otk_decoder_mark otk_decoder_mark_here(const otk_decoder *decoder)
{
	return (otk_decoder_mark){.at = decoder->reader.at,
		.depth = decoder->reader.depth,
		.item_count = decoder->item_count};
}

/* First byte of the current value; the reader is past the blanks after a colon or comma. */
static inline char otk_decoder_byte(const otk_decoder *decoder)
{
	return decoder->reader.at < decoder->reader.end ? *decoder->reader.at : '\0';
}

#endif
