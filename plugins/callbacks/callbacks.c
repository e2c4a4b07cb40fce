/* SPDX-License-Identifier: MIT */
/* Callbacks: the tables, and how kinds are recognised (doc/contract.md, 20 and 21). */
#include <otk/callbacks.h>
#include <string.h>

#include "plugins/types/archive.h"
#include "plugins/types/broadcast.h"
#include "plugins/types/captions.h"
#include "plugins/types/fields.h"
#include "plugins/types/render.h"

/* ---- registration */

static const char *const groups[] = {OTK_CALLBACK_GROUP_ARCHIVE, OTK_CALLBACK_GROUP_CONNECTION,
	OTK_CALLBACK_GROUP_STREAM, OTK_CALLBACK_GROUP_SIP_CALL, NULL};
static const char *const events[] = {
	OTK_CALLBACK_STATUS, OTK_CALLBACK_CREATED, OTK_CALLBACK_DESTROYED, NULL};

static const otk_field option_fields[] = {
	OTK_FIELD(otk_callback_options, group, "group", .required = 1, .values = groups,
		.help = "kind of object whose events are sent"),
	OTK_FIELD(otk_callback_options, event, "event", .required = 1, .values = events,
		.help = "event that is sent"),
	OTK_FIELD(otk_callback_options, url, "url", .required = 1, .prefixes = "http://|https://",
		.help = "URL that receives the callbacks"),
};
static const otk_type options_type =
	OTK_OPTIONS_TYPE(otk_callback_options, "callback_options", option_fields, OTK_NO_RULES);

static const otk_field registration_fields[] = {
	OTK_FIELD(otk_callback_registration, id, "id", .required = 1, .role = OTK_ROLE_ID),
	OTK_FIELD(otk_callback_registration, group, "group"),
	OTK_FIELD(otk_callback_registration, event, "event"),
	OTK_FIELD(otk_callback_registration, url, "url"),
	OTK_FIELD(otk_callback_registration, created_at, "createdAt", .unit = OTK_UNIT_TIME_MS),
};
static const otk_type registration_type =
	OTK_TYPE(otk_callback_registration, "callback_registration", registration_fields);

static const otk_field list_fields[] = {
	OTK_LIST(otk_callback_registration_list, items, item_count, &registration_type, "items"),
};
static const otk_type list_type =
	OTK_TYPE(otk_callback_registration_list, "callback_registration_list", list_fields);

/* With a duplicate registration the service would send every callback twice. */
static const otk_adopts adopts = {.list = "list", .match = "group|event|url"};

#define CALLBACKS "/v2/project/{project}/callback"

static const otk_operation operations[] = {
	OTK_OPERATION("register", .summary = "Register a URL for callbacks",
		.method = OTK_METHOD_POST, .path = CALLBACKS, .body = OTK_BODY_JSON,
		.options = &options_type, .result = &registration_type, .shape = OTK_SHAPE_OBJECT,
		.repeat = OTK_REPEAT_UNSAFE, .adopts = &adopts, .backends = OTK_BACKEND_OPENTOK,
		OTK_EXAMPLES(
			"callbacks register --group archive --event status --url https://example.com/hook")),
	OTK_OPERATION("list", .summary = "List the registered URLs", .method = OTK_METHOD_GET,
		.path = CALLBACKS, .result = &list_type, .shape = OTK_SHAPE_ARRAY,
		.repeat = OTK_REPEAT_SAFE, .backends = OTK_BACKEND_OPENTOK,
		OTK_EXAMPLES("callbacks list")),
	OTK_OPERATION("remove", .summary = "Unregister a callback", .method = OTK_METHOD_DELETE,
		.path = CALLBACKS "/{callbackId}", .repeat = OTK_REPEAT_SETTLE,
		.backends = OTK_BACKEND_OPENTOK, OTK_EXAMPLES("callbacks remove CALLBACK-ID")),
};

/* ---- session events */

static const otk_field connection_fields[] = {
	OTK_FIELD(otk_event_connection, id, "id"),
	OTK_FIELD(otk_event_connection, created_at, "createdAt", .unit = OTK_UNIT_TIME_MS),
	OTK_FIELD(otk_event_connection, data, "data"),
};
static const otk_type connection_type =
	OTK_TYPE(otk_event_connection, "event_connection", connection_fields);

static const otk_field stream_fields[] = {
	OTK_FIELD(otk_event_stream, id, "id"),
	OTK_OBJECT(otk_event_stream, connection, &connection_type, "connection"),
	OTK_FIELD(otk_event_stream, created_at, "createdAt", .unit = OTK_UNIT_TIME_MS),
	OTK_FIELD(otk_event_stream, name, "name"),
	OTK_FIELD(otk_event_stream, video_type, "videoType"),
};
static const otk_type stream_type = OTK_TYPE(otk_event_stream, "event_stream", stream_fields);

