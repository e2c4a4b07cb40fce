/* SPDX-License-Identifier: MIT */
/* A session id decoded into the caller's memory. */
#ifndef OTK_AUTH_SESSION_TEXT_H
#define OTK_AUTH_SESSION_TEXT_H

#include <otk/session_id.h>

#define OTK_SESSION_FIELDS 8

typedef struct otk_session_text {
	char text[OTK_SESSION_ID_MAX];          /* the decoded fields, each ended by NUL */
	const char *fields[OTK_SESSION_FIELDS]; /* "" beyond the last one */
	int32_t prefix;
} otk_session_text;

/* OTK_E_ARGUMENT says what is wrong. */
otk_status otk_session_text_read(
	otk_session_text *session, const char *session_id, otk_error *error);

#endif
