/* SPDX-License-Identifier: MIT */
/*
 * Exchanges: one request and its response, retries included. The first part is for core/client,
 * the second for the other files of the transport.
 */
#ifndef OTK_TRANSPORT_EXCHANGE_H
#define OTK_TRANSPORT_EXCHANGE_H

#include <otk/plugin.h>

#include "core/transport/http/request.h"

/* Copies events; their userdata must outlive the exchange. NULL on failure. */
otk_exchange *otk_exchange_new(otk_transport *transport, const otk_request *request,
	const otk_exchange_events *events, otk_error *error);
/* Call it inside before(): adds a header to this attempt; "Name:" alone removes a standard one. */
otk_status otk_exchange_header(otk_exchange *exchange, const char *line);
/* Call it inside after(), only if needed: fills the times and sizes of the attempt. */
void otk_exchange_measure(const otk_exchange *exchange, otk_attempt *attempt);
/*
 * Downloads: from the next attempt on, requests the file from this offset (Range). The exchange
 * adds the bytes that body() receives to the offset. An attempt that received bytes does not count
 * against max_attempts. If the server sends the whole file (200), the part already received is
 * skipped. If the ETag shows that the file under the URL is another one, the status is
 * OTK_E_PROTOCOL.
 */
void otk_exchange_set_offset(otk_exchange *exchange, int64_t offset);
/*
 * Queues the exchange. On failure (OTK_E_STATE: max_queued is reached, or after a fork) the caller
 * still owns it.
 */
otk_status otk_exchange_submit(otk_exchange *exchange, otk_error *error);
/* done() is called with OTK_E_CANCELLED in the next step. */
void otk_exchange_cancel(otk_exchange *exchange);
/* Cancels; no function of the events is called again, so that their userdata may go. */
void otk_exchange_abandon(otk_exchange *exchange);
/* Frees an exchange that was not submitted. */
void otk_exchange_free(otk_exchange *exchange);

/* ---- for the other files of the transport */

/* Sets the one timer of the exchange to the earliest time at which something is due. */
void otk_exchange_set_timer(otk_exchange *exchange);
/* Adds the exchange to the queue, at its head or at its end. */
void otk_exchange_enqueue(otk_exchange *exchange, bool first);
/* Queues the exchange after a delay; 0: now. */
void otk_exchange_enqueue_in(otk_exchange *exchange, int64_t delay_ms);
/* Calls done() and frees the exchange. */
void otk_exchange_finish(otk_exchange *exchange, otk_response *response);
/* Finishes an exchange in any state, without a response. */
void otk_exchange_end(otk_exchange *exchange, otk_status status, const char *problem);
/* Frees memory only; no callback is called. */
void otk_exchange_destroy(otk_exchange *exchange);

#endif
