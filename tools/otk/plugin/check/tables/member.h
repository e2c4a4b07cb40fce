/* SPDX-License-Identifier: MIT */
/* Reads and writes members of a struct by offset; with memcpy(), as the C types are not known. */
#ifndef OTK_CLI_CHECK_MEMBER_H
#define OTK_CLI_CHECK_MEMBER_H

#include <otk/plugin.h>
#include <stdbool.h>
#include <string.h>

#define OTK_CLI_CHECK_ACCESS(name, type)                                                       \
	static inline type otk_cli_check_get_##name(const void *record, uint32_t offset)       \
	{                                                                                      \
		type value;                                                                    \
		memcpy(&value, (const char *)record + offset, sizeof(value));                  \
		return value;                                                                  \
	}                                                                                      \
	static inline void otk_cli_check_put_##name(void *record, uint32_t offset, type value) \
	{                                                                                      \
		memcpy((char *)record + offset, &value, sizeof(value));                        \
	}

OTK_CLI_CHECK_ACCESS(pointer, const void *)
OTK_CLI_CHECK_ACCESS(size, size_t)
OTK_CLI_CHECK_ACCESS(int, int64_t)
OTK_CLI_CHECK_ACCESS(flag, uint32_t)
OTK_CLI_CHECK_ACCESS(strings, otk_strings)
OTK_CLI_CHECK_ACCESS(map, otk_map)

#undef OTK_CLI_CHECK_ACCESS

static inline void otk_cli_check_put_list(
	void *record, const otk_field *field, const void *items, size_t count)
{
	otk_cli_check_put_pointer(record, field->offset, items);
	otk_cli_check_put_size(record, field->count_offset, count);
}

static inline bool otk_cli_check_is_set(const void *record, const otk_field *field)
{
	switch ((otk_kind)field->kind) {
	case OTK_KIND_FLAG:
		return otk_cli_check_get_flag(record, field->offset) != OTK_UNSET;
	case OTK_KIND_INT:
		return otk_cli_check_get_int(record, field->offset) != 0;
	case OTK_KIND_STRING: /* members of these kinds are or begin with a pointer */
	case OTK_KIND_STRINGS:
	case OTK_KIND_MAP:
	case OTK_KIND_OBJECT:
	case OTK_KIND_LIST:
		return otk_cli_check_get_pointer(record, field->offset) != NULL;
	}
	return false;
}

static inline void otk_cli_check_unset(void *record, const otk_field *field)
{
	if (field->kind == OTK_KIND_FLAG)
		otk_cli_check_put_flag(record, field->offset, OTK_UNSET);
	else if (field->kind == OTK_KIND_INT)
		otk_cli_check_put_int(record, field->offset, 0);
	else
		otk_cli_check_put_pointer(record, field->offset, NULL);
	if (field->kind == OTK_KIND_LIST)
		otk_cli_check_put_size(record, field->count_offset, 0);
}

#endif
