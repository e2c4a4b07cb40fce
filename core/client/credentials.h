/* SPDX-License-Identifier: MIT */
/* The key of a client, made from its options. */
#ifndef OTK_CLIENT_CREDENTIALS_H
#define OTK_CLIENT_CREDENTIALS_H

#include <otk/client.h>

#include "core/base/error/status.h"

/* Sets client->key; signer plugins included. */
otk_status otk_client_make_key(
	otk_client *client, const otk_client_options *given, otk_error *error) OTK_COLD;

#endif
