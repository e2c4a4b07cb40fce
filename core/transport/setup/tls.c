/* SPDX-License-Identifier: MIT */
/*
 * TLS: at least 1.2, always verified with one bundle file. A folder of certificates is never used:
 * libcurl with GnuTLS would read all of them for each connection (29 ms instead of 10).
 */
#include "config.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "core/base/error/quote.h"
#include "core/transport/setup/numbers.h"
#include "core/transport/setup/tls.h"

#include "core/base/cold.h"

const char *otk_tls_system_bundle(void)
{
	static const char *const paths[] = {
		"/etc/ssl/certs/ca-certificates.crt",                /* Debian, Arch, Gentoo */
		"/etc/pki/tls/certs/ca-bundle.crt",                  /* Fedora, RHEL */
		"/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", /* newer Fedora */
		"/etc/ssl/ca-bundle.pem",                            /* SUSE */
		"/etc/ssl/cert.pem",                                 /* Alpine, macOS, BSD */
		"/usr/local/share/certs/ca-root-nss.crt",            /* FreeBSD */
	};

	for (size_t i = 0; i < OTK_COUNT_OF(paths); i++)
		if (access(paths[i], R_OK) == 0)
			return paths[i];
	return NULL;
}

static otk_status check_file(const char *path, const char *option, otk_error *error)
{
	if (path && access(path, R_OK) != 0)
		return otk_fail(error, OTK_E_IO, "%s: %s cannot be read: %s", option,
			OTK_QUOTE(path), strerror(errno));
	return OTK_OK;
}

otk_status otk_tls_check(const otk_transport_options *options, otk_error *error)
{
	otk_status status;

	if (options->client_key_file && !options->client_cert_file)
		return otk_fail(error, OTK_E_ARGUMENT,
			"client_key_file: it is set without client_cert_file");
	status = check_file(options->ca_file, "ca_file", error);
	if (!status)
		status = check_file(options->client_cert_file, "client_cert_file", error);
	if (!status)
		status = check_file(options->client_key_file, "client_key_file", error);
	return status;
}

#define SET(option, value) ((code = curl_easy_setopt(easy, (option), (value))) == CURLE_OK)

static const otk_curl_number numbers[] = {
	{CURLOPT_SSL_VERIFYPEER, 1},
	{CURLOPT_SSL_VERIFYHOST, 2},
	{CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2},
	{CURLOPT_PROXY_SSL_VERIFYPEER, 1},
	{CURLOPT_PROXY_SSL_VERIFYHOST, 2},
	{CURLOPT_PROXY_SSLVERSION, CURL_SSLVERSION_TLSv1_2},
};

CURLcode otk_tls_configure(CURL *easy, const otk_transport_options *options, bool for_proxy)
{
	const char *bundle = options->ca_file ? options->ca_file : otk_tls_system_bundle();
	CURLcode code = otk_curl_set_numbers(easy, numbers, OTK_COUNT_OF(numbers));

	(void)(!code &&
		/* Without a bundle libcurl uses its own default, and reports if that is missing. */
		(!bundle || SET(CURLOPT_CAINFO, bundle)) && SET(CURLOPT_CAPATH, NULL) &&
		/* libcurl would copy an unused bundle name for each request. */
		((for_proxy && !bundle) || SET(CURLOPT_PROXY_CAINFO, for_proxy ? bundle : NULL)) &&
		SET(CURLOPT_PROXY_CAPATH, NULL) &&
		(!options->client_cert_file || SET(CURLOPT_SSLCERT, options->client_cert_file)) &&
		(!options->client_key_file || SET(CURLOPT_SSLKEY, options->client_key_file)));
	return code;
}
