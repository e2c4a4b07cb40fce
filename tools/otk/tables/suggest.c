/* SPDX-License-Identifier: MIT */
/* Finds the word that the user probably meant. */
#include "config.h"

#include <ctype.h>
#include <string.h>

#include "tools/otk/memory.h"
#include "tools/otk/tables/suggest.h"

#define WORD_MAX 40

static char folded_character(char c)
{
	return c == '_' ? '-' : (char)tolower((unsigned char)c);
}

bool otk_cli_same_word(const char *a, const char *b)
{
	while (*a && folded_character(*a) == folded_character(*b)) {
		a++;
		b++;
	}
	return !*a && !*b;
}

static size_t smaller_of(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* The number of letters to change, add, drop or swap. */
static size_t distance_of(const char *a, const char *b)
{
	size_t n = strlen(a), m = strlen(b);
	size_t table[WORD_MAX + 1][WORD_MAX + 1];

	if (n > WORD_MAX || m > WORD_MAX)
		return SIZE_MAX;
	for (size_t i = 0; i <= n; i++) {
		for (size_t j = 0; j <= m; j++) {
			size_t cost;

			if (!i || !j) {
				table[i][j] = i + j;
				continue;
			}
			cost = folded_character(a[i - 1]) != folded_character(b[j - 1]);
			table[i][j] = smaller_of(table[i - 1][j - 1] + cost,
				smaller_of(table[i - 1][j], table[i][j - 1]) + 1);
			if (i > 1 && j > 1 &&
				folded_character(a[i - 1]) == folded_character(b[j - 2]) &&
				folded_character(a[i - 2]) == folded_character(b[j - 1]))
				table[i][j] = smaller_of(table[i][j], table[i - 2][j - 2] + 1);
		}
	}
	return table[n][m];
}

/* Words that other tools use for the same, in both directions. */
static const char *const synonyms[][2] = {{"rm", "remove"}, {"rm", "delete"}, {"del", "remove"},
	{"del", "delete"}, {"remove", "delete"}, {"ls", "list"}, {"show", "get"}, {"info", "get"},
	{"info", "show"}, {"new", "create"}, {"new", "add"}, {"add", "create"}, {"create", "start"},
	{"stop", "end"}, {"kick", "disconnect"}, {"connect", "dial"}};

static bool is_synonym(const char *given, const char *candidate)
{
	for (size_t i = 0; i < OTK_COUNT_OF(synonyms); i++)
		for (size_t from = 0; from < 2; from++)
			if (otk_cli_same_word(given, synonyms[i][from]) &&
				strcmp(candidate, synonyms[i][1 - from]) == 0)
				return true;
	return false;
}

void otk_cli_suggest(otk_cli_suggestion *suggestion, const char *given, const char *candidate)
{
	size_t apart = is_synonym(given, candidate) ? 0 : distance_of(given, candidate);
	size_t allowed = (strlen(given) + 2) / 3;

	if (apart && apart != SIZE_MAX && strlen(given) > 2 &&
		strncmp(given, candidate, strlen(given)) == 0)
		apart = 1; /* the given word is a prefix */
	if (apart <= allowed && (!suggestion->best || apart < suggestion->distance)) {
		suggestion->best = candidate;
		suggestion->distance = apart;
	}
}

const char *otk_cli_suggest_words(
	otk_cli *cli, otk_cli_suggestion *suggestion, const char *given, const char *const *words)
{
	const char *joined = "";
	size_t count = 0;

	for (; words[count]; count++) {
		otk_cli_suggest(suggestion, given, words[count]);
		joined = otk_cli_text(cli, "%s%s%s", joined, count ? ", " : "", words[count]);
	}
	return otk_cli_text(cli, "; %s %s", count > 1 ? "known are" : "the only one is", joined);
}

const char *otk_cli_did_you_mean(
	otk_cli *cli, const otk_cli_suggestion *suggestion, const char *otherwise)
{
	return suggestion->best ? otk_cli_text(cli, "; did you mean \"%s\"?", suggestion->best)
				: otherwise;
}
