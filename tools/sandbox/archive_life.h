/* SPDX-License-Identifier: MIT */
/* What the routes of archives use of their life. */
#ifndef OTK_SANDBOX_ARCHIVE_LIFE_H
#define OTK_SANDBOX_ARCHIVE_LIFE_H

#include "sandbox.h"

#include <json-c/json_object.h>

/* A started archive with checked options; told, not stored yet (sandbox_archive_follow stores). */
json_object *sandbox_archive_new(sandbox *box, json_object *session, json_object *options);
void sandbox_archive_follow(sandbox *box, json_object *session, json_object *archive);
void sandbox_archive_stop(sandbox *box, json_object *archive, const char *reason);
void sandbox_archive_tell(sandbox *box, json_object *archive);
/* Sets size and sha256sum. */
void sandbox_archive_set_size(json_object *archive, int64_t size);

#endif
