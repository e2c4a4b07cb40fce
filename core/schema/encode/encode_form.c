/* SPDX-License-Identifier: MIT */
/* Encodes options as pairs: a form body, or the query of a URL. Each item of a list is a pair. */
#include "config.h"

#include "core/schema/encode/encode_form.h"

#include <string.h>

#include "core/base/error/buffer_check.h"
#include "core/base/json/json_string.h"
#include "core/base/text/encode.h"
#include "core/schema/access.h"
#include "core/schema/extra.h"
#include "core/schema/field.h"
#include "core/schema/limits.h"

typedef void encode_fn(otk_buffer *out, const char *text, size_t size);

typedef struct pairs {
	otk_buffer *out;
	size_t begin; /* size of the buffer before the first pair */
	encode_fn *encode;
	uint8_t place;
} pairs;

static void encode_name(const pairs *to, const char *name)
{
	if (to->out->size > to->begin)
		otk_buffer_add_char(to->out, '&');
	to->encode(to->out, name, strlen(name));
	otk_buffer_add_char(to->out, '=');
}

static void encode_pair(const pairs *to, const char *name, const char *text, size_t size)
{
	encode_name(to, name);
	to->encode(to->out, text, size);
}

static void encode_field(const pairs *to, const otk_field *field, const void *options)
{
	const char *text;

	switch ((otk_kind)field->kind) {
	case OTK_KIND_STRING:
		text = otk_get_pointer(options, field->offset);
		encode_pair(to, field->name, text, strlen(text));
		break;
	case OTK_KIND_FLAG:
		text = otk_get_flag(options, field->offset) == OTK_YES ? "true" : "false";
		encode_pair(to, field->name, text, strlen(text));
		break;
	case OTK_KIND_INT:
		encode_name(to, field->name);
		otk_buffer_add_int(to->out, otk_get_int(options, field->offset));
		break;
	case OTK_KIND_STRINGS: {
		const otk_strings strings = otk_get_strings(options, field->offset);

		for (size_t i = 0; i < strings.count; i++)
			encode_pair(to, field->name, strings.items[i], strlen(strings.items[i]));
		break;
	}
	case OTK_KIND_MAP: /* not in a form or query: the check of tables refuses these */
	case OTK_KIND_OBJECT:
	case OTK_KIND_LIST:
		break;
	}
}

static otk_status encode_extra_member(
	const pairs *to, const otk_extra_member *member, otk_error *error)
{
	const otk_slice *value = &member->value;
	otk_json_reader reader;
	otk_slice string;
	char *text;

	otk_json_reader_init(&reader, value->text, value->size, OTK_JSON_DEPTH_MAX);
	switch (otk_json_peek(&reader)) {
	case OTK_JSON_OBJECT:
	case OTK_JSON_ARRAY:
	case OTK_JSON_NULL:
		return otk_fail(error, OTK_E_ARGUMENT,
			"extra_json: members of a form or query must be strings, numbers, true or "
			"false");
	case OTK_JSON_STRING: {
		otk_buffer plain;

		otk_json_read_string(&reader, &string);
		otk_buffer_init(&plain, string.size);
		text = otk_buffer_extend(&plain, string.size);
		if (text)
			encode_pair(to, member->name, text,
				otk_json_unescape(&string, text, string.size));
		otk_buffer_free(&plain);
		return text ? OTK_OK : otk_fail_nomem(error);
	}
	case OTK_JSON_ERROR: /* cannot occur: the whole object was read before */
	case OTK_JSON_NUMBER:
	case OTK_JSON_TRUE:
	case OTK_JSON_FALSE:
		encode_pair(to, member->name, value->text, value->size);
		return OTK_OK;
	}
	return OTK_OK;
}

static otk_status encode_struct(
	const pairs *to, const otk_type *type, const void *options, otk_error *error)
{
	const bool has_extra = otk_extra_in_query(type) == (to->place == OTK_IN_QUERY);
	otk_extra extra;
	otk_status status;

	status = otk_extra_parse(has_extra ? otk_get_extra(type, options) : NULL, &extra, error);
	if (status)
		return status;
	for (size_t i = 0; i < type->field_count; i++) {
		const otk_field *field = &type->fields[i];

		if (field->place != to->place || otk_extra_has_field(&extra, field))
			continue;
		if (otk_field_is_given(options, field))
			encode_field(to, field, options);
		else if (field->wire_default)
			encode_pair(
				to, field->name, field->wire_default, strlen(field->wire_default));
	}
	for (size_t i = 0; !status && i < extra.count; i++)
		status = encode_extra_member(to, &extra.members[i], error);
	otk_extra_free(&extra);
	return status;
}

static otk_status encode_pairs(const pairs *to, const otk_type *type, const void *options,
	const char *what, otk_error *error)
{
	otk_status status = type && options ? encode_struct(to, type, options, error) : OTK_OK;

	return status ? status : otk_buffer_check(to->out, what, error);
}

otk_status otk_encode_form(
	const otk_type *type, const void *options, otk_buffer *out, otk_error *error)
{
	const pairs to = {
		.out = out, .begin = out->size, .encode = otk_form_encode, .place = OTK_IN_BODY};

	return encode_pairs(&to, type, options, "the request body", error);
}

otk_status otk_encode_query(
	const otk_type *type, const void *options, otk_buffer *out, otk_error *error)
{
	const pairs to = {.out = out,
		.begin = out->size,
		.encode = otk_percent_encode,
		.place = OTK_IN_QUERY};

	return encode_pairs(&to, type, options, "the query", error);
}
