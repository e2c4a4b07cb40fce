/* SPDX-License-Identifier: MIT */
/* Whether an address is on this machine. */
#include "config.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <string.h>
#include <strings.h>

#include "tools/sandbox/callbacks/loopback.h"

static bool is_loopback_v4(struct in_addr address)
{
	return ntohl(address.s_addr) >> 24 == 127;
}

static bool is_loopback_v6(const struct in6_addr *address)
{
	struct in_addr mapped;

	if (!IN6_IS_ADDR_V4MAPPED(address))
		return IN6_IS_ADDR_LOOPBACK(address);
	memcpy(&mapped, &address->s6_addr[12], sizeof(mapped));
	return is_loopback_v4(mapped);
}

bool sandbox_is_loopback(const struct sockaddr *address)
{
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;

	if (address->sa_family == AF_INET) {
		memcpy(&v4, address, sizeof(v4));
		return is_loopback_v4(v4.sin_addr);
	}
	if (address->sa_family != AF_INET6)
		return false;
	memcpy(&v6, address, sizeof(v6));
	return is_loopback_v6(&v6.sin6_addr);
}

static bool is_loopback_host(char *host)
{
	const size_t length = strlen(host);
	struct in6_addr v6;
	struct in_addr v4;

	if (*host == '[' && length > 2) {
		host[length - 1] = '\0';
		return inet_pton(AF_INET6, host + 1, &v6) == 1 && is_loopback_v6(&v6);
	}
	if (inet_pton(AF_INET, host, &v4) == 1)
		return is_loopback_v4(v4);
	return strcasecmp(host, "localhost") == 0 ||
	       (length > 10 && strcasecmp(host + length - 10, ".localhost") == 0);
}

bool sandbox_is_loopback_url(const char *url)
{
	CURLU *parts = curl_url();
	char *host = NULL;
	bool good = false;

	/* libcurl converts other spellings of IPv4 addresses to the usual form. */
	if (parts && curl_url_set(parts, CURLUPART_URL, url, 0) == CURLUE_OK &&
		curl_url_get(parts, CURLUPART_HOST, &host, 0) == CURLUE_OK)
		good = is_loopback_host(host);
	curl_free(host);
	curl_url_cleanup(parts);
	return good;
}
