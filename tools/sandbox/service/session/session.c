/* SPDX-License-Identifier: MIT */
/* Session creation. */
#include "config.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tools/sandbox/base/ids.h"
#include "tools/sandbox/base/json.h"
#include "tools/sandbox/request/reply.h"
#include "tools/sandbox/service/routes.h"
#include "tools/sandbox/service/session/session.h"
#include "tools/sandbox/state/clock.h"
#include "tools/sandbox/state/project.h"

static const char *const preferences[] = {"enabled", "disabled", "always", NULL};
static const char *const archive_modes[] = {"manual", "always", NULL};

static const sandbox_field create_fields[] = {
	{.name = "p2p.preference",
		.kind = SANDBOX_TEXT,
		.values = preferences,
		.otherwise = "\"disabled\""},
	{.name = "archiveMode",
		.kind = SANDBOX_TEXT,
		.values = archive_modes,
		.otherwise = "\"manual\""},
	{.name = "archiveName", .kind = SANDBOX_TEXT, .min = 1, .max = 80},
	{.name = "archiveResolution", .kind = SANDBOX_TEXT, .values = sandbox_resolutions},
	{.name = "location", .kind = SANDBOX_TEXT},
	{.name = "e2ee", .kind = SANDBOX_FLAG, .otherwise = "false"},
	{0},
};

/* The service replaces these characters in names of automatic archives. */
static char *colon_name(const char *name)
{
	char *copy = sandbox_copy(name);

	for (char *at = copy; *at; at++)
		if (strchr("~-_", *at))
			*at = ':';
	return copy;
}

static bool is_valid_location(const char *location)
{
	struct in_addr address;

	return !*location || inet_pton(AF_INET, location, &address) == 1;
}

/* The Vonage Node SDK sends the word null for a location that is not set. */
static const char *location_of(const json_object *input)
{
	const char *location = sandbox_json_text(input, "location", "");

	return strcmp(location, "null") != 0 ? location : "";
}

const char *sandbox_session_problem(const json_object *input)
{
	const bool relayed = !sandbox_json_is(input, "p2p.preference", "disabled");
	const bool always = sandbox_json_is(input, "archiveMode", "always");
	const bool e2ee = sandbox_json_flag(input, "e2ee", false);

	if (always && relayed)
		return "archiveMode always needs a routed session";
	if (e2ee && relayed)
		return "e2ee needs a routed session";
	if (e2ee && always)
		return "e2ee excludes archiveMode always";
	if (!always && (sandbox_json_member(input, "archiveName") ||
			       sandbox_json_member(input, "archiveResolution")))
		return "archiveName and archiveResolution need archiveMode always";
	if (!is_valid_location(location_of(input)))
		return "location must be an IPv4 address";
	return NULL;
}

json_object *sandbox_session_new(
	sandbox *box, const char *owner, const char *id, const json_object *input)
{
	const bool relayed = !sandbox_json_is(input, "p2p.preference", "disabled");
	const char *name = sandbox_json_text(input, "archiveName", NULL);
	const char *resolution = sandbox_json_text(input, "archiveResolution", "640x480");
	json_object *session = sandbox_new_object();
	char *made = sandbox_session_id(owner, location_of(input), sandbox_now(box), relayed);

	sandbox_json_set_text(session, "id", id ? id : made);
	sandbox_json_set_text(session, "_owner", owner);
	sandbox_json_set_int(session, "createdAt", sandbox_now(box));
	sandbox_json_set_text(session, "mediaMode", relayed ? "relayed" : "routed");
	sandbox_json_set_text(
		session, "archiveMode", sandbox_json_text(input, "archiveMode", "manual"));
	if (name) {
		char *colons = colon_name(name);

		sandbox_json_set_text(session, "archiveName", colons);
		free(colons);
	}
	sandbox_json_set_text(session, "archiveResolution", resolution);
	sandbox_json_set_text(session, "location", location_of(input));
	sandbox_json_set_flag(session, "e2ee", sandbox_json_flag(input, "e2ee", false));
	sandbox_json_set_flag(session, "muted", false);
	sandbox_store_put(box->store, "session", session);
	free(made);
	return session;
}

static void date_text(int64_t now, char *text, size_t size)
{
	const time_t seconds = now / 1000;
	struct tm parts;

	gmtime_r(&seconds, &parts);
	strftime(text, size, "%a %b %d %H:%M:%S UTC %Y", &parts);
}

static void reply_session_json(sandbox_request *request, const char *id, const char *date)
{
	static const char *const nulls[] = {"session_status", "status_invalid",
		"media_server_hostname", "messaging_server_url", "messaging_url",
		"symphony_address", "properties", "ice_server", "ice_servers", NULL};
	json_object *session = sandbox_new_object();
	json_object *list = sandbox_new_array();
	char segment[SANDBOX_UUID_SIZE];

	sandbox_uuid(segment);
	sandbox_json_set_text(session, "session_id", id);
	sandbox_json_set_text(session, "project_id", request->owner);
	sandbox_json_set_text(session, "partner_id", request->owner);
	if (sandbox_is_unified(request->owner))
		sandbox_json_set_text(session, "application_id", request->owner);
	sandbox_json_set_text(session, "create_dt", date);
	for (const char *const *name = nulls; *name; name++)
		sandbox_json_set_null(session, *name);
	sandbox_json_set_text(session, "media_server_url", "");
	sandbox_json_set_text(session, "session_segment_id", segment);
	sandbox_json_set_int(session, "ice_credential_expiration", 86100);
	sandbox_json_append(list, session);
	sandbox_reply_json(request, 200, list);
}

static void reply_session_xml(sandbox_request *request, const char *id, const char *date)
{
	char *text = sandbox_print("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
				   "<sessions><Session><session_id>%s</session_id>"
				   "<partner_id>%s</partner_id><create_dt>%s</create_dt>"
				   "</Session></sessions>",
		id, request->owner, date);

	sandbox_reply_text(request, 200, "application/xml", text);
	free(text);
}

static void create_session(sandbox_request *request)
{
	const char *why = sandbox_session_problem(request->input);
	const char *accept = sandbox_header(request, "Accept");
	json_object *session;
	char date[64];

	if (why) {
		sandbox_refuse(request, 400, -1, "Invalid parameters: %s", why);
		return;
	}
	session = sandbox_session_new(request->box, request->owner, NULL, request->input);
	date_text(sandbox_now(request->box), date, sizeof(date));
	if (accept && strstr(accept, "json"))
		reply_session_json(request, sandbox_json_text(session, "id", ""), date);
	else
		reply_session_xml(request, sandbox_json_text(session, "id", ""), date);
	json_object_put(session);
}

const sandbox_route sandbox_session_routes[] = {
	{
		.method = "POST",
		.path = "/session/create",
		.operation = "session.create",
		.summary = "creates a session",
		.auth = SANDBOX_AUTH_SIGNED,
		.flags = SANDBOX_FORM | SANDBOX_XML,
		.fields = create_fields,
		.handle = create_session,
	},
	{0},
};
