/* SPDX-License-Identifier: MIT */
/* Places streams with styles as a browser would: blocks, lines, floats, absolute positions. */
#include "config.h"

#include <stdlib.h>

#include "tools/sandbox/compose/flow.h"

/* A video without a size has the proportions of a camera. */
#define PROPORTION (4.0 / 3.0)
/* Rounding of percentages must not wrap a line. */
#define ROUNDING 0.01

typedef struct box {
	double x, y, width, height;      /* without margins */
	double top, right, bottom, left; /* margins */
} box;

/* What later boxes must not cover: margin edges of a float. */
typedef struct obstacle {
	double left, right, top, bottom;
	sandbox_float side;
} obstacle;

typedef struct flow {
	double width, height; /* of the picture */
	double y;             /* where the current line, or the next block, begins */
	double line_x;        /* where the next box of the line begins; negative: no line */
	double line_height;
	double last_margin; /* below the last block */
	obstacle floats[SANDBOX_TILES];
	size_t float_count;
} flow;

static double clamp_length(double value, double whole, sandbox_length least, sandbox_length most)
{
	const double max = sandbox_length_pixels(most, whole, value);
	const double min = sandbox_length_pixels(least, whole, 0);

	if (value > max)
		value = max;
	return value < min ? min : value;
}

/* The size without margins. A length of auto follows from the other one, or from both edges of an
 * absolute position; a block is as wide as the picture. */
static void size_box(const flow *in, const sandbox_style *style, box *one)
{
	const bool absolute = style->position == SANDBOX_ABSOLUTE;
	double width = sandbox_length_pixels(style->width, in->width, -1);
	double height = sandbox_length_pixels(style->height, in->height, -1);

	if (width < 0 && absolute && style->left.unit && style->right.unit)
		width = in->width - sandbox_length_pixels(style->left, in->width, 0) -
			sandbox_length_pixels(style->right, in->width, 0) - one->left - one->right;
	if (height < 0 && absolute && style->top.unit && style->bottom.unit)
		height = in->height - sandbox_length_pixels(style->top, in->height, 0) -
			 sandbox_length_pixels(style->bottom, in->height, 0) - one->top -
			 one->bottom;
	if (width < 0)
		width = height >= 0 ? height * PROPORTION : in->width - one->left - one->right;
	if (width < 0)
		width = 0;
	one->width = clamp_length(width, in->width, style->min_width, style->max_width);
	if (height < 0)
		height = one->width / PROPORTION;
	one->height = clamp_length(height, in->height, style->min_height, style->max_height);
}

static box make_box(const flow *in, const sandbox_style *style)
{
	/* Percentages of all four margins refer to the width. */
	box one = {.top = sandbox_length_pixels(style->margin_top, in->width, 0),
		.right = sandbox_length_pixels(style->margin_right, in->width, 0),
		.bottom = sandbox_length_pixels(style->margin_bottom, in->width, 0),
		.left = sandbox_length_pixels(style->margin_left, in->width, 0)};

	size_box(in, style, &one);
	return one;
}

/* The free range of a line at this height, between floats. */
static void find_edges(const flow *in, double y, double *left, double *right)
{
	*left = 0;
	*right = in->width;
	for (size_t i = 0; i < in->float_count; i++) {
		const obstacle *one = &in->floats[i];

		if (one->bottom <= y + ROUNDING)
			continue;
		if (one->side == SANDBOX_LEFT && one->right > *left)
			*left = one->right;
		if (one->side == SANDBOX_RIGHT && one->left < *right)
			*right = one->left;
	}
}

/* Returns the bottom of the next float that ends below y; y if there is none. */
static double next_bottom(const flow *in, double y)
{
	double next = y;

	for (size_t i = 0; i < in->float_count; i++) {
		const double bottom = in->floats[i].bottom;

		if (bottom > y + ROUNDING && (next <= y || bottom < next))
			next = bottom;
	}
	return next;
}

/* Returns the first height at or below y where a box of this width fits between the floats. */
static double find_height(const flow *in, double y, double width)
{
	double left, right, next;

	for (;;) {
		find_edges(in, y, &left, &right);
		next = next_bottom(in, y);
		if (width <= right - left + ROUNDING || next <= y)
			return y;
		y = next;
	}
}

static double clear_floats(const flow *in, double y, int clear)
{
	for (size_t i = 0; i < in->float_count; i++) {
		const obstacle *one = &in->floats[i];
		const bool cleared = clear == SANDBOX_CLEAR_BOTH ||
				     (clear == SANDBOX_CLEAR_LEFT && one->side == SANDBOX_LEFT) ||
				     (clear == SANDBOX_CLEAR_RIGHT && one->side == SANDBOX_RIGHT);

		if (cleared && one->bottom > y)
			y = one->bottom;
	}
	return y;
}

static void end_line(flow *in)
{
	if (in->line_x >= 0)
		in->y += in->line_height;
	in->line_x = -1;
	in->line_height = 0;
}

static double outer_width(const box *one)
{
	return one->left + one->width + one->right;
}

