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

	if (!size)
		return NULL;
	for (i = 0; type && i < type->field_count; i++) {
		const char *name = type->fields[i].name;

		/* Most differ in the first letter. */
		if (name[0] == wire_name[0] && !strncmp(name, wire_name, size) && !name[size])
			return &type->fields[i];
	}
	for (i = 0; type && i < type->field_count; i++)
		if (type->fields[i].aliases &&
			otk_word_in(type->fields[i].aliases, wire_name, size))
			return &type->fields[i];
	return NULL;
}

const otk_field *otk_field_at(
	const otk_type *type, const void **record, const char *path, size_t size)
{
	const otk_field *field = otk_field_find(type, path, size);
	const char *dot = path;

	/* The object's own name may have dots as well, so each dot is tried. */
	while (!field && (dot = memchr(dot, '.', size - (size_t)(dot - path)))) {
		const size_t head = (size_t)(dot - path);
		const otk_field *object = otk_field_find(type, path, head);

		dot++;
		if (!object || object->kind != OTK_KIND_OBJECT)
			continue;
		if (record && *record)
			*record = otk_get_pointer(*record, object->offset);
		return otk_field_at(object->type, record, dot, size - head - 1);
	}
	return field;
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

bool otk_field_is_set(const void *record, const otk_field *field)
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
