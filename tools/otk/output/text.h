/* SPDX-License-Identifier: MIT */
/* Text for terminals, and near misses. */
#ifndef OTK_CLI_TEXT_H
#define OTK_CLI_TEXT_H

#include "tools/otk/cli.h"

/*
 * What came from outside, made safe for a terminal: control characters, invisible direction marks
 * and broken UTF-8 are written as escapes.
 */
char *otk_cli_safe(otk_cli *cli, const char *text, size_t size);
/* The same inside JSON text, whose meaning stays what it is. */
char *otk_cli_safe_json(otk_cli *cli, const char *json, size_t size);

/* Do these two words differ only in case, '-' or '_'? */
bool otk_cli_same_word(const char *a, const char *b);

/* The best near miss that was offered so far. Begin with zeros. */
typedef struct otk_cli_suggestion {
	const char *best;
	size_t distance;
} otk_cli_suggestion;

void otk_cli_suggest(otk_cli_suggestion *suggestion, const char *given, const char *candidate);
/* " (did you mean --role?)", or "". */
const char *otk_cli_did_you_mean(
	otk_cli *cli, const otk_cli_suggestion *suggestion, const char *prefix);

#endif
