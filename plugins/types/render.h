/* SPDX-License-Identifier: MIT */
/* The render, in responses and in callbacks (doc/contract.md, 16). */
#ifndef OTK_PLUGIN_TYPES_RENDER_H
#define OTK_PLUGIN_TYPES_RENDER_H

#include <otk/renders.h>

#include "plugins/types/fields.h"

static const char *const otk_render_statuses[] = {
	OTK_RENDER_STARTING, OTK_RENDER_STARTED, OTK_RENDER_STOPPED, OTK_RENDER_FAILED, NULL};

static const otk_field otk_render_fields[] = {
	OTK_FIELD(otk_render, id, "id", .required = 1, .role = OTK_ROLE_ID),
	OTK_FIELDS_ORIGIN(otk_render),
	OTK_FIELD(otk_render, url, "url"),
	OTK_FIELD(otk_render, resolution, "resolution"),
	OTK_FIELD(otk_render, status, "status", .values = otk_render_statuses),
	OTK_FIELD(otk_render, stream_id, "streamId"),
	OTK_FIELD(otk_render, name, "name"),
	OTK_FIELD(otk_render, reason, "reason"),
	OTK_FIELD(otk_render, callback_url, "callbackUrl"),
	OTK_FIELD(otk_render, event, "event"),
};
static const otk_type otk_render_type = OTK_TYPE(otk_render, "render", otk_render_fields);

#endif
