/* SPDX-License-Identifier: MIT */
/* Random and hashed names: UUIDs, session ids, digests, keyed digests. */
#ifndef OTK_SANDBOX_IDS_H
#define OTK_SANDBOX_IDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SANDBOX_UUID_SIZE = 37 };

void sandbox_uuid(char text[SANDBOX_UUID_SIZE]);

/* Returns lower-case hexadecimal digits of random bytes. free() it. */
char *sandbox_random_hex(size_t bytes);

/* Returns a session id of the newer form. free() it. */
char *sandbox_session_id(const char *project, const char *location, int64_t now, bool relayed);

/* Returns the project that a session id names, NULL: it is not a session id. free() it. */
char *sandbox_session_project(const char *session_id);

char *sandbox_sha256_hex(const void *data, size_t size);

/* HMAC in raw bytes; 20 for SHA-1, 32 for SHA-256. */
void sandbox_hmac_sha1(const char *key, const void *data, size_t size, unsigned char digest[20]);
void sandbox_hmac_sha256(const char *key, const void *data, size_t size, unsigned char digest[32]);

/* Comparisons in constant time, for secrets and signatures. Lengths are not hidden. */
bool sandbox_same_text(const char *left, const char *right);
bool sandbox_same_bytes(const void *left, const void *right, size_t size);

#endif
