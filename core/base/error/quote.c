/* SPDX-License-Identifier: MIT */
/* Quotes a value in a message: without secrets, and shortened. */
#include "config.h"

#include "core/base/error/quote.h"

#include <stdio.h>
#include <string.h>

#include "core/base/error/redact.h"
#include "core/base/text/utf8.h"

#include "core/base/cold.h"

/* Bytes of a value that are searched for secrets; hiding shortens, so these are more than shown. */
#define LOOK_MAX 4096

/* Returns why a value must not be shown; NULL: it may be shown. */
static const char *reason_to_hide(const char *value, size_t size)
{
	if (otk_is_key_text(value, size))
		return "it looks like a key";
	if (size && (memchr(value, '\n', size) || memchr(value, '\r', size)))
		return "it has several lines";
	return NULL;
}

const char *otk_quote_bytes(otk_quoted *quoted, const char *value, size_t size)
{
	const char *why = reason_to_hide(value, size);
	const bool cut = size > LOOK_MAX;
	char storage[LOOK_MAX + 1];
	otk_buffer shown;
	size_t length;

	if (why) {
		snprintf(quoted->text, sizeof(quoted->text), "(not shown: %s)", why);
		return quoted->text;
	}
	/* A fixed buffer keeps the part that fits, so its status needs no check. */
	otk_buffer_init_fixed(&shown, storage, sizeof(storage));
	otk_redact_sentence(&shown, value, cut ? LOOK_MAX : size, cut);
	length = strlen(storage);
	size = otk_utf8_cut(storage, length, OTK_QUOTE_MAX);
	snprintf(quoted->text, sizeof(quoted->text), "\"%.*s%s\"", (int)size, storage,
		size < length || cut ? "…" : "");
	return quoted->text;
}

const char *otk_quote(otk_quoted *quoted, const char *value)
{
	if (value)
		return otk_quote_bytes(quoted, value, strlen(value));
	return memcpy(quoted->text, "NULL", sizeof("NULL"));
}
