/* SPDX-License-Identifier: MIT */
/*
 * URLs: if otk accepts a URL and libcurl can parse it, both find the same scheme, host and port in
 * it, it has neither a user name nor a fragment, and the host is loopback if the scheme is http.
 * libcurl refuses more URLs, such as "[::1::]", and rewrites old forms of IPv4 addresses, such as
 * "0x7f.1".
 */
#include "config.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/transport/http/url.h"
#include "tests/fuzz/fuzz.h"

const char *const fuzz_name = "fuzz/url";
const size_t fuzz_rounds = 60000;

static char *part_of(CURLU *url, CURLUPart part, unsigned flags)
{
	char *text = NULL;

	return curl_url_get(url, part, &text, flags) ? NULL : text;
}

static bool is_loopback(const char *host)
{
	return strcasecmp(host, "localhost") == 0 || strncmp(host, "127.", 4) == 0 ||
	       strcmp(host, "[::1]") == 0;
}

/* Returns the length of the host in "host:port". */
static size_t name_size(const char *shown)
{
	return *shown == '[' ? strcspn(shown, "]") + 1 : strcspn(shown, ":");
}

/* Whether both names are the same address, as the C library reads them. */
static bool is_same_address(const char *shown, const char *host)
{
	char ours[64], theirs[64];
	struct in6_addr our6, their6;
	struct in_addr our4, their4;

	snprintf(ours, sizeof(ours), "%.*s", (int)name_size(shown), shown);
	if (inet_aton(ours, &our4) && inet_pton(AF_INET, host, &their4) == 1)
		return our4.s_addr == their4.s_addr;
	if (*host != '[' || *shown != '[')
		return false;
	snprintf(ours, sizeof(ours), "%.*s", (int)name_size(shown) - 2, shown + 1);
	snprintf(theirs, sizeof(theirs), "%.*s", (int)strcspn(host, "]") - 1, host + 1);
	return inet_pton(AF_INET6, ours, &our6) == 1 && inet_pton(AF_INET6, theirs, &their6) == 1 &&
	       memcmp(&our6, &their6, sizeof(our6)) == 0;
}

/* Compares "host:port" as otk shows it with the parts that libcurl finds. */
static const char *compare_host(const char *text, const char *host, const char *port)
{
	char shown[OTK_URL_MAX + 1];
	size_t size = strlen(host);

	otk_url_host(text, shown, sizeof(shown));
	if (is_same_address(shown, host))
		size = name_size(shown);
	else if (strncasecmp(shown, host, size) != 0)
		return "libcurl finds another host";
	if (!shown[size])
		return NULL; /* the default port */
	if (shown[size] != ':')
		return "libcurl finds a shorter host";
	return strtol(shown + size + 1, NULL, 10) == strtol(port, NULL, 10)
		       ? NULL
		       : "libcurl finds another port";
}

static const char *compare_parts(const char *text, CURLU *url)
{
	char *scheme = part_of(url, CURLUPART_SCHEME, 0), *host = part_of(url, CURLUPART_HOST, 0);
	char *port = part_of(url, CURLUPART_PORT, CURLU_DEFAULT_PORT);
	char *user = part_of(url, CURLUPART_USER, 0);
	char *fragment = part_of(url, CURLUPART_FRAGMENT, 0);
	const char *wrong = NULL;

	if (!scheme || !host || !port)
		wrong = "libcurl finds no scheme, host or port";
	else if (user || fragment)
		wrong = "libcurl finds a user name or a fragment";
	else if (strcmp(scheme, otk_url_is_plain(text) ? "http" : "https") != 0)
		wrong = "libcurl finds another scheme";
	else if (otk_url_is_plain(text) && !is_loopback(host))
		wrong = "plain http to another machine";
	else
		wrong = compare_host(text, host, port);
	curl_free(scheme);
	curl_free(host);
	curl_free(port);
	curl_free(user);
	curl_free(fragment);
	return wrong;
}

const char *fuzz_one(const char *data, size_t size)
{
	otk_error error = OTK_ERROR_INIT;
	const char *wrong;
	CURLU *url;

	if (memchr(data, '\0', size))
		return NULL;
	if (otk_url_check(data, "url", &error))
		return error.message[0] && fuzz_is_shown(error.message) ? NULL
									: "no proper message";
	url = curl_url();
	if (!url)
		return NULL;
	wrong = NULL;
	if (!curl_url_set(url, CURLUPART_URL, data, CURLU_DISALLOW_USER | CURLU_PATH_AS_IS)) {
		fuzz_good++;
		wrong = compare_parts(data, url);
	}
	curl_url_cleanup(url);
	return wrong;
}

size_t fuzz_seeds(fuzz_seed *seeds)
{
	static const char *const urls[] = {"https://api.opentok.com", "HTTPS://a.b:8443/x?y=%20z",
		"http://127.0.0.1:1/", "http://127.9.8.7", "http://localhost:80/a/../b?c",
		"http://[::1]:8/", "https://[2001:db8::1]/", "https://host_1/", "https://a.b./",
		"https://0x7f.1/", "https://2130706433/x", "https://host:00443/", "https://a/b@c:d",
		"https://xn--hst-sna.example/?a=b&c=@d"};
	size_t count = 0;

	while (count < OTK_COUNT_OF(urls)) {
		seeds[count] = fuzz_seed_of(0, urls[count]);
		count++;
	}
	return count;
}
