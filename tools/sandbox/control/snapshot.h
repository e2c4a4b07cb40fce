/* SPDX-License-Identifier: MIT */
/* The whole state as text, a line for each part, and back. */
#ifndef OTK_SANDBOX_SNAPSHOT_H
#define OTK_SANDBOX_SNAPSHOT_H

#include "tools/sandbox/request/request.h"

/* Appends the state: objects, settings, clock, hooks, fault rules and stubs. */
void sandbox_snapshot_write(sandbox *box, sandbox_bytes *text);

/*
 * Replaces the state by that of the text, which it changes, within the transaction of the caller. False: the request was
 * refused with the number of the line that is wrong; the caller must roll back. What is not in the
 * database changes only by request->after_commit.
 */
bool sandbox_snapshot_read(sandbox_request *request, sandbox_bytes *text);

/* The same from and to a file, which may be missing. False: the reason was printed. */
bool sandbox_snapshot_load(sandbox *box, const char *path);
bool sandbox_snapshot_save(sandbox *box, const char *path);

#endif
