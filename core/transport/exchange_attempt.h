/* SPDX-License-Identifier: MIT */
/* The attempts of an exchange: begun, timed, judged. */
#ifndef OTK_TRANSPORT_EXCHANGE_ATTEMPT_H
#define OTK_TRANSPORT_EXCHANGE_ATTEMPT_H

#include <curl/curl.h>

#include "core/transport/exchange.h"

/* Prepares the next attempt and hands it to libcurl, or ends the exchange. */
void otk_exchange_start(otk_exchange *exchange);
/* libcurl has finished the attempt. */
void otk_exchange_attempt_ended(otk_exchange *exchange, CURLcode code);
/* The exchange's timer expired. */
void otk_exchange_woken(otk_exchange *exchange);

#endif
