/* SPDX-License-Identifier: MIT */
/* Encodes options as a JSON body, directly from the struct into the buffer: no tree is made. */
#include "config.h"

#include "core/schema/encode/encode_json.h"

#include <string.h>

#include "core/base/error/buffer_check.h"
#include "core/base/json/json_write.h"
#include "core/schema/access.h"
#include "core/schema/extra.h"
#include "core/schema/field.h"
#include "core/schema/limits.h"

typedef struct encoder {
	otk_json_writer writer;
	otk_error *error;
	bool is_record;
} encoder;

static otk_status encode_struct(encoder *to, const otk_type *type, const void *options, int depth);

static void encode_strings(encoder *to, const otk_strings *strings)
{
	otk_json_open(&to->writer, '[');
	for (size_t i = 0; i < strings->count; i++)
		otk_json_text(&to->writer, strings->items[i]);
	otk_json_close(&to->writer, ']');
}

static void encode_map(encoder *to, const otk_map *map)
{
	otk_json_open(&to->writer, '{');
	for (size_t i = 0; i < map->count; i++) {
		otk_json_key(&to->writer, map->items[i].name);
		otk_json_text(&to->writer, map->items[i].value);
	}
	otk_json_close(&to->writer, '}');
}

static otk_status encode_list(encoder *to, const otk_field *field, const void *options, int depth)
{
	const void *items = otk_get_pointer(options, field->offset);
	const size_t count = otk_get_size(options, field->count_offset);
	otk_status status = OTK_OK;

	otk_json_open(&to->writer, '[');
	for (size_t i = 0; !status && i < count; i++)
		status = encode_struct(to, field->type, otk_get_item(items, i), depth);
	otk_json_close(&to->writer, ']');
	return status;
}

static otk_status encode_value(encoder *to, const otk_field *field, const void *options, int depth)
{
	switch ((otk_kind)field->kind) {
	case OTK_KIND_STRING:
		otk_json_text(&to->writer, otk_get_pointer(options, field->offset));
		return OTK_OK;
	case OTK_KIND_FLAG:
		otk_json_bool(&to->writer, otk_get_flag(options, field->offset) == OTK_YES);
		return OTK_OK;
	case OTK_KIND_INT:
		otk_json_int(&to->writer, otk_get_int(options, field->offset));
		return OTK_OK;
	case OTK_KIND_STRINGS: {
		const otk_strings strings = otk_get_strings(options, field->offset);

		encode_strings(to, &strings);
		return OTK_OK;
	}
	case OTK_KIND_MAP: {
		const otk_map map = otk_get_map(options, field->offset);

		encode_map(to, &map);
		return OTK_OK;
	}
	case OTK_KIND_OBJECT:
		return encode_struct(
			to, field->type, otk_get_pointer(options, field->offset), depth);
	case OTK_KIND_LIST:
		return encode_list(to, field, options, depth);
	}
	return OTK_OK;
}

/* A default in a table is JSON text, except for strings, which are plain text. */
static void encode_default(encoder *to, const otk_field *field)
{
	if (field->kind == OTK_KIND_STRING)
		otk_json_text(&to->writer, field->wire_default);
	else
		otk_json_raw(&to->writer, field->wire_default, strlen(field->wire_default));
}

static otk_status encode_fields(
	encoder *to, const otk_type *type, const void *options, const otk_extra *extra, int depth)
{
	otk_status status = OTK_OK;

	for (size_t i = 0; !status && i < type->field_count; i++) {
		const otk_field *field = &type->fields[i];
		const bool given = otk_field_is_given(options, field) ||
				   (to->is_record && field->kind == OTK_KIND_LIST);

		if (field->place != OTK_IN_BODY ||
			(!given && (!field->wire_default || to->is_record)) ||
			otk_extra_has_field(extra, field))
			continue;
		otk_json_key(&to->writer, field->name);
		if (given)
			status = encode_value(to, field, options, depth + 1);
		else
			encode_default(to, field);
	}
	return status;
}

static void write_nothing(encoder *to)
{
	otk_json_open(&to->writer, '{');
	otk_json_close(&to->writer, '}');
}

static otk_status encode_struct(encoder *to, const otk_type *type, const void *options, int depth)
{
	const bool has_extra = depth > 0 || !otk_extra_in_query(type);
	otk_extra extra;
	otk_status status;

	if (depth >= OTK_NESTING_MAX && to->is_record) {
		write_nothing(to);
		return OTK_OK;
	}
	if (depth >= OTK_NESTING_MAX)
		return otk_fail(
			to->error, OTK_E_ARGUMENT, "%s: it is nested too deeply", type->name);
	status =
		otk_extra_parse(has_extra ? otk_get_extra(type, options) : NULL, &extra, to->error);
	if (status)
		return status;
	otk_json_open(&to->writer, '{');
	status = encode_fields(to, type, options, &extra, depth);
	for (size_t i = 0; !status && i < extra.count; i++) {
		otk_json_key(&to->writer, extra.members[i].name);
		otk_json_raw(&to->writer, extra.members[i].value.text, extra.members[i].value.size);
	}
	otk_json_close(&to->writer, '}');
	otk_extra_free(&extra);
	return status;
}

otk_status otk_encode_json(
	const otk_type *type, const void *options, otk_buffer *out, otk_error *error)
{
	encoder to = {.error = error};
	otk_status status;

	otk_json_writer_init(&to.writer, out);
	if (!type || !options) {
		write_nothing(&to);
		status = OTK_OK;
	} else {
		status = encode_struct(&to, type, options, 0);
	}
	return status ? status : otk_buffer_check(out, "the request body", error);
}

otk_status otk_encode_record(
	const otk_type *type, const void *record, otk_buffer *out, otk_error *error)
{
	encoder to = {.error = error, .is_record = true};

	otk_json_writer_init(&to.writer, out);
	return encode_struct(&to, type, record, 0);
}
