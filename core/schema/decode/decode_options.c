/* SPDX-License-Identifier: MIT */
/*
 * Decodes caller-supplied JSON into an options struct; unlike in responses, unknown members fail.
 */
#include "config.h"

#include "core/schema/decode/decode_options.h"

#include <string.h>

#include "core/base/error/status.h"
#include "core/base/error/suggest.h"
#include "core/base/json/json_string.h"
#include "core/schema/access.h"
#include "core/schema/decode/decode_object.h"
#include "core/schema/decode/decode_value.h"
#include "core/schema/limits.h"

#include "core/base/cold.h"

#define EXTRA_JSON "extra_json"

/* The type for operations without options: the record only owns the decoded path ids. */
static const otk_type no_options = {
	.type_size = sizeof(otk_type), .name = "options", .struct_size = sizeof(size_t)};

typedef struct options_reader {
	otk_strict strict; /* first: reader_of() casts a pointer to it */
	const otk_operation *operation;
	const char **ids;
	const void *root;
} options_reader;

static const options_reader *reader_of(const otk_decoder *decoder)
{
	return (const options_reader *)(const void *)decoder->strict;
}

/* "archiveId" and "archive_id" name the same positional id. */
static bool is_id_name(const otk_slice *key, const char *name, size_t size)
{
	char member[OTK_PATH_TEXT_SIZE];

	if (!key->escaped && key->size == size && memcmp(key->text, name, size) == 0)
		return true;
	return otk_slice_is(key, otk_id_text(OTK_NAMING_MEMBERS, name, size, member));
}

static bool take_id(otk_decoder *decoder, size_t index, const char *name, size_t size)
{
	const options_reader *reader = reader_of(decoder);
	char text[OTK_PATH_TEXT_SIZE];
	const otk_field id = {
		.name = text, .member = otk_id_text(reader->strict.naming, name, size, text)};
	const otk_field_path path = {.field = &id, .index = -1};

	if (reader->ids[index])
		return otk_decoder_fail(decoder, &path, "it is given twice");
	return otk_decode_text(decoder, &path, &reader->ids[index]);
}

/* true: the member is a positional id of the operation; *decoded: whether it could be read. */
static bool take_path_id(otk_decoder *decoder, const otk_slice *key, bool *decoded)
{
	const otk_operation *operation = reader_of(decoder)->operation;
	const char *name;
	size_t size;

	for (size_t i = 0;
		operation && i < OTK_PATH_IDS_MAX && otk_path_id_name(operation, i, &name, &size);
		i++) {
		if (!is_id_name(key, name, size))
			continue;
		*decoded = take_id(decoder, i, name, size);
		return true;
	}
	return false;
}

/* The member "extra_json": an object, kept as its text. */
static bool take_extra(
	otk_decoder *decoder, const otk_type *type, void *record, const otk_field_path *up)
{
	static const otk_field extra_field = {.name = EXTRA_JSON, .member = EXTRA_JSON};
	const otk_field_path path = {.up = up, .field = &extra_field, .index = -1};
	const uint32_t offset = (uint32_t)type->extra_json;
	otk_slice value;
	const char *text;

	if (otk_json_peek(&decoder->reader) != OTK_JSON_OBJECT)
		return otk_decoder_mismatch(decoder, &path, "an object");
	if (otk_get_pointer(record, offset))
		return otk_decoder_fail(decoder, &path, "it is given twice");
	if (!otk_json_skip(&decoder->reader, &value))
		return false;
	text = otk_arena_text(decoder->arena, value.text, value.size);
	if (!text)
		return otk_decoder_nomem(decoder);
	otk_put_pointer(record, offset, text);
	return true;
}

