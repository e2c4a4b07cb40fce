/* SPDX-License-Identifier: MIT */
/* Session ids: what they say, and whether they belong to a key. Works without a network. */
#ifndef OTK_SESSION_ID_H
#define OTK_SESSION_ID_H

#include <otk/key.h>

OTK_BEGIN_DECLS

#define OTK_SESSION_ID_MAX 255 /* characters (documents of the Ruby, Python and PHP SDKs) */

/* What a session id holds (wire contract 5.2). Free with otk_free(). */
typedef struct otk_session_id {
	size_t struct_size;
	const char *project_id; /* API key or application id */
	const char *location;   /* hint, may be "" */
	const char *created; /* the creation time as it stands there: date text or milliseconds */
	int64_t created_at;  /* ms since the epoch, -1 when `created` is not a number */
	const char *random;
	const char *flags; /* may be ""; "P" is seen in relayed sessions */
	int32_t prefix;    /* the digit before "_" */
	int32_t reserved;
} otk_session_id;

OTK_ASSERT_NO_TAIL(otk_session_id, reserved);

/* Take a session id apart. OTK_E_ARGUMENT says what is wrong with the text. [any thread] */
OTK_API OTK_MUST_CHECK otk_status otk_session_id_parse(
	const char *session_id, otk_session_id **parsed, otk_error *error);

/*
 * Does the session belong to this key? OTK_E_ARGUMENT when not (the message names both projects)
 * or when the text is no session id. Allocates nothing. [any thread]
 */
OTK_API OTK_MUST_CHECK otk_status otk_session_id_check(
	const otk_key *key, const char *session_id, otk_error *error);

OTK_END_DECLS

#endif
