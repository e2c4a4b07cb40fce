/* SPDX-License-Identifier: MIT */
/*
 * Callbacks, the HTTP requests that the platform sends (doc/contract.md, 20 and 21): parsing, and
 * registering URLs for them (OpenTok; for Vonage see otk/applications.h). otk/callback_auth.h
 * verifies that a callback is genuine. Needs the plugin "callbacks".
 */
#ifndef OTK_CALLBACKS_H
#define OTK_CALLBACKS_H

#include <otk/archives.h>
#include <otk/broadcasts.h>
#include <otk/captions.h>
#include <otk/plugins.h>
#include <otk/renders.h>

OTK_BEGIN_DECLS

#define OTK_CALLBACKS_ID    "otk.callbacks/1"
#define OTK_CALLBACKS_MINOR 2

/* ---- registration */

/* Events: "status" for the group "archive"; "created" and "destroyed" for the other groups. */
#define OTK_CALLBACK_GROUP_ARCHIVE    "archive"
#define OTK_CALLBACK_GROUP_CONNECTION "connection"
#define OTK_CALLBACK_GROUP_STREAM     "stream"
#define OTK_CALLBACK_GROUP_SIP_CALL   "sip_call"
#define OTK_CALLBACK_STATUS           "status"
#define OTK_CALLBACK_CREATED          "created"
#define OTK_CALLBACK_DESTROYED        "destroyed"

typedef struct otk_callback_options {
	size_t struct_size;
	const char *group; /* OTK_CALLBACK_GROUP_… */
	const char *event; /* OTK_CALLBACK_STATUS, _CREATED, _DESTROYED */
	const char *url;
	const char *extra_json;
} otk_callback_options;

OTK_ASSERT_NO_TAIL(otk_callback_options, extra_json);
#define OTK_CALLBACK_OPTIONS(...) OTK_MAKE(otk_callback_options, __VA_ARGS__)
#define OTK_CALLBACK_OPTIONS_INIT OTK_INIT(otk_callback_options)

typedef struct otk_callback_registration {
	size_t struct_size;
	const char *id;
	const char *group;
	const char *event;
	const char *url;
	int64_t created_at; /* ms since the epoch */
} otk_callback_registration;

OTK_ASSERT_NO_TAIL(otk_callback_registration, created_at);

typedef struct otk_callback_registration_list {
	size_t struct_size;
	const otk_callback_registration *const *items;
	size_t item_count;
} otk_callback_registration_list;

OTK_ASSERT_NO_TAIL(otk_callback_registration_list, item_count);

/*
 * Registers a URL for one kind of callback (OpenTok; for Vonage see otk/applications.h).
 * registration (may be NULL) gets the registration, freed with otk_free(); NULL on failure.
 *
 * Errors: those of every call (otk/wrap.h) and OTK_E_UNSUPPORTED: the client's project is a Vonage
 * one; OTK_E_UNKNOWN_OUTCOME: the response was lost, the URL may be registered; list the
 * registrations before registering again (a second one doubles every callback), or set
 * otk_client_options.adopt. [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_callbacks_register(otk_client *client,
	const otk_callback_options *options, otk_callback_registration **registration,
	otk_error *error)
{
	OTK_RESULT_BODY("callbacks.register", OTK_CALLBACKS_MINOR, OTK_NO_IDS, options,
		otk_callback_registration, registration);
}

/*
 * Returns otk_callbacks_register() as a call to submit or perform, owned by the caller; NULL on
 * failure. Errors: those before sending (otk/wrap.h). [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_call *otk_callbacks_register_call(
	otk_client *client, const otk_callback_options *options, otk_error *error)
{
	OTK_CALL_BODY("callbacks.register", OTK_CALLBACKS_MINOR, OTK_NO_IDS, options);
}

/*
 * Lists all registrations of the project; the list has no pages. list (may be NULL) gets the list,
 * freed with otk_free(); NULL on failure.
 *
 * Errors: those of every call (otk/wrap.h) and OTK_E_UNSUPPORTED: the client's project is a Vonage
 * one. [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_callbacks_list(
	otk_client *client, otk_callback_registration_list **list, otk_error *error)
{
	OTK_RESULT_BODY("callbacks.list", OTK_CALLBACKS_MINOR, OTK_NO_IDS, NULL,
		otk_callback_registration_list, list);
}

/*
 * Returns otk_callbacks_list() as a call to submit or perform, owned by the caller; NULL on
 * failure. Errors: those before sending (otk/wrap.h). [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_call *otk_callbacks_list_call(otk_client *client, otk_error *error)
{
	OTK_CALL_BODY("callbacks.list", OTK_CALLBACKS_MINOR, OTK_NO_IDS, NULL);
}

/*
 * Removes a registration: its callbacks are no longer sent.
 *
 * Errors: those of every call (otk/wrap.h) and OTK_E_UNSUPPORTED: the client's project is a Vonage
 * one; OTK_E_NOT_FOUND: no registration has this id. [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_callbacks_remove(
	otk_client *client, const char *callback_id, otk_error *error)
{
	OTK_PERFORM_BODY("callbacks.remove", OTK_CALLBACKS_MINOR, OTK_IDS(callback_id), NULL);
}

/*
 * Returns otk_callbacks_remove() as a call to submit or perform, owned by the caller; NULL on
 * failure. Errors: those before sending (otk/wrap.h). [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_call *otk_callbacks_remove_call(
	otk_client *client, const char *callback_id, otk_error *error)
{
	OTK_CALL_BODY("callbacks.remove", OTK_CALLBACKS_MINOR, OTK_IDS(callback_id), NULL);
}

/* ---- parsing */

