/* SPDX-License-Identifier: MIT */
/* Reads and writes whole files, and writes into named pipes. */
#ifndef OTK_SANDBOX_FILE_H
#define OTK_SANDBOX_FILE_H

#include <stdbool.h>

#include "tools/sandbox/base/memory.h"

/* False: it is a folder, a pipe, a device … */
bool sandbox_is_file_or_missing(const char *path);

/* Writes a regular file as a whole or not at all. False: the reason was printed. */
bool sandbox_write_file(const char *path, const char *text, unsigned int mode);

/* Writes to a file, a device or a named pipe. For a pipe it waits for a reader, until the
 * descriptor `stop` can be read: then *stopped is set. False: the reason was printed. */
bool sandbox_write_file_or_pipe(const char *path, const char *text, int stop, bool *stopped);

/* Appends the contents of a file, or of a pipe until its writers close it. False: errno has the
 * reason; it is 0 if there are more than `max` bytes. */
bool sandbox_read_file(const char *path, sandbox_bytes *bytes, size_t max);

/* Prints a warning if other users can read or change this file, which holds secrets. */
void sandbox_warn_of_readers(const char *path);

#endif
