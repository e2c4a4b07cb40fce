/* SPDX-License-Identifier: MIT */
/* Initialises libcurl for the process: the only global state of the transport, under one lock. */
#include "config.h"

#include <curl/curl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>

#include "core/transport/setup/global.h"

#include "core/base/cold.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static bool started; /* never reset: other code of the process may use libcurl */
/* Read once, because curl_version_info() writes to buffers of libcurl in each call. */
static char library[32];
static bool has_tls, has_http2;

static otk_status start_curl(otk_error *error)
{
	const curl_version_info_data *version;

	if (!started) {
		if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
			return otk_fail(error, OTK_E_UNSUPPORTED, "libcurl could not be started");
		version = curl_version_info(CURLVERSION_NOW);
		snprintf(library, sizeof(library), "libcurl/%s", version->version);
		has_tls = version->features & CURL_VERSION_SSL;
		has_http2 = version->features & CURL_VERSION_HTTP2;
		started = true;
	}
	if (!has_tls)
		return otk_fail(error, OTK_E_UNSUPPORTED,
			"%s was built without TLS; install one with TLS", library);
	return OTK_OK;
}

otk_status otk_global_init(otk_error *error)
{
	otk_status status;

	pthread_mutex_lock(&lock);
	status = start_curl(error);
	pthread_mutex_unlock(&lock);
	return status;
}

/*
 * These values are written once, under the lock; after otk_global_init() they are read without it.
 */

const char *otk_transport_library(void)
{
	return otk_global_init(NULL) && !library[0] ? "libcurl" : library;
}

bool otk_transport_has_http2(void)
{
	return otk_global_init(NULL) == OTK_OK && has_http2;
}
