/* SPDX-License-Identifier: MIT */
/* The control interface: sessions, and clients that join, publish and leave. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "tools/sandbox/base/json.h"
#include "tools/sandbox/base/memory.h"
#include "tools/sandbox/request/reply.h"
#include "tools/sandbox/request/request.h"
#include "tools/sandbox/service/routes.h"
#include "tools/sandbox/service/session/session.h"
#include "tools/sandbox/service/session/world.h"
#include "tools/sandbox/state/project.h"

/* Kinds of objects of a session, and the names of their lists. */
static const char *const kinds[][2] = {{"connection", "connections"}, {"stream", "streams"},
	{"signal", "signals"}, {"dtmf", "dtmf"}, {"call", "calls"}, {"caption", "captions"},
	{"audio", "audioConnectors"}, {"archive", "archives"}, {"broadcast", "broadcasts"},
	{"render", "renders"}};

/* A piece ends when it has this many bytes. A session of usual size fits into one piece, so that no
 * other request can change it while it is sent. */
enum { PIECE = 256 * 1024 };

/* A session that is being sent: its objects are sent as the database stores them. */
typedef struct showing {
	sandbox *box;
	json_object *session;
	size_t kind; /* index of the list that is being sent */
	sandbox_walk walk;
	bool begun, ended;
	bool followed; /* the list has an object so far */
} showing;

static void begin_list(showing *shown, sandbox_bytes *text)
{
	sandbox_bytes_add_text(text, ",\"");
	sandbox_bytes_add_text(text, kinds[shown->kind][1]);
	sandbox_bytes_add_text(text, "\":[");
	shown->walk = sandbox_session_walk(shown->box, shown->session, kinds[shown->kind][0]);
	shown->followed = false;
}

static void begin_session(showing *shown, sandbox_bytes *text)
{
	size_t size;
	const char *printed;

	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		json_object_object_del(shown->session, kinds[i][1]);
	printed = sandbox_json_print(shown->session, &size);
	sandbox_bytes_add(text, printed, size - 1);
	begin_list(shown, text);
	shown->begun = true;
}

/* Appends one object, or the end of its list. */
static void add_object(showing *shown, sandbox_bytes *text)
{
	char *object = sandbox_walk_next_text(&shown->walk);

	if (object) {
		sandbox_bytes_add_text(text, shown->followed ? "," : "");
		sandbox_bytes_add_text(text, object);
		shown->followed = true;
		free(object);
		return;
	}
	sandbox_bytes_add_text(text, "]");
	shown->ended = ++shown->kind == COUNT_OF(kinds);
	if (shown->ended)
		sandbox_bytes_add_text(text, "}");
	else
		begin_list(shown, text);
}

static char *next_piece(void *state)
{
	showing *shown = state;
	sandbox_bytes text = {0};

	if (!shown->begun)
		begin_session(shown, &text);
	while (!shown->ended && text.size < PIECE)
		add_object(shown, &text);
	return text.data;
}

static void end_showing(void *state)
{
	showing *shown = state;

	free(shown->walk.numbers);
	json_object_put(shown->session);
	free(shown);
}

static void show_session(sandbox_request *request)
{
	showing *shown = sandbox_alloc(sizeof(*shown));

	*shown = (showing){.box = request->box, .session = json_object_get(request->session)};
	sandbox_reply_pieces(request, "application/json",
		(sandbox_pieces){.next = next_piece, .state = shown, .end = end_showing});
}

static const char *const preferences[] = {"enabled", "disabled", "always", NULL};
static const char *const archive_modes[] = {"manual", "always", NULL};

static const sandbox_field session_fields[] = {
	{.name = "sessionId", .kind = SANDBOX_TEXT, .max = 255},
	{.name = "projectId", .kind = SANDBOX_TEXT, .alias = "applicationId"},
	{.name = "p2p.preference",
		.kind = SANDBOX_TEXT,
		.values = preferences,
		.otherwise = "\"disabled\""},
	{.name = "archiveMode", .kind = SANDBOX_TEXT, .values = archive_modes},
	{.name = "archiveName", .kind = SANDBOX_TEXT, .min = 1, .max = 80},
	{.name = "archiveResolution", .kind = SANDBOX_TEXT, .values = sandbox_resolutions},
	{.name = "location", .kind = SANDBOX_TEXT},
	{.name = "e2ee", .kind = SANDBOX_FLAG},
	{.name = NULL},
};

