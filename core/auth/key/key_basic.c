/* SPDX-License-Identifier: MIT */
/* The HTTP Basic header of an account key, for the Application API. */
#include "config.h"

#include <string.h>

#include "core/auth/key/key.h"
#include "core/auth/key/key_opentok.h"
#include "core/auth/text_result.h"
#include "core/base/error/status.h"
#include "core/base/text/base64.h"

#include "core/base/cold.h"

otk_status otk_key_basic(const otk_key *key, char *buffer, size_t *size, otk_error *error)
{
	char pair[OTK_API_KEY_MAX + 1 + OTK_API_SECRET_MAX];
	const char *secret = key->macs ? otk_macs_secret(key->macs) : "";
	size_t secret_size;
	otk_buffer out;

	if (!size || !buffer)
		return otk_fail(error, OTK_E_ARGUMENT, "%s: is NULL", size ? "buffer" : "size");
	if (!*secret)
		return otk_fail(error, OTK_E_UNSUPPORTED,
			"key: HTTP Basic needs the API key and secret of an account");
	memcpy(pair, key->id, key->id_size);
	pair[key->id_size] = ':';
	secret_size = strlen(secret);
	memcpy(pair + key->id_size + 1, secret, secret_size);
	otk_buffer_init_fixed(&out, buffer, *size);
	otk_buffer_add_text(&out, "Basic ");
	otk_base64_encode(&out, pair, key->id_size + 1 + secret_size);
	explicit_bzero(pair, sizeof(pair));
	return otk_text_result(&out, "header", size, error);
}