/* otk_session_event.event */
#define OTK_EVENT_SESSION_CREATED      "sessionCreated" /* its first client connected */
#define OTK_EVENT_SESSION_DESTROYED    "sessionDestroyed"
#define OTK_EVENT_SESSION_NOTIFICATION "sessionNotification"
#define OTK_EVENT_CONNECTION_CREATED   "connectionCreated"
#define OTK_EVENT_CONNECTION_DESTROYED "connectionDestroyed"
#define OTK_EVENT_STREAM_CREATED       "streamCreated"
#define OTK_EVENT_STREAM_DESTROYED     "streamDestroyed"
#define OTK_EVENT_CALL_CREATED         "callCreated"
#define OTK_EVENT_CALL_UPDATED         "callUpdated"
#define OTK_EVENT_CALL_DESTROYED       "callDestroyed"
#define OTK_EVENT_MUTE_FORCED          "muteForced"

/* otk_session_event.reason and otk_broadcast.reason; other values are possible */
#define OTK_REASON_SERVER_ROTATION      "serverRotation"
#define OTK_REASON_CLIENT_DISCONNECTED  "clientDisconnected"
#define OTK_REASON_FORCE_DISCONNECTED   "forceDisconnected"
#define OTK_REASON_NETWORK_DISCONNECTED "networkDisconnected"
#define OTK_REASON_FORCE_UNPUBLISHED    "forceUnpublished"
#define OTK_REASON_MEDIA_STOPPED        "mediaStopped"
#define OTK_REASON_SERVER_FAILURE       "Internal server failure"

typedef struct otk_event_connection {
	size_t struct_size;
	const char *id;
	const char *data; /* connection data of the client's token */
	int64_t created_at;
} otk_event_connection;

OTK_ASSERT_NO_TAIL(otk_event_connection, created_at);

typedef struct otk_event_stream {
	size_t struct_size;
	const char *id;
	const char *name;
	const char *video_type; /* "camera", "screen", "custom"; NULL: audio only */
	const otk_event_connection *connection;
	int64_t created_at;
} otk_event_stream;

OTK_ASSERT_NO_TAIL(otk_event_stream, created_at);

typedef struct otk_event_call {
	size_t struct_size;
	const char *id;
	const char *connection_id;
	int64_t created_at;
} otk_event_call;

OTK_ASSERT_NO_TAIL(otk_event_call, created_at);

/*
 * An event of a session. connection, stream, call: the object that the event is about is set, the
 * others are NULL.
 */
