/* SPDX-License-Identifier: MIT */
/* The nearest of several candidates to a mistyped word, for "did you mean". */
#ifndef OTK_BASE_SUGGEST_H
#define OTK_BASE_SUGGEST_H

#include <stddef.h>

#include "core/base/error/status.h"

/* Initialise with {0}. */
typedef struct otk_suggestion {
	const char *best; /* NULL: no candidate was near */
	size_t distance;
} otk_suggestion;

/* Considers one more candidate. Case, '-' and '_' do not count. */
void otk_suggest(
	otk_suggestion *suggestion, const char *given, size_t size, const char *candidate) OTK_COLD;

#endif
