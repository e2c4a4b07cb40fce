/* SPDX-License-Identifier: MIT */
/* The callback registry of OpenTok projects. */
#include "config.h"

#include <string.h>

#include "tools/sandbox/base/ids.h"
#include "tools/sandbox/base/json.h"
#include "tools/sandbox/request/list.h"
#include "tools/sandbox/request/reply.h"
#include "tools/sandbox/service/routes.h"
#include "tools/sandbox/state/clock.h"

static const char *const groups[] = {"archive", "connection", "stream", "sip_call", NULL};
static const char *const events[] = {"status", "created", "destroyed", NULL};

static const sandbox_field fields[] = {
	{.name = "group", .kind = SANDBOX_TEXT, .required = true, .values = groups},
	{.name = "event", .kind = SANDBOX_TEXT, .required = true, .values = events},
	{.name = "url", .kind = SANDBOX_TEXT, .required = true, .prefixes = sandbox_web_prefixes},
	{.name = NULL},
};

static void add_registration(sandbox_request *request)
{
	const bool archive = sandbox_json_is(request->input, "group", "archive");
	json_object *registration;
	char id[SANDBOX_UUID_SIZE];

	if (archive != sandbox_json_is(request->input, "event", "status")) {
		sandbox_refuse(request, 400, -1, "The group has no such event");
		return;
	}
	registration = sandbox_json_public(request->input);
	sandbox_uuid(id);
	sandbox_json_set_text(registration, "id", id);
	sandbox_json_set_text(registration, "_owner", request->owner);
	sandbox_json_set_int(registration, "createdAt", sandbox_now(request->box));
	sandbox_store_put(request->box->store, "registration", registration);
	sandbox_reply_json(request, 200, sandbox_json_public(registration));
	json_object_put(registration);
}

static json_object *registration_view(sandbox *box, json_object *registration)
{
	(void)box;
	return sandbox_json_public(registration);
}

static void list_registrations(sandbox_request *request)
{
	const sandbox_query query = {
		.kind = "registration", .owner = request->owner, .oldest_first = true};
	sandbox_bytes text = {0};

	sandbox_list_write(&text, request->box, &query, registration_view);
	sandbox_reply_bytes(request, "application/json", &text);
}

static void remove_registration(sandbox_request *request)
{
	sandbox_store_delete(
		request->box->store, "registration", sandbox_parameter(request, "callbackId"));
	sandbox_reply_empty(request, 204);
}

#define BASE "/v2/project/{id}/callback"

const sandbox_route sandbox_registration_routes[] = {
	{
		.method = "POST",
		.path = BASE,
		.operation = "callbacks.register",
		.summary = "registers a URL for callbacks",
		.auth = SANDBOX_AUTH_PROJECT,
		.flags = SANDBOX_JSON | SANDBOX_OPENTOK_ONLY,
		.fields = fields,
		.handle = add_registration,
	},
	{
		.method = "GET",
		.path = BASE,
		.operation = "callbacks.list",
		.summary = "lists the registered URLs",
		.auth = SANDBOX_AUTH_PROJECT,
		.flags = SANDBOX_OPENTOK_ONLY,
		.handle = list_registrations,
	},
	{
		.method = "DELETE",
		.path = BASE "/{callbackId}",
		.operation = "callbacks.remove",
		.summary = "removes a registered URL",
		.auth = SANDBOX_AUTH_PROJECT,
		.flags = SANDBOX_OPENTOK_ONLY,
		.object = "registration",
		.parameter = "callbackId",
		.handle = remove_registration,
	},
	{0},
};