static const otk_field call_fields[] = {
	OTK_FIELD(otk_event_call, id, "id"),
	OTK_FIELD(otk_event_call, connection_id, "connectionId"),
	OTK_FIELD(otk_event_call, created_at, "createdAt", .unit = OTK_UNIT_TIME_MS),
};
static const otk_type call_type = OTK_TYPE(otk_event_call, "event_call", call_fields);

static const otk_field event_fields[] = {
	OTK_FIELD(otk_session_event, session_id, "sessionId"),
	OTK_FIELD(otk_session_event, project_id, "projectId", .aliases = "applicationId"),
	OTK_FIELD(otk_session_event, event, "event"),
	OTK_FIELD(otk_session_event, reason, "reason"),
	OTK_FIELD(otk_session_event, timestamp, "timestamp", .unit = OTK_UNIT_TIME_MS),
	OTK_OBJECT(otk_session_event, connection, &connection_type, "connection"),
	OTK_OBJECT(otk_session_event, stream, &stream_type, "stream"),
	OTK_OBJECT(otk_session_event, call, &call_type, "call"),
	OTK_FIELD(otk_session_event, state, "state"),
	OTK_FIELD(otk_session_event, reason_code, "reason_code"),
	OTK_FIELD(otk_session_event, reason_message, "reason_message"),
};
static const otk_type event_type = OTK_TYPE(otk_session_event, "session_event", event_fields);

/* The structs of parsing, for bindings. */
static const char *const kind_values[] = {"0", "1", "2", "3", "4", "5", "6", "7", "8", NULL};
static const char *const kind_labels[] = {"OTK_CALLBACK_UNKNOWN", "OTK_CALLBACK_SIP",
	"OTK_CALLBACK_STREAM", "OTK_CALLBACK_CONNECTION", "OTK_CALLBACK_SESSION",
	"OTK_CALLBACK_ARCHIVE", "OTK_CALLBACK_BROADCAST", "OTK_CALLBACK_RENDER",
	"OTK_CALLBACK_CAPTIONS", NULL};

static const otk_field callback_fields[] = {
	OTK_MEMBER(otk_callback, kind, OTK_KIND_INT32, "kind", .values = kind_values,
		.labels = kind_labels, .help = "What the callback is about"),
	OTK_MEMBER(otk_callback, reserved, OTK_KIND_INT32, "reserved", .hidden = 1, .help = "Zero"),
	OTK_FIELD(otk_callback, kind_name, "kind_name", .help = "The kind as a word"),
	OTK_OBJECT(otk_callback, event, &event_type, "event", .help = "An event of a session"),
	OTK_OBJECT(otk_callback, archive, &otk_archive_type, "archive",
		.help = "The status of an archive"),
	OTK_OBJECT(otk_callback, broadcast, &otk_broadcast_type, "broadcast",
		.help = "The status of a broadcast"),
	OTK_OBJECT(
		otk_callback, render, &otk_render_type, "render", .help = "The status of a render"),
	OTK_OBJECT(otk_callback, captions, &otk_captions_type, "captions",
		.help = "The status of captions"),
	OTK_ADDRESS(otk_callback, record, OTK_KIND_POINTER, "const void *",
		.help = "The record that is set"),
};
static const otk_type callback_type = OTK_TYPE(otk_callback, "callback", callback_fields);

static const otk_field vtable_fields[] = {
	OTK_ADDRESS(otk_callbacks_vtable, parse, OTK_KIND_FUNCTION,
		"otk_status (*)(void *state, const char *body, size_t size, otk_callback *callback, "
		"otk_error *error)",
		.help = "Parses the body of a callback"),
};
static const otk_type vtable_type =
	OTK_TYPE(otk_callbacks_vtable, "callbacks_vtable", vtable_fields);

static const otk_type *const types[] = {&event_type, &otk_archive_type, &otk_broadcast_type,
	&otk_render_type, &otk_captions_type, &callback_type, &vtable_type, NULL};

/* ---- parsing */

/* The members that distinguish the kinds. Numbers are read as text: the number 0 means "unset". */
typedef struct probe {
	size_t struct_size;
	const char *event;
	const otk_event_call *call;
	const otk_event_stream *stream;
	const otk_event_connection *connection;
	const char *captions_id;
	const char *output_mode;
	const char *duration;
	const char *size;
	const otk_broadcast_urls *urls;
	const char *stream_id;
	const char *status;
} probe;

