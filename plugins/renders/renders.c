/* SPDX-License-Identifier: MIT */
/* Renders: the tables (doc/contract.md, 16; limits: 28.A8). */
#include "plugins/types/feature.h"
#include "plugins/types/fields.h"
#include "plugins/types/layout.h"
#include "plugins/types/list.h"
#include "plugins/types/render.h"

static const char *const final_statuses[] = {OTK_RENDER_STOPPED, OTK_RENDER_FAILED, NULL};
static const char *const failure_statuses[] = {OTK_RENDER_FAILED, NULL};

static const otk_field property_fields[] = {
	OTK_FIELD(otk_render_properties, name, "name", .required = 1, .min = 1, .max = 200,
		.help = "name of the published stream"),
};
static const otk_type properties_type =
	OTK_OPTIONS_TYPE(otk_render_properties, "render_properties", property_fields, OTK_NO_RULES);

static const otk_field option_fields[] = {
	OTK_FIELD_SESSION(otk_render_options, .help = "session to publish into"),
	OTK_FIELD_TOKEN(otk_render_options,
		.help = "client token for the stream of the page: publisher or moderator"),
	OTK_FIELD(otk_render_options, url, "url", .required = 1, .min = 15, .max = 2048,
		.help = "web page to publish; must be public"),
	OTK_FIELD(otk_render_options, max_duration, "maxDuration", .min = 60, .max = 36000,
		.unit = OTK_UNIT_SECONDS,
		.help = "stop automatically after this time (default: 2 hours)"),
	OTK_FIELD(otk_render_options, resolution, "resolution", .values = otk_resolutions,
		.help = "size of the video (default: 1280x720)"),
	OTK_OBJECT(otk_render_options, properties, &properties_type, "properties",
		.help = "properties of the published stream"),
	OTK_FIELD(otk_render_options, status_callback_url, "statusCallbackUrl", OTK_WEB_URL,
		.help = "URL that receives the status of this render"),
};
static const otk_type options_type =
	OTK_OPTIONS_TYPE(otk_render_options, "render_options", option_fields, OTK_NO_RULES);

static const otk_field list_fields[] = {
	OTK_FIELD(otk_render_list, total, "count"),
	OTK_LIST(otk_render_list, items, item_count, &otk_render_type, "items"),
};
static const otk_type list_type = OTK_TYPE(otk_render_list, "render_list", list_fields);

static const otk_settles settles = {
	.status = "status", .final_values = final_statuses, .failure_values = failure_statuses};
static const otk_adopts adopts = {.list = "list",
	.match = "sessionId|url",
	.status = "status",
	.status_value = OTK_RENDER_STARTING "|" OTK_RENDER_STARTED};

#define RENDERS "/v2/project/{project}/render"
#define RENDER  RENDERS "/{renderId}"

static const otk_operation operations[] = {
	OTK_OPERATION("start", .summary = "Start publishing a web page into a session",
		.method = OTK_METHOD_POST, .path = RENDERS, .body = OTK_BODY_JSON,
		.options = &options_type, .result = &otk_render_type, .shape = OTK_SHAPE_OBJECT,
		.repeat = OTK_REPEAT_UNSAFE, .adopts = &adopts,
		OTK_EXAMPLES(
			"renders start --session-id SESSION-ID --token-file publisher.token --url https://example.com/page",
			"renders start --session-id SESSION-ID --token-file publisher.token --url https://example.com/page --max-duration 600 --properties.name board")),
	OTK_OPERATION("stop", .summary = "Stop a render", .method = OTK_METHOD_DELETE,
		.path = RENDER, .repeat = OTK_REPEAT_SETTLE,
		OTK_EXAMPLES("renders stop RENDER-ID")),
	OTK_OPERATION("get", .summary = "Show a render", .method = OTK_METHOD_GET, .path = RENDER,
		.result = &otk_render_type, .shape = OTK_SHAPE_OBJECT, .repeat = OTK_REPEAT_SAFE,
		.settles = &settles, OTK_EXAMPLES("renders get RENDER-ID")),
	OTK_OPERATION_LIST(RENDERS, "List renders, newest first", &list_type,
		OTK_EXAMPLES("renders list --count 10")),
};

OTK_FEATURE(renders, OTK_RENDERS_ID, OTK_RENDERS_MINOR, "web pages in a session")
