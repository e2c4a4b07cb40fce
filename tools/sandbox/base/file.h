/* SPDX-License-Identifier: MIT */
/* Writes whole files, and into named pipes. */
#ifndef OTK_SANDBOX_FILE_H
#define OTK_SANDBOX_FILE_H

#include <stdbool.h>

/* Writes a file as a whole or not at all. False: the reason was printed. */
bool sandbox_write_file(const char *path, const char *text, unsigned int mode);

/* Writes to a file, a device or a named pipe. For a pipe it waits for a reader, until the descriptor
 * `stop` can be read: then *stopped is set. False: the reason was printed. */
bool sandbox_write_file_or_pipe(const char *path, const char *text, int stop, bool *stopped);

#endif
