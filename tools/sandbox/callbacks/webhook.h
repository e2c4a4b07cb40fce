/* SPDX-License-Identifier: MIT */
/* Delivers callbacks: signed if they have a secret, repeated with back-off, beside all serving. */
#ifndef OTK_SANDBOX_WEBHOOK_H
#define OTK_SANDBOX_WEBHOOK_H

#include <curl/curl.h>
#include <json-c/json_object.h>

#include "tools/sandbox/state/kinds.h"

typedef struct sandbox_webhook sandbox_webhook;

sandbox_webhook *sandbox_webhook_new(void);
void sandbox_webhook_free(sandbox_webhook *webhook);

extern const sandbox_kind sandbox_callback_kind;

/* After a restart: what was under way is sent again. */
void sandbox_webhook_recover(sandbox *box);

/* Waits for work on our transfers, on the given descriptors, or for the time to pass. */
void sandbox_webhook_wait(
	sandbox *box, struct curl_waitfd *descriptors, unsigned int count, int timeout_ms);

/* Moves transfers on and notes their ends. */
void sandbox_webhook_run(sandbox *box);

#endif
