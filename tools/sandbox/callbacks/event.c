/* SPDX-License-Identifier: MIT */
/* Events of the service and their receivers. */
#include "config.h"

#include <string.h>

#include "tools/sandbox/base/ids.h"
#include "tools/sandbox/base/json.h"
#include "tools/sandbox/callbacks/event.h"
#include "tools/sandbox/state/clock.h"
#include "tools/sandbox/state/project.h"

/* The newest callbacks are kept, delivered or not; older ones are deleted. */
enum { MAX_CALLBACKS = 2000 };

/* Stores a callback for delivery. Members that begin with an underscore, such as the secret, are
 * never shown to clients. */
static void add_callback(sandbox *box, const sandbox_event *event, const char *url,
	const char *secret, json_object *payload)
{
	json_object *callback;
	char id[SANDBOX_UUID_SIZE];

	if (box->seeding)
		return;
	callback = sandbox_new_object();
	sandbox_uuid(id);
	sandbox_json_set_text(callback, "id", id);
	sandbox_json_set_text(callback, "_owner", event->owner);
	sandbox_json_set_text(callback, "kind", event->kind);
	sandbox_json_set_text(callback, "url", url);
	sandbox_json_set_text(callback, "body", sandbox_json_print(payload, NULL));
	sandbox_json_set_int(callback, "createdAt", sandbox_now(box));
	sandbox_json_set_int(callback, "attempts", 0);
	sandbox_json_set_int(callback, "status", 0);
	sandbox_json_set_flag(callback, "delivered", false);
	if (secret)
		sandbox_json_set_text(callback, "_secret", secret);
	sandbox_json_set_int(callback, "_since", sandbox_now(box));
	sandbox_json_set_int(callback, "_due", sandbox_now(box));
	sandbox_store_put(box->store, "callback", callback);
	sandbox_store_keep_newest(box->store, "callback", MAX_CALLBACKS);
	json_object_put(callback);
}

static void notify_hook(sandbox *box, const sandbox_event *event, json_object *payload)
{
	json_object *hook = sandbox_json_member(box->options.hooks, event->kind);
	const char *url = sandbox_json_text(hook, "url", NULL);
	const char *secret = sandbox_json_text(hook, "secret", NULL);

	if (!secret && box->options.sign_callbacks)
		secret = box->options.callback_secret;
	if (url)
		add_callback(box, event, url, secret, payload);
}

static void notify_registrations(sandbox *box, const sandbox_event *event, json_object *payload)
{
	const sandbox_query query = {.kind = "registration", .owner = event->owner};
	sandbox_walk walk;
	json_object *registration;

	if (!event->group || sandbox_is_unified(event->owner))
		return;
	walk = sandbox_store_walk(box->store, &query);
	while ((registration = sandbox_walk_next(&walk))) {
		if (sandbox_json_is(registration, "group", event->group) &&
			sandbox_json_is(registration, "event", event->event))
			add_callback(box, event, sandbox_json_text(registration, "url", ""),
				box->options.sign_callbacks ? box->options.callback_secret : NULL,
				payload);
		json_object_put(registration);
	}
}

static void notify_application(sandbox *box, const sandbox_event *event, json_object *payload)
{
	json_object *application;
	json_object *webhook;

	if (!event->webhook || !sandbox_is_unified(event->owner))
		return;
	application = sandbox_store_get(box->store, "application", event->owner);
	webhook = sandbox_json_member(sandbox_json_member(application, "capabilities"), "video");
	webhook = sandbox_json_member(sandbox_json_member(webhook, "webhooks"), event->webhook);
	if (webhook && sandbox_json_flag(webhook, "active", true) &&
		*sandbox_json_text(webhook, "address", ""))
		add_callback(box, event, sandbox_json_text(webhook, "address", ""),
			sandbox_json_text(webhook, "secret", NULL), payload);
	json_object_put(application);
}

void sandbox_event_send(sandbox *box, const sandbox_event *event, json_object *payload)
{
	notify_hook(box, event, payload);
	notify_registrations(box, event, payload);
	notify_application(box, event, payload);
	if (event->url)
		add_callback(box, event, event->url, NULL, payload);
	json_object_put(payload);
}

json_object *sandbox_event_frame(
	sandbox *box, json_object *session, const char *name, const char *reason)
{
	json_object *payload = sandbox_new_object();

	sandbox_json_set_text(payload, "sessionId", sandbox_json_text(session, "id", ""));
	sandbox_project_identify(box, payload, sandbox_json_text(session, "_owner", ""), true);
	sandbox_json_set_text(payload, "event", name);
	if (reason)
		sandbox_json_set_text(payload, "reason", reason);
	sandbox_json_set_int(payload, "timestamp", sandbox_now(box));
	return payload;
}

static json_object *connection_view(json_object *connection)
{
	static const char *const shown[] = {"id", "createdAt", "data", NULL};
	json_object *part = sandbox_new_object();

	sandbox_json_take(part, connection, shown);
	return part;
}

/* Returns the webhook of an application that receives this session event. */
static const char *session_webhook_name(const char *event)
{
	if (strcmp(event, "sessionCreated") == 0)
		return "session_created";
	if (strcmp(event, "sessionDestroyed") == 0)
		return "session_destroyed";
	return "session_notification";
}

void sandbox_event_session(sandbox *box, json_object *session, const char *name, const char *reason)
{
	const sandbox_event event = {.kind = "session",
		.webhook = session_webhook_name(name),
		.owner = sandbox_json_text(session, "_owner", "")};

	sandbox_event_send(box, &event, sandbox_event_frame(box, session, name, reason));
}

void sandbox_event_connection(sandbox *box, json_object *session, const char *name,
	json_object *connection, const char *reason)
{
	const bool created = strcmp(name, "connectionCreated") == 0;
	const sandbox_event event = {.kind = "session",
		.group = "connection",
		.event = created ? "created" : "destroyed",
		.webhook = created ? "connection_created" : "connection_destroyed",
		.owner = sandbox_json_text(session, "_owner", "")};
	json_object *payload = sandbox_event_frame(box, session, name, reason);

	sandbox_json_set(payload, "connection", connection_view(connection));
	sandbox_event_send(box, &event, payload);
}

void sandbox_event_stream(sandbox *box, json_object *session, const char *name, json_object *stream,
	const char *reason)
{
	static const char *const shown[] = {"id", "createdAt", "name", "videoType", NULL};
	const bool created = strcmp(name, "streamCreated") == 0;
	const sandbox_event event = {.kind = "session",
		.group = "stream",
		.event = created ? "created" : "destroyed",
		.webhook = created ? "stream_created" : "stream_destroyed",
		.owner = sandbox_json_text(session, "_owner", "")};
	json_object *payload = sandbox_event_frame(box, session, name, reason);
	json_object *connection = sandbox_store_get(
		box->store, "connection", sandbox_json_text(stream, "connectionId", ""));
	json_object *part = sandbox_new_object();

	sandbox_json_take(part, stream, shown);
	if (connection)
		sandbox_json_set(part, "connection", connection_view(connection));
	sandbox_json_set(payload, "stream", part);
	sandbox_event_send(box, &event, payload);
	json_object_put(connection);
}
