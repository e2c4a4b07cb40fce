/* SPDX-License-Identifier: MIT */
/* Private keys from PEM text, and signing with any that GnuTLS holds. */
#include "config.h"

#include "core/auth/key/private_key.h"

#include <stdlib.h>
#include <string.h>

#include "core/auth/crypto.h"
#include "core/base/error/redact.h"
#include "core/base/error/status.h"

#include "core/base/cold.h"

void otk_private_key_free(void *private_key)
{
	otk_private_key *key = private_key;

	if (!key)
		return;
	if (key->handle)
		gnutls_privkey_deinit(key->handle);
	if (key->pin)
		explicit_bzero(key->pin, strlen(key->pin));
	free(key->pin);
	free(key);
}

/* Says what is wrong with a text that GnuTLS cannot read as a private key. */
static otk_status explain_unreadable_key(const char *name, const char *pem, size_t size,
	const char *passphrase, int code, otk_error *error)
{
	if (code == GNUTLS_E_MEMORY_ERROR)
		return otk_fail_nomem(error);
	if (strstr(pem, "\\n"))
		return otk_fail(error, OTK_E_CRYPTO,
			"%s: holds the two characters \\n instead of line ends; put real line ends "
			"there",
			name);
	if (!strstr(pem, "-----BEGIN ") && otk_is_key_text(pem, size))
		return otk_fail(error, OTK_E_CRYPTO,
			"%s: is the text of a key without the lines \"-----BEGIN PRIVATE "
			"KEY-----\" and \"-----END PRIVATE KEY-----\"; add them",
			name);
	if (!strstr(pem, "-----BEGIN "))
		return otk_fail(error, OTK_E_CRYPTO,
			"%s: is not a PEM (\"-----BEGIN PRIVATE KEY-----\")%s", name,
			strcmp(name, "private_key_pem") == 0
				? "; the name of a file belongs in private_key_file"
				: "");
	if (strstr(pem, "ENCRYPTED"))
		return otk_fail(error, OTK_E_CRYPTO, "%s: is encrypted, and %s", name,
			passphrase ? "the passphrase in pin does not fit"
				   : "pin is not set to its passphrase");
	if (!strstr(pem, "PRIVATE KEY-----"))
		return otk_fail(error, OTK_E_CRYPTO,
			"%s: this PEM is not a private key (a public key or a certificate?)", name);
	return otk_crypto_fail(error, "private key: the PEM cannot be read", code);
}

otk_status otk_private_key_from_pem(const char *name, const char *pem, size_t size,
	const char *passphrase, otk_private_key **made, otk_error *error)
{
	otk_private_key *key = calloc(1, sizeof(*key));
	gnutls_datum_t text = {.data = (unsigned char *)(uintptr_t)pem, .size = (unsigned)size};
	int code;

	if (!key)
		return otk_fail_nomem(error);
	code = gnutls_privkey_init(&key->handle);
	if (code >= 0)
		code = gnutls_privkey_import_x509_raw(
			key->handle, &text, GNUTLS_X509_FMT_PEM, passphrase, 0);
	if (code < 0) {
		otk_private_key_free(key);
		return explain_unreadable_key(name, pem, size, passphrase, code, error);
	}
	*made = key;
	return OTK_OK;
}

otk_status otk_private_key_sign(void *private_key, const uint8_t *digest, size_t digest_size,
	uint8_t *signature, size_t *signature_size)
{
	const otk_private_key *key = private_key;
	gnutls_datum_t hash = {
		.data = (unsigned char *)(uintptr_t)digest, .size = (unsigned)digest_size};
	gnutls_datum_t made = {.data = NULL};
	otk_status status = OTK_OK;
	int code = gnutls_privkey_sign_hash(key->handle, GNUTLS_DIG_SHA256, 0, &hash, &made);

	if (code < 0)
		return code == GNUTLS_E_MEMORY_ERROR ? OTK_E_NOMEM : OTK_E_CRYPTO;
	if (made.size > *signature_size)
		status = OTK_E_CRYPTO;
	else
		memcpy(signature, made.data, made.size);
	*signature_size = made.size;
	gnutls_free(made.data);
	return status;
}
