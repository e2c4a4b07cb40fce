/* SPDX-License-Identifier: MIT */
/* TLS to the server. */
#include "plugins/redis/tls.h"

#include <arpa/inet.h>
#include <gnutls/x509.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "plugins/types/small.h"

otk_status otk_redis_tls_read(const otk_host *host, const tls_files *files,
	gnutls_certificate_credentials_t *credentials, otk_error *error)
{
	const char *what = "caFile";
	int code;

	if (gnutls_certificate_allocate_credentials(credentials) < 0) {
		*credentials = NULL;
		return host->fail(error, OTK_E_NOMEM, "out of memory");
	}
	code = files->ca ? gnutls_certificate_set_x509_trust_file(
				   *credentials, files->ca, GNUTLS_X509_FMT_PEM)
			 : gnutls_certificate_set_x509_system_trust(*credentials);
	if (code == 0)
		code = GNUTLS_E_NO_CERTIFICATE_FOUND;
	if (code > 0 && files->cert) {
		what = "certFile, keyFile";
		code = gnutls_certificate_set_x509_key_file(
			*credentials, files->cert, files->key, GNUTLS_X509_FMT_PEM);
	}
	if (code >= 0)
		return OTK_OK;
	gnutls_certificate_free_credentials(*credentials);
	*credentials = NULL;
	return host->fail(error, OTK_E_CRYPTO, "%s: %s", what, gnutls_strerror(code));
}

static bool is_ip(const char *name)
{
	struct in6_addr binary;

	return inet_pton(AF_INET, name, &binary) == 1 || inet_pton(AF_INET6, name, &binary) == 1;
}

gnutls_session_t otk_redis_tls_start(
	gnutls_certificate_credentials_t credentials, const char *name, int fd)
{
	gnutls_session_t session = NULL;

	if (gnutls_init(&session, GNUTLS_CLIENT | GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL) < 0)
		return NULL;
	if (gnutls_set_default_priority(session) < 0 ||
		gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE, credentials) < 0 ||
		(!is_ip(name) &&
			gnutls_server_name_set(session, GNUTLS_NAME_DNS, name, strlen(name)) < 0)) {
		gnutls_deinit(session);
		return NULL;
	}
	gnutls_session_set_verify_cert(session, name, 0);
	gnutls_transport_set_int(session, fd);
	return session;
}

void otk_redis_tls_explain(gnutls_session_t session, int code, char *text, size_t size)
{
	gnutls_datum_t why = {NULL, 0};

	if (code == GNUTLS_E_CERTIFICATE_VERIFICATION_ERROR)
		gnutls_certificate_verification_status_print(
			gnutls_session_get_verify_cert_status(session), GNUTLS_CRT_X509, &why, 0);
	snprintf(text, size, "TLS: %s", why.data ? (const char *)why.data : gnutls_strerror(code));
	gnutls_free(why.data);
}
