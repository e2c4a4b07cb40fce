/* SPDX-License-Identifier: MIT */
/* Writes ZIP files without compression (APPNOTE 6.3), as downloads of the service are. */
#ifndef OTK_SANDBOX_ZIP_H
#define OTK_SANDBOX_ZIP_H

#include "tools/sandbox/base/memory.h"

/* A ZIP file in memory; at most 4 GiB and 65 535 entries. Initialise with {0}. */
typedef struct sandbox_zip {
	sandbox_bytes file;
	sandbox_bytes directory;
	unsigned int count;
} sandbox_zip;

void sandbox_zip_add(sandbox_zip *zip, const char *name, const void *data, size_t size);
/* Writes the directory and returns the whole file, whose data the caller frees. Empties `zip`. */
sandbox_bytes sandbox_zip_finish(sandbox_zip *zip);

#endif
