/* SPDX-License-Identifier: MIT */
/* An OpenTok key: API key and secret. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "core/auth/crypto.h"
#include "core/auth/keys.h"
#include "core/base/status.h"

/* A project's key is a number; the key of a Vonage account has letters, too. */
static bool is_key(const char *text, bool account)
{
	static const char characters[] =
		"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
	const char *end = text + strspn(text, account ? characters : "0123456789");

	return *text && !*end;
}

/* Inside or around a secret these come from a file read with its line end, never from the service.
 */
static bool has_blank_or_control(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text <= ' ' || *text == 0x7f)
			return true;
	return false;
}

static otk_status check(const otk_key_options *options, otk_error *error)
{
	const bool account = options->account == OTK_YES;

	if (!options->api_key || !is_key(options->api_key, account))
		return otk_fail(error, OTK_E_ARGUMENT,
			"api_key: must be decimal digits%s, as the account portal shows them",
			account ? " and letters" : "");
	if (strlen(options->api_key) > OTK_API_KEY_MAX)
		return otk_fail(
			error, OTK_E_ARGUMENT, "api_key: has more than %d digits", OTK_API_KEY_MAX);
	if (!options->api_secret || !*options->api_secret)
		return otk_fail(error, OTK_E_ARGUMENT, "api_secret: is missing");
	if (strlen(options->api_secret) > OTK_API_SECRET_MAX)
		return otk_fail(error, OTK_E_ARGUMENT, "api_secret: has more than %d characters",
			OTK_API_SECRET_MAX);
	if (has_blank_or_control(options->api_secret))
		return otk_fail(error, OTK_E_ARGUMENT,
			"api_secret: holds a blank or control character (a line end from a file?)");
	if (options->pin)
		return otk_fail(error, OTK_E_ARGUMENT,
			"pin: belongs to a private key; an OpenTok key has none");
	return OTK_OK;
}

otk_status otk_key_fill_opentok(otk_key *key, const otk_key_options *options, otk_error *error)
{
	otk_status status = check(options, error);
	uint64_t seed = 0;

	if (status)
		return status;
	key->backend = OTK_BACKEND_OPENTOK;
	key->account = options->account == OTK_YES;
	key->id = strdup(options->api_key);
	key->secret = strdup(options->api_secret);
	key->macs = calloc(1, sizeof(*key->macs));
	if (!key->id || !key->secret || !key->macs)
		return otk_fail_nomem(error);
	key->id_size = strlen(key->id);
	key->secret_size = strlen(key->secret);
	otk_hmac_init(&key->macs->sha1, GNUTLS_MAC_SHA1, key->secret, key->secret_size);
	otk_hmac_init(&key->macs->sha256, GNUTLS_MAC_SHA256, key->secret, key->secret_size);
	status = otk_random(&seed, sizeof(seed), error);
	atomic_init(&key->macs->nonce, seed);
	return status;
}
