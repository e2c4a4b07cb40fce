/* SPDX-License-Identifier: MIT */
/* A Vonage key: application id and what signs for it. */
#include "config.h"

#include "core/auth/key/key_vonage.h"

#include <gnutls/crypto.h>
#include <stdlib.h>
#include <string.h>

#include "core/auth/crypto.h"
#include "core/auth/key/credential.h"
#include "core/auth/key/key.h"
#include "core/auth/key/private_key.h"
#include "core/auth/key/private_key_pkcs11.h"
#include "core/base/error/redact.h"
#include "core/base/error/status.h"
#include "core/base/input/key_file.h"
#include "core/base/text/text.h"

#include "core/base/cold.h"

static otk_status check_application_id(const char *application_id, otk_error *error)
{
	const otk_status status =
		otk_credential_check_word("application_id", application_id, error);

	if (!status && !otk_is_uuid(application_id))
		return otk_fail(error, OTK_E_ARGUMENT,
			"application_id: must be a UUID, as the dashboard shows it");
	return status;
}

/* Exactly one way to the private key, or none of them with id_only or the public half. */
static otk_status check_ways(const otk_key_options *options, otk_error *error)
{
	const int ways = !!options->private_key_pem + !!options->private_key_file +
			 !!options->private_key_uri + !!options->signer;
	const int id_only = options->id_only == OTK_YES;

	if (ways + id_only > 1 || (!ways && !id_only && !options->public_key_pem))
		return otk_fail(error, OTK_E_ARGUMENT,
			"key: the private key is %s; give one of private_key_pem, "
			"private_key_file, private_key_uri, signer and id_only",
			ways ? "set in two ways" : "missing");
	if (options->account == OTK_YES)
		return otk_fail(
			error, OTK_E_ARGUMENT, "account: only OpenTok keys are of account level");
	if (options->pin && (!ways || options->signer))
		return otk_fail(error, OTK_E_ARGUMENT,
			"pin: needs private_key_pem, private_key_file or private_key_uri");
	return OTK_OK;
}

static otk_status check_public_key(const char *pem, otk_error *error)
{
	const otk_status status = otk_credential_check_pem("public_key_pem", pem, error);

	if (status)
		return status;
	if (strlen(pem) > OTK_KEY_PEM_MAX)
		return otk_fail(error, OTK_E_ARGUMENT, "public_key_pem: is larger than %d bytes",
			OTK_KEY_PEM_MAX);
	if (strstr(pem, "PRIVATE KEY-----"))
		return otk_fail(error, OTK_E_ARGUMENT,
			"public_key_pem: this looks like the private key; its public half is "
			"expected");
	return OTK_OK;
}

/* Refuses values that are wrapped in quotes or set in the wrong member. */
static otk_status check_texts(const otk_key_options *options, otk_error *error)
{
	otk_status status = OTK_OK;

	if (options->private_key_pem)
		status = otk_credential_check_pem(
			"private_key_pem", options->private_key_pem, error);
	if (!status && options->private_key_file)
		status = otk_credential_check_name(
			"private_key_file", "a file name", options->private_key_file, error);
	if (!status && options->private_key_uri)
		status = otk_credential_check_name("private_key_uri", "a \"pkcs11:\" address",
			options->private_key_uri, error);
	if (!status && options->pin)
		status = otk_credential_check_pin("pin", options->pin, error);
	if (!status && options->public_key_pem)
		status = check_public_key(options->public_key_pem, error);
	return status;
}

static otk_status check_options(const otk_key_options *options, otk_error *error)
{
	otk_status status = check_application_id(options->application_id, error);

	if (!status)
		status = check_ways(options, error);
	return status ? status : check_texts(options, error);
}

static otk_status check_rsa(int algorithm, unsigned bits, const char *what, otk_error *error)
{
	if (algorithm != GNUTLS_PK_RSA)
		return otk_fail(
			error, OTK_E_CRYPTO, "%s: is not an RSA key, which RS256 needs", what);
	if (bits < OTK_RSA_BITS_MIN || bits > OTK_RSA_BITS_MAX)
		return otk_fail(error, OTK_E_CRYPTO,
			"%s: has %u bits; %d to %d are allowed (applications have 2048)", what,
			bits, OTK_RSA_BITS_MIN, OTK_RSA_BITS_MAX);
	return OTK_OK;
}

/* Signs with GnuTLS: a PEM key, or one in a token. */
static otk_status use_private_key(otk_key *key, otk_private_key *private_key, otk_error *error)
{
	unsigned bits = 0;
	int algorithm, code;
	otk_status status;

	key->signer.sign = otk_private_key_sign;
	key->signer.release = otk_private_key_free;
	key->signer.context = private_key;
	algorithm = gnutls_privkey_get_pk_algorithm(private_key->handle, &bits);
	status = check_rsa(algorithm, bits, "private key", error);
	if (status)
		return status;
	key->signature_size = (bits + 7) / 8;
	code = gnutls_pubkey_init(&key->public_half);
	if (code >= 0)
		code = gnutls_pubkey_import_privkey(key->public_half, private_key->handle, 0, 0);
	if (code >= 0)
		return OTK_OK;
	/* A token need not show the public half: then the key signs and cannot verify. */
	if (key->public_half)
		gnutls_pubkey_deinit(key->public_half);
	key->public_half = NULL;
	return code == GNUTLS_E_MEMORY_ERROR ? otk_fail_nomem(error) : OTK_OK;
}

