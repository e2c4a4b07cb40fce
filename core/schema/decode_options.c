/* SPDX-License-Identifier: MIT */
/* A caller's JSON into options, for calls by name. The same decoder; unknown members are kept. */
#include "config.h"

#include <string.h>

#include "core/base/status.h"
#include "core/schema/access.h"
#include "core/schema/decoder.h"
#include "core/schema/limits.h"

/* The struct of operations without options: it owns the path ids. */
static const otk_type no_options = {
	.type_size = sizeof(otk_type), .name = "options", .struct_size = sizeof(size_t)};

const char *otk_value_of_label(const otk_field *field, const char *text)
{
	size_t i;

	for (i = 0; text && field->labels && field->values && field->labels[i] && field->values[i];
		i++)
		if (!strcmp(field->labels[i], text))
			return field->values[i];
	return text;
}

/* true: the member is a path id of the operation; *decoded tells how it went. */
static bool take_path_id(otk_decoder *decoder, const otk_slice *key, bool *decoded)
{
	const otk_strict *strict = decoder->strict;
	const otk_field id = {.name = "id"};
	const otk_spot spot = {.field = &id, .index = -1};
	const char *name;
	size_t i, size;

	for (i = 0; strict->operation && i < OTK_PATH_IDS_MAX &&
		    otk_path_id_name(strict->operation, i, &name, &size);
		i++) {
		if (key->escaped || key->size != size || memcmp(key->text, name, size) != 0)
			continue;
		*decoded = otk_decode_text(decoder, &spot, &strict->ids[i]);
		return true;
	}
	return false;
}

/* "name": value, as they stand in the text, behind what is there. */
static bool keep_member(otk_decoder *decoder, otk_unknown *unknown, const otk_slice *key)
{
	otk_slice value;

	if (!otk_json_skip(&decoder->reader, &value))
		return false;
	if (!unknown->json.max)
		otk_buffer_init(
			&unknown->json, (size_t)(decoder->reader.end - decoder->reader.begin) + 2);
	otk_buffer_add_char(&unknown->json, unknown->json.size ? ',' : '{');
	otk_buffer_add_char(&unknown->json, '"');
	otk_buffer_add(&unknown->json, key->text, key->size);
	otk_buffer_add(&unknown->json, "\":", 2);
	otk_buffer_add(&unknown->json, value.text, value.size);
	return !unknown->json.status || otk_decoder_nomem(decoder);
}

bool otk_unknown_member(otk_decoder *decoder, otk_unknown *unknown, const otk_type *type,
	const void *record, const otk_slice *key, const otk_spot *spot)
{
	bool decoded;

	if (record == decoder->strict->root && take_path_id(decoder, key, &decoded))
		return decoded;
	if (type->extra_json)
		return keep_member(decoder, unknown, key);
	return otk_decoder_fail(decoder, spot, "%s has no member \"%.*s\"", type->name,
		(int)(key->size < OTK_NAME_MAX ? key->size : OTK_NAME_MAX), key->text);
}

bool otk_unknown_end(otk_decoder *decoder, otk_unknown *unknown, const otk_type *type, void *record)
{
	bool kept = type != NULL;
	const char *extra;

	if (kept && unknown->json.size) {
		otk_buffer_add_char(&unknown->json, '}');
		extra = unknown->json.status ? NULL
					     : otk_arena_text(decoder->arena, unknown->json.data,
						       unknown->json.size);
		kept = extra || otk_decoder_nomem(decoder);
		otk_put_pointer(record, (uint32_t)type->extra_json, extra);
	}
	if (unknown->json.max)
		otk_buffer_free(&unknown->json);
	return kept;
}

static otk_status check_path_ids(
	const otk_operation *operation, const char *const *ids, otk_error *error)
{
	const char *name;
	size_t i, size;

	for (i = 0; i < OTK_PATH_IDS_MAX && otk_path_id_name(operation, i, &name, &size); i++)
		if (!ids[i])
			return otk_fail(error, OTK_E_ARGUMENT, "%.*s is missing", (int)size, name);
	return OTK_OK;
}

otk_status otk_decode_options(const otk_operation *operation, const otk_type *type,
	const char *json, void **options, const char *ids[OTK_PATH_IDS_MAX + 1], otk_error *error)
{
	const size_t size = strlen(json);
	otk_strict strict = {.operation = operation, .ids = ids};
	otk_decoder decoder;
	otk_arena *arena;
	otk_status status;
	bool decoded;

	*options = NULL;
	if (ids)
		memset(ids, 0, (OTK_PATH_IDS_MAX + 1) * sizeof(*ids));
	if (!type)
		type = &no_options;
	arena = otk_arena_new(type->struct_size, size);
	if (!arena)
		return otk_fail_nomem(error);
	strict.root = otk_arena_root(arena);
	otk_put_size(strict.root, 0, type->struct_size);
	otk_decoder_init(&decoder, arena, json, size, error);
	decoder.strict = &strict;
	decoded = otk_decode_object(&decoder, type, strict.root, NULL);
	status = otk_decoder_end(&decoder, decoded, "the text");
	otk_decoder_free(&decoder);
	if (!status && operation)
		status = check_path_ids(operation, ids, error);
	if (status)
		otk_arena_free(arena);
	else
		*options = strict.root;
	return status;
}
