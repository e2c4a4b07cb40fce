/* SPDX-License-Identifier: MIT */
/* TLS to the server, with GnuTLS, which every program that uses otk has loaded. */
#ifndef OTK_REDIS_TLS_H
#define OTK_REDIS_TLS_H

#include <gnutls/gnutls.h>
#include <otk/plugin.h>

typedef struct tls_files {
	const char *ca;   /* PEM bundle; NULL: that of the system */
	const char *cert; /* PEM certificate of the client; NULL: none */
	const char *key;
} tls_files;

otk_status otk_redis_tls_read(const otk_host *host, const tls_files *files,
	gnutls_certificate_credentials_t *credentials, otk_error *error);
/* A session on a connected socket; accepts only a certificate for `name`, a name or an address. */
gnutls_session_t otk_redis_tls_start(
	gnutls_certificate_credentials_t credentials, const char *name, int fd);
/* Why a handshake failed, for people. */
void otk_redis_tls_explain(gnutls_session_t session, int code, char *text, size_t size);

#endif
