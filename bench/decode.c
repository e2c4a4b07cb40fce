/* SPDX-License-Identifier: MIT */
/*
 * A page of 1000 archives into records: our one pass beside json-c's tree and a walk over it, in
 * turns. Both make the same records in the same arenas, which a digest shows.
 *
 *   bench/decode             medians of ROUNDS rounds, and the ratio
 *   bench/decode once WHICH  one run of none, otk or json-c, to count instructions
 */
#include "config.h"

#include <inttypes.h>
#include <json-c/json.h>
#include <otk/archives.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/base/arena.h"
#include "core/schema/schema.h"
#include "tests/schema/archive_tables.h"

#define ITEMS  1000
#define ROUNDS 21
#define ROOM   ((size_t)1024 * 1024)

/* ------------------------------------------------------------------ the page */

static uint32_t seed = 1;

static uint32_t any(uint32_t below)
{
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 8) % below;
}

static size_t put_archive(char *text, size_t room, int i)
{
	static const char *const statuses[] = {"available", "uploaded", "expired", "stopped"};
	static const char *const sizes[] = {"640x480", "1280x720", "1920x1080"};
	const uint32_t a = any(UINT32_C(0xffffff)), b = any(65536), status = any(4);

	return (size_t)snprintf(text, room,
		"%s{\"id\":\"%08x-%04x-4c1b-9d3e-%012x\",\"status\":\"%s\","
		"\"name\":\"Lecture %d \\\"week %u\\\" caf\xc3\xa9\",\"reason\":\"%s\","
		"\"sessionId\":\"2_MX40NzIwMzIxMn5-MTQzMjAxMjg5NTU3M35-%"
		"08xcHZmNmUyT3JNVGVPUXh3cHlWc3Z-QX4kIzAxMjM0NTY\","
		"\"projectId\":47203212,\"createdAt\":%" PRId64 ",\"size\":%u,\"duration\":%u,"
		"\"outputMode\":\"composed\",\"streamMode\":\"auto\",\"hasAudio\":true,"
		"\"hasVideo\":%s,\"multiArchiveTag\":\"room-%04x\",\"sha256sum\":\"%08x%08x%08x%"
		"08xe3b0c44298fc1c14%016x\","
		"\"password\":\"\",\"updatedAt\":%" PRId64 ",\"resolution\":\"%s\","
		"\"url\":%s%s%s,\"partnerId\":47203212}",
		i ? "," : "", a, b, a ^ b, statuses[status], i, any(52),
		any(3) ? "session ended" : "", a, INT64_C(1432012895000) + i * 77, any(1u << 30),
		any(7200), any(5) ? "true" : "false", b, a, b, a * 3, b * 5, a ^ (b << 7),
		INT64_C(1432012899000) + i * 79, sizes[any(3)], status ? "" : "\"",
		status ? "null"
		       : "https://archives.example.com/47203212/a/archive.mp4?Expires=1432013495&"
			 "Signature=h4KQ0JtPq3r8VwYg",
		status ? "" : "\"");
}

static char *make_page(size_t *size)
{
	char *text = malloc(ROOM);
	size_t used;
	int i;

	if (!text)
		exit(1);
	used = (size_t)snprintf(text, ROOM, "{\"count\":%d,\"items\":[", ITEMS * 3);
	for (i = 0; i < ITEMS; i++)
		used += put_archive(text + used, ROOM - used, i);
	used += (size_t)snprintf(text + used, ROOM - used, "]}");
	*size = used;
	return text;
}

/* ------------------------------------------------------------------ two ways */

typedef otk_archive_list *decode_fn(const char *text, size_t size);

static otk_archive_list *by_otk(const char *text, size_t size)
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
	if (otk_decode(row->result, OTK_FORM_LIST, body, size, body, &record, &error)) {
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
	size_t i;

	for (i = 0; i < OTK_COUNT_OF(texts); i++)
		if (!strcmp(texts[i].name, name)) {
			const char *text = take_text(arena, value);

			memcpy((char *)to + texts[i].offset, &text, sizeof(text));
			return;
		}
	for (i = 0; i < OTK_COUNT_OF(numbers); i++)
		if (!strcmp(numbers[i].name, name)) {
			const int64_t number = json_object_get_int64(value);

			memcpy((char *)to + numbers[i].offset, &number, sizeof(number));
			return;
		}
	if (!strcmp(name, "hasAudio"))
		to->has_audio = take_flag(value);
	else if (!strcmp(name, "hasVideo"))
		to->has_video = take_flag(value);
}

