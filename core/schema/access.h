/* SPDX-License-Identifier: MIT */
/*
 * Reads and writes members of a struct by their offsets. memcpy() is used because the compiler sees
 * different types in the table and in the struct; it becomes one load or store.
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
/* As a number: a flag of a caller may hold any value. */
OTK_ACCESS(flag, uint32_t)
OTK_ACCESS(strings, otk_strings)
OTK_ACCESS(map, otk_map)

#undef OTK_ACCESS

_Static_assert(sizeof(otk_flag) == sizeof(uint32_t), "flags are 32 bits");

static inline bool otk_field_is_set(const void *record, const otk_field *field)
{
	switch ((otk_kind)field->kind) {
	case OTK_KIND_FLAG:
		return otk_get_flag(record, field->offset) != OTK_UNSET;
	case OTK_KIND_INT:
		return otk_get_int(record, field->offset) != 0;
	case OTK_KIND_STRING: /* these are or begin with a pointer */
	case OTK_KIND_STRINGS:
	case OTK_KIND_MAP:
	case OTK_KIND_OBJECT:
	case OTK_KIND_LIST:
		return otk_get_pointer(record, field->offset) != NULL;
	}
	return false;
}

/* The i-th pointer of the array of a list. */
static inline const void *otk_get_item(const void *items, size_t i)
{
	const void *value;

	memcpy(&value, (const char *)items + i * sizeof(value), sizeof(value));
	return value;
}

/* Returns the member extra_json; NULL: the type does not have it, or it is unset. */
static inline const char *otk_get_extra(const otk_type *type, const void *options)
{
	return type->extra_json ? otk_get_pointer(options, (uint32_t)type->extra_json) : NULL;
}

/* Bytes of a member in the struct, the count of a list not included; 0: not a kind. */
static inline size_t otk_kind_size(uint8_t kind)
{
	switch ((otk_kind)kind) {
	case OTK_KIND_STRING:
		return sizeof(const char *);
	case OTK_KIND_FLAG:
		return sizeof(otk_flag);
	case OTK_KIND_INT:
		return sizeof(int64_t);
	case OTK_KIND_STRINGS:
		return sizeof(otk_strings);
	case OTK_KIND_MAP:
		return sizeof(otk_map);
	case OTK_KIND_OBJECT:
	case OTK_KIND_LIST:
		return sizeof(const void *);
	}
	return 0;
}

#endif
