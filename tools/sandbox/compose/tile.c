/* SPDX-License-Identifier: MIT */
/* The place of one stream in a picture, and the picture. */
#include "config.h"

#include <stdarg.h>
#include <stdio.h>

#include "tools/sandbox/base/json.h"
#include "tools/sandbox/compose/tile.h"

/* A style sheet of 64 KiB may have an error in each of its rules. */
enum { MAX_NOTES = 50 };

/* Not lround(): the sandbox does not link the library of mathematics. */
long sandbox_pixels(double length)
{
	return (long)(length < 0 ? length - 0.5 : length + 0.5);
}

void sandbox_picture_note(sandbox_picture *picture, const char *format, ...)
{
	char text[256];
	va_list arguments;

	if (sandbox_json_list_size(picture->notes) >= MAX_NOTES)
		return;
	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	sandbox_json_append(picture->notes, sandbox_new_string(text));
}

void sandbox_picture_add(sandbox_picture *picture, const sandbox_tile *tile)
{
	if (picture->count < SANDBOX_TILES)
		picture->tiles[picture->count++] = *tile;
}
