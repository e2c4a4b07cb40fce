/* SPDX-License-Identifier: MIT */
/* HMAC with a key that many threads share. */
#include "config.h"

#include "core/auth/hmac.h"

#include <string.h>

#include "core/auth/crypto.h"

void otk_hmac_init(
	otk_hmac *hmac, gnutls_mac_algorithm_t algorithm, const void *secret, size_t size)
{
	gnutls_hmac_hd_t handle = NULL;

	hmac->algorithm = algorithm;
	hmac->secret = secret;
	hmac->secret_size = size;
	/* A policy may forbid SHA-1: that is told when it is used, not here. */
	if (gnutls_hmac_init(&handle, algorithm, secret, size) < 0)
		handle = NULL;
	atomic_init(&hmac->idle, handle);
}

void otk_hmac_clear(otk_hmac *hmac)
{
	gnutls_hmac_hd_t handle = atomic_exchange(&hmac->idle, NULL);

	if (handle)
		gnutls_hmac_deinit(handle, NULL);
}

otk_status otk_hmac_make(
	otk_hmac *hmac, const void *data, size_t size, uint8_t *digest, otk_error *error)
{
	gnutls_hmac_hd_t handle = atomic_exchange_explicit(&hmac->idle, NULL, memory_order_acquire);
	int code;

	if (handle) {
		code = gnutls_hmac(handle, data, size);
		if (code >= 0) {
			gnutls_hmac_output(handle, digest); /* and ready for the next */
			atomic_store_explicit(&hmac->idle, handle, memory_order_release);
			return OTK_OK;
		}
		gnutls_hmac_deinit(handle, NULL);
	}
	code = gnutls_hmac_fast(
		hmac->algorithm, hmac->secret, hmac->secret_size, data, size, digest);
	return code < 0 ? otk_crypto_fail(error, "HMAC", code) : OTK_OK;
}

bool otk_hmac_sha256_is(const void *secret, size_t secret_size, const void *data, size_t size,
	const uint8_t *wanted, size_t wanted_size)
{
	uint8_t digest[OTK_SHA256_SIZE];

	return wanted_size == sizeof(digest) &&
	       gnutls_hmac_fast(GNUTLS_MAC_SHA256, secret, secret_size, data, size, digest) >= 0 &&
	       gnutls_memcmp(digest, wanted, sizeof(digest)) == 0;
}
