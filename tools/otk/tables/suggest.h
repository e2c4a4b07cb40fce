/* SPDX-License-Identifier: MIT */
/* Near misses: "did you mean". */
#ifndef OTK_CLI_SUGGEST_H
#define OTK_CLI_SUGGEST_H

#include "tools/otk/cli.h"

/* Returns true when two words differ only in case, '-' or '_'. */
bool otk_cli_same_word(const char *a, const char *b);

/* The best near miss among the candidates so far. Begin with zeros. */
typedef struct otk_cli_suggestion {
	const char *best;
	size_t distance;
} otk_cli_suggestion;

void otk_cli_suggest(otk_cli_suggestion *suggestion, const char *given, const char *candidate);
/* " (did you mean --role?)", or "". */
const char *otk_cli_did_you_mean(
	otk_cli *cli, const otk_cli_suggestion *suggestion, const char *prefix);

#endif
