/* SPDX-License-Identifier: MIT */
/* otk listen --forward: a genuine callback goes on to the user's own server, byte for byte. */
#include "config.h"

#include <curl/curl.h>
#include <stdlib.h>

#include "tools/otk/listen/listen.h"
#include "tools/otk/memory.h"
#include "tools/otk/settings/connect.h"

#define FORWARD_TIMEOUT_MS 10000L
#define BAD_GATEWAY        502

struct otk_cli_forward {
	CURL *easy;
	const char *url;
};

otk_cli_forward *otk_cli_forward_new(const char *url)
{
	otk_cli_forward *forward = calloc(1, sizeof(*forward));
	if (!forward || curl_global_init(CURL_GLOBAL_DEFAULT) ||
		!(forward->easy = curl_easy_init()))
		otk_cli_out_of_memory();
	forward->url = url;
	return forward;
}

void otk_cli_forward_free(void *userdata)
{
	otk_cli_forward *forward = userdata;
	curl_easy_cleanup(forward->easy);
	free(forward);
	curl_global_cleanup();
}

static size_t ignore(char *data, size_t size, size_t count, void *userdata)
{
	(void)data;
	(void)userdata;
	return size * count;
}

static void add(otk_cli *scratch, struct curl_slist **list, const char *name, const char *value)
{
	struct curl_slist *longer =
		curl_slist_append(*list, otk_cli_text(scratch, "%s: %s", name, value));
	if (!longer)
		otk_cli_out_of_memory();
	*list = longer;
}

/* No redirect is followed: the signature is for one address. */
static CURLcode perform(
	otk_cli_forward *forward, const otk_cli_delivery *delivery, struct curl_slist *headers)
{
	CURL *easy = forward->easy;
	curl_easy_reset(easy);
	CURLcode code = curl_easy_setopt(easy, CURLOPT_URL, forward->url);
	if (!code)
		code = curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
	if (!code && otk_cli_is_loopback(forward->url))
		code = curl_easy_setopt(easy, CURLOPT_PROXY, "");
	if (!code)
		code = curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
	if (!code)
		code = curl_easy_setopt(
			easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)delivery->size);
	if (!code)
		code = curl_easy_setopt(easy, CURLOPT_POSTFIELDS, delivery->body);
	if (!code)
		code = curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, FORWARD_TIMEOUT_MS);
	if (!code)
		code = curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	if (!code)
		code = curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, ignore);
	return code ? code : curl_easy_perform(easy);
}

int32_t otk_cli_forward_send(otk_cli *scratch, otk_cli_forward *forward,
	const otk_cli_delivery *delivery, const char **problem)
{
	struct curl_slist *headers = NULL;
	long status = 0;
	add(scratch, &headers, "Content-Type",
		delivery->content_type ? delivery->content_type : "application/json");
	add(scratch, &headers, "User-Agent", "otk-cli/" OTK_VERSION);
	if (delivery->authorization)
		add(scratch, &headers, "Authorization", delivery->authorization);
	CURLcode code = perform(forward, delivery, headers);
	curl_slist_free_all(headers);
	if (!code)
		code = curl_easy_getinfo(forward->easy, CURLINFO_RESPONSE_CODE, &status);
	if (code || status < 100 || status > 599) {
		*problem = otk_cli_text(scratch, "cannot forward to %s: %s", forward->url,
			curl_easy_strerror(code));
		return BAD_GATEWAY;
	}
	if (status >= 300)
		*problem = otk_cli_text(scratch, "%s answered %ld", forward->url, status);
	return (int32_t)status;
}
