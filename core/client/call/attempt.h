/* SPDX-License-Identifier: MIT */
/* What a call does at each attempt: the events of its exchange. */
#ifndef OTK_CLIENT_ATTEMPT_H
#define OTK_CLIENT_ATTEMPT_H

#include "core/transport/transport.h"

/* userdata is the call. */
otk_verdict otk_attempt_before(
	void *userdata, otk_exchange *exchange, int64_t number, int64_t *wait_ms, otk_error *error);
void otk_attempt_after(void *userdata, otk_exchange *exchange, otk_attempt *attempt,
	const otk_response *response, bool *again);
void otk_attempt_log(void *userdata, otk_log_level level, const char *event, const char *text);

#endif
