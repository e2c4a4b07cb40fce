/* SPDX-License-Identifier: MIT */
/* Finds the known word that is most similar to a misspelt one. */
#ifndef OTK_CLI_SUGGEST_H
#define OTK_CLI_SUGGEST_H

#include "tools/otk/cli.h"

/* Returns true when two words differ only in case, '-' or '_'. */
bool otk_cli_same_word(const char *a, const char *b);

/* The most similar candidate so far; NULL: none is similar enough. The caller zeroes it first. */
typedef struct otk_cli_suggestion {
	const char *best;
	size_t distance;
} otk_cli_suggestion;

/* Keeps the candidate if it is more similar to `given` than the best one. */
void otk_cli_suggest(otk_cli_suggestion *suggestion, const char *given, const char *candidate);
/*
 * Keeps the most similar word of a list that ends in NULL. Returns "; known are add, list", or
 * "; the only one is clear".
 */
const char *otk_cli_suggest_words(
	otk_cli *cli, otk_cli_suggestion *suggestion, const char *given, const char *const *words);
/* "; did you mean "role"?", or `otherwise` when no candidate is similar enough. */
const char *otk_cli_did_you_mean(
	otk_cli *cli, const otk_cli_suggestion *suggestion, const char *otherwise);

#endif
