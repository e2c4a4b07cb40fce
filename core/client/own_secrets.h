/* SPDX-License-Identifier: MIT */
/* The secrets of a client, taken out of what the service or a library says. */
#ifndef OTK_CLIENT_OWN_SECRETS_H
#define OTK_CLIENT_OWN_SECRETS_H

#include <otk/client.h>

#include "core/base/error/status.h"

/* Hides the key's secret, the request tokens and the proxy password, in place. */
void otk_client_hide(const otk_client *client, char *text) OTK_COLD;
/* The same in all texts of an error; NULL is allowed. */
void otk_client_hide_in_error(const otk_client *client, otk_error *error) OTK_COLD;

#endif
