/* SPDX-License-Identifier: MIT */
/* Private keys that GnuTLS signs with: from PEM text, or kept in a PKCS #11 token. */
#ifndef OTK_AUTH_PRIVATE_KEY_H
#define OTK_AUTH_PRIVATE_KEY_H

#include <gnutls/abstract.h>
#include <otk/key.h>

typedef struct otk_private_key {
	gnutls_privkey_t handle;
	char *pin; /* what a PKCS #11 token may ask for again, NULL when none */
} otk_private_key;

otk_status otk_private_key_from_pem(const char *pem, size_t size, const char *passphrase,
	otk_private_key **made, otk_error *error);
otk_status otk_private_key_from_uri(
	const char *uri, const char *pin, otk_private_key **made, otk_error *error);
void otk_private_key_free(void *private_key);
/* An otk_signer's sign(); the context is the private key. */
otk_status otk_private_key_sign(void *private_key, const uint8_t *digest, size_t digest_size,
	uint8_t *signature, size_t *signature_size);

#endif
