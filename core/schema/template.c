/* SPDX-License-Identifier: MIT */
/* Splits path templates into parts. */
#include "config.h"

#include "core/schema/template.h"

#include <stdio.h>
#include <string.h>

#include "core/schema/field.h"

#include "core/base/cold.h"

otk_part otk_part_next(const char **at)
{
	otk_part part = {.text = *at, .size = 1};

	switch (**at) {
	case '\0':
		return part;
	case '[':
		part.kind = OTK_PART_OPEN;
		break;
	case ']':
		part.kind = OTK_PART_CLOSE;
		break;
	case '{':
		part.text++;
		part.size = strcspn(part.text, "{}[]/");
		part.kind =
			part.size && part.text[part.size] == '}' ? OTK_PART_NAME : OTK_PART_BROKEN;
		*at = part.text + part.size + (part.text[part.size] == '}');
		return part;
	case '}':
		part.kind = OTK_PART_BROKEN;
		break;
	default:
		part.kind = OTK_PART_TEXT;
		part.size = strcspn(part.text, "{}[]");
		break;
	}
	*at += part.size;
	return part;
}

bool otk_part_is(const otk_part *part, const char *name)
{
	return strncmp(part->text, name, part->size) == 0 && !name[part->size];
}

const otk_field *otk_part_field(const otk_type *options, const otk_part *part)
{
	const otk_field *field = otk_field_find(options, part->text, part->size);

	return field && field->place == OTK_IN_PATH ? field : NULL;
}

bool otk_path_id_name(const otk_operation *operation, size_t index, const char **name, size_t *size)
{
	const char *at = operation->path;

	for (otk_part part = otk_part_next(&at); part.kind != OTK_PART_END;
		part = otk_part_next(&at)) {
		if (part.kind != OTK_PART_NAME || otk_part_is(&part, "project") ||
			otk_part_field(operation->options, &part) || index--)
			continue;
		*name = part.text;
		*size = part.size;
		return true;
	}
	return false;
}

char *otk_full_name(const otk_interface *interface, const otk_operation *operation,
	char text[OTK_FULL_NAME_SIZE])
{
	const char *stem = interface->id + (strncmp(interface->id, "otk.", 4) == 0 ? 4 : 0);
	const int size = (int)strcspn(stem, "/");

	snprintf(text, OTK_FULL_NAME_SIZE, "%.*s.%s", size, stem, operation->name);
	return text + size + 1;
}
