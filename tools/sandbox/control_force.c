/* SPDX-License-Identifier: MIT */
/* The control interface: puts archives, broadcasts, renders and captions into any state. */
#include "config.h"

#include "archive.h"
#include "archive_life.h"
#include "broadcast.h"
#include "captions.h"
#include "json.h"
#include "render.h"
#include "route.h"

/* Every member is taken as it is, also a status that no client knows. */
static void take_all(sandbox_request *request)
{
	json_object_object_foreach(request->input, name, value)
	{
		sandbox_json_set(request->object, name, json_object_get(value));
	}
}

static void force_archive(sandbox_request *request)
{
	const int64_t size = sandbox_json_int(request->input, "size", -1);

	take_all(request);
	if (size > INT64_C(1) << 30) {
		sandbox_refuse(request, 400, -1, "size is at most 1 GiB");
		return;
	}
	if (size >= 0)
		sandbox_archive_set_size(request->object, size);
	sandbox_archive_force(request->box, request->object);
	sandbox_answer(request, 200, json_object_get(request->object));
}

static void force_broadcast(sandbox_request *request)
{
	take_all(request);
	sandbox_broadcast_force(request->box, request->object);
	sandbox_answer(request, 200, json_object_get(request->object));
}

static void force_render(sandbox_request *request)
{
	take_all(request);
	sandbox_render_force(request->box, request->object);
	sandbox_answer(request, 200, json_object_get(request->object));
}

static void force_captions(sandbox_request *request)
{
	take_all(request);
	sandbox_captions_force(request->box, request->object);
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
	{"POST", "/sandbox/archive/{archiveId}", CONTROL, "archive", "archiveId", force_archive},
	{"GET", "/sandbox/broadcast/{broadcastId}", LOOK, "broadcast", "broadcastId", show},
	{"POST", "/sandbox/broadcast/{broadcastId}", CONTROL, "broadcast", "broadcastId",
		force_broadcast},
	{"GET", "/sandbox/render/{renderId}", LOOK, "render", "renderId", show},
	{"POST", "/sandbox/render/{renderId}", CONTROL, "render", "renderId", force_render},
	{"GET", "/sandbox/captions/{captionsId}", LOOK, "caption", "captionsId", show},
	{"POST", "/sandbox/captions/{captionsId}", CONTROL, "caption", "captionsId",
		force_captions},
	{0},
};
