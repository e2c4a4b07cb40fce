/* SPDX-License-Identifier: MIT */
/* A text that grows up to a limit; beyond it, or without memory, it keeps what it has and fails. */
#ifndef OTK_METRICS_TEXT_H
#define OTK_METRICS_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct text {
	char *data;
	size_t size;
	size_t capacity;
	size_t max;
	bool failed;
} text;

void otk_metrics_text_add(text *self, const char *data, size_t size);
void otk_metrics_text_word(text *self, const char *word);
void otk_metrics_text_number(text *self, int64_t number);
/* Milliseconds as seconds: "0.012". */
void otk_metrics_text_seconds(text *self, int64_t ms);
/*
 * Two conversions: PRId64, and %s, in which quotes, backslashes and line ends are escaped, as both
 * JSON and Prometheus read them; other control characters become spaces.
 */
__attribute__((format(printf, 2, 3))) void otk_metrics_text_format(
	text *self, const char *format, ...);
/* Makes sure that `size` bytes can be added at data + size; returns false if not. */
bool otk_metrics_text_reserve(text *self, size_t size);
/* Back to a size that it had, without failure. */
void otk_metrics_text_cut(text *self, size_t size);
void otk_metrics_text_free(text *self);
/* The number that a string begins with; its first ten digits if it is larger; 0: none. */
int64_t otk_metrics_text_digits(const char *digits);

#endif
