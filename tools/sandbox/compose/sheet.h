/* SPDX-License-Identifier: MIT */
/* Reads the style sheet of a custom layout and applies it to streams. */
#ifndef OTK_SANDBOX_SHEET_H
#define OTK_SANDBOX_SHEET_H

#include "tools/sandbox/compose/source.h"
#include "tools/sandbox/compose/style.h"
#include "tools/sandbox/compose/tile.h"

/* Sets the style of each source, at most SANDBOX_TILES of them. What the service does not accept is
 * ignored and noted in the picture. */
void sandbox_sheet_apply(sandbox_picture *picture, const char *text, const sandbox_source *sources,
	size_t count, sandbox_style *styles);

#endif
