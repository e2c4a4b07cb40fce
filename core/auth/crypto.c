/* SPDX-License-Identifier: MIT */
/* GnuTLS: its start under the only lock of libotk-auth, its errors, its random numbers. */
#include "config.h"

#include "core/auth/crypto.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>

#include "core/base/error/status.h"

#include "core/base/cold.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static atomic_bool started;

otk_status otk_crypto_init(otk_error *error)
{
	int code = 0;

	if (atomic_load_explicit(&started, memory_order_acquire))
		return OTK_OK;
	pthread_mutex_lock(&lock);
	/* GnuTLS initialises itself when it is loaded, unless the environment forbids that. */
	if (!atomic_load_explicit(&started, memory_order_relaxed)) {
		code = gnutls_global_init();
		if (code >= 0)
			atomic_store_explicit(&started, true, memory_order_release);
	}
	pthread_mutex_unlock(&lock);
	return code < 0 ? otk_crypto_fail(error, "starting GnuTLS", code) : OTK_OK;
}

otk_status otk_crypto_fail(otk_error *error, const char *doing, int code)
{
	if (code == GNUTLS_E_MEMORY_ERROR)
		return otk_fail_nomem(error);
	if (code == GNUTLS_E_UNWANTED_ALGORITHM)
		return otk_fail(error, OTK_E_CRYPTO,
			"%s: the crypto policy of this system forbids the algorithm", doing);
	return otk_fail(error, OTK_E_CRYPTO, "%s: %s", doing, gnutls_strerror(code));
}

otk_status otk_random(void *bytes, size_t size, otk_error *error)
{
	int code = gnutls_rnd(GNUTLS_RND_NONCE, bytes, size);

	return code < 0 ? otk_crypto_fail(error, "random number", code) : OTK_OK;
}

/* Bytes of the stack that GnuTLS and nettle may use while they key a MAC or read a key. */
#define STACK_DEPTH 8192

__attribute__((noinline)) void otk_wipe_stack(void)
{
	char below[STACK_DEPTH];

	explicit_bzero(below, sizeof(below));
}

otk_status otk_uuid_v4(char out[OTK_UUID_SIZE], otk_error *error)
{
	static const char digits[] = "0123456789abcdef";
	unsigned char bytes[16];
	otk_status status = otk_random(bytes, sizeof(bytes), error);
	size_t to = 0;

	if (status)
		return status;
	bytes[6] = (unsigned char)(0x40 | (bytes[6] & 0x0f));
	bytes[8] = (unsigned char)(0x80 | (bytes[8] & 0x3f));
	for (size_t i = 0; i < sizeof(bytes); i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			out[to++] = '-';
		out[to++] = digits[bytes[i] >> 4];
		out[to++] = digits[bytes[i] & 15];
	}
	out[to] = '\0';
	return OTK_OK;
}
