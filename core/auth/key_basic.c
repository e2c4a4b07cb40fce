/* SPDX-License-Identifier: MIT */
/* HTTP Basic by a key: for the one part of the platform that asks for it. */
#include "config.h"

#include <string.h>

#include "core/auth/jwt_text.h"
#include "core/auth/keys.h"
#include "core/base/status.h"
#include "core/base/base64.h"

otk_flag otk_key_account(const otk_key *key)
{
	return key->account ? OTK_YES : OTK_NO;
}

otk_status otk_key_basic(const otk_key *key, char *buffer, size_t *size, otk_error *error)
{
	char pair[OTK_API_KEY_MAX + 1 + OTK_API_SECRET_MAX];
	otk_buffer out;

	if (!size || !buffer)
		return otk_fail(
			error, OTK_E_ARGUMENT, "basic: %s is NULL", size ? "buffer" : "size");
	if (key->backend != OTK_BACKEND_OPENTOK)
		return otk_fail(error, OTK_E_UNSUPPORTED,
			"basic: needs the API key and secret of an account, not an application's "
			"private key");
	memcpy(pair, key->id, key->id_size);
	pair[key->id_size] = ':';
	memcpy(pair + key->id_size + 1, key->secret, key->secret_size);
	otk_buffer_init_fixed(&out, buffer, *size);
	otk_buffer_add_text(&out, "Basic ");
	otk_base64_encode(&out, pair, key->id_size + 1 + key->secret_size);
	explicit_bzero(pair, sizeof(pair));
	return otk_text_written(&out, size, error);
}
