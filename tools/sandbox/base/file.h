/* SPDX-License-Identifier: MIT */
/* Writing whole files. */
#ifndef OTK_SANDBOX_FILE_H
#define OTK_SANDBOX_FILE_H

#include <stdbool.h>

/* Writes a file as a whole or not at all. False: said on stderr. */
bool sandbox_write_file(const char *path, const char *text, unsigned int mode);

#endif
