/* SPDX-License-Identifier: MIT */
/* Live captions of a session (doc/contract.md, 18). Needs the plugin "captions". */
#ifndef OTK_CAPTIONS_H
#define OTK_CAPTIONS_H

#include <otk/wrap.h>

OTK_BEGIN_DECLS

#define OTK_CAPTIONS_ID    "otk.captions/1"
#define OTK_CAPTIONS_MINOR 0

/* otk_captions.status, in callbacks */
#define OTK_CAPTIONS_STARTED "started"
#define OTK_CAPTIONS_STOPPED "stopped"
#define OTK_CAPTIONS_PAUSED  "paused"
#define OTK_CAPTIONS_FAILED  "failed"

typedef struct otk_captions_options {
	size_t struct_size;
	const char *session_id;          /* a routed session without captions */
	const char *token;               /* client token of a moderator */
	const char *language_code;       /* BCP 47 tag; NULL: en-US */
	int64_t max_duration;            /* s, 300 to 14 400; 0: 14 400 */
	const char *status_callback_url; /* 15 to 2048 characters */
	otk_flag partial_captions; /* send unfinished sentences: faster, less exact; default: yes */
	int32_t reserved;
	const char *extra_json;
} otk_captions_options;

OTK_ASSERT_NO_TAIL(otk_captions_options, extra_json);
#define OTK_CAPTIONS_OPTIONS(...) OTK_MAKE(otk_captions_options, __VA_ARGS__)
#define OTK_CAPTIONS_OPTIONS_INIT OTK_INIT(otk_captions_options)

/* otk_captions_start() returns the id only; callbacks have the other members. */
typedef struct otk_captions {
	size_t struct_size;
	const char *id;
	const char *status; /* OTK_CAPTIONS_… */
	const char *reason;
	const char *session_id;
	const char *project_id;     /* API key (OpenTok) */
	const char *application_id; /* Vonage */
	const char *language_code;
	const char *provider;
	int64_t duration;   /* s */
	int64_t created_at; /* ms since the epoch */
	int64_t updated_at;
} otk_captions;

OTK_ASSERT_NO_TAIL(otk_captions, updated_at);

/*
 * Starts live captions of a session; one run at a time. captions (may be NULL) gets the id of the
 * run, freed with otk_free(); NULL on failure. The service sends nothing else.
 *
 * Errors: those of every call (otk/wrap.h) and OTK_E_CONFLICT: the session has captions already
 * (60003); OTK_E_UNKNOWN_OUTCOME: the response was lost, captions may be running. [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_captions_start(otk_client *client,
	const otk_captions_options *options, otk_captions **captions, otk_error *error)
{
	OTK_RESULT_BODY(
		"captions.start", OTK_CAPTIONS_MINOR, OTK_NO_IDS, options, otk_captions, captions);
}

/*
 * Returns otk_captions_start() as a call to submit or perform, owned by the caller; NULL on
 * failure. Errors: those before sending (otk/wrap.h). [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_call *otk_captions_start_call(
	otk_client *client, const otk_captions_options *options, otk_error *error)
{
	OTK_CALL_BODY("captions.start", OTK_CAPTIONS_MINOR, OTK_NO_IDS, options);
}

/*
 * Stops live captions. captions_id is that of otk_captions_start().
 *
 * Errors: those of every call (otk/wrap.h) and OTK_E_NOT_FOUND: no run of captions has this id.
 * [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_captions_stop(
	otk_client *client, const char *captions_id, otk_error *error)
{
	OTK_PERFORM_BODY("captions.stop", OTK_CAPTIONS_MINOR, OTK_IDS(captions_id), NULL);
}

/*
 * Returns otk_captions_stop() as a call to submit or perform, owned by the caller; NULL on
 * failure. Errors: those before sending (otk/wrap.h). [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_call *otk_captions_stop_call(
	otk_client *client, const char *captions_id, otk_error *error)
{
	OTK_CALL_BODY("captions.stop", OTK_CAPTIONS_MINOR, OTK_IDS(captions_id), NULL);
}

OTK_END_DECLS

#endif
