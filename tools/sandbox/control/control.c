/* SPDX-License-Identifier: MIT */
/* The control interface under /sandbox: the state of the world, clients, streams, clock, journal,
 * credentials. */
#include "config.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "tools/sandbox/base/ids.h"
#include "tools/sandbox/base/json.h"
#include "tools/sandbox/base/memory.h"
#include "tools/sandbox/base/rsa.h"
#include "tools/sandbox/base/text.h"
#include "tools/sandbox/http/journal.h"
#include "tools/sandbox/request/reply.h"
#include "tools/sandbox/request/request.h"
#include "tools/sandbox/service/routes.h"
#include "tools/sandbox/service/session/session.h"
#include "tools/sandbox/service/session/world.h"
#include "tools/sandbox/state/clock.h"
#include "tools/sandbox/state/life.h"
#include "tools/sandbox/state/project.h"

static void show_about(sandbox_request *request)
{
	json_object *answer = json_object_new_object();

	sandbox_json_set_text(answer, "name", "otk-sandbox");
	sandbox_json_set_text(answer, "version", PACKAGE_VERSION);
	sandbox_json_set_int(answer, "now", sandbox_now(request->box));
	sandbox_json_set_text(answer, "url", request->box->url);
	sandbox_json_set_int(answer, "settleMs", request->box->options.settle_ms);
	sandbox_answer(request, 200, answer);
}

static void reset_world(sandbox_request *request)
{
	static const char *const kinds[] = {"session", "connection", "stream", "archive",
		"broadcast", "render", "caption", "call", "audio", "signal", "dtmf", "callback",
		"storage", "registration"};

	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		sandbox_store_delete_kind(request->box->store, kinds[i]);
	sandbox_journal_clear(request->box->journal);
	sandbox_clock_set_offset(request->box, 0);
	request->box->skew = 0;
	sandbox_answer_empty(request, 204);
}

static void reply_clock(sandbox_request *request)
{
	json_object *answer = json_object_new_object();

	sandbox_json_set_int(answer, "now", sandbox_now(request->box));
	sandbox_json_set_int(answer, "skew", request->box->skew / 1000);
	sandbox_answer(request, 200, answer);
}

static const sandbox_field clock_fields[] = {
	{.name = "advance", .kind = SANDBOX_NUMBER, .max = INT64_C(31536000000)},
	{.name = "set", .kind = SANDBOX_NUMBER},
	{.name = "skew", .kind = SANDBOX_NUMBER, .min = -31536000, .max = 31536000},
	{0},
};

/* What becomes due by the leap lives before the answer is given: a test sees it at once. */
static void set_clock(sandbox_request *request)
{
	sandbox *box = request->box;
	int64_t now = sandbox_now(box);
	int64_t wanted = sandbox_json_int(request->input, "set", now) +
			 sandbox_json_int(request->input, "advance", 0) * 1000;

	sandbox_clock_set_offset(box, box->clock_offset + wanted - now);
	box->skew = sandbox_json_int(request->input, "skew", box->skew / 1000) * 1000;
	request->run_life = true;
	reply_clock(request);
}

/* A session of the control interface may be of any project. */
static void show_session(sandbox_request *request)
{
	static const char *const kinds[][2] = {{"connection", "connections"}, {"stream", "streams"},
		{"signal", "signals"}, {"dtmf", "dtmf"}, {"call", "calls"}, {"caption", "captions"},
		{"audio", "audioConnectors"}, {"archive", "archives"}, {"broadcast", "broadcasts"},
		{"render", "renders"}};
	json_object *answer = json_object_get(request->session);

	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		sandbox_json_set(answer, kinds[i][1],
			sandbox_session_list(request->box, request->session, kinds[i][0]));
	sandbox_answer(request, 200, answer);
}

static const sandbox_field session_fields[] = {
	{.name = "sessionId", .kind = SANDBOX_TEXT},
	{.name = "projectId",
		.kind = SANDBOX_TEXT,
		.alias = "applicationId",
		.otherwise = "\"" SANDBOX_API_KEY "\""},
	{.name = "p2p.preference", .kind = SANDBOX_TEXT, .otherwise = "\"disabled\""},
	{.name = "archiveMode", .kind = SANDBOX_TEXT},
	{.name = "archiveName", .kind = SANDBOX_TEXT},
	{.name = "archiveResolution", .kind = SANDBOX_TEXT},
	{.name = "location", .kind = SANDBOX_TEXT},
	{.name = "e2ee", .kind = SANDBOX_FLAG},
	{0},
};

