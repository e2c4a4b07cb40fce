/* SPDX-License-Identifier: MIT */
/* Proxies: from the options, or from the environment. */
#ifndef OTK_TRANSPORT_PROXY_H
#define OTK_TRANSPORT_PROXY_H

#include <curl/curl.h>

#include "core/base/arena.h"
#include "core/transport/transport.h"

/* The proxy for the URLs of one scheme. */
typedef struct otk_proxy {
	const char *address;  /* "": no proxy */
	const char *variable; /* environment variable of the address; NULL: the option `proxy` */
	bool unusable;        /* the address cannot be parsed; requests that need it fail */
} otk_proxy;

typedef struct otk_proxies {
	otk_proxy http;
	otk_proxy https;
} otk_proxies;

otk_status otk_proxy_check(const otk_transport_options *options, otk_error *error);
/* Finds the proxies. Addresses from the environment are copied into the arena; false: no memory. */
bool otk_proxies_find(otk_proxies *proxies, const otk_transport_options *options, otk_arena *arena);
/* Whether a request could use a proxy. */
bool otk_proxies_exist(const otk_proxies *proxies);
/* Wipes the addresses from the environment, which may hold passwords. */
void otk_proxies_wipe(otk_proxies *proxies);
/* Sets the options that are the same for all URLs of a handle. Returns the code of libcurl. */
CURLcode otk_proxy_configure(CURL *easy, const otk_transport_options *options);
/* Sets the proxy for the next request. */
bool otk_proxy_use(CURL *easy, const otk_proxy *proxy);

#endif
