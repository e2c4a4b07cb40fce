/* SPDX-License-Identifier: MIT */
/* Checks and copies client options, and fills in the defaults. */
#ifndef OTK_CLIENT_OPTIONS_H
#define OTK_CLIENT_OPTIONS_H

#include <otk/client.h>

#include "core/base/error/status.h"

/* Copies into client->options and client->texts. Credentials are left to credentials.c. */
otk_status otk_client_copy_options(
	otk_client *client, const otk_client_options *given, otk_error *error) OTK_COLD;

#endif
