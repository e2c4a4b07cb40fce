/* SPDX-License-Identifier: MIT */
/* The document of an archive: creating, showing, storing and reporting it. */
#ifndef OTK_SANDBOX_ARCHIVE_DOCUMENT_H
#define OTK_SANDBOX_ARCHIVE_DOCUMENT_H

#include <json-c/json_object.h>
#include <stdbool.h>

#include "tools/sandbox/state/sandbox.h"

/*
 * Creates and reports a started archive. The options must have been checked. The archive is not
 * stored: sandbox_archive_update() does that. json_object_put() it.
 */
json_object *sandbox_archive_new(sandbox *box, json_object *session, json_object *options);

/* Returns the archive as clients see it. json_object_put() it. */
json_object *sandbox_archive_view(sandbox *box, json_object *archive);

/* Stores the archive. report: first sets updatedAt and sends callbacks. */
void sandbox_archive_save(sandbox *box, json_object *archive, bool report);

#endif