static void place_float(flow *in, const sandbox_style *style, box *one)
{
	const bool to_left = style->side == SANDBOX_LEFT;
	double left, right, y = clear_floats(in, in->y, style->clear);
	obstacle *added = &in->floats[in->float_count];

	if (in->float_count && in->floats[in->float_count - 1].top > y)
		y = in->floats[in->float_count - 1].top; /* never higher than an earlier one */
	y = find_height(in, y, outer_width(one));
	find_edges(in, y, &left, &right);
	one->x = to_left ? left + one->left : right - one->right - one->width;
	one->y = y + one->top;
	*added = (obstacle){.left = one->x - one->left,
		.right = one->x + one->width + one->right,
		.top = y,
		.bottom = one->y + one->height + one->bottom,
		.side = to_left ? SANDBOX_LEFT : SANDBOX_RIGHT};
	in->float_count++;
	/* A line that has begun makes way for a float on its left. */
	if (in->line_x >= 0 && to_left && in->line_x < added->right && y <= in->y)
		in->line_x = added->right;
}

static void place_block(flow *in, const sandbox_style *style, box *one)
{
	double left, right, y, gap;

	end_line(in);
	/* The margins of two blocks overlap. */
	gap = one->top > in->last_margin ? one->top - in->last_margin : 0;
	y = clear_floats(in, in->y + gap, style->clear);
	y = find_height(in, y, outer_width(one));
	find_edges(in, y, &left, &right);
	one->x = left + one->left;
	if (!style->margin_left.unit && !style->margin_right.unit)
		one->x = left + (right - left - one->width) / 2;
	else if (!style->margin_left.unit)
		one->x = right - one->right - one->width;
	one->y = y;
	in->y = y + one->height + one->bottom;
	in->last_margin = one->bottom;
}

static void place_inline(flow *in, const sandbox_style *style, box *one)
{
	double left, right;

	(void)style;
	in->last_margin = 0;
	find_edges(in, in->y, &left, &right);
	if (in->line_x >= 0 && in->line_x + outer_width(one) > right + ROUNDING)
		end_line(in);
	if (in->line_x < 0) {
		in->y = find_height(in, in->y, outer_width(one));
		find_edges(in, in->y, &left, &right);
		in->line_x = left;
	}
	one->x = in->line_x + one->left;
	one->y = in->y + one->top;
	in->line_x += outer_width(one);
	if (one->top + one->height + one->bottom > in->line_height)
		in->line_height = one->top + one->height + one->bottom;
}

static void place_absolute(flow *in, const sandbox_style *style, box *one)
{
	if (style->left.unit)
		one->x = sandbox_length_pixels(style->left, in->width, 0) + one->left;
	else if (style->right.unit)
		one->x = in->width - sandbox_length_pixels(style->right, in->width, 0) -
			 one->right - one->width;
	else
		one->x = (in->line_x > 0 ? in->line_x : 0) + one->left;
	if (style->top.unit)
		one->y = sandbox_length_pixels(style->top, in->height, 0) + one->top;
	else if (style->bottom.unit)
		one->y = in->height - sandbox_length_pixels(style->bottom, in->height, 0) -
			 one->bottom - one->height;
	else
		one->y = in->y + one->top;
}

static void move_relative(const flow *in, const sandbox_style *style, box *one)
{
	one->x += sandbox_length_pixels(
		style->left, in->width, -sandbox_length_pixels(style->right, in->width, 0));
	one->y += sandbox_length_pixels(
		style->top, in->height, -sandbox_length_pixels(style->bottom, in->height, 0));
}

static box place_box(flow *in, const sandbox_style *style)
{
	box one = make_box(in, style);

	if (style->position == SANDBOX_ABSOLUTE) {
		place_absolute(in, style, &one);
		return one;
	}
	if (style->side != SANDBOX_FLOAT_NONE)
		place_float(in, style, &one);
	else if (style->display == SANDBOX_BLOCK)
		place_block(in, style, &one);
	else
		place_inline(in, style, &one);
	if (style->position == SANDBOX_RELATIVE)
		move_relative(in, style, &one);
	return one;
}

/* Order of painting: boxes without a position, then those with one, by z-index; a negative
 * z-index is below all. */
static int layer_of(const sandbox_style *style)
{
	if (style->position == SANDBOX_STATIC)
		return 0;
	return style->z_index < 0 ? style->z_index : style->z_index + 1;
}

/* Sorts by insertion: tiles of the same layer keep their order. */
static void sort_by_layer(sandbox_picture *picture)
{
	for (size_t i = 1; i < picture->count; i++) {
		const sandbox_tile moved = picture->tiles[i];
		size_t at = i;

		for (; at > 0 && picture->tiles[at - 1].layer > moved.layer; at--)
			picture->tiles[at] = picture->tiles[at - 1];
		picture->tiles[at] = moved;
	}
}

void sandbox_flow_compose(sandbox_picture *picture, const sandbox_source *sources,
	const sandbox_style *styles, size_t count)
{
	flow in = {.width = picture->width, .height = picture->height, .line_x = -1};

	for (size_t i = 0; i < count; i++) {
		const box one = place_box(&in, &styles[i]);
		const sandbox_tile tile = {.source = &sources[i],
			.x = one.x,
			.y = one.y,
			.width = one.width,
			.height = one.height,
			.layer = layer_of(&styles[i]),
			.cover = styles[i].fit == SANDBOX_COVER};

		sandbox_picture_add(picture, &tile);
	}
	sort_by_layer(picture);
}
