/* SPDX-License-Identifier: MIT */
/* Places streams with styles as a browser would. */
#ifndef OTK_SANDBOX_FLOW_H
#define OTK_SANDBOX_FLOW_H

#include "tools/sandbox/compose/source.h"
#include "tools/sandbox/compose/style.h"
#include "tools/sandbox/compose/tile.h"

/* Adds one tile per source; styles has as many entries, at most SANDBOX_TILES. */
void sandbox_flow_compose(sandbox_picture *picture, const sandbox_source *sources,
	const sandbox_style *styles, size_t count);

#endif
