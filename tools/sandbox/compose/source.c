/* SPDX-License-Identifier: MIT */
/* The streams of a composed picture, in the order in which the service takes them. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "tools/sandbox/base/json.h"
#include "tools/sandbox/base/memory.h"
#include "tools/sandbox/compose/source.h"

/* Streams with a layout class come first. Within both tiers: shared screens, cameras of clients
 * that share a screen, other streams of clients that have one in the first tier, the rest. */
enum { SECOND_TIER = 4, SCREEN = 0, BESIDE_SCREEN, BESIDE_FIRST_TIER, OTHERS };

bool sandbox_source_has_class(const sandbox_source *source, const char *name)
{
	return sandbox_json_list_has(source->classes, name);
}

static bool is_first_tier(const sandbox_source *source)
{
	return sandbox_json_list_size(source->classes) > 0;
}

/* Whether another stream of the same client is a screen, or is in the first tier. */
static bool has_companion(
	const sandbox_source *list, size_t count, const sandbox_source *one, bool screen)
{
	for (size_t i = 0; i < count; i++) {
		const sandbox_source *other = &list[i];

		if (other == one || !*one->connection ||
			strcmp(other->connection, one->connection) != 0)
			continue;
		if (screen ? other->screen : is_first_tier(other))
			return true;
	}
	return false;
}

static int rank_of(const sandbox_source *list, size_t count, const sandbox_source *one)
{
	const int tier = is_first_tier(one) ? 0 : SECOND_TIER;

	if (one->screen)
		return tier + SCREEN;
	if (has_companion(list, count, one, true))
		return tier + BESIDE_SCREEN;
	if (tier && has_companion(list, count, one, false))
		return tier + BESIDE_FIRST_TIER;
	return tier + OTHERS;
}

static int compare_sources(const void *left, const void *right)
{
	const sandbox_source *a = left, *b = right;

	if (a->rank != b->rank)
		return a->rank < b->rank ? -1 : 1;
	if (a->created != b->created)
		return a->created < b->created ? -1 : 1;
	return a->number < b->number ? -1 : a->number > b->number;
}

static sandbox_source read_source(const json_object *stream, size_t number)
{
	return (sandbox_source){
		.id = sandbox_json_text(stream, "id", sandbox_json_text(stream, "streamId", "")),
		.name = sandbox_json_text(stream, "name", ""),
		.connection = sandbox_json_text(stream, "connectionId", ""),
		.classes = sandbox_json_member(stream, "layoutClassList"),
		.created = sandbox_json_int(stream, "createdAt", 0),
		.number = number,
		.screen = sandbox_json_is(stream, "videoType", "screen"),
		.video = sandbox_json_flag(stream, "hasVideo", true),
	};
}

sandbox_source *sandbox_sources_read(const json_object *streams, size_t *count)
{
	sandbox_source *list;

	*count = sandbox_json_list_size(streams);
	list = sandbox_alloc((*count + 1) * sizeof(*list));
	for (size_t i = 0; i < *count; i++)
		list[i] = read_source(json_object_array_get_idx(streams, i), i);
	for (size_t i = 0; i < *count; i++)
		list[i].rank = rank_of(list, *count, &list[i]);
	qsort(list, *count, sizeof(*list), compare_sources);
	return list;
}
