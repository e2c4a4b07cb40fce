/* SPDX-License-Identifier: MIT */
/* A Vonage key: application id and what signs for it. */
#ifndef OTK_AUTH_KEY_VONAGE_H
#define OTK_AUTH_KEY_VONAGE_H

#include <otk/key.h>

#define OTK_RSA_BITS_MIN  2048
#define OTK_RSA_BITS_MAX  8192
#define OTK_SIGNATURE_MAX (OTK_RSA_BITS_MAX / 8) /* bytes */

/* Fills a zeroed key; what it leaves after a failure is freed with the key. */
otk_status otk_key_fill_vonage(otk_key *key, const otk_key_options *options, otk_error *error);
/* Signs data by RS256. *size: in, the capacity; out, the bytes written. */
otk_status otk_key_sign_rs256(const otk_key *key, const void *data, size_t data_size,
	uint8_t *signature, size_t *size, otk_error *error);

#endif
