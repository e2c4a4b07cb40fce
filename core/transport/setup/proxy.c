/* SPDX-License-Identifier: MIT */
/*
 * Proxies. libcurl reads the environment for each option that is not set, so all are set. What the
 * caller wants from the environment is read here, once: libcurl would take half of a password for
 * a host name if it holds a '#', '/' or '?', and quote the address in its message.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/text/text.h"
#include "core/transport/setup/proxy.h"

#include "core/base/cold.h"

/* libcurl refuses this address, but only for requests that no_proxy does not exempt. */
#define UNUSABLE_ADDRESS "http://unusable:port"

static bool is_set(const char *text)
{
	return text && *text;
}

/* ---- addresses */

/* Length of "scheme://" if the scheme is in the list, which ends in NULL; 0: it is not. */
static size_t scheme_size(const char *address, const char *const *schemes)
{
	for (; *schemes; schemes++) {
		const size_t size = strlen(*schemes);

		if (otk_ascii_equal(address, *schemes, size))
			return size;
	}
	return 0;
}

static bool has_odd_character(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text <= ' ' || *text == 0x7f || strchr("\"\\<>^`{|}", *text))
			return true;
	return false;
}

/* Returns whether libcurl accepts host and port. */
static bool is_url(const char *address)
{
	CURLU *url = curl_url();
	const bool good =
		url && curl_url_set(url, CURLUPART_URL, address,
			       CURLU_NON_SUPPORT_SCHEME | CURLU_GUESS_SCHEME) == CURLUE_OK;

	curl_url_cleanup(url);
	return good;
}

/*
 * "[scheme://][user[:password]@]host[:port][/]". A '/', '?', '#' or second '@' in the user or
 * password must be percent-encoded; otherwise it is unclear where the host begins.
 */
static bool is_address(const char *address)
{
	static const char *const schemes[] = {"http://", "https://", "socks://", "socks4://",
		"socks4a://", "socks5://", "socks5h://", NULL};
	const char *authority = address + scheme_size(address, schemes);
	const size_t size = strcspn(authority, "/?#");
	const char *at = memchr(authority, '@', size);
	const char *rest = authority + size;

	if (!size || has_odd_character(address) || strcmp(rest, rest[0] == '/' ? "/" : "") != 0)
		return false;
	if (at && (at + 1 == rest || memchr(at + 1, '@', (size_t)(rest - at) - 1)))
		return false;
	return is_url(address);
}

otk_status otk_proxy_check(const otk_transport_options *options, otk_error *error)
{
	static const char *const schemes[] = {
		"http://", "https://", "socks5://", "socks5h://", NULL};

	if (!is_set(options->proxy)) {
		if (!options->proxy_from_env &&
			(is_set(options->proxy_user) || is_set(options->proxy_password)))
			return otk_fail(error, OTK_E_ARGUMENT,
				"proxy_user or proxy_password is set without proxy");
		return OTK_OK;
	}
	if (!scheme_size(options->proxy, schemes))
		return otk_fail(error, OTK_E_ARGUMENT,
			"proxy: it must begin with http://, https://, socks5:// or socks5h://");
	if (strchr(options->proxy, '@'))
		return otk_fail(error, OTK_E_ARGUMENT,
			"proxy: it contains a user name; use proxy_user and proxy_password");
	if (!is_address(options->proxy))
		return otk_fail(error, OTK_E_ARGUMENT,
			"proxy: the proxy address cannot be parsed; write it as http://host:port");
	return OTK_OK;
}

/* ---- the environment, in libcurl's order */

static bool take_variable(otk_proxy *proxy, const char *name, otk_arena *arena)
{
	const char *value = getenv(name);

	proxy->variable = name;
	proxy->unusable = !is_address(value);
	proxy->address =
		proxy->unusable ? UNUSABLE_ADDRESS : otk_arena_text(arena, value, strlen(value));
	return proxy->address != NULL;
}

/* Takes the first variable that is set; names ends in NULL. */
static bool take_first(otk_proxy *proxy, const char *const *names, otk_arena *arena)
{
	for (; *names; names++)
		if (is_set(getenv(*names)))
			return take_variable(proxy, *names, arena);
	return true;
}

bool otk_proxies_find(otk_proxies *proxies, const otk_transport_options *options, otk_arena *arena)
{
	/* Not HTTP_PROXY: a CGI server sets it from a header of the request. */
	static const char *const http[] = {"http_proxy", "all_proxy", "ALL_PROXY", NULL};
	static const char *const https[] = {
		"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", NULL};

	proxies->http = (otk_proxy){.address = options->proxy ? options->proxy : ""};
	proxies->https = proxies->http;
	if (is_set(options->proxy) || !options->proxy_from_env)
		return true;
	return take_first(&proxies->http, http, arena) && take_first(&proxies->https, https, arena);
}

bool otk_proxies_exist(const otk_proxies *proxies)
{
	return is_set(proxies->http.address) || is_set(proxies->https.address);
}

static void wipe_address(otk_proxy *proxy)
{
	if (proxy->variable && proxy->address && !proxy->unusable)
		explicit_bzero((char *)(uintptr_t)proxy->address, strlen(proxy->address));
}

void otk_proxies_wipe(otk_proxies *proxies)
{
	wipe_address(&proxies->http);
	wipe_address(&proxies->https);
}

/* ---- libcurl's options */

#define SET(option, value) ((code = curl_easy_setopt(easy, (option), (value))) == CURLE_OK)

CURLcode otk_proxy_configure(CURL *easy, const otk_transport_options *options)
{
	CURLcode code;

	/* If it is not set, libcurl takes no_proxy from the environment. */
	if (options->no_proxy || !options->proxy_from_env) {
		if (!SET(CURLOPT_NOPROXY, options->no_proxy ? options->no_proxy : ""))
			return code;
	}
	if (is_set(options->proxy_user) && !SET(CURLOPT_PROXYUSERNAME, options->proxy_user))
		return code;
	if (is_set(options->proxy_password) && !SET(CURLOPT_PROXYPASSWORD, options->proxy_password))
		return code;
	/* Basic alone would be sent unasked; with both the proxy is asked first. */
	if (SET(CURLOPT_PROXYAUTH, (long)(CURLAUTH_BASIC | CURLAUTH_DIGEST)))
		code = curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	return code;
}

bool otk_proxy_use(CURL *easy, const otk_proxy *proxy)
{
	return curl_easy_setopt(easy, CURLOPT_PROXY, proxy->address) == CURLE_OK;
}