static const otk_field probe_fields[] = {
	OTK_FIELD(probe, event, "event"),
	OTK_OBJECT(probe, call, &call_type, "call"),
	OTK_OBJECT(probe, stream, &stream_type, "stream"),
	OTK_OBJECT(probe, connection, &connection_type, "connection"),
	OTK_FIELD(probe, captions_id, "captionsId", .aliases = "captionId"),
	OTK_FIELD(probe, output_mode, "outputMode"),
	OTK_FIELD(probe, duration, "duration"),
	OTK_FIELD(probe, size, "size"),
	OTK_OBJECT(probe, urls, &otk_broadcast_urls_type, "broadcastUrls"),
	OTK_FIELD(probe, stream_id, "streamId"),
	OTK_FIELD(probe, status, "status"),
};
static const otk_type probe_type = OTK_TYPE(probe, "callback", probe_fields);

/* A kind's record, and the member of otk_callback that points to it. */
typedef struct kind {
	const char *name;
	const otk_type *type;
	size_t member;
} kind;

static const kind kinds[] = {
	[OTK_CALLBACK_SIP] = {"sip", &event_type, offsetof(otk_callback, event)},
	[OTK_CALLBACK_STREAM] = {"stream", &event_type, offsetof(otk_callback, event)},
	[OTK_CALLBACK_CONNECTION] = {"connection", &event_type, offsetof(otk_callback, event)},
	[OTK_CALLBACK_SESSION] = {"session", &event_type, offsetof(otk_callback, event)},
	[OTK_CALLBACK_ARCHIVE] = {"archive", &otk_archive_type, offsetof(otk_callback, archive)},
	[OTK_CALLBACK_BROADCAST] = {"broadcast", &otk_broadcast_type,
		offsetof(otk_callback, broadcast)},
	[OTK_CALLBACK_RENDER] = {"render", &otk_render_type, offsetof(otk_callback, render)},
	[OTK_CALLBACK_CAPTIONS] = {"captions", &otk_captions_type,
		offsetof(otk_callback, captions)},
};

/* The first clue that matches decides: one or two present members, or the prefix of "event". */
typedef struct clue {
	otk_callback_kind kind;
	size_t member, other; /* offsets in a probe; 0: not needed */
	const char *event;    /* NULL: any */
} clue;

#define HAS(name) offsetof(probe, name)
static const clue clues[] = {
	{OTK_CALLBACK_SIP, HAS(call), 0, NULL},
	{OTK_CALLBACK_STREAM, HAS(stream), 0, NULL},
	{OTK_CALLBACK_CONNECTION, HAS(connection), 0, NULL},
	{OTK_CALLBACK_SESSION, 0, 0, "session"},
	{OTK_CALLBACK_ARCHIVE, 0, 0, "archive"},
	{OTK_CALLBACK_BROADCAST, 0, 0, "broadcast"},
	{OTK_CALLBACK_RENDER, 0, 0, "render"},
	/* If the object itself is missing or unusable, the event is reported without it. */
	{OTK_CALLBACK_SIP, 0, 0, "call"},
	{OTK_CALLBACK_SIP, 0, 0, "muteForced"},
	{OTK_CALLBACK_STREAM, 0, 0, "stream"},
	{OTK_CALLBACK_CONNECTION, 0, 0, "connection"},
	/* Callbacks without "event": older versions of the service sent these. */
	{OTK_CALLBACK_CAPTIONS, HAS(captions_id), 0, NULL},
	{OTK_CALLBACK_ARCHIVE, HAS(output_mode), 0, NULL},
	{OTK_CALLBACK_ARCHIVE, HAS(duration), HAS(size), NULL},
	{OTK_CALLBACK_BROADCAST, HAS(urls), 0, NULL},
	{OTK_CALLBACK_RENDER, HAS(stream_id), HAS(status), NULL},
};

static int is_present(const probe *seen, size_t member)
{
	const void *value;

	memcpy(&value, (const char *)seen + member, sizeof(value));
	return !member || value;
}

static otk_callback_kind recognise_kind(const probe *seen)
{
	for (size_t i = 0; i < OTK_COUNT_OF(clues); i++) {
		const clue *row = &clues[i];

		if (!is_present(seen, row->member) || !is_present(seen, row->other))
			continue;
		if (!row->event ||
			(seen->event && strncmp(seen->event, row->event, strlen(row->event)) == 0))
			return row->kind;
	}
	return OTK_CALLBACK_UNKNOWN;
}

