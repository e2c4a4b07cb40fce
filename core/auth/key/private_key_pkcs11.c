/* SPDX-License-Identifier: MIT */
/* Loads a private key that remains in its PKCS #11 token. */
#include "config.h"

#include "core/auth/key/private_key_pkcs11.h"

#include <gnutls/pkcs11.h>
#include <stdlib.h>
#include <string.h>

#include "core/auth/crypto.h"
#include "core/base/error/status.h"
#include "core/base/text/text.h"

#include "core/base/cold.h"

/*
 * GnuTLS calls this for the PIN: when the key is loaded, and again if the token closed the session.
 */
static int give_pin(void *userdata, int attempt, const char *url, const char *label, unsigned flags,
	char *pin, size_t capacity)
{
	const otk_private_key *key = userdata;

	(void)url;
	(void)label;
	/* A wrong PIN is never tried twice, because a token locks itself after a few. */
	if (!key->pin || attempt > 0 || flags & GNUTLS_PIN_WRONG || strlen(key->pin) >= capacity)
		return GNUTLS_E_PKCS11_PIN_ERROR;
	memcpy(pin, key->pin, strlen(key->pin) + 1);
	return 0;
}

static otk_status fail_import(const char *pin, int code, otk_error *error)
{
	if (code == GNUTLS_E_PKCS11_PIN_ERROR || code == GNUTLS_E_PKCS11_PIN_LOCKED ||
		code == GNUTLS_E_PKCS11_PIN_EXPIRED)
		return otk_fail(error, OTK_E_CRYPTO,
			"private_key_uri: the token needs a PIN; %s: %s",
			pin ? "it refused the one in pin" : "pin is not set",
			gnutls_strerror(code));
	return otk_crypto_fail(error,
		"private_key_uri: no usable key was found; check the PKCS #11 module of p11-kit "
		"and that the URI names an RSA private key",
		code);
}

otk_status otk_private_key_from_uri(
	const char *uri, const char *pin, otk_private_key **made, otk_error *error)
{
	otk_private_key *key;
	int code;

	/* The case of a scheme does not matter (RFC 3986, 3.1). */
	if (!otk_ascii_equal(uri, "pkcs11:", strlen("pkcs11:")))
		return otk_fail(
			error, OTK_E_ARGUMENT, "private_key_uri: must begin with \"pkcs11:\"");
	key = calloc(1, sizeof(*key));
	if (key && pin)
		key->pin = strdup(pin);
	if (!key || (pin && !key->pin)) {
		otk_private_key_free(key);
		return otk_fail_nomem(error);
	}
	code = gnutls_privkey_init(&key->handle);
	if (code >= 0) {
		gnutls_privkey_set_pin_function(key->handle, give_pin, key);
		code = gnutls_privkey_import_url(key->handle, uri, 0);
	}
	if (code < 0) {
		otk_private_key_free(key);
		return fail_import(pin, code, error);
	}
	*made = key;
	return OTK_OK;
}
