/* SPDX-License-Identifier: MIT */
/* Whole numbers beyond 64 bits. */
#include "config.h"

#include <errno.h>
#include <json-c/json_visit.h>
#include <stdlib.h>
#include <string.h>

#include "tools/otk/big_numbers.h"
#include "tools/otk/memory.h"

#define MARK         ".0"
#define DIGITS       "0123456789"
#define SAFE_DIGITS  18 /* a number of this many digits fits into int64_t */
#define NUMBER_CHARS DIGITS "+-.eE"

/* Whether a token is a whole number that int64_t cannot hold. */
static bool is_big(const char *token, size_t size)
{
	const size_t sign = *token == '-';
	char copy[24];

	if (size - sign <= SAFE_DIGITS || strspn(token + sign, DIGITS) != size - sign)
		return false;
	if (size >= sizeof(copy))
		return true;
	memcpy(copy, token, size);
	copy[size] = '\0';
	errno = 0;
	(void)strtoll(copy, NULL, 10);
	return errno == ERANGE;
}

/* Returns the size of the string, number or other character at text. */
static size_t token_size(const char *text, const char *end)
{
	const char quote = *text, *at = text + 1;

	if (quote == '"' || quote == '\'') {
		while (at < end && *at != quote)
			at += *at == '\\' && at + 1 < end ? 2 : 1;
		return (size_t)(at < end ? at + 1 - text : end - text);
	}
	if (strchr(NUMBER_CHARS, quote) && quote)
		while (at < end && *at && strchr(NUMBER_CHARS, *at))
			at++;
	return (size_t)(at - text);
}

/* Copies the text to `to`, unless it is NULL; returns the number of marks. */
static size_t mark_numbers(char *to, const char *text, size_t size)
{
	const char *end = text + size;
	size_t marks = 0;

	while (text < end) {
		const size_t token = token_size(text, end);
		const bool big = is_big(text, token);

		if (to) {
			memcpy(to, text, token);
			memcpy(to + token, MARK, big ? strlen(MARK) : 0);
			to += token + (big ? strlen(MARK) : 0);
		}
		marks += big;
		text += token;
	}
	return marks;
}

char *otk_cli_big_numbers_mark(const char *text, size_t *size)
{
	const size_t marks = mark_numbers(NULL, text, *size);
	const size_t marked = *size + marks * strlen(MARK);
	char *copy;

	if (!marks)
		return NULL;
	copy = malloc(marked + 1);
	if (!copy)
		otk_cli_out_of_memory();
	mark_numbers(copy, text, *size);
	copy[marked] = '\0';
	*size = marked;
	return copy;
}

static int unmark_one(json_object *value, int flags, json_object *parent, const char *key,
	size_t *index, void *userdata)
{
	const char *text;
	size_t size;
	char *number;

	(void)parent, (void)key, (void)index, (void)userdata;
	if (flags == JSON_C_VISIT_SECOND || !json_object_is_type(value, json_type_double))
		return JSON_C_VISIT_RETURN_CONTINUE;
	text = json_object_get_string(value);
	size = text ? strlen(text) : 0;
	if (size <= strlen(MARK) || strcmp(text + size - strlen(MARK), MARK) != 0 ||
		!is_big(text, size - strlen(MARK)))
		return JSON_C_VISIT_RETURN_CONTINUE;
	number = strndup(text, size - strlen(MARK));
	if (!number)
		otk_cli_out_of_memory();
	json_object_set_serializer(
		value, json_object_userdata_to_json_string, number, json_object_free_userdata);
	return JSON_C_VISIT_RETURN_CONTINUE;
}

void otk_cli_big_numbers_unmark(json_object *root)
{
	json_c_visit(root, 0, unmark_one, NULL);
}
