/* SPDX-License-Identifier: MIT */
/* Private keys from PEM text, and signing with any that GnuTLS holds. */
#ifndef OTK_AUTH_PRIVATE_KEY_H
#define OTK_AUTH_PRIVATE_KEY_H

#include <gnutls/abstract.h>
#include <otk/key.h>

typedef struct otk_private_key {
	gnutls_privkey_t handle;
	char *pin; /* a PKCS #11 token may ask for it again; NULL: none */
} otk_private_key;

/* passphrase may be NULL. name: the setting in the caller's words. */
otk_status otk_private_key_from_pem(const char *name, const char *pem, size_t size,
	const char *passphrase, otk_private_key **made, otk_error *error);
/* Wipes and frees. An otk_signer's release(). */
void otk_private_key_free(void *private_key);
/* An otk_signer's sign(); the context is the private key. */
otk_status otk_private_key_sign(void *private_key, const uint8_t *digest, size_t digest_size,
	uint8_t *signature, size_t *signature_size);

#endif
