/* SPDX-License-Identifier: MIT */
/* The options struct that the caller of a plugin's vtable passes, as libotk takes its own. */
#ifndef OTK_PLUGIN_TYPES_OPTIONS_H
#define OTK_PLUGIN_TYPES_OPTIONS_H

#include <otk/plugin.h>

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* No newer version of a struct grows by more bytes: a larger size is garbage, not a version. */
#define OTK_OPTIONS_GROWTH_MAX 1024

/*
 * Copies a struct that may be older or newer than the plugin's; members that the caller does not
 * know become 0. size_v1: its size in the first version. Returns what is wrong with it, for a
 * message after its name and a colon, or NULL.
 */
static inline const char *otk_options_take(
	void *own, size_t own_size, size_t size_v1, const void *callers)
{
	const unsigned char *bytes = callers;
	size_t size;

	if (!callers)
		return "is NULL";
	memcpy(&size, callers, sizeof(size));
	if (size < size_v1 || size > own_size + OTK_OPTIONS_GROWTH_MAX || size % sizeof(size))
		return "struct_size is not that of any version; fill the struct with its macro";
	for (size_t i = own_size; i < size; i++)
		if (bytes[i])
			return "the program sets an option that this plugin does not know; update it";
	if (size > own_size)
		size = own_size;
	memcpy(own, callers, size);
	memset((char *)own + size, 0, own_size - size);
	memcpy(own, &own_size, sizeof(own_size));
	return NULL;
}

/* Returns the name of a flag that is not OTK_UNSET, OTK_YES or OTK_NO, or of a reserved member that
 * is not 0; else NULL. */
static inline const char *otk_options_odd_member(const otk_type *type, const void *options)
{
	for (size_t i = 0; i < type->field_count; i++) {
		const otk_field *field = &type->fields[i];
		const bool is_reserved = strcmp(field->name, "reserved") == 0;
		uint32_t value = 0;

		if (field->kind == OTK_KIND_FLAG || is_reserved)
			memcpy(&value, (const char *)options + field->offset, sizeof(value));
		if (value > (is_reserved ? 0 : (uint32_t)OTK_NO))
			return field->name;
	}
	return NULL;
}

#endif