static void add_session(sandbox_request *request)
{
	const char *id = sandbox_json_text(request->input, "sessionId", NULL);
	json_object *answer = json_object_new_object();
	json_object *session = sandbox_session_new(request->box,
		sandbox_json_text(request->input, "projectId", ""), id, request->input);

	sandbox_json_set_text(answer, "sessionId", sandbox_json_text(session, "id", ""));
	json_object_put(session);
	sandbox_answer(request, 201, answer);
}

static const sandbox_field connection_fields[] = {
	{.name = "connectionId", .kind = SANDBOX_TEXT},
	{.name = "data", .kind = SANDBOX_TEXT},
	{0},
};

static void add_connection(sandbox_request *request)
{
	json_object *answer = json_object_new_object();
	json_object *connection = sandbox_connection_add(request->box, request->session,
		sandbox_json_text(request->input, "connectionId", NULL), "client",
		sandbox_json_text(request->input, "data", NULL));

	sandbox_json_set_text(answer, "connectionId", sandbox_json_text(connection, "id", ""));
	json_object_put(connection);
	sandbox_answer(request, 201, answer);
}

static void remove_connection(sandbox_request *request)
{
	sandbox_connection_remove(
		request->box, request->session, request->object, "clientDisconnected");
	sandbox_answer_empty(request, 204);
}

static const sandbox_field stream_fields[] = {
	{.name = "streamId", .kind = SANDBOX_TEXT},
	{.name = "connectionId", .kind = SANDBOX_TEXT},
	{.name = "name", .kind = SANDBOX_TEXT},
	{.name = "videoType", .kind = SANDBOX_TEXT},
	{.name = "layoutClassList", .kind = SANDBOX_TEXTS},
	{.name = "hasAudio", .kind = SANDBOX_FLAG},
	{.name = "hasVideo", .kind = SANDBOX_FLAG},
	{0},
};

static void add_stream(sandbox_request *request)
{
	const char *given = sandbox_json_text(request->input, "connectionId", NULL);
	json_object *connection =
		given ? sandbox_store_get(request->box->store, "connection", given)
		      : sandbox_connection_add(
				request->box, request->session, NULL, "client", NULL);
	json_object *answer;
	json_object *stream;

	if (!sandbox_json_is(
		    connection, "sessionId", sandbox_json_text(request->session, "id", ""))) {
		json_object_put(connection);
		sandbox_refuse(request, 404, -1, "There is no such connection in the session");
		return;
	}
	stream = sandbox_stream_add(request->box, request->session,
		sandbox_json_text(connection, "id", ""), request->input);
	answer = json_object_new_object();
	sandbox_json_set_text(answer, "streamId", sandbox_json_text(stream, "id", ""));
	sandbox_json_set_text(answer, "connectionId", sandbox_json_text(connection, "id", ""));
	json_object_put(stream);
	json_object_put(connection);
	sandbox_answer(request, 201, answer);
}

static void remove_stream(sandbox_request *request)
{
	sandbox_stream_remove(
		request->box, request->session, request->object, "clientDisconnected");
	sandbox_answer_empty(request, 204);
}

static void list_requests(sandbox_request *request)
{
	json_object *answer = json_object_new_object();
	int64_t since = 0;

	sandbox_number(sandbox_json_text(request->query, "since", "0"), &since);
	sandbox_json_set(answer, "items", sandbox_journal_list(request->box->journal, since));
	sandbox_answer(request, 200, answer);
}

static void clear_requests(sandbox_request *request)
{
	sandbox_journal_clear(request->box->journal);
	sandbox_answer_empty(request, 204);
}

static void show_stats(sandbox_request *request)
{
	json_object *answer = json_object_new_object();

	sandbox_json_set_int(answer, "connections", (int64_t)request->box->accepted);
	sandbox_json_set_int(answer, "requests", (int64_t)request->box->requests);
	sandbox_answer(request, 200, answer);
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
			class, request->box->answers[class]);
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
	sandbox_answer_text(request, 200, "text/plain; version=0.0.4", text.data);
	sandbox_bytes_free(&text);
}

static const sandbox_field credential_fields[] = {
	{.name = "apiKey", .kind = SANDBOX_TEXT, .alias = "key"},
	{.name = "apiSecret", .kind = SANDBOX_TEXT},
	{.name = "applicationId", .kind = SANDBOX_TEXT},
	{.name = "publicKey", .kind = SANDBOX_TEXT},
	{0},
};

