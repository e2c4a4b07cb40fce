/* SPDX-License-Identifier: MIT */
/* libcurl's process-wide start: the only global state of the transport, behind one lock. */
#include "config.h"

#include <curl/curl.h>
#include <pthread.h>
#include <stdio.h>

#include "core/base/status.h"
#include "core/transport/internal.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char library[32];
static bool started; /* never undone: other users of libcurl may be in the process */

static otk_status start(otk_error *error)
{
	const curl_version_info_data *version;

	if (started)
		return OTK_OK;
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return otk_fail(error, OTK_E_UNSUPPORTED, "libcurl could not be started");
	started = true;
	version = curl_version_info(CURLVERSION_NOW);
	snprintf(library, sizeof(library), "libcurl/%s", version->version);
	if (!(version->features & CURL_VERSION_SSL))
		return otk_fail(error, OTK_E_UNSUPPORTED,
			"this libcurl (%s) has no TLS: install one that has", version->version);
	return OTK_OK;
}

otk_status otk_global_init(otk_error *error)
{
	otk_status status;

	pthread_mutex_lock(&lock);
	status = start(error);
	pthread_mutex_unlock(&lock);
	return status;
}

const char *otk_transport_library(void)
{
	/* Written once, under the lock, and never again. */
	return otk_global_init(NULL) && !library[0] ? "libcurl" : library;
}
