/* SPDX-License-Identifier: MIT */
/* RS256 with libcrypto: about four times as fast as GnuTLS's constant-time exponentiation. */
#include <stdlib.h>

#include "plugins/openssl/openssl.h"

/* A context is prepared once and duplicated: preparing one costs as much as the padding. */
typedef struct signer {
	EVP_PKEY *key;
	EVP_PKEY_CTX *prepared;
} signer;

static otk_status sign_digest(void *context, const uint8_t *digest, size_t digest_size,
	uint8_t *signature, size_t *signature_size)
{
	const signer *self = context;
	EVP_PKEY_CTX *own = EVP_PKEY_CTX_dup(self->prepared);
	int good = own && EVP_PKEY_sign(own, signature, signature_size, digest, digest_size) > 0;

	EVP_PKEY_CTX_free(own);
	ERR_clear_error();
	return good ? OTK_OK : OTK_E_CRYPTO;
}

static void release_signer(void *context)
{
	signer *self = context;

	EVP_PKEY_CTX_free(self->prepared);
	EVP_PKEY_free(self->key);
	free(self);
}

otk_status otk_openssl_open_signer(
	const otk_host *host, const char *pem, size_t size, otk_signer *out, otk_error *error)
{
	signer *self = calloc(1, sizeof(*self));

	(void)host;
	if (!self)
		return otk_openssl_fail(error, OTK_E_NOMEM, "signer \"openssl\": out of memory");
	self->key = otk_openssl_read_key(pem, size);
	if (!self->key) {
		free(self);
		return otk_openssl_fail(error, OTK_E_CRYPTO,
			"private key: is not an RSA private key in PEM without a pass phrase");
	}
	self->prepared = EVP_PKEY_CTX_new(self->key, NULL);
	if (!self->prepared || EVP_PKEY_sign_init(self->prepared) <= 0 ||
		EVP_PKEY_CTX_set_rsa_padding(self->prepared, RSA_PKCS1_PADDING) <= 0 ||
		EVP_PKEY_CTX_set_signature_md(self->prepared, EVP_sha256()) <= 0) {
		release_signer(self);
		return otk_openssl_fail(error, OTK_E_CRYPTO,
			"signer \"openssl\": this libcrypto cannot sign RS256");
	}
	*out = (otk_signer){.struct_size = sizeof(otk_signer),
		.sign = sign_digest,
		.release = release_signer,
		.context = self};
	return OTK_OK;
}
