/* SPDX-License-Identifier: MIT */
/* Sessions: create them (doc/contract.md, 5). The plugin "session" is always part of libotk. */
#ifndef OTK_SESSION_H
#define OTK_SESSION_H

#include <otk/wrap.h>

OTK_BEGIN_DECLS

#define OTK_SESSION_MINOR 0

/* Wire values of p2p.preference. */
#define OTK_MEDIA_RELAYED "enabled"  /* peer to peer; cannot be recorded */
#define OTK_MEDIA_ROUTED  "disabled" /* through the media router */

#define OTK_ARCHIVE_MODE_MANUAL "manual"
#define OTK_ARCHIVE_MODE_ALWAYS "always"

/* What session to create; all members are optional. */
typedef struct otk_session_options {
	size_t struct_size;
	const char *media_mode;         /* OTK_MEDIA_…; NULL: relayed, as in the official SDKs */
	const char *archive_mode;       /* "always" needs OTK_MEDIA_ROUTED */
	const char *archive_name;       /* 1 to 80 characters; only with "always" */
	const char *archive_resolution; /* OTK_RESOLUTION_…; only with "always" */
	const char *location;           /* IPv4 address near the participants */
	otk_flag e2ee;                  /* needs OTK_MEDIA_ROUTED; not with "always" */
	int32_t reserved;
	const char *extra_json; /* an object: fields that this version does not know */
} otk_session_options;

OTK_ASSERT_NO_TAIL(otk_session_options, extra_json);
#define OTK_SESSION_OPTIONS(...) OTK_MAKE(otk_session_options, __VA_ARGS__)
#define OTK_SESSION_OPTIONS_INIT OTK_INIT(otk_session_options)

/* A session. It never expires and cannot be deleted. */
typedef struct otk_session {
	size_t struct_size;
	const char *id;
	const char *project_id; /* API key or application id */
	const char *created;    /* date text of the platform, not ISO */
	const char *media_server_url;
} otk_session;

OTK_ASSERT_NO_TAIL(otk_session, media_server_url);

/*
 * Creates a session. options NULL: a relayed session. A session never expires and cannot be
 * deleted; a retry after a lost response creates another session that is never used, which costs
 * nothing. session (may be NULL) gets the session, freed with otk_free(); NULL on failure.
 *
 * Errors: those of every call (otk/wrap.h). [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_session_create(otk_client *client,
	const otk_session_options *options, otk_session **session, otk_error *error)
{
	OTK_RESULT_BODY(
		"session.create", OTK_SESSION_MINOR, OTK_NO_IDS, options, otk_session, session);
}

/*
 * Returns otk_session_create() as a call to submit or perform, owned by the caller; NULL on
 * failure. Errors: those before sending (otk/wrap.h). [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_call *otk_session_create_call(
	otk_client *client, const otk_session_options *options, otk_error *error)
{
	OTK_CALL_BODY("session.create", OTK_SESSION_MINOR, OTK_NO_IDS, options);
}

OTK_END_DECLS

#endif
