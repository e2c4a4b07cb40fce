/* SPDX-License-Identifier: MIT */
/* Pieces of error messages. Each is cut to the size of its buffer; nothing is allocated. */
#include "config.h"

#include "core/schema/message.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "core/base/text/text.h"
#include "core/base/text/utf8.h"
#include "core/schema/field.h"

#include "core/base/cold.h"

#define VALUE_SHOWN 64

void otk_append(char *text, size_t capacity, const char *format, ...)
{
	const size_t used = strlen(text);
	va_list args;

	va_start(args, format);
	vsnprintf(text + used, capacity - used, format, args);
	va_end(args);
}

/* Appends a member's name as an option: "layout_class" as "layout-class". */
static void append_option_name(char *text, const char *member)
{
	size_t at = strlen(text);

	for (; *member && at + 1 < OTK_PATH_TEXT_SIZE; member++)
		text[at++] = *member == '_' ? '-' : *member;
	text[at] = '\0';
}

static void append_field(otk_naming naming, const otk_field *field, char *text)
{
	const bool is_first = !text[0];

	switch (naming) {
	case OTK_NAMING_OPTIONS:
		otk_append(text, OTK_PATH_TEXT_SIZE, "%s", is_first ? "--" : ".");
		append_option_name(text, field->member);
		return;
	case OTK_NAMING_MEMBERS:
		otk_append(text, OTK_PATH_TEXT_SIZE, "%s%s", is_first ? "" : ".", field->member);
		return;
	case OTK_NAMING_WIRE:
		otk_append(text, OTK_PATH_TEXT_SIZE, "%s%s", is_first ? "" : ".", field->name);
		return;
	}
}

static void append_index(otk_naming naming, const otk_field_path *path, char *text)
{
	if (naming != OTK_NAMING_OPTIONS)
		otk_append(text, OTK_PATH_TEXT_SIZE, "[%" PRId64 "]", path->index);
	else if (!path->field || path->field->kind == OTK_KIND_LIST)
		/* The option of a list of strings is repeated and has no index. */
		otk_append(text, OTK_PATH_TEXT_SIZE, ".%" PRId64, path->index);
}

static void append_path(otk_naming naming, const otk_field_path *path, char *text)
{
	if (!path)
		return;
	append_path(naming, path->up, text);
	if (path->field)
		append_field(naming, path->field, text);
	if (path->index >= 0)
		append_index(naming, path, text);
}

const char *otk_path_text(
	otk_naming naming, const otk_field_path *path, char text[OTK_PATH_TEXT_SIZE])
{
	text[0] = '\0';
	append_path(naming, path, text);
	return text;
}

const char *otk_path_text_below(otk_naming naming, const otk_field_path *path, const otk_type *type,
	const char *names, size_t size, char text[OTK_PATH_TEXT_SIZE])
{
	size_t used;

	otk_path_text(naming, path, text);
	while (type && size) {
		const otk_field *field = otk_field_step(type, names, size, &used);

		if (!field)
			break;
		append_field(naming, field, text);
		if (used == size)
			break;
		type = field->type;
		names += used + 1;
		size -= used + 1;
	}
	return text;
}

const char *otk_id_text(
	otk_naming naming, const char *name, size_t size, char text[OTK_PATH_TEXT_SIZE])
{
	const char gap = naming == OTK_NAMING_OPTIONS ? '-' : '_';
	size_t used = 0;

	for (size_t i = 0; i < size && used + 2 < OTK_PATH_TEXT_SIZE; i++) {
		const bool is_upper = name[i] >= 'A' && name[i] <= 'Z';
		const char lower = (char)(is_upper ? name[i] + ('a' - 'A') : name[i]);
		const bool is_letter = lower >= 'a' && lower <= 'z';

		if (naming == OTK_NAMING_WIRE) {
			text[used++] = name[i];
			continue;
		}
		if (is_upper && i)
			text[used++] = gap;
		text[used++] = naming == OTK_NAMING_OPTIONS && is_letter
				       ? (char)(lower - ('a' - 'A'))
				       : lower;
	}
	text[used] = '\0';
	return text;
}

const char *otk_quoted(const otk_field *field, const char *value, char text[OTK_QUOTED_SIZE])
{
	const size_t size = strlen(value);
	size_t shown;

	if (field && field->secret)
		return memcpy(text, "(hidden)", sizeof("(hidden)"));
	shown = size > VALUE_SHOWN ? otk_utf8_cut(value, size, VALUE_SHOWN) : size;
	snprintf(text, OTK_QUOTED_SIZE, "\"%.*s\"%s", (int)shown, value, shown < size ? "..." : "");
	for (size_t i = 0; text[i]; i++)
		if ((unsigned char)text[i] < 0x20 || text[i] == 0x7f)
			text[i] = '?';
	return text;
}

/* Returns the label of a value on the command line, else NULL. */
static const char *label_of(
	otk_naming naming, const otk_field *field, const char *value, size_t size)
{
	if (naming != OTK_NAMING_OPTIONS || !field)
		return NULL;
	if (field->kind == OTK_KIND_FLAG)
		return size == 4 && memcmp(value, "true", 4) == 0 ? "yes" : "no";
	if (!field->labels || !field->values)
		return NULL;
	for (size_t i = 0; field->values[i] && field->labels[i]; i++)
		if (strlen(field->values[i]) == size && memcmp(field->values[i], value, size) == 0)
			return field->labels[i];
	return NULL;
}

const char *otk_alternatives(
	otk_naming naming, const otk_field *field, const char *list, char text[OTK_PATH_TEXT_SIZE])
{
	const char *word;
	size_t size;

	text[0] = '\0';
	while (otk_word_next(&list, &word, &size)) {
		const char *label = label_of(naming, field, word, size);
		const char *separator = !text[0] ? "" : list && *list ? ", " : " or ";

		if (!size && !label) /* "" in a list of values: unset */
			continue;
		otk_append(text, OTK_PATH_TEXT_SIZE, "%s\"%.*s\"", separator,
			(int)(label ? strlen(label) : size), label ? label : word);
	}
	return text;
}
