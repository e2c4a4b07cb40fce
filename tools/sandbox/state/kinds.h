/* SPDX-License-Identifier: MIT */
/* Kinds of documents and what they do when something happens. The parts of the sandbox that cause
 * events know only this table, not the archives, broadcasts or calls that listen. */
#ifndef OTK_SANDBOX_KINDS_H
#define OTK_SANDBOX_KINDS_H

#include <json-c/json_object.h>

#include "tools/sandbox/state/sandbox.h"

/* A function that is NULL: documents of this kind ignore the event. */
typedef struct sandbox_kind {
	const char *name;
	/* The time in the document's "_due" has come. */
	void (*due)(sandbox *box, json_object *document);
	/* The control interface puts the members of input into the document. Stores and reports
	 * it. */
	void (*force)(sandbox *box, json_object *document, json_object *input);
	/* The members that the control interface may set. */
	const struct sandbox_field *forced_fields;
	/* Clients or streams of the session changed. */
	void (*session_changed)(sandbox *box, json_object *session);
	/* A stream was published. Comes before session_changed. */
	void (*stream_published)(sandbox *box, json_object *session);
	/* A client left the session. Comes before session_changed. */
	void (*client_left)(sandbox *box, json_object *session, const char *connection_id);
	/* The streams of the session were muted, but for its excludedStreamIds. */
	void (*session_muted)(sandbox *box, json_object *session);
	/* One stream was muted. */
	void (*stream_muted)(sandbox *box, json_object *session, json_object *stream);
} sandbox_kind;

#endif
