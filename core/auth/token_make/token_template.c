/* SPDX-License-Identifier: MIT */
/* Writes the text of a client token by a template. */
#include "config.h"

#include "core/auth/token_make/token_template.h"

#include <string.h>

#include "core/base/json/json_write.h"
#include "core/base/text/encode.h"

static void add_escaped(otk_buffer *out, const char *text, size_t size, otk_token_escape escape)
{
	switch (escape) {
	case OTK_ESCAPE_NONE:
		otk_buffer_add(out, text, size);
		break;
	case OTK_ESCAPE_JSON:
		otk_json_escape(out, text, size);
		break;
	case OTK_ESCAPE_FORM:
		otk_form_encode(out, text, size);
		break;
	}
}

/* Appends the names with a space between them; they are one value in both formats of tokens. */
static void add_classes(otk_buffer *out, const otk_strings *classes, otk_token_escape escape)
{
	for (size_t i = 0; i < classes->count; i++) {
		if (i)
			add_escaped(out, " ", 1, escape);
		add_escaped(out, classes->items[i], strlen(classes->items[i]), escape);
	}
}

static void add_part(otk_buffer *out, const otk_token_content *content, const otk_token_part *part)
{
	const otk_token_text *value = &content->values[part->value];
	const otk_token_escape escape = (otk_token_escape)part->escape;

	otk_buffer_add(out, part->text, part->size);
	if (part->value == OTK_TOKEN_CLASSES)
		add_classes(out, &content->options.layout_classes, escape);
	else
		add_escaped(out, value->text, value->size, escape);
	if (escape == OTK_ESCAPE_JSON)
		otk_buffer_add_char(out, '"');
}

/*
 * Appends a value that needs no escaping to a buffer that has the capacity. The whole struct of the
 * part is copied: that is faster than a copy whose size the compiler does not know.
 */
static void add_plain_part(otk_buffer *out, const otk_token_text *value, const otk_token_part *part)
{
	char *to = out->data + out->size;

	memcpy(to, part, sizeof(*part));
	to += part->size;
	memcpy(to, value->text, value->size);
	to += value->size;
	*to = '"'; /* overwritten unless the value is a JSON string */
	to += part->escape == OTK_ESCAPE_JSON;
	*to = '\0';
	out->size = (size_t)(to - out->data);
}

OTK_ALIGNED void otk_token_add_parts(otk_buffer *out, const otk_token_content *content,
	const otk_token_part *parts, uint32_t skip)
{
	for (const otk_token_part *part = parts; part->size; part++, skip >>= 1) {
		const otk_token_text *value = &content->values[part->value];

		if (!value->text || skip & 1)
			continue;
		if (value->plain && otk_buffer_has_capacity(out, sizeof(*part) + value->size + 1))
			add_plain_part(out, value, part);
		else
			add_part(out, content, part);
	}
}

size_t otk_token_parts_max(
	const otk_token_content *content, const otk_token_part *parts, size_t worst)
{
	size_t max = 0;

	for (; parts->size; parts++)
		max += parts->size + worst * content->values[parts->value].size + 1;
	return max;
}
