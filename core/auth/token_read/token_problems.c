/* SPDX-License-Identifier: MIT */
/* Finds values in a token that otk would have refused when making it. */
#include "config.h"

#include "core/auth/token_read/token_problems.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/auth/session_id.h"
#include "core/auth/token_rules.h"
#include "core/base/error/quote.h"

#include "core/base/cold.h"

/* More than there are rules. */
#define PROBLEMS_MAX 16

static bool add_problem_text(otk_token_reading *reading, const char *text)
{
	otk_strings *problems = &reading->token->problems;
	const char **items;

	if (!problems->items) {
		items = otk_arena_alloc(reading->arena, PROBLEMS_MAX * sizeof(*items));
		if (!items)
			return false;
		problems->items = items;
	}
	if (problems->count == PROBLEMS_MAX)
		return true;
	items = (const char **)(uintptr_t)problems->items; /* the arena's memory */
	items[problems->count] = otk_arena_text(reading->arena, text, strlen(text));
	return items[problems->count++] != NULL;
}

bool otk_token_problems_add(otk_token_reading *reading, const char *format, ...)
{
	otk_why why;
	va_list args;

	va_start(args, format);
	vsnprintf(why.text, sizeof(why.text), format, args);
	va_end(args);
	return add_problem_text(reading, why.text);
}

static bool add_problem(otk_token_reading *reading, const char *problem)
{
	return !problem || add_problem_text(reading, problem);
}

/* Whether it is for a client, and for a session of its own project. */
static bool find_in_purpose(otk_token_reading *reading)
{
	const otk_token *token = reading->token;
	otk_error error = OTK_ERROR_INIT;
	bool good = true;

	if (token->scope && strcmp(token->scope, "session.connect") != 0)
		good = otk_token_problems_add(reading,
			"scope: is %s; client tokens have \"session.connect\"",
			OTK_QUOTE(token->scope));
	if (good && reading->issuer_type && strcmp(reading->issuer_type, "project") != 0)
		good = otk_token_problems_add(reading, "ist: is %s; client tokens have \"project\"",
			OTK_QUOTE(reading->issuer_type));
	if (good && !token->project_id)
		good = otk_token_problems_add(reading, "%s: is missing",
			strcmp(token->algorithm, "RS256") == 0 ? "application_id" : "iss");
	if (!good || !token->session_id)
		return good && otk_token_problems_add(
				       reading, "session_id: is missing; no client can use it");
	if (token->project_id &&
		otk_session_id_fits_project(token->project_id, token->session_id, &error))
		return add_problem_text(reading, error.message);
	return true;
}

static bool find_in_times(otk_token_reading *reading, int64_t now)
{
	const otk_token *token = reading->token;
	int64_t issued_at = token->issued_at;
	otk_why why;

	if (token->expires_at < 0)
		return otk_token_problems_add(
			reading, "exp: is missing, and so is iat; the token has no end");
	if (issued_at < 0)
		issued_at = now < token->expires_at ? now : token->expires_at - 1;
	return add_problem(
		reading, otk_token_life_problem("iat", issued_at, "exp", token->expires_at, &why));
}

static bool find_in_values(otk_token_reading *reading)
{
	const otk_token *token = reading->token;
	size_t joined;
	otk_why why;

	return (!token->role || add_problem(reading, otk_token_role_problem(token->role, &why))) &&
	       (!token->nonce ||
		       add_problem(reading, otk_token_word_problem("nonce", token->nonce, &why))) &&
	       (!token->data ||
		       add_problem(reading, otk_token_data_problem("connection_data", token->data,
						    strlen(token->data), &why))) &&
	       add_problem(reading, otk_token_classes_problem("initial_layout_class_list",
					    &token->layout_classes, &joined, &why));
}

bool otk_token_problems_find(otk_token_reading *reading, int64_t now)
{
	return find_in_purpose(reading) && find_in_times(reading, now) && find_in_values(reading);
}
