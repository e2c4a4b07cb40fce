/* SPDX-License-Identifier: MIT */
/* The life of archives: started, paused, stopped, available or uploaded, expired. */
#ifndef OTK_SANDBOX_ARCHIVE_LIFE_H
#define OTK_SANDBOX_ARCHIVE_LIFE_H

#include <json-c/json_object.h>

#include "tools/sandbox/state/kinds.h"

/* The largest size that the control interface can give an archive, in bytes. */
#define SANDBOX_ARCHIVE_LARGEST (INT64_C(1) << 28)

extern const sandbox_kind sandbox_archive_kind;

/* Stores an archive that was recorded before. input may have archiveId, status, name, reason,
 * duration, size, createdAt and the options of an archive. json_object_put() the result. */
json_object *sandbox_archive_add(sandbox *box, json_object *session, json_object *input);

/* Pauses or resumes the archive as streams come and go, sets its deadline, stores it. */
void sandbox_archive_update(sandbox *box, json_object *session, json_object *archive);
void sandbox_archive_stop(sandbox *box, json_object *archive, const char *reason);

#endif
