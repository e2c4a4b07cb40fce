/* SPDX-License-Identifier: MIT */
/*
 * Proxy options. libcurl reads the environment for each option that is not set, so all are set
 * unless the caller chose the environment.
 */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "core/transport/proxy.h"

static bool is_set(const char *text)
{
	return text && *text;
}

bool otk_proxy_is_possible(const otk_transport_options *options)
{
	return is_set(options->proxy) || options->proxy_from_env;
}

otk_status otk_proxy_check(const otk_transport_options *options, otk_error *error)
{
	static const char *const schemes[] = {"http://", "https://", "socks5://", "socks5h://"};
	size_t i;

	if (!is_set(options->proxy)) {
		if (is_set(options->proxy_user) || is_set(options->proxy_password))
			return options->proxy_from_env ? OTK_OK
						       : otk_fail(error, OTK_E_ARGUMENT,
								 "proxy_user or proxy_password is "
								 "set without proxy");
		return OTK_OK;
	}
	for (i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++)
		if (!strncasecmp(options->proxy, schemes[i], strlen(schemes[i])))
			break;
	if (i == sizeof(schemes) / sizeof(schemes[0]))
		return otk_fail(error, OTK_E_ARGUMENT,
			"proxy must begin with http://, https://, socks5:// or socks5h://");
	if (strchr(options->proxy, '@'))
		return otk_fail(error, OTK_E_ARGUMENT,
			"proxy holds a user name: use proxy_user and proxy_password");
	return OTK_OK;
}

#define SET(option, value) (curl_easy_setopt(easy, (option), (value)) == CURLE_OK)

bool otk_proxy_configure(CURL *easy, const otk_transport_options *options)
{
	if (is_set(options->proxy) || !options->proxy_from_env) {
		if (!SET(CURLOPT_PROXY, options->proxy ? options->proxy : ""))
			return false;
	}
	if (options->no_proxy || !options->proxy_from_env) {
		if (!SET(CURLOPT_NOPROXY, options->no_proxy ? options->no_proxy : ""))
			return false;
	}
	if (is_set(options->proxy_user) && !SET(CURLOPT_PROXYUSERNAME, options->proxy_user))
		return false;
	if (is_set(options->proxy_password) && !SET(CURLOPT_PROXYPASSWORD, options->proxy_password))
		return false;
	/* Basic alone would be sent unasked: first ask which one the proxy wants. */
	return SET(CURLOPT_PROXYAUTH, (long)(CURLAUTH_BASIC | CURLAUTH_DIGEST)) &&
	       SET(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
}
