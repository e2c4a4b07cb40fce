/* SPDX-License-Identifier: MIT */
/* The control interface: the clock, credentials, numbers and a reset of the server. */
#include "config.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "tools/sandbox/base/crypto/rsa.h"
#include "tools/sandbox/base/ids.h"
#include "tools/sandbox/base/json.h"
#include "tools/sandbox/base/memory.h"
#include "tools/sandbox/http/journal.h"
#include "tools/sandbox/request/fields.h"
#include "tools/sandbox/request/reply.h"
#include "tools/sandbox/request/request.h"
#include "tools/sandbox/service/kinds.h"
#include "tools/sandbox/service/routes.h"
#include "tools/sandbox/state/clock.h"
#include "tools/sandbox/state/history.h"
#include "tools/sandbox/state/life.h"
#include "tools/sandbox/state/project.h"

/* Most ms for documents that become due when the clock is set; the others follow later. */
enum { SETTLE_BUDGET_MS = 2000 };

/* Deletes everything but the credentials. */
static void reset_world(sandbox_request *request)
{
	static const char *const kept[] = {"account", "vonage-account", "project", "application"};

	for (const char *const *kind = sandbox_stored_kinds; *kind; kind++) {
		bool keep = false;

		for (size_t i = 0; i < COUNT_OF(kept); i++)
			keep = keep || strcmp(kept[i], *kind) == 0;
		if (!keep)
			sandbox_store_delete_kind(request->box->store, *kind);
	}
	sandbox_journal_clear(request->box->journal);
	sandbox_history_clear(request->box->history, "request");
	sandbox_clock_set_offset(request->box, 0);
	request->box->skew = 0;
	sandbox_reply_empty(request, 204);
}

static void reply_clock(sandbox_request *request)
{
	json_object *response = sandbox_new_object();

	sandbox_json_set_int(response, "now", sandbox_now(request->box));
	sandbox_json_set_int(response, "skew", request->box->skew / 1000);
	sandbox_reply_json(request, 200, response);
}

static const sandbox_field clock_fields[] = {
	{.name = "advance", .kind = SANDBOX_NUMBER, .max = SANDBOX_CLOCK_MAX / 1000},
	{.name = "set", .kind = SANDBOX_NUMBER, .max = SANDBOX_CLOCK_MAX},
	{.name = "skew", .kind = SANDBOX_NUMBER, .min = -31536000, .max = 31536000},
	{.name = NULL},
};

/* Events that become due by the change of the clock happen before the response, for tests. */
static void settle_clock(sandbox_request *request)
{
	sandbox_json_set_flag(
		request->reply.json, "settled", sandbox_life_run(request->box, SETTLE_BUDGET_MS));
}

static void set_clock(sandbox_request *request)
{
	sandbox *box = request->box;
	const int64_t now = sandbox_now(box);
	const int64_t wanted = sandbox_json_int(request->input, "set", now) +
			       sandbox_json_int(request->input, "advance", 0) * 1000;

	if (wanted > SANDBOX_CLOCK_MAX) {
		sandbox_refuse(request, 400, -1, "The clock ends with the year 2099");
		return;
	}
	sandbox_clock_set_offset(box, box->clock_offset + wanted - now);
	box->skew = sandbox_json_int(request->input, "skew", box->skew / 1000) * 1000;
	request->after_commit = settle_clock;
	reply_clock(request);
}

static void show_stats(sandbox_request *request)
{
	json_object *response = sandbox_new_object();

	sandbox_json_set_int(response, "connections", (int64_t)request->box->accepted);
	sandbox_json_set_int(response, "requests", (int64_t)request->box->requests);
	sandbox_reply_json(request, 200, response);
}

static int64_t count_objects(sandbox_request *request, const char *kind)
{
	return sandbox_store_count(request->box->store, &(sandbox_query){.kind = kind});
}

