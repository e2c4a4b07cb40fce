/* SPDX-License-Identifier: MIT */
/* TLS options. */
#ifndef OTK_TRANSPORT_TLS_H
#define OTK_TRANSPORT_TLS_H

#include <curl/curl.h>

#include "core/transport/transport.h"

/* Returns the path of the system's trusted certificates, a static text. NULL: not found. */
const char *otk_tls_system_bundle(void);
otk_status otk_tls_check(const otk_transport_options *options, otk_error *error);
/*
 * Sets the TLS options of a handle; for_proxy: also those for HTTPS proxies. Returns libcurl's
 * code.
 */
CURLcode otk_tls_configure(CURL *easy, const otk_transport_options *options, bool for_proxy);

#endif