static otk_status use_pem(otk_key *key, const char *name, const char *pem, size_t size,
	const char *pin, otk_error *error)
{
	otk_private_key *private_key;
	otk_status status;

	if (size > OTK_KEY_PEM_MAX)
		return otk_fail(error, OTK_E_ARGUMENT, "%s: is larger than %d bytes", name,
			OTK_KEY_PEM_MAX);
	status = otk_private_key_from_pem(name, pem, size, pin, &private_key, error);
	return status ? status : use_private_key(key, private_key, error);
}

static otk_status use_file(otk_key *key, const char *path, const char *pin, otk_error *error)
{
	char *text;
	size_t size;
	otk_status status = otk_key_file_read("private_key_file", path, &text, &size, error);

	if (status)
		return status;
	status = otk_credential_check_pem("private_key_file", text, error);
	if (!status)
		status = use_pem(key, "private_key_file", text, size, pin, error);
	otk_key_file_free(text);
	return status;
}

static otk_status use_uri(otk_key *key, const char *uri, const char *pin, otk_error *error)
{
	otk_private_key *private_key;
	otk_status status = otk_private_key_from_uri(uri, pin, &private_key, error);

	return status ? status : use_private_key(key, private_key, error);
}

static otk_status use_signer(otk_key *key, const otk_signer *signer, otk_error *error)
{
	if (signer->struct_size < sizeof(otk_signer) || !signer->sign)
		return otk_fail(error, OTK_E_ARGUMENT,
			"signer: its sign function is missing; fill the struct with OTK_SIGNER()");
	key->signer.sign = signer->sign;
	key->signer.release = signer->release;
	key->signer.context = signer->context;
	return OTK_OK;
}

static otk_status use_public_key(otk_key *key, const char *pem, otk_error *error)
{
	gnutls_datum_t text = {.data = (unsigned char *)(uintptr_t)pem};
	gnutls_pubkey_t public_half = NULL;
	unsigned bits = 0;
	int algorithm, code;

	text.size = (unsigned)strlen(pem);
	code = gnutls_pubkey_init(&public_half);
	if (code >= 0)
		code = gnutls_pubkey_import(public_half, &text, GNUTLS_X509_FMT_PEM);
	if (key->public_half)
		gnutls_pubkey_deinit(key->public_half);
	key->public_half = public_half;
	if (code < 0)
		return otk_crypto_fail(error, "public_key_pem: cannot be read", code);
	algorithm = gnutls_pubkey_get_pk_algorithm(public_half, &bits);
	if (!key->signature_size)
		key->signature_size = (bits + 7) / 8;
	return check_rsa(algorithm, bits, "public_key_pem", error);
}

otk_status otk_key_fill_vonage(otk_key *key, const otk_key_options *options, otk_error *error)
{
	otk_status status = check_options(options, error);

	if (status)
		return status;
	key->backend = OTK_BACKEND_VONAGE;
	key->id = strdup(options->application_id);
	if (!key->id)
		return otk_fail_nomem(error);
	key->id_size = strlen(key->id);
	/* The service writes ids in lower case; otk compares them in this form. */
	for (char *c = key->id; *c; c++)
		*c = (char)(*c >= 'A' && *c <= 'Z' ? *c + ('a' - 'A') : *c);
	if (options->private_key_pem)
		status = use_pem(key, "private_key_pem", options->private_key_pem,
			strlen(options->private_key_pem), options->pin, error);
	else if (options->private_key_file)
		status = use_file(key, options->private_key_file, options->pin, error);
	else if (options->private_key_uri)
		status = use_uri(key, options->private_key_uri, options->pin, error);
	if (!status && options->public_key_pem)
		status = use_public_key(key, options->public_key_pem, error);
	/* Last: the caller's signer is released by a key, never by a failure to make one. */
	if (!status && options->signer)
		status = use_signer(key, options->signer, error);
	return status;
}

otk_status otk_key_sign_rs256(const otk_key *key, const void *data, size_t data_size,
	uint8_t *signature, size_t *size, otk_error *error)
{
	uint8_t digest[OTK_SHA256_SIZE];
	const size_t capacity = *size;
	otk_status status;
	int code;

	if (!key->signer.sign)
		return otk_fail(error, OTK_E_UNSUPPORTED, OTK_KEY_CANNOT_SIGN);
	code = gnutls_hash_fast(GNUTLS_DIG_SHA256, data, data_size, digest);
	if (code < 0)
		return otk_crypto_fail(error, "SHA-256", code);
	status = key->signer.sign(key->signer.context, digest, sizeof(digest), signature, size);
	if (status == OTK_E_NOMEM)
		return otk_fail_nomem(error);
	if (status)
		return otk_fail(error, OTK_E_CRYPTO, "signer: could not sign");
	if (*size == 0 || *size > capacity)
		return otk_fail(error, OTK_E_CRYPTO,
			"signer: returned a signature of %zu bytes; 1 to %zu are possible", *size,
			capacity);
	return OTK_OK;
}
