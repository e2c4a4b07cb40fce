/* SPDX-License-Identifier: MIT */
/* Functions that all checks of tables use. */
#include "config.h"

#include "core/schema/check/checker.h"

#include <stdarg.h>
#include <stdio.h>

#include "core/base/bytes.h"
#include "core/base/text/text.h"
#include "core/base/text/utf8.h"
#include "core/schema/access.h"

#include "core/base/cold.h"

bool otk_table_wrong(otk_checker *checker, const char *name, const char *format, ...)
{
	char text[OTK_ERROR_MESSAGE_SIZE];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	otk_fail(checker->error, OTK_E_PLUGIN_BROKEN, "%s: %s%s%s", checker->where,
		name ? name : "", name ? ": " : "", text);
	return false;
}

/* Returns the length of the name up to a blank, a quote or a bar; at most OTK_NAME_MAX. */
static size_t name_length(const char *text)
{
	static const bool fits[256] = {
		['!'] = true, ['#' ... '['] = true, [']' ... '{'] = true, ['}' ... '~'] = true};
	size_t size = 0;

	while (size < OTK_NAME_MAX && fits[(unsigned char)text[size]])
		size++;
	return size;
}

bool otk_is_table_name(otk_checker *checker, const char *name)
{
	const size_t size = name && otk_is_table_text(checker, name) ? name_length(name) : 0;

	return size && size < OTK_NAME_MAX && !name[size];
}

bool otk_is_table_list(otk_checker *checker, const char *list)
{
	const char *word = list;
	size_t size = 0;

	if (!list || !otk_is_table_text(checker, list) || !*list)
		return false;
	while (otk_word_next(&list, &word, &size))
		if (!size || size >= OTK_NAME_MAX || name_length(word) != size)
			return false;
	return !word[size]; /* not "a|" */
}

/* Whether eight bytes are printable ASCII, as nearly all bytes of a table are. */
static bool is_plain(const char *text)
{
	const uint64_t word = otk_bytes_load(text);

	return !((otk_bytes_below(word, 0x20) | otk_bytes_equal(word, 0x7f)) & OTK_BYTES_HIGH);
}

/* Whether a text can be read to its end, or to OTK_TABLE_TEXT_MAX. */
static bool can_read(const otk_checker *checker, const char *text)
{
	otk_module_memory *module = checker->module;

	return (uintptr_t)text - module->last[1].begin < module->texts ||
	       otk_is_readable_text(module, text);
}

bool otk_is_table_text(otk_checker *checker, const char *text)
{
	size_t size, i = 0;

	if (!text)
		return true;
	if (!can_read(checker, text))
		return false;
	size = strnlen(text, OTK_TABLE_TEXT_MAX);
	while (i < size) {
		if (size - i >= sizeof(uint64_t) && is_plain(text + i)) {
			i += sizeof(uint64_t);
			continue;
		}
		if (((unsigned char)text[i] < 0x20 && text[i] != '\t' && text[i] != '\n') ||
			text[i] == 0x7f)
			return false;
		i++;
	}
	return size < OTK_TABLE_TEXT_MAX && (!size || otk_utf8_length(text, size) >= 0);
}

bool otk_is_table_of_texts(otk_checker *checker, const void *table, size_t size, size_t texts)
{
	bool good = !table || otk_is_readable(checker->module, table, size);

	for (size_t i = 0; table && i < texts && good; i++)
		good = otk_is_table_text(checker, otk_get_item(table, i));
	return good;
}

bool otk_are_table_texts(otk_checker *checker, const char *const *texts, size_t max)
{
	for (size_t i = 0; texts; i++) {
		if (i > max || !otk_is_table_of_texts(checker, &texts[i], sizeof(texts[i]), 1))
			return false;
		if (!texts[i])
			break;
	}
	return true;
}
