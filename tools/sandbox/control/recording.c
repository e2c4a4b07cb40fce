/* SPDX-License-Identifier: MIT */
/* The control interface: what --record has written, and what --replay has found. */
#include "config.h"

#include "tools/sandbox/base/json.h"
#include "tools/sandbox/record/exchange.h"
#include "tools/sandbox/record/recording.h"
#include "tools/sandbox/request/reply.h"
#include "tools/sandbox/service/routes.h"

static void show_recording(sandbox_request *request)
{
	const sandbox *box = request->box;
	json_object *state = box->recorder    ? sandbox_recorder_state(box->recorder)
			     : box->recording ? sandbox_json_clone(box->recording->report)
					      : sandbox_new_object();

	sandbox_json_set_text(state, "mode",
		box->recorder    ? "record"
		: box->recording ? "replay"
				 : "none");
	sandbox_reply_json(request, 200, state);
}

const sandbox_route sandbox_control_recording_routes[] = {
	{
		.method = "GET",
		.path = "/sandbox/recording",
		.summary = "shows what was recorded, or what differs from a recording",
		.auth = SANDBOX_AUTH_CONTROL,
		.handle = show_recording,
	},
	{0},
};
