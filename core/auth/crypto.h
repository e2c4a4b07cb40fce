/* SPDX-License-Identifier: MIT */
/* What the rooms of libotk-auth ask of GnuTLS beside keys: start-up, errors, random text. */
#ifndef OTK_AUTH_CRYPTO_H
#define OTK_AUTH_CRYPTO_H

#include <otk/error.h>

#include "core/base/status.h"

#define OTK_SHA256_SIZE 32
#define OTK_SHA1_SIZE   20

/* Once in a process; cheap afterwards. */
otk_status otk_crypto_init(otk_error *error);
/* A GnuTLS code as ours: "doing: why". */
otk_status otk_crypto_fail(otk_error *error, const char *doing, int code) OTK_COLD;
otk_status otk_random(void *bytes, size_t size, otk_error *error);

#define OTK_UUID_SIZE 37 /* with the NUL */
otk_status otk_uuid_v4(char out[OTK_UUID_SIZE], otk_error *error);

#endif
