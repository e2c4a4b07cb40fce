/* SPDX-License-Identifier: MIT */
/* Certificates for tests, generated with GnuTLS. */
#include "config.h"

#include "tests/certificates.h"

#include <arpa/inet.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/harness.h"

#define DAY 86400

/* May be called before any test runs, when checks cannot be counted. */
static void must(bool held)
{
	if (held)
		return;
	puts("the certificates for the tests could not be made");
	exit(1);
}

static char *path_of(const char *name)
{
	const char *folder = otk_test_folder();
	const size_t size = strlen(folder) + strlen(name) + 2;
	char *path = malloc(size);

	must(path != NULL);
	snprintf(path, size, "%s/%s", folder, name);
	return path;
}

static const char *save(const char *name, gnutls_datum_t *pem)
{
	char *path = path_of(name);
	FILE *file = fopen(path, "wb");

	must(file && fwrite(pem->data, 1, pem->size, file) == pem->size && !fclose(file));
	gnutls_free(pem->data);
	pem->data = NULL;
	return path;
}

static gnutls_x509_privkey_t make_key(const char *file, const char **path)
{
	gnutls_x509_privkey_t key;
	gnutls_datum_t pem;

	gnutls_x509_privkey_init(&key);
	must(!gnutls_x509_privkey_generate(
		key, GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0));
	if (path) {
		must(!gnutls_x509_privkey_export2(key, GNUTLS_X509_FMT_PEM, &pem));
		*path = save(file, &pem);
	}
	return key;
}

static gnutls_x509_crt_t begin(const char *name, gnutls_x509_privkey_t key, unsigned char serial)
{
	gnutls_x509_crt_t crt;

	gnutls_x509_crt_init(&crt);
	gnutls_x509_crt_set_version(crt, 3);
	gnutls_x509_crt_set_key(crt, key);
	gnutls_x509_crt_set_serial(crt, &serial, sizeof(serial));
	gnutls_x509_crt_set_activation_time(crt, time(NULL) - DAY);
	gnutls_x509_crt_set_expiration_time(crt, time(NULL) + DAY);
	gnutls_x509_crt_set_dn_by_oid(
		crt, GNUTLS_OID_X520_COMMON_NAME, 0, name, (unsigned)strlen(name));
	return crt;
}

static const char *finish(
	gnutls_x509_crt_t crt, gnutls_x509_crt_t ca, gnutls_x509_privkey_t key, const char *file)
{
	gnutls_datum_t pem;

	must(!gnutls_x509_crt_sign2(crt, ca, key, GNUTLS_DIG_SHA256, 0));
	must(!gnutls_x509_crt_export2(crt, GNUTLS_X509_FMT_PEM, &pem));
	return save(file, &pem);
}

static const char *make_ca(
	const char *name, const char *file, gnutls_x509_privkey_t key, gnutls_x509_crt_t *ca)
{
	*ca = begin(name, key, 1);
	gnutls_x509_crt_set_basic_constraints(*ca, 1, -1);
	gnutls_x509_crt_set_key_usage(*ca, GNUTLS_KEY_KEY_CERT_SIGN);
	return finish(*ca, *ca, key, file);
}

static const char *make_server(const char *host, const char *file, gnutls_x509_privkey_t key,
	gnutls_x509_crt_t ca, gnutls_x509_privkey_t ca_key)
{
	gnutls_x509_crt_t crt = begin(host, key, 2);
	struct in_addr address;
	const char *path;

	gnutls_x509_crt_set_subject_alt_name(
		crt, GNUTLS_SAN_DNSNAME, host, (unsigned)strlen(host), GNUTLS_FSAN_SET);
	inet_pton(AF_INET, "127.0.0.1", &address);
	if (strcmp(host, "localhost") == 0)
		gnutls_x509_crt_set_subject_alt_name(
			crt, GNUTLS_SAN_IPADDRESS, &address, sizeof(address), GNUTLS_FSAN_APPEND);
	path = finish(crt, ca, ca_key, file);
	gnutls_x509_crt_deinit(crt);
	return path;
}

const otk_certificates *otk_test_certificates(void)
{
	static otk_certificates all;
	gnutls_x509_privkey_t ca_key, server_key, client_key, other_key;
	gnutls_x509_crt_t ca, other, client;

	if (all.ca_file)
		return &all;
	ca_key = make_key(NULL, NULL);
	server_key = make_key("server.key", &all.server_key_file);
	client_key = make_key("client.key", &all.client_key_file);
	other_key = make_key(NULL, NULL);
	all.ca_file = make_ca("Test authority", "ca.pem", ca_key, &ca);
	all.other_ca_file = make_ca("Other authority", "other.pem", other_key, &other);
	all.server_cert_file = make_server("localhost", "server.pem", server_key, ca, ca_key);
	all.wrong_cert_file = make_server("wrong.example", "wrong.pem", server_key, ca, ca_key);
	client = begin("client", client_key, 3);
	all.client_cert_file = finish(client, ca, ca_key, "client.pem");
	gnutls_x509_crt_deinit(ca);
	gnutls_x509_crt_deinit(other);
	gnutls_x509_crt_deinit(client);
	gnutls_x509_privkey_deinit(ca_key);
	gnutls_x509_privkey_deinit(server_key);
	gnutls_x509_privkey_deinit(client_key);
	gnutls_x509_privkey_deinit(other_key);
	return &all;
}
