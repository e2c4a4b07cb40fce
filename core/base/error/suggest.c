/* SPDX-License-Identifier: MIT */
/* The nearest of several candidates to a mistyped word: Damerau-Levenshtein with three rows. */
#include "config.h"

#include "core/base/error/suggest.h"

#include <stdbool.h>
#include <string.h>

#include "core/base/cold.h"

#define WORD_MAX 48

/* Lower case without '-' and '_', so that "media-mode" and "mediaMode" are equal. */
static size_t fold_word(const char *word, size_t size, char folded[WORD_MAX])
{
	size_t used = 0;

	for (size_t i = 0; i < size && used < WORD_MAX; i++) {
		const char c = word[i];

		if (c != '-' && c != '_')
			folded[used++] = (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
	}
	return used;
}

static size_t smaller_of(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Letters to change, add, drop or swap. */
static size_t distance_of(const char *a, size_t a_size, const char *b, size_t b_size)
{
	size_t rows[3][WORD_MAX + 1];
	size_t *before = rows[0], *last = rows[1], *row = rows[2];

	for (size_t j = 0; j <= b_size; j++)
		last[j] = before[j] = j;
	for (size_t i = 1; i <= a_size; i++) {
		size_t *oldest = before;

		row[0] = i;
		for (size_t j = 1; j <= b_size; j++) {
			row[j] = smaller_of(last[j - 1] + (a[i - 1] != b[j - 1]),
				smaller_of(last[j], row[j - 1]) + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				row[j] = smaller_of(row[j], before[j - 2] + 1);
		}
		before = last;
		last = row;
		row = oldest;
	}
	return last[b_size];
}

/* A number is a value, not a mistyped word. */
static bool is_number(const char *text, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (text[i] < '0' || text[i] > '9')
			return false;
	return true;
}

void otk_suggest(otk_suggestion *suggestion, const char *given, size_t size, const char *candidate)
{
	char a[WORD_MAX], b[WORD_MAX];
	const size_t a_size = fold_word(given, size, a);
	const size_t b_size = fold_word(candidate, strlen(candidate), b);
	size_t distance = distance_of(a, a_size, b, b_size);

	if (a_size > 2 && a_size < b_size && memcmp(a, b, a_size) == 0)
		distance = 1; /* the beginning of the candidate */
	if (is_number(given, size) || distance > (a_size + 1) / 3 || distance >= b_size)
		return;
	if (!suggestion->best || distance < suggestion->distance)
		*suggestion = (otk_suggestion){.best = candidate, .distance = distance};
}
