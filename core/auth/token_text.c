/* SPDX-License-Identifier: MIT */
/* The text of a client token, from a table. */
#include "config.h"

#include "core/auth/token_text.h"

#include <string.h>

#include "core/base/encode.h"

static void add_escaped(otk_buffer *out, const char *text, size_t size, unsigned form)
{
	if (form == OTK_TOKEN_STRING)
		otk_json_escape(out, text, size);
	else if (form == OTK_TOKEN_FIELD)
		otk_form_encode(out, text, size);
	else
		otk_buffer_add(out, text, size);
}

/* One value in both formats, the names with a space between. */
static void add_classes(otk_buffer *out, const otk_strings *classes, unsigned form)
{
	size_t i;

	for (i = 0; i < classes->count; i++) {
		if (i)
			add_escaped(out, " ", 1, form);
		add_escaped(out, classes->items[i], strlen(classes->items[i]), form);
	}
}

static void add_slowly(otk_buffer *out, const otk_token_plan *plan, const otk_token_part *part)
{
	const otk_token_word *word = &plan->words[part->value];

	otk_buffer_add(out, part->text, part->size);
	if (part->value == OTK_TOKEN_CLASSES)
		add_classes(out, &plan->options.layout_classes, part->form);
	else
		add_escaped(out, word->text, word->size, part->form);
	if (part->form == OTK_TOKEN_STRING)
		otk_buffer_add_char(out, '"');
}

/* Nothing to escape and room enough: one check for all of it, and the part copied whole. */
static void add_plain(otk_buffer *out, const otk_token_word *word, const otk_token_part *part)
{
	char *to = out->data + out->size;

	memcpy(to, part, sizeof(*part));
	to += part->size;
	memcpy(to, word->text, word->size);
	to += word->size;
	*to = '"';
	to += part->form == OTK_TOKEN_STRING;
	*to = '\0';
	out->size = (size_t)(to - out->data);
}

void otk_token_add_parts(
	otk_buffer *out, const otk_token_plan *plan, const otk_token_part *parts, uint32_t skip)
{
	const otk_token_part *part;

	for (part = parts; part->size; part++, skip >>= 1) {
		const otk_token_word *word = &plan->words[part->value];

		if (!word->text || skip & 1)
			continue;
		if (word->plain && otk_buffer_has_room(out, sizeof(*part) + word->size + 1))
			add_plain(out, word, part);
		else
			add_slowly(out, plan, part);
	}
}

size_t otk_token_bound_parts(const otk_token_plan *plan, const otk_token_part *parts, size_t worst)
{
	size_t bound = 0;

	for (; parts->size; parts++)
		bound += parts->size + worst * plan->words[parts->value].size + 1;
	return bound;
}
