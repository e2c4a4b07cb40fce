/* SPDX-License-Identifier: MIT */
/* Checks of the settings of a plugin. */
#ifndef OTK_PLUGIN_TYPES_SETTINGS_H
#define OTK_PLUGIN_TYPES_SETTINGS_H

#include <otk/plugin.h>

#include <inttypes.h>
#include <string.h>

/*
 * Refuses numbers outside the range of their field; 0: not set. The host only warns of them.
 * plugin: its name, for the message.
 */
static inline otk_status otk_settings_check_numbers(const otk_host *host, const char *plugin,
	const otk_type *type, const void *settings, otk_error *error)
{
	for (size_t i = 0; i < type->field_count; i++) {
		const otk_field *field = &type->fields[i];
		int64_t value = 0;

		if (field->kind == OTK_KIND_INT)
			memcpy(&value, (const char *)settings + field->offset, sizeof(value));
		if (value && (value < field->min || value > field->max))
			return host->fail(error, OTK_E_ARGUMENT,
				"%s: %s: %" PRId64 " is out of range; give %" PRId64 " to %" PRId64,
				plugin, field->name, value, field->min, field->max);
	}
	return OTK_OK;
}

#endif
