/* SPDX-License-Identifier: MIT */
/* Certificates of hostile servers. Each run makes new ones in the folder of the test. */
#include "config.h"

#include "tests/hostile/certs.h"

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/harness.h"

#define DAY 86400

typedef enum cert_issuer { BY_CA, BY_ITSELF, BY_STRANGER, BY_LEAF } cert_issuer;

typedef struct cert {
	const char *name;
	const char *host; /* NULL: localhost; "": no name at all */
	int from, until;  /* days from now */
	cert_issuer issuer;
	gnutls_pk_algorithm_t key; /* 0: ECDSA */
	unsigned bits;
	gnutls_digest_algorithm_t digest; /* 0: SHA-256 */
	const char *purpose;              /* NULL: any */
	bool common_name_only;
	char cert_file[160], key_file[160];
} cert;

static cert certs[] = {
	{.name = "good", .from = -1, .until = 1},
	{.name = "expired", .from = -9, .until = -1},
	{.name = "not-yet-valid", .from = 2, .until = 9},
	{.name = "wrong-name", .host = "wrong.example", .from = -1, .until = 1},
	{.name = "no-name", .host = "", .from = -1, .until = 1},
	{.name = "longer-name", .host = "localhost.evil.example", .from = -1, .until = 1},
	{.name = "wildcard", .host = "*", .from = -1, .until = 1},
	{.name = "self-signed", .from = -1, .until = 1, .issuer = BY_ITSELF},
	{.name = "unknown-authority", .from = -1, .until = 1, .issuer = BY_STRANGER},
	{.name = "signed-by-a-leaf", .from = -1, .until = 1, .issuer = BY_LEAF},
	{.name = "weak-key", .from = -1, .until = 1, .key = GNUTLS_PK_RSA, .bits = 768},
	{.name = "sha1", .from = -1, .until = 1, .digest = GNUTLS_DIG_SHA1},
	{.name = "client-only", .from = -1, .until = 1, .purpose = GNUTLS_KP_TLS_WWW_CLIENT},
};

static char ca_file[160];

static void must(int result, const char *what)
{
	if (result >= 0)
		return;
	printf("certificates: %s: %s\n", what, gnutls_strerror(result));
	exit(1);
}

static void save(const gnutls_datum_t *pem, const char *file, char *path, size_t size)
{
	FILE *out;

	snprintf(path, size, "%s/hostile-%s", otk_test_folder(), file);
	out = fopen(path, "wb");
	if (!out || fwrite(pem->data, 1, pem->size, out) != pem->size || fclose(out)) {
		perror(path);
		exit(1);
	}
}

static gnutls_x509_privkey_t make_key(gnutls_pk_algorithm_t algorithm, unsigned bits)
{
	gnutls_x509_privkey_t key;

	must(gnutls_x509_privkey_init(&key), "key");
	must(gnutls_x509_privkey_generate(key, algorithm ? algorithm : GNUTLS_PK_ECDSA,
		     bits ? bits : GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0),
		"key");
	return key;
}

static gnutls_x509_crt_t begin(const char *name, gnutls_x509_privkey_t key, int from, int until)
{
	static unsigned char serial;
	gnutls_x509_crt_t crt;

	serial++;
	must(gnutls_x509_crt_init(&crt), name);
	gnutls_x509_crt_set_version(crt, 3);
	gnutls_x509_crt_set_key(crt, key);
	gnutls_x509_crt_set_serial(crt, &serial, sizeof(serial));
	gnutls_x509_crt_set_activation_time(crt, time(NULL) + from * DAY);
	gnutls_x509_crt_set_expiration_time(crt, time(NULL) + until * DAY);
	gnutls_x509_crt_set_dn_by_oid(
		crt, GNUTLS_OID_X520_COMMON_NAME, 0, name, (unsigned)strlen(name));
	return crt;
}

static gnutls_x509_crt_t make_authority(const char *name, gnutls_x509_privkey_t key)
{
	gnutls_x509_crt_t crt = begin(name, key, -20, 20);

	gnutls_x509_crt_set_basic_constraints(crt, 1, -1);
	gnutls_x509_crt_set_key_usage(crt, GNUTLS_KEY_KEY_CERT_SIGN);
	must(gnutls_x509_crt_sign2(crt, crt, key, GNUTLS_DIG_SHA256, 0), name);
	return crt;
}

