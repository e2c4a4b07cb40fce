/* SPDX-License-Identifier: MIT */
/* Public functions that may run completions call these at their beginning and end. */
#ifndef OTK_CLIENT_DRIVE_H
#define OTK_CLIENT_DRIVE_H

#include <otk/client.h>

#include "core/base/error/status.h"

/* OTK_E_STATE inside a completion, in a forked child, or while the client is being freed. */
otk_status otk_client_enter(otk_client *client, otk_error *error);
/* Frees the client if a completion called otk_client_free() meanwhile. */
void otk_client_leave(otk_client *client);
/* Fills error: the client was freed inside a completion. Returns OTK_E_CANCELLED. */
otk_status otk_client_gone(otk_error *error) OTK_COLD;
/*
 * Drives for timeout_ms, even when no call is pending. OTK_E_CANCELLED: the client was freed
 * meanwhile and must not be used any more.
 */
otk_status otk_client_pause(otk_client *client, int64_t timeout_ms, otk_error *error);

#endif
