/* SPDX-License-Identifier: MIT */
/* The control interface: hooks, and the callbacks that were sent. */
#include "config.h"

#include <string.h>

#include "tools/sandbox/base/json.h"
#include "tools/sandbox/callbacks/event.h"
#include "tools/sandbox/control/callbacks.h"
#include "tools/sandbox/request/list.h"
#include "tools/sandbox/request/reply.h"
#include "tools/sandbox/service/routes.h"
#include "tools/sandbox/state/clock.h"
#include "tools/sandbox/state/project.h"

static const char *const kinds[] = {
	"archive", "broadcast", "render", "session", "sip", "captions", NULL};

static const sandbox_field hook_fields[] = {
	{.name = "url", .kind = SANDBOX_TEXT, .required = true, .prefixes = sandbox_web_prefixes},
	{.name = "secret", .kind = SANDBOX_TEXT, .may_be_empty = true},
	{.name = NULL},
};

const sandbox_field sandbox_hooks_fields[] = {
	{.name = "archive", .kind = SANDBOX_OBJECT, .members = hook_fields},
	{.name = "broadcast", .kind = SANDBOX_OBJECT, .members = hook_fields},
	{.name = "render", .kind = SANDBOX_OBJECT, .members = hook_fields},
	{.name = "session", .kind = SANDBOX_OBJECT, .members = hook_fields},
	{.name = "sip", .kind = SANDBOX_OBJECT, .members = hook_fields},
	{.name = "captions", .kind = SANDBOX_OBJECT, .members = hook_fields},
	{.name = NULL},
};

static const sandbox_field test_fields[] = {
	{.name = "kind", .kind = SANDBOX_TEXT, .required = true, .values = kinds},
	{.name = NULL},
};

static void reply_hooks(sandbox_request *request)
{
	json_object *response = sandbox_new_object();
	json_object_iter each;

	json_object_object_foreachC(request->box->options.hooks, each) {
		json_object *shown = sandbox_new_object();

		sandbox_json_set_text(shown, "url", sandbox_json_text(each.val, "url", ""));
		sandbox_json_set_flag(shown, "signed",
			sandbox_json_member(each.val, "secret") ||
				request->box->options.sign_callbacks);
		sandbox_json_set(response, each.key, shown);
	}
	sandbox_reply_json(request, 200, response);
}

/* Replaces the hooks in memory and in the database. Takes over the object. */
static void keep_hooks(sandbox_request *request, json_object *hooks)
{
	json_object_put(request->box->options.hooks);
	request->box->options.hooks = hooks;
	sandbox_store_set(request->box->store, "hooks", sandbox_json_print(hooks, NULL));
}

/* Sets what the request names. Everything else stays, since the secrets of other hooks are not
 * shown, so a client cannot send them again. */
static void set_hooks(sandbox_request *request)
{
	json_object *hooks = sandbox_json_clone(request->box->options.hooks);
	json_object_iter each;

	json_object_object_foreachC(request->input, each) {
		json_object *hook = sandbox_json_member(hooks, each.key);

		if (!hook) {
			hook = sandbox_new_object();
			sandbox_json_set(hooks, each.key, hook);
		}
		sandbox_json_take_all(hook, each.val);
		if (sandbox_json_is(hook, "secret", ""))
			json_object_object_del(hook, "secret");
	}
	keep_hooks(request, hooks);
	reply_hooks(request);
}

static void remove_hooks(sandbox_request *request)
{
	keep_hooks(request, sandbox_new_object());
	sandbox_reply_empty(request, 204);
}

static void remove_hook(sandbox_request *request)
{
	const char *kind = sandbox_parameter(request, "kind");
	json_object *hooks;

	if (!sandbox_json_member(request->box->options.hooks, kind)) {
		sandbox_refuse(request, 404, -1, "No hook is set for this kind");
		return;
	}
	hooks = sandbox_json_clone(request->box->options.hooks);
	json_object_object_del(hooks, kind);
	keep_hooks(request, hooks);
	sandbox_reply_empty(request, 204);
}

static json_object *show_callback(sandbox *box, json_object *callback)
{
	json_object *shown = sandbox_json_public(callback);

	(void)box;
	sandbox_json_set_flag(shown, "signed", sandbox_json_member(callback, "_secret") != NULL);
	return shown;
}

static void list_callbacks(sandbox_request *request)
{
	const sandbox_query query = {.kind = "callback", .oldest_first = true};
	sandbox_bytes text = {0};

	sandbox_list_write_items(&text, request->box, sandbox_new_object(), &query, show_callback);
	sandbox_reply_bytes(request, "application/json", &text);
}

