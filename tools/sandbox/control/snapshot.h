/* SPDX-License-Identifier: MIT */
/* Writes the whole state as text, a line for each part, and reads it. */
#ifndef OTK_SANDBOX_SNAPSHOT_H
#define OTK_SANDBOX_SNAPSHOT_H

#include "tools/sandbox/request/request.h"

/* Appends the state: objects, settings, clock, hooks, fault rules and stubs. */
void sandbox_snapshot_write(sandbox *box, sandbox_bytes *text);

/*
 * Replaces the state by that of the text, within the caller's transaction. The text is overwritten
 * while it is parsed. False: the request was refused with the number of the line that is wrong; the
 * caller must roll back. State outside the database is changed by request->after_commit.
 */
bool sandbox_snapshot_read(sandbox_request *request, sandbox_bytes *text);

/* Read the state from a file, which may be missing, and write it. False: the reason was printed. */
bool sandbox_snapshot_load(sandbox *box, const char *path);
bool sandbox_snapshot_save(sandbox *box, const char *path);

#endif
