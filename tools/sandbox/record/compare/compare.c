/* SPDX-License-Identifier: MIT */
/*
 * Compares a recording with the sandbox. The recorded request is sent to the sandbox's own
 * handlers, at the recorded time; the ids of the recording stand for those that the sandbox has
 * made.
 */
#include "config.h"

#include "tools/sandbox/record/compare/compare.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tools/sandbox/base/json.h"
#include "tools/sandbox/record/compare/adopt.h"
#include "tools/sandbox/record/compare/difference.h"
#include "tools/sandbox/record/compare/request.h"
#include "tools/sandbox/request/dispatch.h"
#include "tools/sandbox/request/reply.h"
#include "tools/sandbox/request/route.h"
#include "tools/sandbox/state/clock.h"
#include "tools/sandbox/state/life.h"

enum { LIFE_MS = 2000 };

/* ---- the response of the sandbox */

static void set_clocks(sandbox_comparison *c, const sandbox_recorded *item)
{
	const int64_t now = sandbox_now(c->box) - c->box->clock_offset; /* real time */
	const int64_t wanted = item->time < SANDBOX_CLOCK_MAX ? item->time : SANDBOX_CLOCK_MAX;

	c->box->skew = wanted - now;
	/* Two requests may have been recorded in another order than they began. */
	c->clock = wanted > c->clock ? wanted : c->clock;
	c->box->clock_offset = c->clock - now;
	sandbox_life_run(c->box, LIFE_MS);
}

static void run_request(
	sandbox_comparison *c, sandbox_request *request, const sandbox_recorded *item)
{
	sandbox_store_begin(c->box->store);
	if (request->route && item->status < 400)
		sandbox_adopt_world(c, request, item);
	sandbox_store_end(c->box->store, true);
	sandbox_store_begin(c->box->store);
	sandbox_route_run(request);
	if (!request->replied)
		sandbox_refuse(request, 500, 500, "System error");
	sandbox_store_end(c->box->store, request->reply.status < 400);
	if (request->after_commit && request->reply.status < 400)
		request->after_commit(request);
}

/* ---- one exchange */

static void skip_exchange(sandbox_comparison *c, const sandbox_recorded *item, const char *why)
{
	json_object *skipped = sandbox_new_object();

	sandbox_json_set_int(skipped, "number", item->number);
	sandbox_json_set_text(skipped, "operation", item->operation ? item->operation : item->path);
	sandbox_json_set_text(skipped, "why", why);
	sandbox_json_append(c->skipped, skipped);
}

/* Returns why an exchange cannot be compared; NULL: it can. */
static const char *reason_to_skip(
	sandbox_comparison *c, const sandbox_request *request, const sandbox_recorded *item)
{
	const sandbox_route *route = request->route;

	if (!item->status)
		return "the service did not respond";
	if (sandbox_json_member(item->response, "problem"))
		return "the response is not complete";
	if (!route)
		return NULL;
	if (item->status < 400 && route->object &&
		!sandbox_is_stored(
			c, route->object, sandbox_parameter(request, route->parameter)) &&
		strcmp(route->object, "stream") != 0 && strcmp(route->object, "connection") != 0)
		return "its object was made before the recording";
	return NULL;
}

/* Returns the body of the response; NULL: it is not JSON. json_object_put() it. */
static json_object *response_body(sandbox_request *request)
{
	size_t size;
	const char *text;

	if (request->reply.json)
		return json_object_get(request->reply.json);
	text = sandbox_reply_body(request, &size); /* lists are written as text */
	return sandbox_json_parse_document(text, size);
}

