/* SPDX-License-Identifier: MIT */
/*
 * SIP: call a telephone or a SIP device into a session (doc/contract.md, 15). Needs the plugin
 * "sip".
 */
#ifndef OTK_SIP_H
#define OTK_SIP_H

#include <otk/wrap.h>

OTK_BEGIN_DECLS

#define OTK_SIP_ID    "otk.sip/1"
#define OTK_SIP_MINOR 1

/* Digest authentication: both are required. */
typedef struct otk_sip_auth {
	size_t struct_size;
	const char *username;
	const char *password; /* a secret */
	const char *extra_json;
} otk_sip_auth;

OTK_ASSERT_NO_TAIL(otk_sip_auth, extra_json);
#define OTK_SIP_AUTH(...) OTK_MAKE(otk_sip_auth, __VA_ARGS__)
#define OTK_SIP_AUTH_INIT OTK_INIT(otk_sip_auth)

typedef struct otk_sip_target {
	size_t struct_size;
	const char *uri;             /* "sip:user@host", "sip:user@host;transport=tls" */
	const char *from;            /* "name@host"; a number before "@" is shown on telephones */
	otk_map headers;             /* added to the INVITE; names usually begin with "X-" */
	const otk_sip_auth *auth;    /* NULL: none */
	otk_strings streams;         /* streams that the SIP side hears; unset: all */
	otk_flag secure;             /* encrypted media; default: no */
	otk_flag video;              /* up to 9 streams in a grid; default: no */
	otk_flag observe_force_mute; /* obey force mute; default: no */
	int32_t reserved;
	const char *extra_json;
} otk_sip_target;

OTK_ASSERT_NO_TAIL(otk_sip_target, extra_json);
#define OTK_SIP_TARGET(...) OTK_MAKE(otk_sip_target, __VA_ARGS__)
#define OTK_SIP_TARGET_INIT OTK_INIT(otk_sip_target)

typedef struct otk_sip_options {
	size_t struct_size;
	const char *session_id; /* a routed session */
	const char *token;      /* client token of that session, for the SIP participant */
	const otk_sip_target *sip;
	const char *extra_json;
	/*
	 * Keep the call when the media server of the session is replaced; default: no. The member
	 * is sent next to the session id: the service documents its name, not its place. To send it
	 * within "sip", leave this unset and use extra_json of the target.
	 */
	otk_flag session_migration;
	int32_t reserved;
} otk_sip_options;

OTK_ASSERT_NO_TAIL(otk_sip_options, reserved);
#define OTK_SIP_OPTIONS(...) OTK_MAKE(otk_sip_options, __VA_ARGS__)
#define OTK_SIP_OPTIONS_INIT OTK_INIT(otk_sip_options)

typedef struct otk_dtmf_options {
	size_t struct_size;
	const char *connection_id; /* of one call; NULL: all SIP calls of the session */
	const char *digits;        /* 0-9 * # and p: a pause of 500 ms */
	const char *extra_json;
} otk_dtmf_options;

OTK_ASSERT_NO_TAIL(otk_dtmf_options, extra_json);
#define OTK_DTMF_OPTIONS(...) OTK_MAKE(otk_dtmf_options, __VA_ARGS__)
#define OTK_DTMF_OPTIONS_INIT OTK_INIT(otk_dtmf_options)

/* A call ends when the other side hangs up, after 5 minutes without media, or after 6 hours. */
typedef struct otk_sip_call {
	size_t struct_size;
	const char *id;
	const char *connection_id; /* for otk_sip_hangup() and otk_dtmf_options */
	const char *stream_id;
	const char *session_id;
	const char *project_id; /* API key or application id */
	int64_t created_at;     /* ms since the epoch */
	int64_t updated_at;
} otk_sip_call;

OTK_ASSERT_NO_TAIL(otk_sip_call, updated_at);

/*
 * Calls a SIP address into a session. Does not wait until the other side accepts. call (may be
 * NULL) gets the SIP call, freed with otk_free(); NULL on failure.
 *
 * Errors: those of every call (otk/wrap.h) and OTK_E_NOT_FOUND: the session does not exist;
 * OTK_E_CONFLICT: the session is not routed; OTK_E_UNKNOWN_OUTCOME: the response was lost, the
 * other side may be ringing; otk_connections_list() shows the call as a connection.
 * [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_sip_dial(
	otk_client *client, const otk_sip_options *options, otk_sip_call **call, otk_error *error)
{
	OTK_RESULT_BODY("sip.dial", OTK_SIP_MINOR, OTK_NO_IDS, options, otk_sip_call, call);
}

/*
 * Returns otk_sip_dial() as a call to submit or perform, owned by the caller; NULL on failure.
 * Errors: those before sending (otk/wrap.h). [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_call *otk_sip_dial_call(
	otk_client *client, const otk_sip_options *options, otk_error *error)
{
	OTK_CALL_BODY("sip.dial", OTK_SIP_MINOR, OTK_NO_IDS, options);
}

/*
 * Plays DTMF tones to all SIP calls of a session, or to options->connection_id only.
 *
 * Errors: those of every call (otk/wrap.h) and OTK_E_NOT_FOUND: the session does not exist or has
 * no such call; OTK_E_UNKNOWN_OUTCOME: the response was lost, the tones may have been played.
 * [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_sip_dtmf(otk_client *client, const char *session_id,
	const otk_dtmf_options *options, otk_error *error)
{
	OTK_PERFORM_BODY("sip.dtmf", OTK_SIP_MINOR, OTK_IDS(session_id), options);
}

/*
 * Returns otk_sip_dtmf() as a call to submit or perform, owned by the caller; NULL on failure.
 * Errors: those before sending (otk/wrap.h). [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_call *otk_sip_dtmf_call(otk_client *client, const char *session_id,
	const otk_dtmf_options *options, otk_error *error)
{
	OTK_CALL_BODY("sip.dtmf", OTK_SIP_MINOR, OTK_IDS(session_id), options);
}

/*
 * Ends a SIP call. connection_id: the member connection_id of its otk_sip_call.
 *
 * Errors: those of every call (otk/wrap.h) and OTK_E_NOT_FOUND: the session has no such
 * connection. [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_sip_hangup(
	otk_client *client, const char *session_id, const char *connection_id, otk_error *error)
{
	OTK_PERFORM_BODY("sip.hangup", OTK_SIP_MINOR, OTK_IDS(session_id, connection_id), NULL);
}

/*
 * Returns otk_sip_hangup() as a call to submit or perform, owned by the caller; NULL on failure.
 * Errors: those before sending (otk/wrap.h). [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_call *otk_sip_hangup_call(
	otk_client *client, const char *session_id, const char *connection_id, otk_error *error)
{
	OTK_CALL_BODY("sip.hangup", OTK_SIP_MINOR, OTK_IDS(session_id, connection_id), NULL);
}

OTK_END_DECLS

#endif
