/* SPDX-License-Identifier: MIT */
/* Session ids: what they say, and which project they belong to. Works without a network. */
#ifndef OTK_SESSION_ID_H
#define OTK_SESSION_ID_H

#include <otk/key.h>

OTK_BEGIN_DECLS

#define OTK_SESSION_ID_MAX 255 /* characters (doc/contract.md, 5.2) */

/* The fields of a session id (doc/contract.md, 5.2). */
typedef struct otk_session_id {
	size_t struct_size;
	const char *project_id; /* API key or application id, as written there */
	const char *location;   /* location hint; "": none */
	const char *created;    /* the creation time as text: a date, or milliseconds */
	int64_t created_at;     /* ms since the epoch; -1: `created` is not a number */
	const char *random;
	const char *flags; /* "": none; "P" occurs in relayed sessions */
	int32_t prefix;    /* the digit before "_" */
	int32_t reserved;
} otk_session_id;

OTK_ASSERT_NO_TAIL(otk_session_id, reserved);

/*
 * Parses a session id. *parsed is a record, NULL on failure; the caller frees it with
 * otk_free().
 *
 * Errors: OTK_E_ARGUMENT (the text is not a session id; the message says why), OTK_E_NOMEM. [any
 * thread]
 */
OTK_API OTK_MUST_CHECK otk_status otk_session_id_parse(
	const char *session_id, otk_session_id **parsed, otk_error *error);

/*
 * Checks that a session belongs to the project of this key; application ids are compared without
 * regard to case. Allocates nothing.
 *
 * Errors: OTK_E_ARGUMENT (it belongs to another project, which the message names, or the text is
 * not a session id). [any thread]
 */
OTK_API OTK_MUST_CHECK otk_status otk_session_id_check(
	const otk_key *key, const char *session_id, otk_error *error);

OTK_END_DECLS

#endif
