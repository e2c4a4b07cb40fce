/* SPDX-License-Identifier: MIT */
/* The words of messages. All of them are cut rather than allocated. */
#include "config.h"

#include "core/schema/message.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/base/text.h"
#include "core/base/utf8.h"

#define VALUE_SHOWN 64

/* Append, cut at the end of the room. */
static void put(char *text, size_t size, const char *format, ...) OTK_PRINTF(3, 4);
static void put(char *text, size_t size, const char *format, ...)
{
	size_t used = strlen(text);
	va_list args;

	va_start(args, format);
	vsnprintf(text + used, size - used, format, args);
	va_end(args);
}

static void put_spot(const otk_spot *spot, char *text)
{
	if (!spot)
		return;
	put_spot(spot->up, text);
	if (spot->field)
		put(text, OTK_SPOT_SIZE, "%s%s", text[0] ? "." : "", spot->field->name);
	if (spot->index >= 0)
		put(text, OTK_SPOT_SIZE, "[%" PRId64 "]", spot->index);
}

const char *otk_spot_text(const otk_spot *spot, char text[OTK_SPOT_SIZE])
{
	text[0] = '\0';
	put_spot(spot, text);
	return text;
}

/* session_id says as much as sessionId. */
static bool says_the_same(const char *wire_name, const char *member)
{
	while (*wire_name || *member) {
		if (*member == '_') {
			member++;
			continue;
		}
		if ((*wire_name | 0x20) != (*member | 0x20))
			return false;
		wire_name++;
		member++;
	}
	return true;
}

static void put_member(const otk_field *field, char *text)
{
	if (field->member && !says_the_same(field->name, field->member))
		put(text, OTK_SPOT_SIZE, " (%s)", field->member);
}

const char *otk_spot_name(const otk_spot *spot, char text[OTK_SPOT_SIZE])
{
	otk_spot_text(spot, text);
	if (spot && spot->field && spot->index < 0)
		put_member(spot->field, text);
	return text;
}

const char *otk_spot_name_below(const otk_spot *spot, const char *path, size_t size,
	const otk_field *field, char text[OTK_SPOT_SIZE])
{
	otk_spot_text(spot, text);
	put(text, OTK_SPOT_SIZE, "%s%.*s", text[0] ? "." : "", (int)size, path);
	if (field)
		put_member(field, text);
	return text;
}

const char *otk_quoted(const otk_field *field, const char *value, char text[OTK_QUOTED_SIZE])
{
	size_t size = strlen(value), shown, i;

	if (field && field->secret) {
		snprintf(text, OTK_QUOTED_SIZE, "(hidden)");
		return text;
	}
	shown = size > VALUE_SHOWN ? otk_utf8_cut(value, size, VALUE_SHOWN) : size;
	snprintf(text, OTK_QUOTED_SIZE, "\"%.*s\"%s", (int)shown, value, shown < size ? "..." : "");
	for (i = 0; text[i]; i++)
		if ((unsigned char)text[i] < 0x20 || text[i] == 0x7f)
			text[i] = '?';
	return text;
}

const char *otk_alternatives(const char *list, char text[OTK_SPOT_SIZE])
{
	const char *word;
	size_t size;

	text[0] = '\0';
	while (otk_word_next(&list, &word, &size))
		put(text, OTK_SPOT_SIZE, "%s\"%.*s\"",
			!text[0]        ? ""
			: list && *list ? ", "
					: " or ",
			(int)size, word);
	return text;
}
