/* SPDX-License-Identifier: MIT */
/* A private key that stays in its PKCS #11 token. */
#ifndef OTK_AUTH_PRIVATE_KEY_PKCS11_H
#define OTK_AUTH_PRIVATE_KEY_PKCS11_H

#include "core/auth/key/private_key.h"

/* pin may be NULL. */
otk_status otk_private_key_from_uri(
	const char *uri, const char *pin, otk_private_key **made, otk_error *error);

#endif