static bool is_stored(sandbox *box, const char *kind, const char *id)
{
	json_object *document = sandbox_store_get(box->store, kind, id);

	json_object_put(document);
	return document != NULL;
}

/* Refuses an id that is in use. NULL: the sandbox chooses one. */
static bool check_new_id(sandbox_request *request, const char *kind, const char *id)
{
	if (!id || !is_stored(request->box, kind, id))
		return true;
	sandbox_refuse(request, 409, -1, "There is a %s \"%.100s\" already", kind, id);
	return false;
}

static void add_session(sandbox_request *request)
{
	const char *id = sandbox_json_text(request->input, "sessionId", NULL);
	const char *owner = sandbox_json_text(request->input, "projectId", request->box->project);
	const char *why = sandbox_session_problem(request->input);
	json_object *session;

	if (why) {
		sandbox_refuse(request, 400, -1, "Invalid parameters: %s", why);
		return;
	}
	if (!is_stored(request->box, "project", owner) &&
		!is_stored(request->box, "application", owner)) {
		sandbox_refuse(request, 400, -1, "Invalid projectId: no such project");
		return;
	}
	if (!check_new_id(request, "session", id))
		return;
	session = sandbox_session_new(request->box, owner, id, request->input);
	sandbox_reply_created(request, "sessionId", sandbox_json_text(session, "id", ""));
	json_object_put(session);
}

static const sandbox_field connection_fields[] = {
	{.name = "connectionId", .kind = SANDBOX_TEXT},
	{.name = "data", .kind = SANDBOX_TEXT},
	{.name = NULL},
};

static void add_connection(sandbox_request *request)
{
	const char *id = sandbox_json_text(request->input, "connectionId", NULL);
	json_object *connection;

	if (!check_new_id(request, "connection", id))
		return;
	connection = sandbox_connection_add(request->box, request->session, id, "client",
		sandbox_json_text(request->input, "data", NULL));
	sandbox_reply_created(request, "connectionId", sandbox_json_text(connection, "id", ""));
	json_object_put(connection);
}

static const char *const leave_query[] = {"reason", NULL};
/* The last two are reasons of streams only. */
static const char *const reasons[] = {"clientDisconnected", "networkDisconnected",
	"forceDisconnected", "forceUnpublished", "mediaStopped"};

enum { CLIENT_REASONS = 3, STREAM_REASONS = 5 };

/* Returns why a client leaves or a stream ends; NULL: the request was refused. */
static const char *read_reason(sandbox_request *request, size_t known)
{
	const char *reason = sandbox_json_text(request->query, "reason", reasons[0]);

	for (size_t i = 0; i < known; i++)
		if (strcmp(reasons[i], reason) == 0)
			return reasons[i];
	sandbox_refuse(request, 400, -1,
		"Invalid reason: clientDisconnected, networkDisconnected%s is expected",
		known == STREAM_REASONS ? ", forceDisconnected, forceUnpublished or mediaStopped"
					: " or forceDisconnected");
	return NULL;
}

static void remove_connection(sandbox_request *request)
{
	const char *reason = read_reason(request, CLIENT_REASONS);

	if (!reason)
		return;
	sandbox_connection_remove(request->box, request->session, request->object, reason);
	sandbox_reply_empty(request, 204);
}

static const sandbox_field stream_fields[] = {
	{.name = "streamId", .kind = SANDBOX_TEXT},
	{.name = "connectionId", .kind = SANDBOX_TEXT},
	{.name = "name", .kind = SANDBOX_TEXT},
	{.name = "videoType", .kind = SANDBOX_TEXT},
	{.name = "layoutClassList", .kind = SANDBOX_TEXTS},
	{.name = "hasAudio", .kind = SANDBOX_FLAG},
	{.name = "hasVideo", .kind = SANDBOX_FLAG},
	{.name = NULL},
};