typedef struct otk_session_event {
	size_t struct_size;
	const char *event; /* OTK_EVENT_…, or a new value */
	const char *session_id;
	const char *project_id; /* API key or application id */
	int64_t timestamp;      /* ms since the epoch */
	const char *reason;     /* OTK_REASON_… */
	const otk_event_connection *connection;
	const otk_event_stream *stream;
	const otk_event_call *call;
	const char *state;          /* callUpdated: DIALING, RINGING, ON_HOLD, ACTIVE, HANGUP */
	const char *reason_code;    /* callDestroyed: a SIP status, or 700 to 706 */
	const char *reason_message; /* callDestroyed */
} otk_session_event;

OTK_ASSERT_NO_TAIL(otk_session_event, reason_message);

/* The numbers never change. */
typedef enum otk_callback_kind {
	OTK_CALLBACK_UNKNOWN = 0,
	OTK_CALLBACK_SIP = 1,
	OTK_CALLBACK_STREAM = 2,
	OTK_CALLBACK_CONNECTION = 3,
	OTK_CALLBACK_SESSION = 4,
	OTK_CALLBACK_ARCHIVE = 5,
	OTK_CALLBACK_BROADCAST = 6,
	OTK_CALLBACK_RENDER = 7,
	OTK_CALLBACK_CAPTIONS = 8
} otk_callback_kind;

/* A callback, in caller-owned memory. The record that matches kind is set, the others are NULL. */
typedef struct otk_callback {
	size_t struct_size;
	otk_callback_kind kind;
	int32_t reserved;
	const char *kind_name; /* "sip", "stream", …; valid for the life of the process */
	const otk_session_event *event; /* SIP, STREAM, CONNECTION, SESSION */
	const otk_archive *archive;
	const otk_broadcast *broadcast;
	const otk_render *render;
	const otk_captions *captions;
	const void *record; /* the record that is set, for otk_record_json() */
} otk_callback;

OTK_ASSERT_NO_TAIL(otk_callback, record);
#define OTK_CALLBACK_INIT OTK_INIT(otk_callback)

/*
 * The functions of the plugin. The first parameter of parse is otk_interface_state(), or the host
 * table without a client.
 */
typedef struct otk_callbacks_vtable {
	size_t struct_size;
	otk_status (*parse)(void *state, const char *body, size_t size, otk_callback *callback,
		otk_error *error);
} otk_callbacks_vtable;

/*
 * Parses the body of a received callback into *callback, which the caller initialises with
 * OTK_CALLBACK_INIT. body: size bytes of JSON. Verify the request first (otk/callback_auth.h).
 * client may be NULL: then the plugin is searched in libotk, OTK_PLUGIN_PATH and the installed
 * folder, and no credentials are needed.
 * Callbacks arrive more than once and in any order: compare event, id, status and timestamp or
 * updated_at. What *callback holds is freed with otk_callback_clear().
 *
 * Errors: OTK_E_PROTOCOL: the body is not JSON, or not a callback that otk knows (*callback is
 * empty then); OTK_E_ARGUMENT: body or callback is NULL, or callback's struct_size is not set;
 * OTK_E_NOMEM; OTK_E_NO_PLUGIN, OTK_E_PLUGIN_BROKEN or
 * OTK_E_PLUGIN_ABI. [client thread; any thread when client is NULL]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_callback_parse(
	otk_client *client, const char *body, size_t size, otk_callback *callback, otk_error *error)
{
	const void *vtable = NULL;
	const struct otk_host *host = NULL;
	otk_status status = client ? otk_interface_get(client, OTK_CALLBACKS_ID,
					     OTK_CALLBACKS_MINOR, &vtable, error)
				   : otk_interface_find(NULL, OTK_CALLBACKS_ID, OTK_CALLBACKS_MINOR,
					     &vtable, &host, error);
	void *state = client ? otk_interface_state(client, OTK_CALLBACKS_ID)
			     : OTK_CONST_CAST_(struct otk_host, host);

	if (status)
		return status;
	return OTK_CAST_(const otk_callbacks_vtable, vtable)
		->parse(state, body, size, callback, error);
}

/* Frees what *callback holds, not the struct itself. [any thread] */
OTK_INLINE void otk_callback_clear(otk_callback *callback)
{
	otk_free(callback->record);
	callback->record = NULL;
}

OTK_END_DECLS

#endif
