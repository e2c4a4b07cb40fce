/* SPDX-License-Identifier: MIT */
/* The control interface: puts archives, broadcasts, renders and captions into any state. */
#include "config.h"

#include <string.h>

#include "tools/sandbox/base/json.h"
#include "tools/sandbox/request/reply.h"
#include "tools/sandbox/service/routes.h"
#include "tools/sandbox/state/kinds.h"

/* Every member is taken as it is, also a status that no client knows. */
static void force_object(sandbox_request *request)
{
	const char *why = NULL;

	for (const sandbox_kind *const *kind = request->box->kinds; *kind; kind++)
		if (strcmp((*kind)->name, request->route->object) == 0)
			why = (*kind)->force(request->box, request->object, request->input);
	if (why)
		sandbox_refuse(request, 400, -1, "%s", why);
	else
		sandbox_answer(request, 200, json_object_get(request->object));
}

static void show(sandbox_request *request)
{
	sandbox_answer(request, 200, json_object_get(request->object));
}

#define CONTROL SANDBOX_AUTH_CONTROL, SANDBOX_JSON, NULL
#define LOOK    SANDBOX_AUTH_CONTROL, 0, NULL

const sandbox_route sandbox_control_force_routes[] = {
	{"GET", "/sandbox/archive/{archiveId}", LOOK, "archive", "archiveId", show},
	{"POST", "/sandbox/archive/{archiveId}", CONTROL, "archive", "archiveId", force_object},
	{"GET", "/sandbox/broadcast/{broadcastId}", LOOK, "broadcast", "broadcastId", show},
	{"POST", "/sandbox/broadcast/{broadcastId}", CONTROL, "broadcast", "broadcastId",
		force_object},
	{"GET", "/sandbox/render/{renderId}", LOOK, "render", "renderId", show},
	{"POST", "/sandbox/render/{renderId}", CONTROL, "render", "renderId", force_object},
	{"GET", "/sandbox/captions/{captionsId}", LOOK, "caption", "captionsId", show},
	{"POST", "/sandbox/captions/{captionsId}", CONTROL, "caption", "captionsId", force_object},
	{0},
};