static void add_credential(sandbox_request *request)
{
	const char *key = sandbox_json_text(request->input, "apiKey", NULL);
	const char *secret = sandbox_json_text(request->input, "apiSecret", NULL);
	const char *application = sandbox_json_text(request->input, "applicationId", NULL);
	const char *public_key = sandbox_json_text(request->input, "publicKey", "");
	json_object *answer = json_object_new_object();

	if (key && secret) {
		json_object_put(
			sandbox_project_new(request->box, key, secret, SANDBOX_ACCOUNT_KEY, ""));
		sandbox_json_set_text(answer, "apiKey", key);
		sandbox_answer(request, 201, answer);
	} else if (application && sandbox_rsa_is_public(public_key)) {
		json_object_put(sandbox_application_new(
			request->box, application, public_key, SANDBOX_VONAGE_KEY, ""));
		sandbox_json_set_text(answer, "applicationId", application);
		sandbox_answer(request, 201, answer);
	} else {
		json_object_put(answer);
		sandbox_refuse(request, 400, -1,
			"apiKey and apiSecret, or applicationId and publicKey (PEM, RSA) are "
			"expected");
	}
}

#define SESSION "/sandbox/session/{sessionId}"

const sandbox_route sandbox_control_routes[] = {
	{
		.method = "GET",
		.path = "/sandbox",
		.auth = SANDBOX_AUTH_CONTROL,
		.handle = show_about,
	},
	{
		.method = "POST",
		.path = "/sandbox/reset",
		.auth = SANDBOX_AUTH_CONTROL,
		.handle = reset_world,
	},
	{
		.method = "GET",
		.path = "/sandbox/clock",
		.auth = SANDBOX_AUTH_CONTROL,
		.handle = reply_clock,
	},
	{
		.method = "POST",
		.path = "/sandbox/clock",
		.auth = SANDBOX_AUTH_CONTROL,
		.flags = SANDBOX_JSON,
		.fields = clock_fields,
		.handle = set_clock,
	},
	{
		.method = "GET",
		.path = "/sandbox/stats",
		.auth = SANDBOX_AUTH_CONTROL,
		.handle = show_stats,
	},
	{
		.method = "GET",
		.path = "/sandbox/metrics",
		.auth = SANDBOX_AUTH_CONTROL,
		.handle = show_metrics,
	},
	{
		.method = "GET",
		.path = "/sandbox/requests",
		.auth = SANDBOX_AUTH_CONTROL,
		.handle = list_requests,
	},
	{
		.method = "DELETE",
		.path = "/sandbox/requests",
		.auth = SANDBOX_AUTH_CONTROL,
		.handle = clear_requests,
	},
	{
		.method = "POST",
		.path = "/sandbox/credentials",
		.auth = SANDBOX_AUTH_CONTROL,
		.flags = SANDBOX_JSON,
		.fields = credential_fields,
		.handle = add_credential,
	},
	{
		.method = "POST",
		.path = "/sandbox/session",
		.auth = SANDBOX_AUTH_CONTROL,
		.flags = SANDBOX_JSON_OPTIONAL,
		.fields = session_fields,
		.handle = add_session,
	},
	{
		.method = "GET",
		.path = SESSION,
		.auth = SANDBOX_AUTH_CONTROL,
		.flags = SANDBOX_SESSION_PATH,
		.handle = show_session,
	},
	{
		.method = "POST",
		.path = SESSION "/connection",
		.auth = SANDBOX_AUTH_CONTROL,
		.flags = SANDBOX_SESSION_PATH | SANDBOX_JSON_OPTIONAL,
		.fields = connection_fields,
		.handle = add_connection,
	},
	{
		.method = "DELETE",
		.path = SESSION "/connection/{connectionId}",
		.auth = SANDBOX_AUTH_CONTROL,
		.flags = SANDBOX_SESSION_PATH,
		.object = "connection",
		.parameter = "connectionId",
		.handle = remove_connection,
	},
	{
		.method = "POST",
		.path = SESSION "/stream",
		.auth = SANDBOX_AUTH_CONTROL,
		.flags = SANDBOX_SESSION_PATH | SANDBOX_JSON_OPTIONAL,
		.fields = stream_fields,
		.handle = add_stream,
	},
	{
		.method = "DELETE",
		.path = SESSION "/stream/{streamId}",
		.auth = SANDBOX_AUTH_CONTROL,
		.flags = SANDBOX_SESSION_PATH,
		.object = "stream",
		.parameter = "streamId",
		.handle = remove_stream,
	},
	{0},
};
