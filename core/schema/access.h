/* SPDX-License-Identifier: MIT */
/*
 * Members of a struct by their offsets. memcpy, because the table's idea of a member's type and the
 * struct's own are different types to the compiler; it becomes one load or store.
 */
#ifndef OTK_SCHEMA_ACCESS_H
#define OTK_SCHEMA_ACCESS_H

#include <otk/plugin.h>
#include <stdbool.h>
#include <string.h>

#define OTK_ACCESS(name, type)                                                       \
	static inline type otk_get_##name(const void *record, uint32_t offset)       \
	{                                                                            \
		type value;                                                          \
		memcpy(&value, (const char *)record + offset, sizeof(value));        \
		return value;                                                        \
	}                                                                            \
	static inline void otk_put_##name(void *record, uint32_t offset, type value) \
	{                                                                            \
		memcpy((char *)record + offset, &value, sizeof(value));              \
	}

OTK_ACCESS(pointer, const void *)
OTK_ACCESS(size, size_t)
OTK_ACCESS(int, int64_t)
/* As a number: the caller's flag may hold anything. */
OTK_ACCESS(flag, uint32_t)
OTK_ACCESS(strings, otk_strings)
OTK_ACCESS(map, otk_map)

#undef OTK_ACCESS

_Static_assert(sizeof(otk_flag) == sizeof(uint32_t), "flags are 32 bits");

static inline bool otk_field_is_set(const void *record, const otk_field *field)
{
	switch (field->kind) {
	case OTK_KIND_FLAG:
		return otk_get_flag(record, field->offset) != OTK_UNSET;
	case OTK_KIND_INT:
		return otk_get_int(record, field->offset) != 0;
	default: /* all others begin with a pointer */
		return otk_get_pointer(record, field->offset) != NULL;
	}
}

/* The i-th pointer of a list's array. */
static inline const void *otk_get_item(const void *items, size_t i)
{
	const void *value;

	memcpy(&value, (const char *)items + i * sizeof(value), sizeof(value));
	return value;
}

/* NULL: the type has no such member, or it is unset. */
static inline const char *otk_get_extra(const otk_type *type, const void *options)
{
	return type->extra_json ? otk_get_pointer(options, (uint32_t)type->extra_json) : NULL;
}

/* Bytes of a member in the struct; 0 for a kind that is none. A list's count is apart. */
static inline size_t otk_kind_size(uint8_t kind)
{
	static const uint8_t sizes[] = {[OTK_KIND_STRING] = sizeof(const char *),
		[OTK_KIND_FLAG] = sizeof(otk_flag),
		[OTK_KIND_INT] = sizeof(int64_t),
		[OTK_KIND_STRINGS] = sizeof(otk_strings),
		[OTK_KIND_MAP] = sizeof(otk_map),
		[OTK_KIND_OBJECT] = sizeof(const void *),
		[OTK_KIND_LIST] = sizeof(const void *)};

	return kind < sizeof(sizes) ? sizes[kind] : 0;
}

#endif
