/* SPDX-License-Identifier: MIT */
/* Composes the picture of an archive or a broadcast: where each stream is. */
#ifndef OTK_SANDBOX_COMPOSE_H
#define OTK_SANDBOX_COMPOSE_H

#include <json-c/json_object.h>

/*
 * layout: {"type", "stylesheet", "screenshareType"}, NULL: bestFit. resolution: "640x480".
 * streams: a list of {"id" or "streamId", "name", "connectionId", "videoType", "layoutClassList",
 * "createdAt", "hasVideo"}.
 *
 * Returns {"width", "height", "type", "tiles", "leftOut", "notes", "svg"}; json_object_put() it.
 * Tiles are in the order in which they are painted; "svg" is their picture.
 */
json_object *sandbox_compose(
	const json_object *layout, const char *resolution, const json_object *streams);

#endif
