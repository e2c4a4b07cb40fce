/* SPDX-License-Identifier: MIT */
/* otk listen --forward: passes callbacks on to another server, many at once. */
#ifndef OTK_CLI_LISTEN_FORWARD_H
#define OTK_CLI_LISTEN_FORWARD_H

#include "tools/otk/cli.h"
#include "tools/otk/listen/http.h"

typedef struct otk_cli_forward otk_cli_forward;

/* status: of the other server, 502 with a problem when it did not respond. */
typedef void otk_cli_forwarded_fn(void *userdata, int32_t status, const char *problem);

otk_cli_forward *otk_cli_forward_new(void);
/* Cancels what is in flight (503) and frees. */
void otk_cli_forward_free(void *forward);
/*
 * Starts to pass a delivery on as it came; url and delivery must stay valid until `done` is called.
 */
void otk_cli_forward_send(otk_cli_forward *forward, const char *url,
	const otk_cli_delivery *delivery, otk_cli_forwarded_fn *done, void *userdata);
/* Calls `done` with 503 for all that is in flight. */
void otk_cli_forward_cancel(otk_cli_forward *forward);

/*
 * Waits until one of the descriptors is readable, the other server responds, or timeout_ms is over.
 * readable[i] is set for each descriptor. forward: NULL: only the descriptors.
 */
void otk_cli_forward_wait(
	otk_cli_forward *forward, const int *fds, bool *readable, size_t count, int timeout_ms);
/* Handles responses of the other server. */
void otk_cli_forward_run(otk_cli_forward *forward);

#endif
