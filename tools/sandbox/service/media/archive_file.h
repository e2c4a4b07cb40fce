/* SPDX-License-Identifier: MIT */
/* The ZIP file of an individual archive: which streams were recorded when, and the file itself. */
#ifndef OTK_SANDBOX_ARCHIVE_FILE_H
#define OTK_SANDBOX_ARCHIVE_FILE_H

#include <json-c/json_object.h>
#include <stdbool.h>

#include "tools/sandbox/base/memory.h"
#include "tools/sandbox/state/sandbox.h"

/* Begins the files of streams that are recorded now, and ends those of others. */
void sandbox_archive_file_note(sandbox *box, json_object *session, json_object *archive);
/* Ends all files; afterwards sandbox_archive_file() makes the ZIP file. */
void sandbox_archive_file_close(sandbox *box, json_object *archive);
/* Whether the archive has a ZIP file; the bytes of other archives are computed from their ids. */
bool sandbox_archive_file_is_zip(json_object *archive);
/* Returns the ZIP file, always the same bytes; free its data. */
sandbox_bytes sandbox_archive_file(json_object *archive);

#endif
