/* SPDX-License-Identifier: MIT */
/* Fields by name. */
#include "config.h"

#include <string.h>

#include "core/base/text.h"
#include "core/schema/access.h"
#include "core/schema/schema.h"

const otk_field *otk_field_find(const otk_type *type, const char *wire_name, size_t size)
{
	size_t i;

	if (!type || !size)
		return NULL;
	for (i = 0; i < type->field_count; i++) {
		const char *name = type->fields[i].name;

		/* Most differ in the first letter. */
		if (name[0] == wire_name[0] && !strncmp(name, wire_name, size) && !name[size])
			return &type->fields[i];
	}
	for (i = 0; i < type->field_count; i++)
		if (type->fields[i].aliases &&
			otk_word_in(type->fields[i].aliases, wire_name, size))
			return &type->fields[i];
	return NULL;
}

const otk_field *otk_field_step(const otk_type *type, const char *path, size_t size, size_t *used)
{
	const otk_field *field = otk_field_find(type, path, size);
	const char *dot = path;

	*used = size;
	/* The object's own name may have dots as well, so each dot is tried. */
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
