/* SPDX-License-Identifier: MIT */
/* Numbers of JSON text as integers. */
#ifndef OTK_BASE_JSON_NUMBER_H
#define OTK_BASE_JSON_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Returns the end of the number that begins at `at`; NULL: not a JSON number. */
const char *otk_json_number_end(const char *at, const char *end);
/* A number's text as int64: a fraction is cut off. false: out of range, or not a JSON number. */
bool otk_json_int_value(const char *text, size_t size, int64_t *number);
/*
 * A whole number however it is written ("29", "29.0", "2.9e1", "-0"). false: it has a fraction that
 * is not zero, is out of range, or is not a JSON number.
 */
bool otk_json_whole_value(const char *text, size_t size, int64_t *number);
/* The same for what a person or a string member says: leading zeros are allowed. */
bool otk_parse_whole(const char *text, size_t size, int64_t *number);

#endif
