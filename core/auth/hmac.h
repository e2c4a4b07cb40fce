/* SPDX-License-Identifier: MIT */
/* HMAC with a key that many threads share. */
#ifndef OTK_AUTH_HMAC_H
#define OTK_AUTH_HMAC_H

#include <gnutls/crypto.h>
#include <otk/error.h>
#include <stdatomic.h>
#include <stdbool.h>

/*
 * Keying costs a third of a token's HMAC. So a keyed handle is kept; a thread takes it out, uses it
 * and puts it back, and whoever finds it gone keys anew: no lock, no allocation, nothing shared
 * while it is in use.
 */
typedef struct otk_hmac {
	gnutls_mac_algorithm_t algorithm;
	_Atomic(gnutls_hmac_hd_t) idle;
	const void *secret; /* not its own */
	size_t secret_size;
} otk_hmac;

void otk_hmac_init(
	otk_hmac *hmac, gnutls_mac_algorithm_t algorithm, const void *secret, size_t size);
void otk_hmac_clear(otk_hmac *hmac);
/* digest: 20 bytes for SHA-1, 32 for SHA-256. */
otk_status otk_hmac_make(
	otk_hmac *hmac, const void *data, size_t size, uint8_t *digest, otk_error *error);
/* Once, with any secret; true when HMAC-SHA256 of the data is `wanted`, in constant time. */
bool otk_hmac_sha256_is(const void *secret, size_t secret_size, const void *data, size_t size,
	const uint8_t *wanted, size_t wanted_size);

#endif
