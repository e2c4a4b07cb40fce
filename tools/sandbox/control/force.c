/* SPDX-License-Identifier: MIT */
/* The control interface: sets members of archives, broadcasts, renders and captions. */
#include "config.h"

#include <string.h>

#include "tools/sandbox/request/fields.h"
#include "tools/sandbox/request/reply.h"
#include "tools/sandbox/service/routes.h"
#include "tools/sandbox/state/kinds.h"

static const sandbox_kind *find_kind(const sandbox *box, const char *name)
{
	const sandbox_kind *const *kind = box->kinds;

	while (*kind && strcmp((*kind)->name, name) != 0)
		kind++;
	return *kind;
}

/* Accepts any value, for example a status that no client knows. */
static void force_object(sandbox_request *request)
{
	const sandbox_kind *kind = find_kind(request->box, request->route->object);
	json_object *checked = sandbox_fields_read(request, kind->forced_fields, request->input);

	if (!checked)
		return;
	kind->force(request->box, request->object, checked);
	json_object_put(checked);
	sandbox_reply_json(request, 200, json_object_get(request->object));
}

static void show_object(sandbox_request *request)
{
	sandbox_reply_json(request, 200, json_object_get(request->object));
}

const sandbox_route sandbox_control_force_routes[] = {
	{
		.method = "GET",
		.path = "/sandbox/archive/{archiveId}",
		.auth = SANDBOX_AUTH_CONTROL,
		.object = "archive",
		.parameter = "archiveId",
		.handle = show_object,
	},
	{
		.method = "POST",
		.path = "/sandbox/archive/{archiveId}",
		.auth = SANDBOX_AUTH_CONTROL,
		.flags = SANDBOX_JSON,
		.object = "archive",
		.parameter = "archiveId",
		.handle = force_object,
	},
	{
		.method = "GET",
		.path = "/sandbox/broadcast/{broadcastId}",
		.auth = SANDBOX_AUTH_CONTROL,
		.object = "broadcast",
		.parameter = "broadcastId",
		.handle = show_object,
	},
	{
		.method = "POST",
		.path = "/sandbox/broadcast/{broadcastId}",
		.auth = SANDBOX_AUTH_CONTROL,
		.flags = SANDBOX_JSON,
		.object = "broadcast",
		.parameter = "broadcastId",
		.handle = force_object,
	},
	{
		.method = "GET",
		.path = "/sandbox/render/{renderId}",
		.auth = SANDBOX_AUTH_CONTROL,
		.object = "render",
		.parameter = "renderId",
		.handle = show_object,
	},
	{
		.method = "POST",
		.path = "/sandbox/render/{renderId}",
		.auth = SANDBOX_AUTH_CONTROL,
		.flags = SANDBOX_JSON,
		.object = "render",
		.parameter = "renderId",
		.handle = force_object,
	},
	{
		.method = "GET",
		.path = "/sandbox/captions/{captionsId}",
		.auth = SANDBOX_AUTH_CONTROL,
		.object = "caption",
		.parameter = "captionsId",
		.handle = show_object,
	},
	{
		.method = "POST",
		.path = "/sandbox/captions/{captionsId}",
		.auth = SANDBOX_AUTH_CONTROL,
		.flags = SANDBOX_JSON,
		.object = "caption",
		.parameter = "captionsId",
		.handle = force_object,
	},
	{0},
};
