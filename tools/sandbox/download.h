/* SPDX-License-Identifier: MIT */
/* Files of archives, made on the fly: always the same bytes for the same archive. */
#ifndef OTK_SANDBOX_DOWNLOAD_H
#define OTK_SANDBOX_DOWNLOAD_H

#include "sandbox.h"

#include <json-c/json_object.h>
#include <stddef.h>

/* An address that is good for ten minutes. free() it. */
char *sandbox_download_url(sandbox *box, json_object *archive);

/* Hexadecimal SHA-256 of the whole file. free() it. */
char *sandbox_download_sum(const char *seed, int64_t size);

/* The bytes of a file from an offset on. */
void sandbox_download_bytes(const char *seed, int64_t offset, void *bytes, size_t size);

#endif
