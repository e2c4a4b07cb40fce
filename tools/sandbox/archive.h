/* SPDX-License-Identifier: MIT */
/* Archives: routes and life. */
#ifndef OTK_SANDBOX_ARCHIVE_H
#define OTK_SANDBOX_ARCHIVE_H

#include "sandbox.h"

#include <json-c/json_object.h>

/* Somebody came, went, published or stopped in the session. */
void sandbox_archives_follow(sandbox *box, json_object *session);

/* A stream was published: begins the automatic archive of a session that wants one. */
void sandbox_archives_begin_automatic(sandbox *box, json_object *session);

/* The moment in "_due" of a document has come. */
void sandbox_archive_due(sandbox *box, json_object *archive);

/* Another status, from outside; stores and tells. */
void sandbox_archive_force(sandbox *box, json_object *archive);

/* What clients see. put() it. */
json_object *sandbox_archive_view(sandbox *box, json_object *archive);

#endif
