/* SPDX-License-Identifier: MIT */
/* Inside a key: what the rest of libotk-auth may use. */
#ifndef OTK_AUTH_KEY_H
#define OTK_AUTH_KEY_H

#include <gnutls/abstract.h>
#include <otk/key.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "core/auth/hmac.h"

/* Immutable, except the reference count and the idle handles in `macs`. */
struct otk_key {
	atomic_size_t references;
	otk_backend backend;
	bool account;
	char *id; /* an application id in lower case */
	size_t id_size;
	otk_macs *macs; /* OpenTok, else NULL */
	/* Vonage */
	otk_signer signer;           /* sign is NULL: the key only verifies */
	size_t signature_size;       /* bytes; 0: not known yet */
	gnutls_pubkey_t public_half; /* NULL: the key cannot verify */
};

/* Whether this API key or application id is the key's; letters of either case are equal. */
bool otk_key_is_project(const otk_key *key, const char *project_id);

#endif
