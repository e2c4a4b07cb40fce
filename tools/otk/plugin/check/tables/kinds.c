/* SPDX-License-Identifier: MIT */
/* Kinds of fields: their size, and the values that they can have. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "tools/otk/plugin/check/tables/kinds.h"

/* Kinds of structs that no operation uses. */
static size_t struct_kind_size(const otk_field *field)
{
	switch ((otk_struct_kind)field->kind) {
	case OTK_KIND_INT32:
		return sizeof(int32_t);
	case OTK_KIND_SIZE:
		return sizeof(size_t);
	case OTK_KIND_TEXT:
		return field->max > 0 ? (size_t)field->max : 1;
	case OTK_KIND_ARRAY:
	case OTK_KIND_POINTER:
		return sizeof(const void *);
	case OTK_KIND_FUNCTION:
		return sizeof(void (*)(void));
	}
	return 0;
}

size_t otk_cli_check_kind_size(const otk_field *field)
{
	switch ((otk_kind)field->kind) {
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
	return struct_kind_size(field);
}

bool otk_cli_check_has_count(const otk_field *field)
{
	return field->kind == OTK_KIND_LIST || field->kind == OTK_KIND_ARRAY;
}

bool otk_cli_check_is_scalar(const otk_field *field)
{
	return field->kind == OTK_KIND_STRING || field->kind == OTK_KIND_FLAG ||
	       field->kind == OTK_KIND_INT;
}

bool otk_cli_check_is_textual(const otk_field *field)
{
	return field->kind == OTK_KIND_STRING || field->kind == OTK_KIND_STRINGS;
}

static bool is_number(const char *text, size_t size)
{
	char copy[32], *end = NULL;

	if (!size || size >= sizeof(copy) || *text == ' ' || *text == '+')
		return false;
	memcpy(copy, text, size);
	copy[size] = '\0';
	(void)strtoll(copy, &end, 10);
	return !*end;
}

bool otk_cli_check_can_have(const otk_field *field, const char *text, size_t size)
{
	if (field->kind == OTK_KIND_INT32)
		return is_number(text, size);
	if (field->kind == OTK_KIND_POINTER || field->kind == OTK_KIND_FUNCTION)
		return true; /* its type in C */
	switch ((otk_kind)field->kind) {
	case OTK_KIND_INT:
		return is_number(text, size);
	case OTK_KIND_FLAG:
		return (size == 4 && memcmp(text, "true", 4) == 0) ||
		       (size == 5 && memcmp(text, "false", 5) == 0);
	case OTK_KIND_STRING:
	case OTK_KIND_STRINGS:
	case OTK_KIND_MAP:
		return true;
	case OTK_KIND_OBJECT:
	case OTK_KIND_LIST:
		return false;
	}
	return false;
}