/* Size in bytes of a caller's struct whose last member is this one. */
#define SIZE_UP_TO(member) (offsetof(otk_callback, member) + sizeof(((otk_callback *)0)->member))
#define SIZE_MIN           SIZE_UP_TO(event)
#define SIZE_MAX_SANE      4096

static otk_status check_arguments(
	const otk_host *host, const char *body, const otk_callback *callback, otk_error *error)
{
	if (!body)
		return host->fail(error, OTK_E_ARGUMENT, "body: is NULL; give the received bytes");
	if (!callback)
		return host->fail(
			error, OTK_E_ARGUMENT, "callback: is NULL; give a struct for the result");
	if (callback->struct_size < SIZE_MIN || callback->struct_size > SIZE_MAX_SANE)
		return host->fail(error, OTK_E_ARGUMENT,
			"callback.struct_size: %zu is not the size of an otk_callback; initialise "
			"the struct with OTK_CALLBACK_INIT",
			callback->struct_size);
	return OTK_OK;
}

/* Copies the members that the caller's struct has, and clears those that only the caller knows. */
static void copy_out(otk_callback *callback, const otk_callback *own)
{
	const size_t size = callback->struct_size;
	const size_t common = size < sizeof(*own) ? size : sizeof(*own);

	memset(callback, 0, size);
	memcpy(callback, own, common);
	callback->struct_size = size;
}

/* Decodes a body. Messages of the host are about a response. */
static otk_status decode_body(const otk_host *host, const otk_type *type, const char *body,
	size_t size, void **record, otk_error *error)
{
	static const char response[] = "the response";
	const size_t prefix = sizeof(response) - 1;
	otk_error own = OTK_ERROR_INIT;
	const otk_status status = host->decode(type, OTK_SHAPE_OBJECT, body, size, record, &own);

	if (!status)
		return OTK_OK;
	if (strncmp(own.message, response, prefix) != 0)
		return host->fail(error, status, "%s", own.message);
	return host->fail(error, status, "body%s%s", own.message[prefix] == ':' ? "" : ":",
		own.message + prefix);
}

/* Finds the kind of a body. UNKNOWN with OTK_OK: it is JSON, but not a callback that otk knows. */
static otk_status probe_body(const otk_host *host, const char *body, size_t size,
	otk_callback_kind *found, otk_error *error)
{
	void *record = NULL;
	otk_status status = decode_body(host, &probe_type, body, size, &record, error);

	if (status)
		return status;
	*found = recognise_kind(record);
	host->free(record);
	return OTK_OK;
}

static otk_status parse_callback(
	void *state, const char *body, size_t size, otk_callback *callback, otk_error *error)
{
	const otk_host *host = state;
	otk_callback own = OTK_CALLBACK_INIT;
	otk_callback_kind found = OTK_CALLBACK_UNKNOWN;
	void *record = NULL;
	otk_status status = check_arguments(host, body, callback, error);

	if (status)
		return status;
	copy_out(callback, &own);
	status = probe_body(host, body, size, &found, error);
	if (status)
		return status;
	/* A program that was compiled before a kind existed has no member for it. */
	if (found == OTK_CALLBACK_UNKNOWN ||
		kinds[found].member + sizeof(void *) > callback->struct_size)
		return host->fail(error, OTK_E_PROTOCOL,
			"body: is not a callback that this program knows; respond with 200 and "
			"ignore it");
	status = decode_body(host, kinds[found].type, body, size, &record, error);
	if (status)
		return status;
	own.kind = found;
	own.kind_name = kinds[found].name;
	own.record = record;
	memcpy((char *)&own + kinds[found].member, &record, sizeof(record));
	copy_out(callback, &own);
	return OTK_OK;
}

/* Parsing needs only the host table, so that is the state. */
static otk_status open_callbacks(const otk_host *host, otk_client *client, const void *settings,
	void **state, otk_error *error)
{
	(void)client, (void)settings, (void)error;
	*state = (void *)host;
	return OTK_OK;
}

static const otk_callbacks_vtable vtable = {.struct_size = sizeof(vtable), .parse = parse_callback};

static const otk_interface interfaces[] = {
	{.id = OTK_CALLBACKS_ID,
		.minor = OTK_CALLBACKS_MINOR,
		.operations = operations,
		.operation_count = OTK_COUNT_OF(operations),
		.types = types,
		.vtable = &vtable},
};

static const otk_plugin plugin = OTK_PLUGIN_DESCRIPTOR("callbacks", .version = OTK_VERSION,
	.license = "MIT", .summary = "receive and register callbacks", .interfaces = interfaces,
	.interface_count = OTK_COUNT_OF(interfaces), .open = open_callbacks);

OTK_PLUGIN(callbacks, plugin)
