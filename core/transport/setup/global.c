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
static char library[32];
static bool started; /* never reset: other code of the process may use libcurl */

static otk_status start_curl(otk_error *error)
{
	const curl_version_info_data *version;

	if (!started && curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return otk_fail(error, OTK_E_UNSUPPORTED, "libcurl could not be started");
	version = curl_version_info(CURLVERSION_NOW);
	if (!started)
		snprintf(library, sizeof(library), "libcurl/%s", version->version);
	started = true;
	if (!(version->features & CURL_VERSION_SSL))
		return otk_fail(error, OTK_E_UNSUPPORTED,
			"libcurl %s was built without TLS; install one with TLS", version->version);
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

const char *otk_transport_library(void)
{
	/* Written once, under the lock. */
	return otk_global_init(NULL) && !library[0] ? "libcurl" : library;
}
