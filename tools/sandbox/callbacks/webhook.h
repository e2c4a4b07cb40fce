/* SPDX-License-Identifier: MIT */
/* Sends callbacks: signed if they have a secret, repeated with back-off, without blocking the
 * server. */
#ifndef OTK_SANDBOX_WEBHOOK_H
#define OTK_SANDBOX_WEBHOOK_H

#include <curl/curl.h>
#include <json-c/json_object.h>

#include "tools/sandbox/state/kinds.h"

typedef struct sandbox_webhook sandbox_webhook;

sandbox_webhook *sandbox_webhook_new(void);
void sandbox_webhook_free(sandbox_webhook *webhook);

extern const sandbox_kind sandbox_callback_kind;

/* After a restart: callbacks that were in flight are sent again. */
void sandbox_webhook_recover(sandbox *box);
/* Ends all deliveries, because other callbacks have taken their place, and does the same. */
void sandbox_webhook_restart(sandbox *box);

/* Waits for activity on the transfers or the given descriptors, at most timeout_ms. */
void sandbox_webhook_wait(
	sandbox *box, struct curl_waitfd *descriptors, unsigned int count, int timeout_ms);

/* Advances the transfers and records those that have ended. */
void sandbox_webhook_run(sandbox *box);

#endif
