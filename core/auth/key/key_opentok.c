/* SPDX-License-Identifier: MIT */
/* An OpenTok key: API key and secret. */
#include "config.h"

#include "core/auth/key/key_opentok.h"

#include <stdlib.h>
#include <string.h>

#include "core/auth/key/credential.h"
#include "core/auth/key/key.h"
#include "core/base/error/status.h"

#include "core/base/cold.h"

#define DIGITS  "0123456789"
#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

/* A project's API key is a number; that of a Vonage account has letters as well. */
static otk_status check_api_key(const char *api_key, bool account, otk_error *error)
{
	otk_status status = otk_credential_check_word("api_key", api_key, error);

	if (status)
		return status;
	if (api_key[strspn(api_key, account ? DIGITS LETTERS : DIGITS)])
		return otk_fail(error, OTK_E_ARGUMENT,
			"api_key: must be decimal digits%s, as the account portal shows them",
			account ? " and letters" : "");
	if (strlen(api_key) > OTK_API_KEY_MAX)
		return otk_fail(
			error, OTK_E_ARGUMENT, "api_key: has more than %d digits", OTK_API_KEY_MAX);
	return OTK_OK;
}

static otk_status check_options(const otk_key_options *options, otk_error *error)
{
	const bool id_only = options->id_only == OTK_YES;
	const char *secret = options->api_secret;
	otk_status status = check_api_key(options->api_key, options->account == OTK_YES, error);

	if (!status && id_only && secret)
		status = otk_fail(error, OTK_E_ARGUMENT, "id_only: excludes api_secret");
	if (!status && !id_only)
		status = otk_credential_check_word("api_secret", secret, error);
	if (status)
		return status;
	if (secret && strlen(secret) > OTK_API_SECRET_MAX)
		return otk_fail(error, OTK_E_ARGUMENT, "api_secret: has more than %d characters",
			OTK_API_SECRET_MAX);
	if (options->pin)
		return otk_fail(error, OTK_E_ARGUMENT,
			"pin: belongs to a private key; an OpenTok key has none");
	return OTK_OK;
}

otk_status otk_key_fill_opentok(otk_key *key, const otk_key_options *options, otk_error *error)
{
	const otk_status status = check_options(options, error);

	if (status)
		return status;
	key->backend = OTK_BACKEND_OPENTOK;
	key->account = options->account == OTK_YES;
	key->id = strdup(options->api_key);
	if (!key->id)
		return otk_fail_nomem(error);
	key->id_size = strlen(key->id);
	return otk_macs_new(options->api_secret ? options->api_secret : "", &key->macs, error);
}
