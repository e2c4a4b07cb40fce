/* SPDX-License-Identifier: MIT */
/* The life of archives: started, paused, stopped, available or uploaded, expired. */
#ifndef OTK_SANDBOX_ARCHIVE_LIFE_H
#define OTK_SANDBOX_ARCHIVE_LIFE_H

#include <json-c/json_object.h>

#include "tools/sandbox/state/kinds.h"

extern const sandbox_kind sandbox_archive_kind;

/* Pauses or resumes the archive as streams come and go, sets its deadline, stores it. */
void sandbox_archive_update(sandbox *box, json_object *session, json_object *archive);
void sandbox_archive_stop(sandbox *box, json_object *archive, const char *reason);

#endif
