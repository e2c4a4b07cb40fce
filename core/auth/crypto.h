/* SPDX-License-Identifier: MIT */
/*
 * Use of GnuTLS apart from keys: start-up, errors, random values, and what it leaves in the stack.
 */
#ifndef OTK_AUTH_CRYPTO_H
#define OTK_AUTH_CRYPTO_H

#include <otk/error.h>

#include "core/base/error/status.h"

#define OTK_SHA256_SIZE 32
#define OTK_SHA1_SIZE   20

/* Starts GnuTLS; later calls are cheap. */
otk_status otk_crypto_init(otk_error *error);
/* Turns a GnuTLS code into a status with the message "doing: why". */
otk_status otk_crypto_fail(otk_error *error, const char *doing, int code) OTK_COLD;
otk_status otk_random(void *bytes, size_t size, otk_error *error);

/*
 * Overwrites the stack below the caller, where a function that has returned may have left a
 * secret.
 */
void otk_wipe_stack(void);

#define OTK_UUID_SIZE 37 /* with the NUL */
otk_status otk_uuid_v4(char out[OTK_UUID_SIZE], otk_error *error);

/* What a key without a secret or private key says when it should sign. */
#define OTK_KEY_CANNOT_SIGN "key: has no secret or private key, so it cannot sign or make tokens"

#endif