static otk_archive_list *by_json_c(const char *text, size_t size)
{
	json_tokener *tokener = json_tokener_new();
	json_object *tree = json_tokener_parse_ex(tokener, text, (int)size + 1), *items, *count;
	otk_arena *arena = otk_arena_new(sizeof(otk_archive_list), 65536);
	otk_archive_list *list = otk_arena_root(arena);
	const otk_archive **array;
	size_t i;

	if (!tree || !json_object_object_get_ex(tree, "items", &items) ||
		!json_object_object_get_ex(tree, "count", &count))
		exit(1);
	list->total = json_object_get_int64(count);
	list->item_count = json_object_array_length(items);
	array = otk_arena_alloc(arena, list->item_count * sizeof(*array));
	for (i = 0; i < list->item_count; i++) {
		otk_archive *archive = otk_arena_record(arena, sizeof(*archive));

		json_object_object_foreach(json_object_array_get_idx(items, i), name, value)
			take_member(archive, arena, name, value);
		array[i] = archive;
	}
	list->items = array;
	json_object_put(tree);
	json_tokener_free(tokener);
	return list;
}

/* -------------------------------------------------------------------- digest */

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
	size_t i;

	for (i = 0; i < OTK_COUNT_OF(texts); i++)
		digest = digest_text(digest, texts[i]);
	for (i = 0; i < OTK_COUNT_OF(numbers); i++)
		digest = digest * 1000003 + (uint64_t)numbers[i];
	return digest;
}

static uint64_t digest(const otk_archive_list *list)
{
	uint64_t sum = (uint64_t)list->total;
	size_t i;

	for (i = 0; i < list->item_count; i++)
		sum = digest_archive(sum, list->items[i]);
	return sum;
}

/* --------------------------------------------------------------------- times */

static double one_run(decode_fn *decode, const char *text, size_t size, uint64_t *sum)
{
	struct timespec begin, end;
	otk_archive_list *list;

	clock_gettime(CLOCK_MONOTONIC, &begin);
	list = decode(text, size);
	clock_gettime(CLOCK_MONOTONIC, &end);
	*sum = digest(list);
	otk_free(list);
	return (double)(end.tv_sec - begin.tv_sec) * 1e3 +
	       (double)(end.tv_nsec - begin.tv_nsec) / 1e6;
}

static int by_size(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static int compare(const char *text, size_t size)
{
	double ours[ROUNDS], theirs[ROUNDS];
	uint64_t our_sum, their_sum;
	int i;

	for (i = 0; i < ROUNDS; i++) {
		ours[i] = one_run(by_otk, text, size, &our_sum);
		theirs[i] = one_run(by_json_c, text, size, &their_sum);
		if (our_sum != their_sum) {
			fprintf(stderr, "the records differ\n");
			return 1;
		}
	}
	qsort(ours, ROUNDS, sizeof(*ours), by_size);
	qsort(theirs, ROUNDS, sizeof(*theirs), by_size);
	printf("decode %d archives, %zu bytes: otk %.3f ms, json-c %.3f ms (medians of %d): "
	       "%.1f times as fast (minima %.3f, %.3f)\n",
		ITEMS, size, ours[ROUNDS / 2], theirs[ROUNDS / 2], ROUNDS,
		theirs[ROUNDS / 2] / ours[ROUNDS / 2], ours[0], theirs[0]);
	return 0;
}

int main(int argc, char **argv)
{
	size_t size;
	char *text = make_page(&size);
	int result = 0;

	if (argc < 3)
		result = compare(text, size);
	else if (!strcmp(argv[2], "otk"))
		otk_free(by_otk(text, size));
	else if (!strcmp(argv[2], "json-c"))
		otk_free(by_json_c(text, size));
	free(text);
	return result;
}