static void add_stream(sandbox_request *request)
{
	const char *given = sandbox_json_text(request->input, "connectionId", NULL);
	const char *id = sandbox_json_text(request->input, "streamId", NULL);
	json_object *connection;
	json_object *response;
	json_object *stream;

	if (!check_new_id(request, "stream", id))
		return;
	connection = given ? sandbox_store_get(request->box->store, "connection", given)
			   : sandbox_connection_add(
				     request->box, request->session, NULL, "client", NULL);
	if (!sandbox_json_is(
		    connection, "sessionId", sandbox_json_text(request->session, "id", ""))) {
		json_object_put(connection);
		sandbox_refuse(request, 404, -1, "There is no such connection in the session");
		return;
	}
	stream = sandbox_stream_add(request->box, request->session,
		sandbox_json_text(connection, "id", ""), request->input);
	response = sandbox_new_object();
	sandbox_json_set_text(response, "streamId", sandbox_json_text(stream, "id", ""));
	sandbox_json_set_text(response, "connectionId", sandbox_json_text(connection, "id", ""));
	json_object_put(stream);
	json_object_put(connection);
	sandbox_reply_json(request, 201, response);
}

static const sandbox_field change_fields[] = {
	{.name = "name", .kind = SANDBOX_TEXT, .may_be_empty = true},
	{.name = "videoType", .kind = SANDBOX_TEXT},
	{.name = "layoutClassList", .kind = SANDBOX_TEXTS},
	{.name = "hasAudio", .kind = SANDBOX_FLAG},
	{.name = "hasVideo", .kind = SANDBOX_FLAG},
	{.name = "muted", .kind = SANDBOX_FLAG},
	{.name = NULL},
};

/* Changes a stream as its own client can, for instance by muting it or turning the camera off. */
static void change_stream(sandbox_request *request)
{
	sandbox_json_take_all(request->object, request->input);
	sandbox_store_put(request->box->store, "stream", request->object);
	sandbox_reply_json(request, 200, sandbox_json_public(request->object));
}

static void remove_stream(sandbox_request *request)
{
	const char *reason = read_reason(request, STREAM_REASONS);

	if (!reason)
		return;
	sandbox_stream_remove(request->box, request->session, request->object, reason);
	sandbox_reply_empty(request, 204);
}

#define SESSION "/sandbox/session/{sessionId}"

const sandbox_route sandbox_control_session_routes[] = {
	{
		.method = "POST",
		.path = "/sandbox/session",
		.summary = "creates a session with a given id",
		.auth = SANDBOX_AUTH_CONTROL,
		.flags = SANDBOX_JSON_OPTIONAL,
		.fields = session_fields,
		.handle = add_session,
	},
	{
		.method = "GET",
		.path = SESSION,
		.summary = "shows a session with all its objects",
		.auth = SANDBOX_AUTH_CONTROL,
		.flags = SANDBOX_SESSION_PATH,
		.handle = show_session,
	},
	{
		.method = "POST",
		.path = SESSION "/connection",
		.summary = "lets a client join a session",
		.auth = SANDBOX_AUTH_CONTROL,
		.flags = SANDBOX_SESSION_PATH | SANDBOX_JSON_OPTIONAL,
		.fields = connection_fields,
		.handle = add_connection,
	},
	{
		.method = "DELETE",
		.path = SESSION "/connection/{connectionId}",
		.summary = "lets a client leave",
		.auth = SANDBOX_AUTH_CONTROL,
		.query = leave_query,
		.flags = SANDBOX_SESSION_PATH,
		.object = "connection",
		.parameter = "connectionId",
		.handle = remove_connection,
	},
	{
		.method = "POST",
		.path = SESSION "/stream",
		.summary = "lets a client publish a stream",
		.auth = SANDBOX_AUTH_CONTROL,
		.flags = SANDBOX_SESSION_PATH | SANDBOX_JSON_OPTIONAL,
		.fields = stream_fields,
		.handle = add_stream,
	},
	{
		.method = "POST",
		.path = SESSION "/stream/{streamId}",
		.summary = "changes a stream as its client would",
		.auth = SANDBOX_AUTH_CONTROL,
		.flags = SANDBOX_SESSION_PATH | SANDBOX_JSON,
		.fields = change_fields,
		.object = "stream",
		.parameter = "streamId",
		.handle = change_stream,
	},
	{
		.method = "DELETE",
		.path = SESSION "/stream/{streamId}",
		.summary = "ends a stream",
		.auth = SANDBOX_AUTH_CONTROL,
		.query = leave_query,
		.flags = SANDBOX_SESSION_PATH,
		.object = "stream",
		.parameter = "streamId",
		.handle = remove_stream,
	},
	{0},
};
