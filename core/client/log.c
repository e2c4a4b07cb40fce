/* SPDX-License-Identifier: MIT */
/* Log events: made only when there is a callback, redacted here and nowhere else. */
#include "config.h"

#include "core/client/log.h"

#include <string.h>

#include "core/base/error/redact.h"
#include "core/client/client.h"
#include "core/client/own_secrets.h"

#include "core/base/cold.h"

#define LOG_FIELDS_MAX 24
#define LOG_TEXT_MAX   16384

bool otk_log_wants(const otk_client *client, otk_log_level level)
{
	return client && client->options.log && level <= client->options.log_level;
}

/* Returns the offset of the text, as the buffer moves while it grows. */
static size_t add_clean(otk_buffer *out, const char *text, bool names)
{
	const size_t at = out->size;

	if (text)
		otk_redact(out, text, strlen(text), names);
	otk_buffer_add_char(out, '\0');
	return at;
}

void otk_log(const otk_client *client, otk_log_level level, const char *event,
	const char *operation, const char *text, const otk_pair *fields, size_t count)
{
	size_t at[LOG_FIELDS_MAX], text_at;
	otk_pair pairs[LOG_FIELDS_MAX];
	otk_buffer clean;
	/* A text about an operation is a sentence of otk, where "token: …" is a message. */
	const bool names = !operation;

	if (!otk_log_wants(client, level))
		return;
	if (count > LOG_FIELDS_MAX)
		count = LOG_FIELDS_MAX;
	otk_buffer_init(&clean, LOG_TEXT_MAX);
	text_at = add_clean(&clean, text, names);
	for (size_t i = 0; i < count; i++)
		at[i] = add_clean(&clean, fields[i].value, true);
	if (!clean.status) {
		otk_client_hide(client, clean.data + text_at);
		for (size_t i = 0; i < count; i++) {
			otk_client_hide(client, clean.data + at[i]);
			pairs[i] = (otk_pair){fields[i].name, clean.data + at[i]};
		}
		client->options.log(
			&(otk_log_event){.struct_size = sizeof(otk_log_event),
				.event = event,
				.text = clean.data + text_at,
				.operation = operation,
				.fields = {.items = count ? pairs : NULL, .count = count},
				.level = level},
			client->options.log_userdata);
	}
	otk_buffer_free(&clean);
}
