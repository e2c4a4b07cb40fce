/* SPDX-License-Identifier: MIT */
/* An otk_error that a plugin has filled is not trusted. */
#include "config.h"

#include "core/client/plugins/plugin_error.h"

#include <string.h>

#include "core/base/text/utf8.h"

#include "core/base/cold.h"

static void seal_text(char *text, size_t size)
{
	text[size - 1] = '\0';
	for (char *c = text; *c; c++)
		if ((unsigned char)*c < 0x20 || *c == 0x7f)
			*c = ' ';
	text[otk_utf8_cut(text, strlen(text), size - 1)] = '\0';
}

const char *otk_plugin_error_seal(otk_error *error)
{
	if (!error)
		return NULL;
	error->struct_size = sizeof(*error);
	seal_text(error->message, sizeof(error->message));
	seal_text(error->service_message, sizeof(error->service_message));
	seal_text(error->trace_id, sizeof(error->trace_id));
	seal_text(error->body, sizeof(error->body));
	return error->message[0] ? error->message : "the plugin gave no reason";
}
