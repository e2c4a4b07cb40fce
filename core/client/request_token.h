/* SPDX-License-Identifier: MIT */
/* Request tokens made elsewhere: given once, or handed over by a function of the host. */
#ifndef OTK_CLIENT_REQUEST_TOKEN_H
#define OTK_CLIENT_REQUEST_TOKEN_H

#include <otk/client.h>
#include <stdbool.h>

#include "core/base/error/status.h"

/* Whether the requests carry a token from elsewhere, instead of one signed by the key. */
static inline bool otk_request_token_is_used(const otk_client_options *options)
{
	return options->request_token || options->token_source;
}

/*
 * Writes the token to the buffer of OTK_REQUEST_TOKEN_MAX bytes. *expires_at: s; INT64_MAX: never.
 * Refuses a token that has expired at the time `now`, or is another project's.
 */
otk_status otk_request_token_get(otk_client *client, int64_t now, char *buffer, int64_t *expires_at,
	otk_error *error) OTK_COLD;

#endif
