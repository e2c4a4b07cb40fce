/* SPDX-License-Identifier: MIT */
/* "call archives.list" written by hand over libcurl, json-c and GnuTLS: no retries, no checks. */
#include <curl/curl.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <time.h>

#include "by_hand.h"

typedef struct text {
	char *data;
	size_t size;
} text;

static size_t keep(char *data, size_t item, size_t count, void *userdata)
{
	text *t = userdata;
	char *grown = realloc(t->data, t->size + item * count + 1);

	if (!grown)
		return 0;
	t->data = grown;
	memcpy(t->data + t->size, data, item * count);
	t->size += item * count;
	t->data[t->size] = '\0';
	return item * count;
}

int main(void)
{
	const char *key = getenv("OTK_API_KEY"), *secret = getenv("OTK_API_SECRET");
	const char *server = getenv("OTK_API_URL");
	char claims[512], jwt[2048], header[2100], url[1024];
	const long long now = time(NULL);
	struct curl_slist *headers;
	text body = {NULL, 0};
	json_object *list, *count = NULL;
	CURL *curl = curl_easy_init();
	int code = 1;

	if (!key || !secret || !curl)
		return 2;
	snprintf(claims, sizeof(claims),
		"{\"iss\":\"%s\",\"ist\":\"project\",\"iat\":%lld,\"exp\":%lld,\"jti\":\"%lld\"}",
		key, now, now + 180, now);
	if (!sign_claims(secret, claims, jwt))
		return 2;
	snprintf(header, sizeof(header), "X-OPENTOK-AUTH: %s", jwt);
	snprintf(url, sizeof(url), "%s/v2/project/%s/archive",
		server ? server : "https://api.opentok.com", key);
	headers = curl_slist_append(NULL, header);
	curl_easy_setopt(curl, CURLOPT_URL, url);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, 20000L);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, keep);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, &body);
	if (curl_easy_perform(curl) == CURLE_OK) {
		list = json_tokener_parse(body.data ? body.data : "");
		if (json_object_object_get_ex(list, "count", &count)) {
			printf("%s\n", json_object_to_json_string(list));
			code = 0;
		}
		json_object_put(list);
	}
	curl_slist_free_all(headers);
	curl_easy_cleanup(curl);
	free(body.data);
	return code;
}
