/* SPDX-License-Identifier: MIT */
/* Two ways of decoding a page of archives into the same records. */
#include "config.h"

#include "bench/records.h"

#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/arena.h"
#include "core/schema/decode/decode_response.h"
#include "tests/schema/archive_tables.h"

otk_archive_list *bench_by_otk(const char *text, size_t size)
{
	static const otk_operation *row;
	otk_error error = OTK_ERROR_INIT;
	void *record = NULL;
	char *body = malloc(size + 1);

	if (!row)
		row = otk_test_archive_row("list");
	if (!body)
		exit(1);
	memcpy(body, text, size + 1);
	if (otk_decode(row->result, OTK_SHAPE_LIST, body, size, body, &record, NULL, &error)) {
		fprintf(stderr, "%s\n", error.message);
		exit(1);
	}
	return record;
}

static const char *take_text(otk_arena *arena, json_object *value)
{
	const char *text = value ? json_object_get_string(value) : NULL;

	return text ? otk_arena_text(arena, text, strlen(text)) : NULL;
}

static otk_flag take_flag(json_object *value)
{
	return !value ? OTK_UNSET : json_object_get_boolean(value) ? OTK_YES : OTK_NO;
}

static void take_member(otk_archive *to, otk_arena *arena, const char *name, json_object *value)
{
	static const struct {
		const char *name;
		size_t offset;
	} texts[] = {{"id", offsetof(otk_archive, id)}, {"status", offsetof(otk_archive, status)},
		{"name", offsetof(otk_archive, name)}, {"reason", offsetof(otk_archive, reason)},
		{"sessionId", offsetof(otk_archive, session_id)},
		{"projectId", offsetof(otk_archive, project_id)},
		{"outputMode", offsetof(otk_archive, output_mode)},
		{"streamMode", offsetof(otk_archive, stream_mode)},
		{"sha256sum", offsetof(otk_archive, sha256sum)},
		{"password", offsetof(otk_archive, password)},
		{"resolution", offsetof(otk_archive, resolution)},
		{"url", offsetof(otk_archive, url)}},
	  numbers[] = {{"createdAt", offsetof(otk_archive, created_at)},
		  {"updatedAt", offsetof(otk_archive, updated_at)},
		  {"size", offsetof(otk_archive, size)},
		  {"duration", offsetof(otk_archive, duration)}};

	for (size_t i = 0; i < OTK_COUNT_OF(texts); i++)
		if (strcmp(texts[i].name, name) == 0) {
			const char *text = take_text(arena, value);

			memcpy((char *)to + texts[i].offset, &text, sizeof(text));
			return;
		}
	for (size_t i = 0; i < OTK_COUNT_OF(numbers); i++)
		if (strcmp(numbers[i].name, name) == 0) {
			const int64_t number = json_object_get_int64(value);

			memcpy((char *)to + numbers[i].offset, &number, sizeof(number));
			return;
		}
	if (strcmp(name, "hasAudio") == 0)
		to->has_audio = take_flag(value);
	else if (strcmp(name, "hasVideo") == 0)
		to->has_video = take_flag(value);
}

otk_archive_list *bench_by_json_c(const char *text, size_t size)
{
	json_tokener *tokener = json_tokener_new();
	json_object *tree = json_tokener_parse_ex(tokener, text, (int)size + 1), *items, *count;
	otk_arena *arena = otk_arena_new(sizeof(otk_archive_list), 65536);
	otk_archive_list *list = otk_arena_root(arena);
	const otk_archive **array;

	if (!tree || !json_object_object_get_ex(tree, "items", &items) ||
		!json_object_object_get_ex(tree, "count", &count))
		exit(1);
	list->total = json_object_get_int64(count);
	list->item_count = json_object_array_length(items);
	array = otk_arena_alloc(arena, list->item_count * sizeof(*array));
	for (size_t i = 0; i < list->item_count; i++) {
		otk_archive *archive = otk_arena_record(arena, sizeof(*archive));
		json_object_iter each;

		json_object_object_foreachC(json_object_array_get_idx(items, i), each)
			take_member(archive, arena, each.key, each.val);
		array[i] = archive;
	}
	list->items = array;
	json_object_put(tree);
	json_tokener_free(tokener);
	return list;
}

static uint64_t digest_text(uint64_t digest, const char *text)
{
	if (!text)
		return digest * 31 + 7;
	for (; *text; text++)
		digest = (digest ^ (unsigned char)*text) * UINT64_C(1099511628211);
	return digest * 31;
}

static uint64_t digest_archive(uint64_t digest, const otk_archive *from)
{
	const char *const texts[] = {from->id, from->status, from->name, from->reason,
		from->session_id, from->project_id, from->output_mode, from->stream_mode,
		from->sha256sum, from->password, from->resolution, from->url};
	const int64_t numbers[] = {from->created_at, from->updated_at, from->size, from->duration,
		from->has_audio, from->has_video};

	for (size_t i = 0; i < OTK_COUNT_OF(texts); i++)
		digest = digest_text(digest, texts[i]);
	for (size_t i = 0; i < OTK_COUNT_OF(numbers); i++)
		digest = digest * 1000003 + (uint64_t)numbers[i];
	return digest;
}

uint64_t bench_digest(const otk_archive_list *list)
{
	uint64_t sum = (uint64_t)list->total;

	for (size_t i = 0; i < list->item_count; i++)
		sum = digest_archive(sum, list->items[i]);
	return sum;
}
