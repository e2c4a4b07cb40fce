/* SPDX-License-Identifier: MIT */
/*
 * The state of decoding one JSON text: a response into records, or JSON of a caller into options.
 */
#ifndef OTK_SCHEMA_DECODER_H
#define OTK_SCHEMA_DECODER_H

#include "core/base/arena.h"
#include "core/base/error/status.h"
#include "core/base/json/json_read.h"
#include "core/schema/decode/key_order.h"
#include "core/schema/message.h"

#define OTK_DECODER_ITEMS 32 /* items that need no allocation */
#define OTK_PROBLEM_SIZE  96

typedef struct otk_decoder otk_decoder;
typedef struct otk_strict otk_strict;

/*
 * JSON of a caller is read strictly: unknown members are refused unless take_unknown() accepts
 * them, duplicate members are refused, and so is a value that cannot be read.
 */
struct otk_strict {
	bool (*take_unknown)(otk_decoder *decoder, const otk_type *type, void *record,
		const otk_slice *key, const otk_field_path *path);
	otk_naming naming;
};

/* The values of a response that could not be used. */
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
	otk_status status; /* of the first problem that ends the decoding */
	/*
	 * Responses: the last value that could not be used. Its member stays unset or its item is
	 * left out; if the member is required, the whole object is.
	 */
	char path[OTK_PATH_TEXT_SIZE];
	char problem[OTK_PROBLEM_SIZE];
	otk_odd_members *odd; /* never NULL */
	size_t bytes_left;    /* memory that records and items may still take */
	/*
	 * The items so far of all lists that are being read, those of the innermost list last. An
	 * array in the arena is made at the end of a list, when the number of its items is known.
	 */
	const void **items;
	size_t item_count;
	size_t item_capacity;
	const void *first_items[OTK_DECODER_ITEMS];
	otk_key_orders orders;
};

/* A position in the text, and the state there, to which the decoder can return. */
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
 * Call it after a failure: skips the value that begins at the mark, counts it as odd and returns
 * true. false: the failure ends the decoding.
 */
bool otk_decoder_recover(otk_decoder *decoder, const otk_decoder_mark *mark) OTK_COLD;
/* Returns the status of the decoding; what: the text in messages, such as "the response". */
otk_status otk_decoder_end(otk_decoder *decoder, bool decoded, const char *what);

/* Takes from bytes_left; false: OTK_E_TOO_LARGE was reported. */
bool otk_decoder_take_bytes(otk_decoder *decoder, size_t size);
bool otk_decoder_push(otk_decoder *decoder, const void *item);
/* Moves the items from index base on into a NULL-terminated array in the arena. NULL: no memory. */
const void *otk_decoder_pop(otk_decoder *decoder, size_t base, size_t *count);

static inline otk_decoder_mark otk_decoder_mark_here(const otk_decoder *decoder)
{
	return (otk_decoder_mark){.at = decoder->reader.at,
		.depth = decoder->reader.depth,
		.item_count = decoder->item_count};
}

/* Returns the first byte of the current value: the reader has already skipped blanks before it. */
static inline char otk_decoder_byte(const otk_decoder *decoder)
{
	return decoder->reader.at < decoder->reader.end ? *decoder->reader.at : '\0';
}

#endif
