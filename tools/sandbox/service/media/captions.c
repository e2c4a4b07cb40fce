/* SPDX-License-Identifier: MIT */
/* Live captions: one run per session, until it is stopped or reaches its duration. */
#include "config.h"

#include "tools/sandbox/base/json.h"
#include "tools/sandbox/callbacks/event.h"
#include "tools/sandbox/request/fields.h"
#include "tools/sandbox/request/reply.h"
#include "tools/sandbox/service/media/captions.h"
#include "tools/sandbox/service/routes.h"
#include "tools/sandbox/service/session/record.h"
#include "tools/sandbox/state/clock.h"
#include "tools/sandbox/state/project.h"

static const sandbox_field start_fields[] = {
	{.name = "sessionId", .kind = SANDBOX_TEXT, .required = true},
	{.name = "token", .kind = SANDBOX_TEXT, .required = true},
	{.name = "languageCode",
		.kind = SANDBOX_TEXT,
		.min = 2,
		.max = 35,
		.otherwise = "\"en-US\""},
	{.name = "maxDuration",
		.kind = SANDBOX_NUMBER,
		.min = 300,
		.max = 14400,
		.otherwise = "14400"},
	{.name = "partialCaptions", .kind = SANDBOX_FLAG, .otherwise = "true"},
	{.name = "statusCallbackUrl",
		.kind = SANDBOX_TEXT,
		.min = 15,
		.max = 2048,
		.prefixes = sandbox_web_prefixes},
	{.name = NULL},
};

/* Captions have their times in seconds. */
static json_object *captions_view(sandbox *box, json_object *captions)
{
	static const char *const shown[] = {"sessionId", "status", "languageCode", NULL};
	const int64_t created = sandbox_json_int(captions, "createdAt", 0) / 1000;
	json_object *response = sandbox_new_object();

	sandbox_json_set_text(response, "captionId", sandbox_json_text(captions, "id", ""));
	sandbox_project_identify(box, response, sandbox_json_text(captions, "_owner", ""), true);
	sandbox_json_take(response, captions, shown);
	sandbox_json_set_int(response, "createdAt", created);
	sandbox_json_set_int(response, "updatedAt", sandbox_now(box) / 1000);
	sandbox_json_set_int(response, "duration", sandbox_now(box) / 1000 - created);
	sandbox_json_set_text(response, "provider", "aws-transcribe");
	sandbox_json_set_text(response, "reason", sandbox_json_text(captions, "reason", ""));
	return response;
}

static void save_captions(sandbox *box, json_object *captions)
{
	const sandbox_event event = {.kind = "captions",
		.webhook = "captions_status",
		.owner = sandbox_json_text(captions, "_owner", ""),
		.url = sandbox_json_text(captions, "statusCallbackUrl", NULL)};

	sandbox_event_send(box, &event, captions_view(box, captions));
	sandbox_store_put(box->store, "caption", captions);
}

static void end_captions(sandbox *box, json_object *captions)
{
	sandbox_json_set_text(captions, "status", "stopped");
	json_object_object_del(captions, "_due");
	save_captions(box, captions);
}

static void expire_captions(sandbox *box, json_object *captions)
{
	sandbox_json_set_text(captions, "reason", "Maximum duration exceeded");
	end_captions(box, captions);
}

static const sandbox_field forced_fields[] = {
	{.name = "status", .kind = SANDBOX_TEXT, .may_be_empty = true},
	{.name = "reason", .kind = SANDBOX_TEXT, .may_be_empty = true},
	{.name = "languageCode", .kind = SANDBOX_TEXT, .may_be_empty = true},
	{.name = "maxDuration", .kind = SANDBOX_NUMBER, .max = 14400},
	{.name = "partialCaptions", .kind = SANDBOX_FLAG},
	{.name = "createdAt", .kind = SANDBOX_NUMBER, .max = SANDBOX_CLOCK_MAX},
	{.name = NULL},
};

static void force_captions(sandbox *box, json_object *captions, json_object *input)
{
	sandbox_json_take_all(captions, input);
	if (!sandbox_json_is(captions, "status", "started"))
		json_object_object_del(captions, "_due");
	save_captions(box, captions);
}

const sandbox_kind sandbox_captions_kind = {
	.name = "caption",
	.due = expire_captions,
	.force = force_captions,
	.forced_fields = forced_fields,
};

static void start_captions(sandbox_request *request)
{
	sandbox *box = request->box;
	const sandbox_query running = {.kind = "caption",
		.session = sandbox_json_text(request->session, "id", ""),
		.status = "started"};
	json_object *response;
	json_object *captions;

	if (sandbox_store_has(box->store, &running)) {
		sandbox_refuse(request, 409, 60003, "Audio captioning is already enabled");
		return;
	}
	captions = sandbox_record_new(request, "caption");
	sandbox_json_set_text(captions, "status", "started");
	sandbox_json_set_int(captions, "_due",
		sandbox_now(box) + sandbox_json_int(captions, "maxDuration", 0) * 1000);
	save_captions(box, captions);
	response = sandbox_new_object();
	sandbox_json_set_text(response, "captionsId", sandbox_json_text(captions, "id", ""));
	json_object_put(captions);
	sandbox_reply_json(request, 202, response);
}

static void stop_captions(sandbox_request *request)
{
	if (!sandbox_json_is(request->object, "status", "started")) {
		sandbox_refuse(request, 404, -1, "Not found. The captions have ended already.");
		return;
	}
	end_captions(request->box, request->object);
	sandbox_reply_empty(request, 202);
}

#define BASE "/v2/project/{id}/captions"

const sandbox_route sandbox_captions_routes[] = {
	{
		.method = "POST",
		.path = BASE,
		.operation = "captions.start",
		.summary = "starts live captions",
		.auth = SANDBOX_AUTH_PROJECT,
		.flags = SANDBOX_JSON | SANDBOX_SESSION_BODY | SANDBOX_ROUTED | SANDBOX_TOKEN |
			 SANDBOX_MODERATOR,
		.fields = start_fields,
		.handle = start_captions,
	},
	{
		.method = "POST",
		.path = BASE "/{captionsId}/stop",
		.operation = "captions.stop",
		.summary = "stops live captions",
		.auth = SANDBOX_AUTH_PROJECT,
		.object = "caption",
		.parameter = "captionsId",
		.handle = stop_captions,
	},
	{0},
};