static void compare_exchange(sandbox_comparison *c, const sandbox_recorded *item)
{
	const sandbox_spot at = {.c = c, .item = item, .path = "", .name = ""};
	json_object *recorded =
		sandbox_json_member(sandbox_json_member(item->response, "body"), "json");
	sandbox_request *request = sandbox_comparison_request(c, item);
	const char *why = reason_to_skip(c, request, item);
	json_object *body;
	unsigned int status;

	set_clocks(c, item);
	if (!why)
		run_request(c, request, item);
	body = response_body(request);
	status = request->reply.status;
	if (!why && item->status >= 400 && status < 400)
		why = "the service refused it; the reason may be in a value that was replaced";
	if (why) {
		skip_exchange(c, item, why);
	} else {
		c->compared++;
		sandbox_note_status(&at, request);
		if (item->status < 400 && status < 400)
			sandbox_learn_ids(c, recorded, body);
		if ((item->status < 400) == (status < 400))
			sandbox_compare_bodies(&at, recorded, body);
	}
	json_object_put(body);
	sandbox_request_free(request);
}

void sandbox_recording_compare(sandbox *box, sandbox_recording *recording)
{
	sandbox_comparison c = {.box = box,
		.recording = recording,
		.ids = sandbox_new_object(),
		.differences = sandbox_new_object(),
		.skipped = sandbox_new_array(),
		.projects = sandbox_new_object()};
	json_object *report = sandbox_new_object(), *list = sandbox_new_array();
	json_object *projects = sandbox_new_array();
	json_object_iter each;

	box->options.lenient_tokens = true;
	for (size_t i = 0; i < recording->count; i++)
		compare_exchange(&c, &recording->items[i]);
	box->skew = 0;
	box->clock_offset = 0;
	json_object_object_foreachC(c.differences, each)
		sandbox_json_append(list, json_object_get(each.val));
	sandbox_json_set_int(report, "exchanges", (int64_t)recording->count);
	sandbox_json_set_int(report, "compared", c.compared);
	sandbox_json_set(report, "differences", list);
	sandbox_json_set(report, "notCompared", c.skipped);
	json_object_object_foreachC(c.projects, each)
		sandbox_json_append(projects, sandbox_new_string(each.key));
	sandbox_json_set(report, "projects", projects);
	json_object_put(c.projects);
	recording->report = report;
	json_object_put(c.ids);
	json_object_put(c.differences);
}

/* ---- the report */

int64_t sandbox_report_differences(json_object *report)
{
	return (int64_t)sandbox_json_list_size(sandbox_json_member(report, "differences"));
}

static void print_difference(json_object *one)
{
	const char *member = sandbox_json_text(one, "member", NULL);

	printf("%s: %s%s%s: recorded %s, sandbox %s (%" PRId64 " times, first in %06" PRId64 ")\n",
		sandbox_json_text(one, "operation", ""), sandbox_json_text(one, "what", ""),
		member ? " " : "", member ? member : "", sandbox_json_text(one, "recorded", ""),
		sandbox_json_text(one, "sandbox", ""), sandbox_json_int(one, "count", 0),
		sandbox_json_int(one, "first", 0));
}

void sandbox_report_print(json_object *report, const char *folder, bool as_json)
{
	json_object *differences = sandbox_json_member(report, "differences");
	json_object *skipped = sandbox_json_member(report, "notCompared");
	json_object *projects = sandbox_json_member(report, "projects");

	if (as_json) {
		puts(sandbox_json_print(report, NULL));
		return;
	}
	printf("%s: %" PRId64 " exchanges, %" PRId64 " compared, %zu differences\n", folder,
		sandbox_json_int(report, "exchanges", 0), sandbox_json_int(report, "compared", 0),
		sandbox_json_list_size(differences));
	for (size_t i = 0; i < sandbox_json_list_size(differences); i++)
		print_difference(json_object_array_get_idx(differences, i));
	for (size_t i = 0; i < sandbox_json_list_size(projects); i++)
		printf("API key or application id in the recording: %s\n",
			json_object_get_string(json_object_array_get_idx(projects, i)));
	for (size_t i = 0; i < sandbox_json_list_size(skipped); i++) {
		json_object *one = json_object_array_get_idx(skipped, i);

		printf("not compared: %06" PRId64 " %s: %s\n", sandbox_json_int(one, "number", 0),
			sandbox_json_text(one, "operation", ""), sandbox_json_text(one, "why", ""));
	}
}
