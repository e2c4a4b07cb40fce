/* SPDX-License-Identifier: MIT */
/*
 * The rules for the contents of client tokens (doc/contract.md, 6.1). A token that breaks a rule is
 * not made; when a token is inspected, the problem is reported. Each function returns NULL if
 * nothing is wrong, otherwise a sentence in `why`: "NAME: what is wrong; what to do", with the name
 * of the member or claim.
 */
#ifndef OTK_AUTH_TOKEN_RULES_H
#define OTK_AUTH_TOKEN_RULES_H

#include <otk/token.h>
#include <stdbool.h>

#include "core/base/error/status.h"

#define OTK_TOKEN_WORD_MAX 64 /* bytes of a role or nonce */
#define OTK_WHY_SIZE       320

typedef struct otk_why {
	char text[OTK_WHY_SIZE];
} otk_why;

/* Whether a role is one of the four; those need no escaping anywhere. */
bool otk_token_is_role(const char *role);
const char *otk_token_role_problem(const char *role, otk_why *why) OTK_COLD;
/* Checks a nonce or jti. */
const char *otk_token_word_problem(const char *name, const char *word, otk_why *why);
/* Times in s since the epoch. begin_name, end_name: the members or claims with these times. */
const char *otk_token_life_problem(const char *begin_name, int64_t issued_at, const char *end_name,
	int64_t expires_at, otk_why *why);
const char *otk_token_data_problem(const char *name, const char *data, size_t size, otk_why *why);
/* *joined gets the length of the names with one space between them. */
const char *otk_token_classes_problem(
	const char *name, const otk_strings *classes, size_t *joined, otk_why *why);

#endif
