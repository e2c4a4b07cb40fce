/* SPDX-License-Identifier: MIT */
/* The properties that a style sheet of a custom layout may set. */
#ifndef OTK_SANDBOX_STYLE_H
#define OTK_SANDBOX_STYLE_H

#include <stdbool.h>
#include <stddef.h>

typedef enum sandbox_unit { SANDBOX_AUTO, SANDBOX_PIXELS, SANDBOX_PERCENT } sandbox_unit;

/* "auto" and "none" have the unit SANDBOX_AUTO. */
typedef struct sandbox_length {
	double value;
	sandbox_unit unit;
} sandbox_length;

/* The values have the order of the words in style.c. */
typedef enum sandbox_display {
	SANDBOX_INLINE,
	SANDBOX_BLOCK,
	SANDBOX_INLINE_BLOCK
} sandbox_display;
typedef enum sandbox_position {
	SANDBOX_STATIC,
	SANDBOX_RELATIVE,
	SANDBOX_ABSOLUTE
} sandbox_position;
typedef enum sandbox_float { SANDBOX_FLOAT_NONE, SANDBOX_LEFT, SANDBOX_RIGHT } sandbox_float;
typedef enum sandbox_clear {
	SANDBOX_CLEAR_NONE,
	SANDBOX_CLEAR_LEFT,
	SANDBOX_CLEAR_RIGHT,
	SANDBOX_CLEAR_BOTH
} sandbox_clear;
typedef enum sandbox_fit { SANDBOX_CONTAIN, SANDBOX_COVER } sandbox_fit;

typedef struct sandbox_style {
	sandbox_length width, height, min_width, min_height, max_width, max_height;
	sandbox_length left, right, top, bottom;
	sandbox_length margin_top, margin_right, margin_bottom, margin_left;
	int z_index;
	int display, position, side, clear, fit, overflow; /* the enumerations above */
} sandbox_style;

/* Sets a property. NULL: done; otherwise why the declaration is ignored, for people. */
const char *sandbox_style_set(sandbox_style *style, const char *name, size_t name_length,
	const char *value, size_t value_length);

/* The initial values. */
sandbox_style sandbox_style_initial(void);

/* Returns pixels; `whole` is the length that percentages refer to, `automatic` the value of
 * auto. */
double sandbox_length_pixels(sandbox_length length, double whole, double automatic);

#endif
