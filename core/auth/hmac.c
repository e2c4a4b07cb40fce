/* SPDX-License-Identifier: MIT */
/* HMAC and nonces with one secret for any number of threads. */
#include "config.h"

#include "core/auth/hmac.h"

#include <gnutls/crypto.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/auth/crypto.h"
#include "core/base/error/status.h"

#include "core/base/cold.h"

/* Cache lines are fetched in pairs by current processors. */
#define LINE_SIZE 128
/* Number of slots, a power of two; with more processors, some share a slot. */
#define SLOTS 16

#ifdef CLOCK_MONOTONIC_COARSE /* costs a fifth of CLOCK_MONOTONIC */
#	define NONCE_CLOCK CLOCK_MONOTONIC_COARSE
#else
#	define NONCE_CLOCK CLOCK_MONOTONIC
#endif

/* The handles of the threads on one processor. A thread takes a handle out while it uses it. */
typedef struct slot {
	_Alignas(LINE_SIZE) _Atomic(gnutls_hmac_hd_t) idle[OTK_MAC_COUNT];
	_Atomic uint64_t nonce; /* the next one, before it is scattered */
} slot;

struct otk_macs {
	slot slots[SLOTS];
	void *memory; /* what malloc() gave, before it was aligned */
	size_t secret_size;
	char secret[];
};

static const gnutls_mac_algorithm_t algorithms[] = {
	[OTK_MAC_SHA1] = GNUTLS_MAC_SHA1,
	[OTK_MAC_SHA256] = GNUTLS_MAC_SHA256,
};

otk_status otk_macs_new(const char *secret, otk_macs **made, otk_error *error)
{
	const size_t size = strlen(secret);
	const size_t whole = sizeof(otk_macs) + size + 1;
	uint64_t seeds[SLOTS];
	otk_status status = otk_random(seeds, sizeof(seeds), error);
	char *memory;
	otk_macs *macs;

	*made = NULL;
	if (status)
		return status;
	memory = calloc(1, whole + LINE_SIZE);
	if (!memory)
		return otk_fail_nomem(error);
	macs = (otk_macs *)(void *)(memory + LINE_SIZE - (uintptr_t)memory % LINE_SIZE);
	macs->memory = memory;
	macs->secret_size = size;
	memcpy(macs->secret, secret, size + 1);
	for (size_t i = 0; i < SLOTS; i++)
		atomic_init(&macs->slots[i].nonce, seeds[i]);
	*made = macs;
	return OTK_OK;
}

void otk_macs_free(otk_macs *macs)
{
	if (!macs)
		return;
	for (size_t i = 0; i < SLOTS; i++)
		for (size_t mac = 0; mac < OTK_MAC_COUNT; mac++) {
			gnutls_hmac_hd_t handle = atomic_exchange(&macs->slots[i].idle[mac], NULL);

			if (handle)
				gnutls_hmac_deinit(handle, NULL);
		}
	explicit_bzero(macs->secret, macs->secret_size);
	free(macs->memory);
}

const char *otk_macs_secret(const otk_macs *macs)
{
	return macs->secret;
}

/* Each slot gives the same result; one for each processor avoids contention. */
static slot *own_slot(otk_macs *macs)
{
#ifdef __linux__
	const size_t here = (size_t)sched_getcpu();
#else
	const size_t here = (size_t)((uintptr_t)pthread_self() >> 12);
#endif

	return &macs->slots[here & (SLOTS - 1)];
}

/* Keying leaves the secret, mixed with constants, in the stack below. */
static otk_status key_handle(
	const otk_macs *macs, otk_mac mac, gnutls_hmac_hd_t *handle, otk_error *error)
{
	int code;

	if (!macs->secret_size)
		return otk_fail(error, OTK_E_UNSUPPORTED, OTK_KEY_CANNOT_SIGN);
	code = gnutls_hmac_init(handle, algorithms[mac], macs->secret, macs->secret_size);
	otk_wipe_stack();
	return code < 0 ? otk_crypto_fail(error, "HMAC", code) : OTK_OK;
}

otk_status otk_macs_sign(otk_macs *macs, otk_mac mac, const void *data, size_t size,
	uint8_t *digest, otk_error *error)
{
	slot *own = own_slot(macs);
	gnutls_hmac_hd_t none = NULL;
	gnutls_hmac_hd_t handle =
		atomic_exchange_explicit(&own->idle[mac], NULL, memory_order_acquire);
	otk_status status = handle ? OTK_OK : key_handle(macs, mac, &handle, error);
	int code;

	if (status)
		return status;
	code = gnutls_hmac(handle, data, size);
	gnutls_hmac_output(handle, digest); /* and ready for the next */
	if (!atomic_compare_exchange_strong_explicit(
		    &own->idle[mac], &none, handle, memory_order_release, memory_order_relaxed))
		gnutls_hmac_deinit(handle, NULL);
	return code < 0 ? otk_crypto_fail(error, "HMAC", code) : OTK_OK;
}

/* The mixing function of splitmix64. */
static uint64_t scatter_bits(uint64_t x)
{
	x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
	return x ^ (x >> 31);
}

/*
 * Nonces distinguish tokens and need not be secret: a counter with a random start, scattered, is
 * enough, and a call of GnuTLS would cost a third of a token. The clock distinguishes processes
 * that have the same counter after a fork.
 */
int32_t otk_macs_nonce(otk_macs *macs)
{
	struct timespec now = {0};
	const uint64_t count = atomic_fetch_add_explicit(
		&own_slot(macs)->nonce, UINT64_C(0x9e3779b97f4a7c15), memory_order_relaxed);

	clock_gettime(NONCE_CLOCK, &now);
	return (int32_t)(scatter_bits(count ^ (uint64_t)now.tv_nsec) & INT32_MAX);
}

int otk_hmac_sha256_is(const void *secret, size_t secret_size, const void *data, size_t size,
	const uint8_t *wanted, size_t wanted_size)
{
	uint8_t digest[OTK_SHA256_SIZE];
	int code;

	if (wanted_size != sizeof(digest))
		return 0;
	code = gnutls_hmac_fast(GNUTLS_MAC_SHA256, secret, secret_size, data, size, digest);
	otk_wipe_stack();
	return code < 0 ? code : gnutls_memcmp(digest, wanted, sizeof(digest)) == 0;
}
