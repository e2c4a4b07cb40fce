/* SPDX-License-Identifier: MIT */
/* The place of one stream in a picture, and the picture. */
#ifndef OTK_SANDBOX_TILE_H
#define OTK_SANDBOX_TILE_H

#include <stdbool.h>
#include <stddef.h>

/* Streams with video in one picture; further ones are left out. */
enum { SANDBOX_TILES = 16 };

/* Pixels from the upper left corner of the picture. */
typedef struct sandbox_tile {
	const struct sandbox_source *source;
	double x, y, width, height;
	int layer;  /* a higher one covers a lower one */
	bool cover; /* the video fills the tile and is cut; otherwise it is shown whole */
} sandbox_tile;

typedef struct sandbox_picture {
	int width, height;
	sandbox_tile tiles[SANDBOX_TILES]; /* in the order in which they are painted */
	size_t count;
	struct json_object *notes; /* texts about what was ignored */
} sandbox_picture;

/* Rounds to whole pixels. */
long sandbox_pixels(double length);

/* Adds a note. */
void sandbox_picture_note(sandbox_picture *picture, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Adds a tile; a picture that has SANDBOX_TILES of them stays as it is. */
void sandbox_picture_add(sandbox_picture *picture, const sandbox_tile *tile);

#endif
