/* SPDX-License-Identifier: MIT */
/* Composes the picture of an archive or a broadcast: where each stream is. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/sandbox/base/json.h"
#include "tools/sandbox/base/memory.h"
#include "tools/sandbox/compose/compose.h"
#include "tools/sandbox/compose/flow.h"
#include "tools/sandbox/compose/picture.h"
#include "tools/sandbox/compose/preset.h"
#include "tools/sandbox/compose/sheet.h"

static void read_resolution(sandbox_picture *picture, const char *text)
{
	if (sscanf(text, "%dx%d", &picture->width, &picture->height) == 2 && picture->width > 0 &&
		picture->height > 0)
		return;
	picture->width = 640;
	picture->height = 480;
}

/* Moves sources with video to the beginning; their order stays. Returns their number. */
static size_t take_video(sandbox_source *sources, size_t count, json_object *left_out)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++) {
		json_object *item;

		if (sources[i].video) {
			sources[kept++] = sources[i];
			continue;
		}
		item = sandbox_new_object();
		sandbox_json_set_text(item, "streamId", sources[i].id);
		sandbox_json_set_text(item, "why", "has no video");
		sandbox_json_append(left_out, item);
	}
	return kept;
}

/* Lists the sources that have no tile. */
static void list_left_out(const sandbox_picture *picture, const sandbox_source *sources,
	size_t count, json_object *left_out)
{
	for (size_t i = 0; i < count; i++) {
		json_object *item;
		size_t tile = 0;

		while (tile < picture->count && picture->tiles[tile].source != &sources[i])
			tile++;
		if (tile < picture->count)
			continue;
		item = sandbox_new_object();
		sandbox_json_set_text(item, "streamId", sources[i].id);
		sandbox_json_set_text(item, "why", "the layout shows fewer streams");
		sandbox_json_append(left_out, item);
	}
}

static bool has_screen(const sandbox_source *sources, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (sources[i].screen)
			return true;
	return false;
}

/* Returns the type that was used. */
static const char *place_tiles(sandbox_picture *picture, const json_object *layout,
	const sandbox_source *sources, size_t count)
{
	const char *type = sandbox_json_text(layout, "type", "bestFit");
	const char *screen_type = sandbox_json_text(layout, "screenshareType", NULL);
	const bool screen = screen_type && has_screen(sources, count);
	sandbox_style styles[SANDBOX_TILES];

	if (screen)
		type = screen_type;
	if (sandbox_preset_compose(picture, type, sources, count, screen))
		return type;
	if (count > SANDBOX_TILES)
		count = SANDBOX_TILES;
	sandbox_sheet_apply(
		picture, sandbox_json_text(layout, "stylesheet", ""), sources, count, styles);
	sandbox_flow_compose(picture, sources, styles, count);
	return type;
}

static json_object *describe_tile(const sandbox_picture *picture, const sandbox_tile *tile)
{
	json_object *item = sandbox_new_object();
	const double right = tile->x + tile->width, bottom = tile->y + tile->height;

	sandbox_json_set_text(item, "streamId", tile->source->id);
	sandbox_json_set_text(item, "name", tile->source->name);
	sandbox_json_set_text(item, "videoType", tile->source->screen ? "screen" : "camera");
	sandbox_json_set(item, "layoutClassList",
		tile->source->classes ? sandbox_json_clone(tile->source->classes)
				      : sandbox_new_array());
	sandbox_json_set_int(item, "x", sandbox_pixels(tile->x));
	sandbox_json_set_int(item, "y", sandbox_pixels(tile->y));
	sandbox_json_set_int(item, "width", sandbox_pixels(right) - sandbox_pixels(tile->x));
	sandbox_json_set_int(item, "height", sandbox_pixels(bottom) - sandbox_pixels(tile->y));
	sandbox_json_set_text(item, "objectFit", tile->cover ? "cover" : "contain");
	sandbox_json_set_flag(item, "clipped",
		tile->x < -0.5 || tile->y < -0.5 || right > picture->width + 0.5 ||
			bottom > picture->height + 0.5);
	return item;
}

json_object *sandbox_compose(
	const json_object *layout, const char *resolution, const json_object *streams)
{
	json_object *result = sandbox_new_object();
	json_object *tiles = sandbox_new_array(), *left_out = sandbox_new_array();
	sandbox_picture picture = {.notes = sandbox_new_array()};
	size_t count, used;
	sandbox_source *sources = sandbox_sources_read(streams, &count);
	char *svg;

	read_resolution(&picture, resolution);
	used = take_video(sources, count, left_out);
	sandbox_json_set_int(result, "width", picture.width);
	sandbox_json_set_int(result, "height", picture.height);
	sandbox_json_set_text(result, "type", place_tiles(&picture, layout, sources, used));
	list_left_out(&picture, sources, used, left_out);
	for (size_t i = 0; i < picture.count; i++)
		sandbox_json_append(tiles, describe_tile(&picture, &picture.tiles[i]));
	sandbox_json_set(result, "tiles", tiles);
	sandbox_json_set(result, "leftOut", left_out);
	sandbox_json_set(result, "notes", picture.notes);
	svg = sandbox_picture_svg(&picture);
	sandbox_json_set_text(result, "svg", svg);
	free(svg);
	free(sources);
	return result;
}
