/* SPDX-License-Identifier: MIT */
/* Keys for the tests. */
#include "config.h"

#include "tests/auth/keys.h"

#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/text/base64.h"
#include "tests/harness.h"
#include "tests/rsa_key.h"

static otk_key *opentok_key, *vonage_key;
static char *private_pem, *public_pem;

otk_key *test_opentok_key(void)
{
	otk_error error = OTK_ERROR_INIT;

	if (!opentok_key)
		opentok_key = otk_key_new(
			&OTK_KEY_OPTIONS(.api_key = API_KEY, .api_secret = API_SECRET), &error);
	if (!opentok_key)
		printf("no OpenTok key: %s\n", error.message);
	return opentok_key;
}

static char *export_pem(gnutls_x509_privkey_t key, const char *passphrase, int flags)
{
	gnutls_datum_t text = {.data = NULL};
	char *copy = NULL;

	if (flags < 0 ? gnutls_x509_privkey_export2(key, GNUTLS_X509_FMT_PEM, &text) >= 0
		      : gnutls_x509_privkey_export2_pkcs8(
				key, GNUTLS_X509_FMT_PEM, passphrase, (unsigned)flags, &text) >= 0)
		copy = strndup((const char *)text.data, text.size);
	/* Wiped, because tests search the memory of the process for it. */
	if (text.data)
		explicit_bzero(text.data, text.size);
	gnutls_free(text.data);
	return copy;
}

static void keep_public_half(gnutls_x509_privkey_t key)
{
	gnutls_privkey_t private_key;
	gnutls_pubkey_t public_key;
	gnutls_datum_t text = {.data = NULL};

	gnutls_privkey_init(&private_key);
	gnutls_pubkey_init(&public_key);
	if (gnutls_privkey_import_x509(private_key, key, 0) >= 0 &&
		gnutls_pubkey_import_privkey(public_key, private_key, 0, 0) >= 0 &&
		gnutls_pubkey_export2(public_key, GNUTLS_X509_FMT_PEM, &text) >= 0)
		public_pem = strndup((const char *)text.data, text.size);
	gnutls_free(text.data);
	gnutls_pubkey_deinit(public_key);
	gnutls_privkey_deinit(private_key);
}

/* Imports a PEM text. False: it is NULL or wrong. */
static bool import_pem(gnutls_x509_privkey_t key, char *pem)
{
	gnutls_datum_t text = {
		.data = (unsigned char *)pem, .size = pem ? (unsigned)strlen(pem) : 0};

	return pem && gnutls_x509_privkey_import(key, &text, GNUTLS_X509_FMT_PEM) >= 0;
}

static void make_pair(void)
{
	gnutls_x509_privkey_t key;

	if (private_pem || gnutls_x509_privkey_init(&key) < 0)
		return;
	private_pem = otk_test_rsa_key(2048);
	if (import_pem(key, private_pem))
		keep_public_half(key);
	gnutls_x509_privkey_deinit(key);
}

const char *test_private_pem(void)
{
	make_pair();
	return private_pem;
}

const char *test_public_pem(void)
{
	make_pair();
	return public_pem;
}

static bool import_rsa(gnutls_x509_privkey_t key, unsigned bits)
{
	char *pem = otk_test_rsa_key(bits);
	const bool imported = import_pem(key, pem);

	if (pem)
		explicit_bzero(
			pem, strlen(pem)); /* tests search the memory of the process for it */
	free(pem);
	return imported;
}

char *test_make_pem(int algorithm, unsigned bits, int pkcs8_flags, const char *passphrase)
{
	gnutls_x509_privkey_t key;
	char *pem = NULL;

	if (gnutls_x509_privkey_init(&key) < 0)
		return NULL;
	if (algorithm == GNUTLS_PK_RSA ? import_rsa(key, bits)
				       : gnutls_x509_privkey_generate(key,
						 (gnutls_pk_algorithm_t)algorithm, bits, 0) >= 0)
		pem = export_pem(key, passphrase, pkcs8_flags);
	gnutls_x509_privkey_deinit(key);
	return pem;
}

otk_key *test_vonage_key(void)
{
	otk_error error = OTK_ERROR_INIT;

	if (!vonage_key)
		vonage_key = otk_key_new(&OTK_KEY_OPTIONS(.application_id = APP_ID,
						 .private_key_pem = test_private_pem()),
			&error);
	if (!vonage_key)
		printf("no Vonage key: %s\n", error.message);
	return vonage_key;
}

void test_keys_free(void)
{
	otk_key_free(opentok_key);
	otk_key_free(vonage_key);
	free(private_pem);
	free(public_pem);
	opentok_key = vonage_key = NULL;
	private_pem = public_pem = NULL;
}

char *test_token_text(const char *token)
{
	const char *begin = token, *end;
	otk_buffer text;

	otk_buffer_init(&text, 1 << 20);
	if (strncmp(token, "T1==", 4) == 0) {
		begin += 4;
		end = token + strlen(token);
	} else {
		begin = strchr(token, '.');
		end = begin ? strchr(begin + 1, '.') : NULL;
		if (!end)
			return NULL;
		begin++;
	}
	if (!otk_base64_decode(&text, begin, (size_t)(end - begin))) {
		otk_buffer_free(&text);
		return NULL;
	}
	return otk_buffer_take(&text);
}

char *test_write_file(const char *name, const char *text)
{
	char *path = NULL;
	FILE *file;

	if (asprintf(&path, "%s/%s", otk_test_folder(), name) < 0)
		return NULL;
	file = fopen(path, "w");
	if (!file)
		return NULL;
	fputs(text, file);
	fclose(file);
	return path;
}
