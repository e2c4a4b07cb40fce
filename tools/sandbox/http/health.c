/* SPDX-License-Identifier: MIT */
/* Asks a running sandbox whether it responds. */
#include "config.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>

#include "tools/sandbox/base/memory.h"
#include "tools/sandbox/http/health.h"

enum { TIMEOUT_MS = 5000 };

static size_t ignore_body(char *data, size_t size, size_t count, void *userdata)
{
	(void)data;
	(void)userdata;
	return size * count;
}

/* The certificate of the sandbox is its own; nothing secret is sent. */
static CURLcode ask_health(CURL *easy, const char *url, long *status)
{
	char *address = sandbox_print("%s/sandbox/health", url);
	CURLcode result;

	curl_easy_setopt(easy, CURLOPT_URL, address);
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(easy, CURLOPT_PROXY, "");
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)TIMEOUT_MS);
	curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 0L);
	curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 0L);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, ignore_body);
	result = curl_easy_perform(easy);
	curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, status);
	free(address);
	return result;
}

int sandbox_health_check(const char *url)
{
	CURL *easy = sandbox_check_memory(curl_easy_init());
	long status = 0;
	const CURLcode result = ask_health(easy, url, &status);

	curl_easy_cleanup(easy);
	if (!result && status == 200)
		return EXIT_SUCCESS;
	if (result)
		fprintf(stderr, "otk-sandbox: --health: %s: %s\n", url, curl_easy_strerror(result));
	else
		fprintf(stderr, "otk-sandbox: --health: %s: status %ld\n", url, status);
	return EXIT_FAILURE;
}
