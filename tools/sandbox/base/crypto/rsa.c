/* SPDX-License-Identifier: MIT */
/* RSA key pairs of applications. */
#include "config.h"

#include <gnutls/abstract.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tools/sandbox/base/crypto/pem.h"
#include "tools/sandbox/base/crypto/rsa.h"
#include "tools/sandbox/base/file.h"

enum { RSA_BITS = 2048, MAX_KEY_FILE = 64 * 1024 };

static char *export_public_key(gnutls_privkey_t key)
{
	gnutls_datum_t pem = {0};
	gnutls_pubkey_t public;
	char *text = NULL;

	if (gnutls_pubkey_init(&public))
		return NULL;
	if (!gnutls_pubkey_import_privkey(public, key, 0, 0) &&
		!gnutls_pubkey_export2(public, GNUTLS_X509_FMT_PEM, &pem))
		text = sandbox_pem_copy(&pem);
	sandbox_pem_free(&pem);
	gnutls_pubkey_deinit(public);
	return text;
}

bool sandbox_rsa_pair(char **private_pem, char **public_pem)
{
	gnutls_x509_privkey_t pair = NULL;
	gnutls_privkey_t key = NULL;
	gnutls_datum_t pem = {0};

	*private_pem = *public_pem = NULL;
	if (!gnutls_x509_privkey_init(&pair) && !gnutls_privkey_init(&key) &&
		!gnutls_x509_privkey_generate(pair, GNUTLS_PK_RSA, RSA_BITS, 0) &&
		!gnutls_privkey_import_x509(key, pair, 0) &&
		!gnutls_x509_privkey_export2_pkcs8(
			pair, GNUTLS_X509_FMT_PEM, NULL, GNUTLS_PKCS_PLAIN, &pem))
		*public_pem = export_public_key(key);
	if (*public_pem)
		*private_pem = sandbox_pem_copy(&pem);
	sandbox_pem_free(&pem);
	gnutls_privkey_deinit(key);
	gnutls_x509_privkey_deinit(pair);
	return *public_pem != NULL;
}

bool sandbox_rsa_is_public(const char *pem)
{
	gnutls_datum_t data = {
		.data = (unsigned char *)(uintptr_t)pem, .size = (unsigned int)strlen(pem)};
	gnutls_pubkey_t key;
	bool good;

	if (gnutls_pubkey_init(&key))
		return false;
	good = !gnutls_pubkey_import(key, &data, GNUTLS_X509_FMT_PEM) &&
	       gnutls_pubkey_get_pk_algorithm(key, NULL) == GNUTLS_PK_RSA;
	gnutls_pubkey_deinit(key);
	return good;
}

static char *make_key_file(const char *path)
{
	char *private_pem;
	char *public_pem;

	if (!sandbox_rsa_pair(&private_pem, &public_pem))
		fputs("otk-sandbox: cannot make an RSA key pair\n", stderr);
	else if (!sandbox_write_file(path, private_pem, 0600)) {
		free(public_pem);
		public_pem = NULL;
	}
	if (private_pem)
		explicit_bzero(private_pem, strlen(private_pem));
	free(private_pem);
	return public_pem;
}

char *sandbox_rsa_public_of_file(const char *path)
{
	sandbox_bytes text = {0};
	gnutls_privkey_t key = NULL;
	char *public_pem = NULL;

	if (access(path, F_OK))
		return make_key_file(path);
	if (sandbox_read_file(path, &text, MAX_KEY_FILE) && !gnutls_privkey_init(&key) &&
		!gnutls_privkey_import_x509_raw(key,
			&(gnutls_datum_t){(unsigned char *)text.data, (unsigned int)text.size},
			GNUTLS_X509_FMT_PEM, NULL, 0) &&
		gnutls_privkey_get_pk_algorithm(key, NULL) == GNUTLS_PK_RSA)
		public_pem = export_public_key(key);
	if (!public_pem)
		fprintf(stderr,
			"otk-sandbox: \"%s\" holds no RSA private key in PEM; name a file that "
			"does not exist to create a key\n",
			path);
	gnutls_privkey_deinit(key);
	if (text.data)
		explicit_bzero(text.data, text.size);
	sandbox_bytes_free(&text);
	return public_pem;
}
