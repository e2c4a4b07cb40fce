/* SPDX-License-Identifier: MIT */
/* Keys: made once, shared by reference, wiped when the last reference is dropped. */
#include "config.h"

#include "core/auth/key/key.h"

#include <stdlib.h>
#include <string.h>

#include "core/auth/crypto.h"
#include "core/auth/key/key_opentok.h"
#include "core/auth/key/key_vonage.h"
#include "core/base/error/redact_known.h"
#include "core/base/error/status.h"
#include "core/base/input/key_file.h"
#include "core/base/input/options.h"
#include "core/base/text/text.h"

#include "core/base/cold.h"

/* Every caller knows the first member; each further one may be missing. */
#define OPTIONS_SIZE_MIN offsetof(otk_key_options, api_secret)

static void destroy_key(otk_key *key)
{
	otk_macs_free(key->macs);
	if (key->signer.release)
		key->signer.release(key->signer.context);
	if (key->public_half)
		gnutls_pubkey_deinit(key->public_half);
	free(key->id);
	free(key);
}

static bool names_opentok(const otk_key_options *options)
{
	return options->api_key || options->api_secret;
}

static bool names_vonage(const otk_key_options *options)
{
	return options->application_id || options->private_key_pem || options->private_key_file ||
	       options->private_key_uri || options->public_key_pem || options->signer;
}

static otk_status fill_key(otk_key *key, const otk_key_options *options, otk_error *error)
{
	const bool opentok = names_opentok(options);

	if ((uint32_t)options->account > OTK_NO || (uint32_t)options->id_only > OTK_NO)
		return otk_fail(error, OTK_E_ARGUMENT,
			"account, id_only: must be OTK_UNSET, OTK_YES or OTK_NO");
	if (opentok == names_vonage(options))
		return otk_fail(error, OTK_E_ARGUMENT,
			"key: %s; give either api_key and api_secret (OpenTok), or "
			"application_id and a private key (Vonage)",
			opentok ? "credentials of both kinds are set" : "no credential is set");
	return opentok ? otk_key_fill_opentok(key, options, error)
		       : otk_key_fill_vonage(key, options, error);
}

otk_key *otk_key_new(const otk_key_options *options, otk_error *error)
{
	otk_key_options own;
	otk_key *key;

	if (!options) {
		otk_fail(error, OTK_E_ARGUMENT, "key: the options are NULL");
		return NULL;
	}
	if (otk_options_copy(&own, sizeof(own), OPTIONS_SIZE_MIN, options, "key options", error) ||
		otk_crypto_init(error))
		return NULL;
	key = calloc(1, sizeof(*key));
	if (!key) {
		otk_fail_nomem(error);
		return NULL;
	}
	atomic_init(&key->references, 1);
	if (fill_key(key, &own, error)) {
		destroy_key(key);
		return NULL;
	}
	return key;
}

otk_key *otk_key_ref(otk_key *key)
{
	if (key)
		atomic_fetch_add_explicit(&key->references, 1, memory_order_relaxed);
	return key;
}

void otk_key_free(otk_key *key)
{
	if (key && atomic_fetch_sub_explicit(&key->references, 1, memory_order_acq_rel) == 1)
		destroy_key(key);
}

otk_backend otk_key_backend(const otk_key *key)
{
	return key ? key->backend : (otk_backend)0;
}

const char *otk_key_id(const otk_key *key)
{
	return key ? key->id : NULL;
}

otk_flag otk_key_account(const otk_key *key)
{
	if (!key)
		return OTK_UNSET;
	return key->account ? OTK_YES : OTK_NO;
}

bool otk_key_is_project(const otk_key *key, const char *project_id)
{
	return otk_ascii_equal(key->id, project_id, SIZE_MAX);
}

void otk_key_redact(const otk_key *key, char *text)
{
	if (key->macs)
		otk_redact_known(text, otk_macs_secret(key->macs));
}

otk_flag otk_key_file_exposed(const char *path)
{
	return otk_key_file_is_open(path) ? OTK_YES : OTK_NO;
}