/* Shows a callback, each attempt to deliver it, and when the next one is due. */
static void show_attempts(sandbox_request *request)
{
	json_object *shown = show_callback(request->box, request->object);
	json_object *log = sandbox_json_member(request->object, "_log");

	sandbox_json_set(shown, "log", log ? json_object_get(log) : sandbox_new_array());
	if (sandbox_json_member(request->object, "_due"))
		sandbox_json_set_int(
			shown, "nextAttempt", sandbox_json_int(request->object, "_due", 0));
	sandbox_reply_json(request, 200, shown);
}

static void clear_callbacks(sandbox_request *request)
{
	sandbox_store_delete_kind(request->box->store, "callback");
	sandbox_reply_empty(request, 204);
}

static void resend_callback(sandbox_request *request)
{
	sandbox_json_set_flag(request->object, "delivered", false);
	sandbox_json_set_int(request->object, "attempts", 0);
	json_object_object_del(request->object, "_refused");
	json_object_object_del(request->object, "_tag");
	sandbox_json_set_int(request->object, "_since", sandbox_now(request->box));
	sandbox_json_set_int(request->object, "_due", sandbox_now(request->box));
	sandbox_store_put(request->box->store, "callback", request->object);
	sandbox_reply_empty(request, 202);
}

/* Sends a test callback of this kind, with invented values. */
static void send_test_callback(sandbox_request *request)
{
	const char *kind = sandbox_json_text(request->input, "kind", "");
	const sandbox_event event = {.kind = kind, .owner = request->box->project};
	json_object *payload;

	if (!sandbox_json_member(request->box->options.hooks, kind)) {
		sandbox_refuse(request, 409, -1, "No hook is set for this kind");
		return;
	}
	payload = sandbox_new_object();
	sandbox_json_set_text(payload, "id", "00000000-0000-4000-8000-000000000000");
	sandbox_json_set_text(payload, "sessionId", "1_MX4xMjM0NTZ-fjB-dGVzdH5-");
	sandbox_json_set_text(payload, "projectId", event.owner);
	sandbox_json_set_text(
		payload, "event", strcmp(kind, "session") != 0 ? kind : "sessionCreated");
	sandbox_json_set_text(payload, "status", "started");
	sandbox_json_set_int(payload, "timestamp", sandbox_now(request->box));
	sandbox_event_send(request->box, &event, payload);
	sandbox_reply_empty(request, 202);
}

const sandbox_route sandbox_control_callback_routes[] = {
	{
		.method = "GET",
		.path = "/sandbox/hooks",
		.summary = "shows the URLs that callbacks are sent to",
		.auth = SANDBOX_AUTH_CONTROL,
		.handle = reply_hooks,
	},
	{
		.method = "PUT",
		.path = "/sandbox/hooks",
		.summary = "sets the URLs and secrets of the named kinds of callbacks",
		.auth = SANDBOX_AUTH_CONTROL,
		.flags = SANDBOX_JSON,
		.fields = sandbox_hooks_fields,
		.handle = set_hooks,
	},
	{
		.method = "DELETE",
		.path = "/sandbox/hooks",
		.summary = "sends no callbacks any more",
		.auth = SANDBOX_AUTH_CONTROL,
		.handle = remove_hooks,
	},
	{
		.method = "DELETE",
		.path = "/sandbox/hooks/{kind}",
		.summary = "sends no callbacks of this kind any more",
		.auth = SANDBOX_AUTH_CONTROL,
		.handle = remove_hook,
	},
	{
		.method = "GET",
		.path = "/sandbox/callbacks",
		.summary = "lists callbacks with their attempts",
		.auth = SANDBOX_AUTH_CONTROL,
		.handle = list_callbacks,
	},
	{
		.method = "DELETE",
		.path = "/sandbox/callbacks",
		.summary = "deletes the list of callbacks",
		.auth = SANDBOX_AUTH_CONTROL,
		.handle = clear_callbacks,
	},
	{
		.method = "POST",
		.path = "/sandbox/callbacks/test",
		.summary = "sends a test callback",
		.auth = SANDBOX_AUTH_CONTROL,
		.flags = SANDBOX_JSON,
		.fields = test_fields,
		.handle = send_test_callback,
	},
	{
		.method = "GET",
		.path = "/sandbox/callbacks/{callbackId}",
		.summary = "shows a callback and the attempts to deliver it",
		.auth = SANDBOX_AUTH_CONTROL,
		.object = "callback",
		.parameter = "callbackId",
		.handle = show_attempts,
	},
	{
		.method = "POST",
		.path = "/sandbox/callbacks/{callbackId}/resend",
		.summary = "sends a callback again",
		.auth = SANDBOX_AUTH_CONTROL,
		.object = "callback",
		.parameter = "callbackId",
		.handle = resend_callback,
	},
	{0},
};
