/* SPDX-License-Identifier: MIT */
/* Proxy options. */
#ifndef OTK_TRANSPORT_PROXY_H
#define OTK_TRANSPORT_PROXY_H

#include <curl/curl.h>

#include "core/transport/transport.h"

otk_status otk_proxy_check(const otk_transport_options *options, otk_error *error);
/* Could a request go through a proxy? */
bool otk_proxy_is_possible(const otk_transport_options *options);
/* Sets the proxy options of a handle. */
bool otk_proxy_configure(CURL *easy, const otk_transport_options *options);

#endif
