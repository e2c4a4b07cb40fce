/* SPDX-License-Identifier: MIT */
/* Draws a composed picture as SVG: a frame for each stream, its name and its layout classes. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "tools/sandbox/base/json.h"
#include "tools/sandbox/base/memory.h"
#include "tools/sandbox/base/text.h"
#include "tools/sandbox/compose/picture.h"
#include "tools/sandbox/compose/source.h"

/* White text is readable on each of them (contrast of 4.5 or more). */
static const char *const colours[] = {
	"#1d4ed8", "#047857", "#b91c1c", "#6d28d9", "#a34300", "#0e7490", "#be185d", "#4d5a0f"};

/* Proportions of a camera and of a shared screen. */
static double proportion_of(const sandbox_tile *tile)
{
	return tile->source->screen ? 16.0 / 9.0 : 4.0 / 3.0;
}

static void add_rectangle(sandbox_bytes *svg, double x, double y, double width, double height,
	const char *fill, const char *more)
{
	char *text = sandbox_print(
		"<rect x=\"%ld\" y=\"%ld\" width=\"%ld\" height=\"%ld\" fill=\"%s\"%s/>\n",
		sandbox_pixels(x), sandbox_pixels(y), sandbox_pixels(x + width) - sandbox_pixels(x),
		sandbox_pixels(y + height) - sandbox_pixels(y), fill, more);

	sandbox_bytes_add_text(svg, text);
	free(text);
}

/* Returns where the video is in its tile: whole, with bars at two sides, or cut. */
static sandbox_tile video_of(const sandbox_tile *tile)
{
	double width = tile->width, height = tile->height;
	sandbox_tile video = *tile;

	if (!tile->cover && width > height * proportion_of(tile))
		width = height * proportion_of(tile);
	else if (!tile->cover)
		height = width / proportion_of(tile);
	video.x += (tile->width - width) / 2;
	video.y += (tile->height - height) / 2;
	video.width = width;
	video.height = height;
	return video;
}

/* Cuts at the end of a character. */
static void add_text(sandbox_bytes *svg, double x, double y, double size, double room,
	const char *content, bool bold)
{
	const size_t most = size > 0 ? (size_t)(room / (size * 0.62)) : 0;
	size_t length = 0, characters = 0;
	char *text, *part;

	while (content[length] && characters < most) {
		length++;
		while (((unsigned char)content[length] & 0xc0) == 0x80)
			length++;
		characters++;
	}
	if (!length)
		return;
	part = sandbox_copy_n(content, length);
	text = sandbox_print("<text x=\"%ld\" y=\"%ld\" font-size=\"%ld\"%s>", sandbox_pixels(x),
		sandbox_pixels(y), sandbox_pixels(size), bold ? " font-weight=\"bold\"" : "");
	sandbox_bytes_add_text(svg, text);
	sandbox_xml_text(svg, part);
	sandbox_bytes_add_text(svg, content[length] ? "…</text>\n" : "</text>\n");
	free(text);
	free(part);
}

static char *join_classes(const sandbox_source *source)
{
	sandbox_bytes text = {0};

	sandbox_bytes_add_text(&text, source->screen ? "screen" : "camera");
	for (size_t i = 0; i < sandbox_json_list_size(source->classes); i++) {
		const char *class =
			json_object_get_string(json_object_array_get_idx(source->classes, i));

		sandbox_bytes_add_text(&text, " .");
		sandbox_bytes_add_text(&text, class ? class : "");
	}
	return text.data;
}

static void add_label(sandbox_bytes *svg, const sandbox_picture *picture, const sandbox_tile *tile)
{
	const double largest = picture->height / 16.0;
	const double fitting = tile->height / 3.5;
	const double size = fitting < largest ? fitting : largest;
	const double margin = size * 0.6;
	char *classes = join_classes(tile->source);

	add_text(svg, tile->x + margin, tile->y + margin + size * 0.8, size,
		tile->width - 2 * margin,
		*tile->source->name ? tile->source->name : tile->source->id, true);
	add_text(svg, tile->x + margin, tile->y + margin + size * 2, size * 0.75,
		tile->width - 2 * margin, classes, false);
	free(classes);
}

char *sandbox_picture_svg(const sandbox_picture *picture)
{
	sandbox_bytes svg = {0};
	char *head = sandbox_print(
		"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" "
		"height=\"%d\" font-family=\"sans-serif\">\n",
		picture->width, picture->height, picture->width, picture->height);

	sandbox_bytes_add_text(&svg, head);
	free(head);
	add_rectangle(&svg, 0, 0, picture->width, picture->height, "#000", "");
	for (size_t i = 0; i < picture->count; i++) {
		const sandbox_tile *tile = &picture->tiles[i];
		const sandbox_tile video = video_of(tile);

		add_rectangle(&svg, tile->x, tile->y, tile->width, tile->height, "#1f2937",
			" stroke=\"#9ca3af\" stroke-width=\"2\"");
		/* Colours follow the order of publishing, so that a stream keeps its colour. */
		add_rectangle(&svg, video.x, video.y, video.width, video.height,
			colours[tile->source->number % COUNT_OF(colours)], "");
		sandbox_bytes_add_text(&svg, "<g fill=\"#fff\">\n");
		add_label(&svg, picture, &video);
		sandbox_bytes_add_text(&svg, "</g>\n");
	}
	sandbox_bytes_add_text(&svg, "</svg>\n");
	return svg.data;
}