static void show_metrics(sandbox_request *request)
{
	static const char *const kinds[] = {"session", "connection", "stream", "archive",
		"broadcast", "render", "caption", "call", "callback"};
	sandbox_bytes text = {0};
	char *line = sandbox_print("# TYPE otk_sandbox_connections_total counter\n"
				   "otk_sandbox_connections_total %" PRIu64 "\n"
				   "# TYPE otk_sandbox_requests_total counter\n",
		request->box->accepted);

	sandbox_bytes_add_text(&text, line);
	free(line);
	for (unsigned int class = 2; class < 6; class ++) {
		line = sandbox_print("otk_sandbox_requests_total{class=\"%uxx\"} %" PRIu64 "\n",
			class, request->box->responses[class]);
		sandbox_bytes_add_text(&text, line);
		free(line);
	}
	sandbox_bytes_add_text(&text, "# TYPE otk_sandbox_objects gauge\n");
	for (size_t i = 0; i < COUNT_OF(kinds); i++) {
		line = sandbox_print("otk_sandbox_objects{kind=\"%s\"} %" PRId64 "\n", kinds[i],
			count_objects(request, kinds[i]));
		sandbox_bytes_add_text(&text, line);
		free(line);
	}
	sandbox_reply_text(request, 200, "text/plain; version=0.0.4", text.data);
	sandbox_bytes_free(&text);
}

static const sandbox_field credential_fields[] = {
	{.name = "apiKey",
		.kind = SANDBOX_TEXT,
		.alias = "key",
		.max = SANDBOX_KEY_MAX,
		.characters = sandbox_key_characters},
	{.name = "apiSecret", .kind = SANDBOX_TEXT, .one_line = true, .max = SANDBOX_SECRET_MAX},
	{.name = "applicationId",
		.kind = SANDBOX_TEXT,
		.min = SANDBOX_UUID_SIZE - 1,
		.max = SANDBOX_UUID_SIZE - 1,
		.characters = sandbox_uuid_characters},
	{.name = "publicKey", .kind = SANDBOX_TEXT, .max = 65536},
	{.name = NULL},
};

/* Changes one member of existing credentials. False: they do not exist. */
static bool change_credential(sandbox_request *request, const char *kind, const char *id,
	const char *member, const char *value)
{
	json_object *document = sandbox_store_get(request->box->store, kind, id);

	if (!document)
		return false;
	sandbox_json_set_text(document, member, value);
	sandbox_store_put(request->box->store, kind, document);
	json_object_put(document);
	return true;
}

static void add_credential(sandbox_request *request)
{
	const char *key = sandbox_json_text(request->input, "apiKey", NULL);
	const char *secret = sandbox_json_text(request->input, "apiSecret", NULL);
	const char *application = sandbox_json_text(request->input, "applicationId", NULL);
	const char *public_key = sandbox_json_text(request->input, "publicKey", "");

	if (key && secret) {
		if (!change_credential(request, "project", key, "secret", secret))
			json_object_put(sandbox_project_new(
				request->box, key, secret, request->box->account, ""));
		sandbox_reply_created(request, "apiKey", key);
	} else if (application && sandbox_rsa_is_public(public_key)) {
		if (!change_credential(
			    request, "application", application, "_publicKey", public_key))
			json_object_put(sandbox_application_new(request->box, application,
				public_key, request->box->vonage_account, ""));
		sandbox_reply_created(request, "applicationId", application);
	} else {
		sandbox_refuse(request, 400, -1,
			"apiKey and apiSecret, or applicationId and publicKey (PEM, RSA) are "
			"expected");
	}
}

const sandbox_route sandbox_control_routes[] = {
	{
		.method = "POST",
		.path = "/sandbox/reset",
		.summary = "deletes all objects and sets the clock right",
		.auth = SANDBOX_AUTH_CONTROL,
		.handle = reset_world,
	},
	{
		.method = "GET",
		.path = "/sandbox/clock",
		.summary = "shows the clock",
		.auth = SANDBOX_AUTH_CONTROL,
		.handle = reply_clock,
	},
	{
		.method = "POST",
		.path = "/sandbox/clock",
		.summary = "advances or sets the clock, or makes it wrong",
		.auth = SANDBOX_AUTH_CONTROL,
		.flags = SANDBOX_JSON,
		.fields = clock_fields,
		.handle = set_clock,
	},
	{
		.method = "GET",
		.path = "/sandbox/stats",
		.summary = "counts connections and requests",
		.auth = SANDBOX_AUTH_CONTROL,
		.handle = show_stats,
	},
	{
		.method = "GET",
		.path = "/sandbox/metrics",
		.summary = "counts requests and objects for Prometheus",
		.auth = SANDBOX_AUTH_CONTROL,
		.handle = show_metrics,
	},
	{
		.method = "POST",
		.path = "/sandbox/credentials",
		.summary = "adds a project or an application, or changes its secret or key",
		.auth = SANDBOX_AUTH_CONTROL,
		.flags = SANDBOX_JSON,
		.fields = credential_fields,
		.handle = add_credential,
	},
	{0},
};
