/* SPDX-License-Identifier: MIT */
/* The predefined layouts. */
#ifndef OTK_SANDBOX_PRESET_H
#define OTK_SANDBOX_PRESET_H

#include "tools/sandbox/compose/source.h"
#include "tools/sandbox/compose/tile.h"

/* Places sources that have video. screen: the layout is that of a shared screen, whose stream is
 * the large one without a class. False: the type is unknown. */
bool sandbox_preset_compose(sandbox_picture *picture, const char *type,
	const sandbox_source *sources, size_t count, bool screen);

#endif
