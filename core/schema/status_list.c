/* SPDX-License-Identifier: MIT */
/* `read_status_as` of an operation: HTTP statuses that are read as other ones. */
#include "config.h"

#include "core/schema/status_list.h"

#include "core/base/text/text.h"

#include "core/base/cold.h"

/* Parses three digits, 100 to 599; 0: the text is something else. */
static uint16_t parse_status(const char *text)
{
	int64_t number;

	if (!otk_parse_int(text, 3, &number) || number < 100 || number > 599)
		return 0;
	return (uint16_t)number;
}

bool otk_status_list_parse(const char *text, otk_status_list *list)
{
	const char *word;
	size_t size;

	list->count = 0;
	if (text && otk_last_word_is_empty(text))
		return false;
	while (text && otk_word_next(&text, &word, &size)) {
		struct otk_status_pair *pair = &list->pairs[list->count];

		if (size != 7 || word[3] != '=' || list->count == OTK_STATUS_PAIRS_MAX)
			return false;
		pair->from = parse_status(word);
		pair->to = parse_status(word + 4);
		if (!pair->from || !pair->to || otk_status_list_has(list, pair->from))
			return false;
		list->count++;
	}
	return true;
}

static const struct otk_status_pair *find_pair(const otk_status_list *list, int32_t http_status)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->pairs[i].from == http_status)
			return &list->pairs[i];
	return NULL;
}

int32_t otk_status_list_read(const otk_status_list *list, int32_t http_status)
{
	const struct otk_status_pair *pair = find_pair(list, http_status);

	return pair ? pair->to : http_status;
}

bool otk_status_list_has(const otk_status_list *list, int32_t http_status)
{
	return find_pair(list, http_status) != NULL;
}
