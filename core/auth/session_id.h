/* SPDX-License-Identifier: MIT */
/* Whether a session id belongs to a key or a token. */
#ifndef OTK_AUTH_SESSION_ID_H
#define OTK_AUTH_SESSION_ID_H

#include <otk/session_id.h>

/* Whether the session belongs to the key. *size: bytes of the id. OTK_E_ARGUMENT: it does not. */
otk_status otk_session_id_fits(
	const otk_key *key, const char *session_id, size_t *size, otk_error *error);
/* The same for the project that a token names. */
otk_status otk_session_id_fits_project(
	const char *project_id, const char *session_id, otk_error *error);

#endif
