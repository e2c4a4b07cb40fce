/* SPDX-License-Identifier: MIT */
/* Draws a composed picture as SVG. */
#ifndef OTK_SANDBOX_PICTURE_H
#define OTK_SANDBOX_PICTURE_H

#include "tools/sandbox/compose/tile.h"

/* Returns an SVG document without scripts and styles. free() it. */
char *sandbox_picture_svg(const sandbox_picture *picture);

#endif
