/* SPDX-License-Identifier: MIT */
/* Fields of a type by name or role, and their values. */
#include "config.h"

#include "core/schema/field.h"

#include <string.h>

#include "core/base/text/text.h"
#include "core/schema/access.h"

/* Compares the first letter without a call, because most names differ in it. */
static inline bool is_name(const char *name, const char *text, size_t size)
{
	return name[0] == text[0] && strncmp(name, text, size) == 0 && !name[size];
}

const otk_field *otk_field_named(const otk_type *type, const char *wire_name, size_t size)
{
	const otk_field *field = type->fields;
	size_t left = size ? type->field_count : 0;

	/* With a pointer: an index makes each step half as long again. */
	while (left && !is_name(field->name, wire_name, size)) {
		field++;
		left--;
	}
	return left ? field : NULL;
}

const otk_field *otk_field_of_member(
	const otk_type *type, const char *member, size_t size, const otk_field *except)
{
	for (size_t i = 0; size && i < type->field_count; i++)
		if (&type->fields[i] != except && is_name(type->fields[i].member, member, size))
			return &type->fields[i];
	return NULL;
}

const otk_field *otk_field_aliased(const otk_type *type, const char *alias, size_t size)
{
	for (size_t i = 0; size && i < type->field_count; i++)
		if (type->fields[i].aliases && otk_word_in(type->fields[i].aliases, alias, size))
			return &type->fields[i];
	return NULL;
}

const otk_field *otk_field_find(const otk_type *type, const char *wire_name, size_t size)
{
	const otk_field *field = type ? otk_field_named(type, wire_name, size) : NULL;

	return field || !type ? field : otk_field_aliased(type, wire_name, size);
}

const otk_field *otk_field_with_role(const otk_type *type, otk_role role)
{
	for (size_t i = 0; type && i < type->field_count; i++)
		if (type->fields[i].role == role)
			return &type->fields[i];
	return NULL;
}

const otk_field *otk_field_step(const otk_type *type, const char *path, size_t size, size_t *used)
{
	const otk_field *field = otk_field_find(type, path, size);
	const char *dot = path;

	*used = size;
	/* The name of an object may contain dots itself, so each dot is tried. */
	while (!field && (dot = memchr(dot, '.', size - (size_t)(dot - path)))) {
		*used = (size_t)(dot - path);
		field = otk_field_find(type, path, *used);
		if (field && field->kind != OTK_KIND_OBJECT)
			field = NULL;
		dot++;
	}
	return field;
}

const otk_field *otk_field_at(
	const otk_type *type, const void **record, const char *path, size_t size)
{
	size_t used;
	const otk_field *field = otk_field_step(type, path, size, &used);

	if (!field || used == size)
		return field;
	if (record && *record)
		*record = otk_get_pointer(*record, field->offset);
	return otk_field_at(field->type, record, path + used + 1, size - used - 1);
}

const char *otk_field_text(const void *record, const otk_field *field)
{
	return field->kind == OTK_KIND_STRING ? otk_get_pointer(record, field->offset) : NULL;
}

int64_t otk_field_int(const void *record, const otk_field *field)
{
	return field->kind == OTK_KIND_INT ? otk_get_int(record, field->offset) : 0;
}

void otk_field_set_int(void *record, const otk_field *field, int64_t number)
{
	if (field->kind == OTK_KIND_INT)
		otk_put_int(record, field->offset, number);
}

bool otk_field_is_given(const void *options, const otk_field *field)
{
	if (!otk_field_is_set(options, field))
		return false;
	if (field->required || field->keep_empty)
		return true;
	switch ((otk_kind)field->kind) {
	case OTK_KIND_STRINGS:
		return otk_get_strings(options, field->offset).count > 0;
	case OTK_KIND_MAP:
		return otk_get_map(options, field->offset).count > 0;
	case OTK_KIND_LIST:
		return otk_get_size(options, field->count_offset) > 0;
	case OTK_KIND_STRING:
	case OTK_KIND_FLAG:
	case OTK_KIND_INT:
	case OTK_KIND_OBJECT:
		return true;
	}
	return true;
}

#include "core/base/cold.h"

size_t otk_field_size(const otk_field *field)
{
	switch ((otk_struct_kind)field->kind) {
	case OTK_KIND_INT32:
		return sizeof(int32_t);
	case OTK_KIND_SIZE:
		return sizeof(size_t);
	case OTK_KIND_TEXT:
		return (size_t)field->max;
	case OTK_KIND_ARRAY:
	case OTK_KIND_POINTER:
		return sizeof(const void *);
	case OTK_KIND_FUNCTION:
		return sizeof(void (*)(void));
	}
	return otk_kind_size(field->kind);
}
