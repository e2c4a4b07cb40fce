/* SPDX-License-Identifier: MIT */
/* Inside a key: what the rest of libotk-auth may ask it. */
#ifndef OTK_AUTH_KEYS_H
#define OTK_AUTH_KEYS_H

#include <gnutls/abstract.h>
#include <otk/key.h>
#include <stdatomic.h>

#include "core/auth/hmac.h"

#define OTK_API_KEY_MAX    32
#define OTK_API_SECRET_MAX 256
#define OTK_PEM_MAX        16384
#define OTK_RSA_BITS_MIN   2048
#define OTK_RSA_BITS_MAX   8192
#define OTK_SIGNATURE_MAX  (OTK_RSA_BITS_MAX / 8)

/* What an OpenTok key signs with; changed by its users, so apart from the key, which never is. */
typedef struct otk_macs {
	otk_hmac sha1;
	otk_hmac sha256;
	_Atomic uint64_t nonce; /* the next one, before it is scattered */
} otk_macs;

struct otk_key {
	atomic_size_t references;
	otk_backend backend;
	bool account;
	char *id;
	size_t id_size;
	/* OpenTok */
	char *secret;
	size_t secret_size;
	otk_macs *macs;
	/* Vonage */
	otk_signer signer; /* sign is NULL: the key only verifies */
	size_t signature_size;
	gnutls_pubkey_t public_half; /* NULL: cannot verify */
};

otk_status otk_key_fill_opentok(otk_key *key, const otk_key_options *options, otk_error *error);
otk_status otk_key_fill_vonage(otk_key *key, const otk_key_options *options, otk_error *error);

/* Does the session belong to the key? *size: bytes of the id. OTK_E_ARGUMENT says what is wrong. */
otk_status otk_session_id_fits(
	const otk_key *key, const char *session_id, size_t *size, otk_error *error);

/* A number that fits everybody's int, another one each time. OpenTok keys only. */
int32_t otk_nonce_next(const otk_key *key);

/* RS256 over data; *size: in, room; out, bytes. */
otk_status otk_key_sign_rs256(const otk_key *key, const void *data, size_t data_size,
	uint8_t *signature, size_t *size, otk_error *error);

#endif