static gnutls_x509_crt_t name_it(const cert *one, gnutls_x509_privkey_t key)
{
	const char *host = one->host ? one->host : "localhost";
	gnutls_x509_crt_t crt = begin(host[0] ? host : "nobody", key, one->from, one->until);

	if (host[0])
		must(gnutls_x509_crt_set_subject_alt_name(crt, GNUTLS_SAN_DNSNAME, host,
			     (unsigned)strlen(host), GNUTLS_FSAN_SET),
			one->name);
	if (one->purpose)
		must(gnutls_x509_crt_set_key_purpose_oid(crt, one->purpose, 1), one->name);
	return crt;
}

static void write_pem(
	cert *one, gnutls_x509_privkey_t key, gnutls_x509_crt_t crt, gnutls_x509_crt_t issuer)
{
	gnutls_datum_t pem, more;
	char file[64];

	snprintf(file, sizeof(file), "%s.key", one->name);
	must(gnutls_x509_privkey_export2(key, GNUTLS_X509_FMT_PEM, &pem), one->name);
	save(&pem, file, one->key_file, sizeof(one->key_file));
	gnutls_free(pem.data);
	must(gnutls_x509_crt_export2(crt, GNUTLS_X509_FMT_PEM, &pem), one->name);
	if (issuer) {
		must(gnutls_x509_crt_export2(issuer, GNUTLS_X509_FMT_PEM, &more), one->name);
		pem.data = gnutls_realloc(pem.data, pem.size + more.size);
		if (!pem.data)
			exit(1);
		memcpy(pem.data + pem.size, more.data, more.size);
		pem.size += more.size;
		gnutls_free(more.data);
	}
	snprintf(file, sizeof(file), "%s.pem", one->name);
	save(&pem, file, one->cert_file, sizeof(one->cert_file));
	gnutls_free(pem.data);
}

void certs_make(void)
{
	gnutls_x509_privkey_t keys[4] = {make_key(0, 0), NULL, make_key(0, 0), make_key(0, 0)};
	gnutls_x509_crt_t issuers[4] = {make_authority("Authority", keys[BY_CA]), NULL,
		make_authority("Authority", keys[BY_STRANGER]), NULL};
	gnutls_datum_t pem;

	issuers[BY_LEAF] = name_it(&certs[0], keys[BY_LEAF]);
	must(gnutls_x509_crt_sign2(
		     issuers[BY_LEAF], issuers[BY_CA], keys[BY_CA], GNUTLS_DIG_SHA256, 0),
		"leaf");
	must(gnutls_x509_crt_export2(issuers[BY_CA], GNUTLS_X509_FMT_PEM, &pem), "authority");
	save(&pem, "ca.pem", ca_file, sizeof(ca_file));
	gnutls_free(pem.data);
	for (size_t i = 0; i < OTK_COUNT_OF(certs); i++) {
		cert *one = &certs[i];
		gnutls_x509_privkey_t key = make_key(one->key, one->bits);
		gnutls_x509_crt_t crt = name_it(one, key);
		const bool itself = one->issuer == BY_ITSELF;

		must(gnutls_x509_crt_sign2(crt, itself ? crt : issuers[one->issuer],
			     itself ? key : keys[one->issuer],
			     one->digest ? one->digest : GNUTLS_DIG_SHA256, 0),
			one->name);
		write_pem(one, key, crt, one->issuer == BY_LEAF ? issuers[BY_LEAF] : NULL);
		gnutls_x509_crt_deinit(crt);
		gnutls_x509_privkey_deinit(key);
	}
	for (int i = 0; i < 4; i++) {
		if (issuers[i])
			gnutls_x509_crt_deinit(issuers[i]);
		if (keys[i])
			gnutls_x509_privkey_deinit(keys[i]);
	}
}

const char *certs_ca_file(void)
{
	return ca_file;
}

bool certs_find(const char *name, const char **cert_file, const char **key_file)
{
	for (size_t i = 0; i < OTK_COUNT_OF(certs); i++)
		if (strcmp(certs[i].name, name) == 0) {
			*cert_file = certs[i].cert_file;
			*key_file = certs[i].key_file;
			return true;
		}
	return false;
}
