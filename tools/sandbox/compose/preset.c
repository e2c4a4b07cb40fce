/* SPDX-License-Identifier: MIT */
/* The predefined layouts: a grid, and layouts with one large stream. */
#include "config.h"

#include <string.h>

#include "tools/sandbox/base/memory.h"
#include "tools/sandbox/compose/preset.h"

/* Positions of pip in percent of the picture. */
enum { CORNER_SIZE = 30, CORNER_MARGIN = 3 };

typedef struct preset {
	const char *type;
	const char *class; /* of the large stream; NULL: all have the same size */
	void (*place)(sandbox_picture *picture, const sandbox_source **list, size_t count);
	size_t (*capacity)(const sandbox_picture *picture); /* streams of the layout */
	bool one_of_class; /* only one stream with the class is shown */
} preset;

static bool is_portrait(const sandbox_picture *picture)
{
	return picture->height > picture->width;
}

static void add_tile(sandbox_picture *picture, const sandbox_source *source, double x, double y,
	double right, double bottom)
{
	const sandbox_tile tile = {
		.source = source, .x = x, .y = y, .width = right - x, .height = bottom - y};

	sandbox_picture_add(picture, &tile);
}

/* Edge number `index` of `count` equal parts, in whole pixels. */
static int edge_of(int size, size_t index, size_t count)
{
	return (int)((size_t)size * index / count);
}

static size_t grid_capacity(const sandbox_picture *picture)
{
	(void)picture;
	return SANDBOX_TILES;
}

static void place_grid(sandbox_picture *picture, const sandbox_source **list, size_t count)
{
	size_t across = 1, along, columns, rows;

	while (across * across < count)
		across++;
	along = (count + across - 1) / across;
	columns = is_portrait(picture) ? along : across;
	rows = is_portrait(picture) ? across : along;
	for (size_t i = 0; i < count; i++)
		add_tile(picture, list[i], edge_of(picture->width, i % columns, columns),
			edge_of(picture->height, i / columns, rows),
			edge_of(picture->width, i % columns + 1, columns),
			edge_of(picture->height, i / columns + 1, rows));
}

static size_t pip_capacity(const sandbox_picture *picture)
{
	(void)picture;
	return 2;
}

static void place_pip(sandbox_picture *picture, const sandbox_source **list, size_t count)
{
	const int margin = picture->width * CORNER_MARGIN / 100;
	const int width = picture->width * CORNER_SIZE / 100;
	const int height = picture->height * CORNER_SIZE / 100;

	add_tile(picture, list[0], 0, 0, picture->width, picture->height);
	if (count > 1)
		add_tile(picture, list[1], picture->width - margin - width,
			picture->height - margin - height, picture->width - margin,
			picture->height - margin);
}

/* The service shows one or two more small streams at its largest resolutions. */
static size_t vertical_capacity(const sandbox_picture *picture)
{
	if (is_portrait(picture))
		return picture->height >= 1920 ? 11 : 9;
	return picture->width >= 1920 ? 8 : 6;
}

static size_t horizontal_capacity(const sandbox_picture *picture)
{
	if (is_portrait(picture))
		return 4;
	return picture->width >= 1920 ? 8 : 6;
}

/* Small streams have the proportions of the picture, as many as fit along one side. */
static void place_vertical(sandbox_picture *picture, const sandbox_source **list, size_t count)
{
	const size_t places = vertical_capacity(picture) - 1;
	const int column = edge_of(picture->width, 1, places);

	add_tile(picture, list[0], column, 0, picture->width, picture->height);
	for (size_t i = 1; i < count; i++)
		add_tile(picture, list[i], 0, edge_of(picture->height, i - 1, places), column,
			edge_of(picture->height, i, places));
}

static void place_horizontal(sandbox_picture *picture, const sandbox_source **list, size_t count)
{
	const size_t places = horizontal_capacity(picture) - 1;
	const int row = picture->height - edge_of(picture->height, 1, places);

	add_tile(picture, list[0], 0, 0, picture->width, row);
	for (size_t i = 1; i < count; i++)
		add_tile(picture, list[i], edge_of(picture->width, i - 1, places), row,
			edge_of(picture->width, i, places), picture->height);
}

static const preset presets[] = {
	{"bestFit", NULL, place_grid, grid_capacity, false},
	{"pip", "full", place_pip, pip_capacity, true},
	{"verticalPresentation", "focus", place_vertical, vertical_capacity, false},
	{"horizontalPresentation", "focus", place_horizontal, horizontal_capacity, false},
};

static const preset *find_preset(const char *type)
{
	for (size_t i = 0; i < COUNT_OF(presets); i++)
		if (strcmp(presets[i].type, type) == 0)
			return &presets[i];
	return NULL;
}

static bool is_large(const preset *layout, const sandbox_source *source, bool screen)
{
	return screen ? source->screen : sandbox_source_has_class(source, layout->class);
}

/* Returns the index of the large stream. */
static size_t find_large(sandbox_picture *picture, const preset *layout,
	const sandbox_source *sources, size_t count, bool screen)
{
	for (size_t i = 0; i < count; i++)
		if (is_large(layout, &sources[i], screen))
			return i;
	sandbox_picture_note(picture,
		"%s: no stream has the layout class \"%s\"; the first stream is the large one",
		layout->type, layout->class);
	return 0;
}

bool sandbox_preset_compose(sandbox_picture *picture, const char *type,
	const sandbox_source *sources, size_t count, bool screen)
{
	const preset *layout = find_preset(type);
	const sandbox_source *list[SANDBOX_TILES];
	size_t used = 0, capacity, large = count;

	if (!layout || !count)
		return layout != NULL;
	capacity = layout->capacity(picture);
	if (layout->class) {
		large = find_large(picture, layout, sources, count, screen);
		list[used++] = &sources[large];
	}
	for (size_t i = 0; i < count && used < capacity; i++)
		if (i != large && !(layout->one_of_class && is_large(layout, &sources[i], screen)))
			list[used++] = &sources[i];
	layout->place(picture, list, used);
	return true;
}
