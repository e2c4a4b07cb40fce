/* SPDX-License-Identifier: MIT */
/*
 * HMAC and nonces with one secret for any number of threads.
 *
 * Keying costs a third of a token's HMAC, so keyed handles are kept. They are kept per processor,
 * each in cache lines of its own: threads that run at the same time write to no common memory.
 */
#ifndef OTK_AUTH_HMAC_H
#define OTK_AUTH_HMAC_H

#include <otk/error.h>
#include <stdbool.h>

typedef enum otk_mac { OTK_MAC_SHA1, OTK_MAC_SHA256 } otk_mac;
#define OTK_MAC_COUNT 2

typedef struct otk_macs otk_macs;

/* Copies the secret. Empty: of a key that cannot sign; otk_macs_sign() refuses to. */
otk_status otk_macs_new(const char *secret, otk_macs **made, otk_error *error);
/* Wipes and frees. NULL is allowed. */
void otk_macs_free(otk_macs *macs);
/* The secret's text; lives as long as the macs. */
const char *otk_macs_secret(const otk_macs *macs);
/* digest: 20 bytes for SHA-1, 32 for SHA-256. */
otk_status otk_macs_sign(otk_macs *macs, otk_mac mac, const void *data, size_t size,
	uint8_t *digest, otk_error *error);
/* A fresh non-negative number of 31 bits, as nonce of a token. */
int32_t otk_macs_nonce(otk_macs *macs);

/*
 * Whether HMAC-SHA256 of the data with this secret is `wanted`, compared in constant time: 1 or 0;
 * a negative number is the code of GnuTLS, which could not compute it.
 */
int otk_hmac_sha256_is(const void *secret, size_t secret_size, const void *data, size_t size,
	const uint8_t *wanted, size_t wanted_size);

#endif
