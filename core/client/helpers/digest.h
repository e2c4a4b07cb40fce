/* SPDX-License-Identifier: MIT */
/* SHA-256 of data that arrives in pieces. */
#ifndef OTK_CLIENT_DIGEST_H
#define OTK_CLIENT_DIGEST_H

#include <otk/error.h>
#include <stdbool.h>

typedef struct otk_digest {
	void *handle; /* NULL: not started */
} otk_digest;

otk_status otk_digest_begin(otk_digest *digest, otk_error *error);
/* Adds the first size bytes of fd, which must be readable and seekable. */
otk_status otk_digest_file(otk_digest *digest, int fd, int64_t size, otk_error *error);
void otk_digest_add(otk_digest *digest, const void *data, size_t size);
/* Ends the digest and compares it with 64 hexadecimal digits, without case. */
bool otk_digest_is(otk_digest *digest, const char *hex);
void otk_digest_end(otk_digest *digest);

#endif
