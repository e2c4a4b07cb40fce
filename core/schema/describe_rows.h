/* SPDX-License-Identifier: MIT */
/* Which members of a table become which members of its description. */
#ifndef OTK_SCHEMA_DESCRIBE_ROWS_H
#define OTK_SCHEMA_DESCRIBE_ROWS_H

#include <stdint.h>

/* Words for the numbers of an enumeration; an empty word: the member is left out. */
typedef enum otk_describe_words {
	OTK_WORDS_KINDS,
	OTK_WORDS_PLACES,
	OTK_WORDS_FORMATS,
	OTK_WORDS_UNITS,
	OTK_WORDS_ROLES,
	OTK_WORDS_RULES,
	OTK_WORDS_METHODS,
	OTK_WORDS_BODIES,
	OTK_WORDS_SHAPES,
	OTK_WORDS_REPEATS,
	OTK_WORDS_AUTHS,
	OTK_WORDS_BACKENDS
} otk_describe_words;

/* The lists, each ended by a NUL; in a list, words are separated by |. */
extern const char otk_describe_all_words[];

/* How a member is read and written. */
typedef enum otk_describe_how {
	OTK_DESCRIBE_TEXT,      /* const char *; NULL: left out */
	OTK_DESCRIBE_LIST,      /* const char *, "a|b": an array */
	OTK_DESCRIBE_TEXTS,     /* const char *const *, ended by NULL: an array */
	OTK_DESCRIBE_WORD,      /* uint8_t: a word of `arg` */
	OTK_DESCRIBE_WORD_LIST, /* the same, as an array */
	OTK_DESCRIBE_YES,       /* uint8_t: true; 0: left out */
	OTK_DESCRIBE_NUMBER,    /* an integer of `arg` bytes; 0: left out */
	OTK_DESCRIBE_ALWAYS,    /* the same; 0 is written */
	OTK_DESCRIBE_SIZE,      /* of a field */
	OTK_DESCRIBE_VALUES,    /* known values of a field, or its declaration */
	OTK_DESCRIBE_LIMITS,    /* min and max of a field */
	OTK_DESCRIBE_PLAIN,     /* size_t: true for 0 */
	OTK_DESCRIBE_TYPE,      /* const otk_type *: its key */
	OTK_DESCRIBE_PART       /* a pointer to a struct: an object, by the rows of `arg` */
} otk_describe_how;

typedef struct otk_describe_row {
	char key[15];
	uint8_t how;
	uint8_t arg;
	uint16_t offset;
} otk_describe_row;

/* Each list ends in a row with an empty key. */
extern const otk_describe_row otk_describe_field_rows[];
extern const otk_describe_row otk_describe_rule_rows[];
extern const otk_describe_row otk_describe_type_rows[];
extern const otk_describe_row otk_describe_operation_rows[];
extern const otk_describe_row otk_describe_plugin_rows[];

/* The declarations of an operation, one after the other; `arg` of a PART is the first row. */
enum {
	OTK_DESCRIBE_PART_PAGES = 0,
	OTK_DESCRIBE_PART_SETTLES = OTK_DESCRIBE_PART_PAGES + 7,
	OTK_DESCRIBE_PART_DOWNLOADS = OTK_DESCRIBE_PART_SETTLES + 4,
	OTK_DESCRIBE_PART_ADOPTS = OTK_DESCRIBE_PART_DOWNLOADS + 6,
	OTK_DESCRIBE_PART_END = OTK_DESCRIBE_PART_ADOPTS + 5
};

extern const otk_describe_row otk_describe_part_rows[OTK_DESCRIBE_PART_END];

#endif