/* Writes "; did you mean "name"?" into text, or "" if no member has a similar name. */
static void suggest_member(const otk_decoder *decoder, const otk_type *type, const otk_slice *key,
	bool is_root, char text[OTK_PATH_TEXT_SIZE])
{
	const options_reader *reader = reader_of(decoder);
	char ids[OTK_PATH_IDS_MAX][OTK_PATH_TEXT_SIZE];
	otk_suggestion suggestion = {0};
	const char *name;
	size_t size;

	for (size_t i = 0; i < type->field_count; i++) {
		otk_suggest(&suggestion, key->text, key->size, type->fields[i].name);
		otk_suggest(&suggestion, key->text, key->size, type->fields[i].member);
	}
	for (size_t i = 0; is_root && reader->operation && i < OTK_PATH_IDS_MAX &&
			   otk_path_id_name(reader->operation, i, &name, &size);
		i++)
		otk_suggest(&suggestion, key->text, key->size,
			otk_id_text(OTK_NAMING_WIRE, name, size, ids[i]));
	text[0] = '\0';
	if (suggestion.best)
		otk_append(text, OTK_PATH_TEXT_SIZE, "; did you mean \"%s\"?", suggestion.best);
}

OTK_COLD static bool refuse_unknown(otk_decoder *decoder, const otk_type *type,
	const otk_slice *key, bool is_root, const otk_field_path *path)
{
	char suggestion[OTK_PATH_TEXT_SIZE];
	const int size = (int)(key->size < OTK_NAME_MAX ? key->size : OTK_NAME_MAX);

	suggest_member(decoder, type, key, is_root, suggestion);
	if (!suggestion[0] && type->extra_json)
		otk_append(suggestion, sizeof(suggestion),
			"; put members that otk does not know into \"" EXTRA_JSON "\"");
	return otk_decoder_fail(
		decoder, path, "\"%.*s\" is not a known member%s", size, key->text, suggestion);
}

static bool take_unknown(otk_decoder *decoder, const otk_type *type, void *record,
	const otk_slice *key, const otk_field_path *path)
{
	const bool is_root = record == reader_of(decoder)->root;
	bool decoded;

	if (is_root && take_path_id(decoder, key, &decoded))
		return decoded;
	if (type->extra_json && otk_slice_is(key, EXTRA_JSON))
		return take_extra(decoder, type, record, path);
	return refuse_unknown(decoder, type, key, is_root, path);
}

static otk_status check_path_ids(
	const otk_operation *operation, otk_naming naming, const char *const *ids, otk_error *error)
{
	char text[OTK_PATH_TEXT_SIZE];
	const char *name;
	size_t size;

	for (size_t i = 0; i < OTK_PATH_IDS_MAX && otk_path_id_name(operation, i, &name, &size);
		i++)
		if (!ids[i])
			return otk_fail(error, OTK_E_ARGUMENT, "%s: it is missing",
				otk_id_text(naming, name, size, text));
	return OTK_OK;
}

otk_status otk_decode_options(const otk_operation *operation, const otk_type *type,
	const char *json, otk_naming naming, void **options, const char *ids[OTK_PATH_IDS_MAX + 1],
	otk_error *error)
{
	const size_t size = strlen(json);
	options_reader reader = {.strict = {.take_unknown = take_unknown, .naming = naming},
		.operation = operation,
		.ids = ids};
	otk_odd_members odd;
	otk_decoder decoder;
	otk_arena *arena;
	otk_status status;
	void *root;

	*options = NULL;
	if (ids)
		memset(ids, 0, (OTK_PATH_IDS_MAX + 1) * sizeof(*ids));
	if (!type)
		type = &no_options;
	arena = otk_arena_new(type->struct_size, size);
	if (!arena)
		return otk_fail_nomem(error);
	otk_arena_keep_secret(arena); /* passwords of SIP and storage */
	root = otk_arena_root(arena);
	reader.root = root;
	otk_put_size(root, 0, type->struct_size);
	otk_decoder_init(&decoder, &reader.strict, arena, json, size, &odd, error);
	status = otk_decoder_end(
		&decoder, otk_decode_object(&decoder, type, root, NULL), "the text");
	otk_decoder_free(&decoder);
	if (!status && operation)
		status = check_path_ids(operation, naming, ids, error);
	if (status)
		otk_arena_free(arena);
	else
		*options = root;
	return status;
}
