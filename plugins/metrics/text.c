/* SPDX-License-Identifier: MIT */
/* A text that grows up to a limit. */
#include "plugins/metrics/text.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plugins/types/small.h"

#define FIRST_CAPACITY 1024

static bool make_space(text *self, size_t size)
{
	size_t capacity = self->capacity ? self->capacity : FIRST_CAPACITY;
	char *data = NULL;

	if (!self->failed && size <= self->max && self->size <= self->max - size) {
		while (capacity < self->size + size)
			capacity *= 2;
		if (capacity > self->max)
			capacity = self->max;
		data = realloc(self->data, capacity);
	}
	if (!data) {
		/* Nothing fits any more, so that only this function looks at `failed`. */
		self->capacity = self->size;
		self->failed = true;
		return false;
	}
	self->data = data;
	self->capacity = capacity;
	return true;
}

bool otk_metrics_text_reserve(text *self, size_t size)
{
	return self->capacity - self->size >= size || make_space(self, size);
}

void otk_metrics_text_add(text *self, const char *data, size_t size)
{
	/* memcpy() must not be given NULL, also for no bytes. */
	if (size && otk_metrics_text_reserve(self, size)) {
		memcpy(self->data + self->size, data, size);
		self->size += size;
	}
}

void otk_metrics_text_word(text *self, const char *word)
{
	otk_metrics_text_add(self, word, strlen(word));
}

void otk_metrics_text_number(text *self, int64_t number)
{
	char digits[24];
	size_t at = sizeof(digits);
	uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;

	do
		digits[--at] = (char)('0' + rest % 10);
	while (rest /= 10);
	if (number < 0)
		digits[--at] = '-';
	otk_metrics_text_add(self, digits + at, sizeof(digits) - at);
}

void otk_metrics_text_seconds(text *self, int64_t ms)
{
	char digits[32];

	snprintf(digits, sizeof(digits), "%lld.%03d", (long long)(ms / 1000), (int)(ms % 1000));
	otk_metrics_text_word(self, digits);
}

static void add_escaped(text *self, const char *word)
{
	for (;; word++) {
		const char *from = word;

		while ((unsigned char)*word >= ' ' && *word != '"' && *word != '\\')
			word++;
		otk_metrics_text_add(self, from, (size_t)(word - from));
		if (!*word)
			return;
		if ((unsigned char)*word >= ' ')
			otk_metrics_text_add(self, (const char[]){'\\', *word}, 2);
		else
			otk_metrics_text_word(self, *word == '\n' ? "\\n" : " ");
	}
}

void otk_metrics_text_format(text *self, const char *format, ...)
{
	va_list values;

	va_start(values, format);
	for (;;) {
		const size_t size = strcspn(format, "%");

		otk_metrics_text_add(self, format, size);
		format += size;
		if (!*format)
			break;
		if (format[1] == 's') {
			add_escaped(self, va_arg(values, const char *));
			format += 2;
		} else {
			otk_metrics_text_number(self, va_arg(values, int64_t));
			format += sizeof(PRId64);
		}
	}
	va_end(values);
}

void otk_metrics_text_cut(text *self, size_t size)
{
	self->size = size;
	self->failed = false;
}

void otk_metrics_text_free(text *self)
{
	free(self->data);
	self->data = NULL;
	self->size = self->capacity = 0;
}

int64_t otk_metrics_text_digits(const char *digits)
{
	int64_t number = 0;

	for (; *digits >= '0' && *digits <= '9' && number < INT32_MAX; digits++)
		number = number * 10 + (*digits - '0');
	return number;
}
