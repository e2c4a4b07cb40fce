/* SPDX-License-Identifier: MIT */
/* Keys for the tests. */
#include "config.h"

#include "tests/auth/keys.h"

#include <fcntl.h>
#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/text/base64.h"
#include "tests/harness.h"

#define PEM_MAX ((size_t)8192)

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

/* Without stdio, whose buffers would keep a copy: tests search the memory of the process. */
static char *read_file(const char *path)
{
	char *text = calloc(1, PEM_MAX);
	const int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || !text || read(fd, text, PEM_MAX - 1) <= 0) {
		free(text);
		text = NULL;
	}
	if (fd >= 0)
		close(fd);
	return text;
}

/* Other programs read the file at the same time, so it gets its name when it is complete. */
static void write_file(const char *path, const char *text)
{
	char name[PATH_MAX];
	int fd;

	snprintf(name, sizeof(name), "%s.%d", path, (int)getpid());
	fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return;
	if (write(fd, text, strlen(text)) != (ssize_t)strlen(text) || rename(name, path))
		unlink(name);
	close(fd);
}

/*
 * The key pair of all test programs of a build folder. It is generated once, because that takes most
 * of the time of a program, under Valgrind or QEMU many seconds.
 */
static void make_pair(void)
{
	gnutls_x509_privkey_t key;
	char *path;

	if (private_pem || gnutls_x509_privkey_init(&key) < 0)
		return;
	path = otk_test_build("tests/rsa.pem");
	private_pem = path ? read_file(path) : NULL;
	if (!import_pem(key, private_pem)) {
		free(private_pem);
		private_pem = NULL;
		if (gnutls_x509_privkey_generate(key, GNUTLS_PK_RSA, 2048, 0) >= 0)
			private_pem = export_pem(key, NULL, GNUTLS_PKCS_PLAIN);
		if (path && private_pem)
			write_file(path, private_pem);
	}
	if (private_pem)
		keep_public_half(key);
	free(path);
	gnutls_x509_privkey_deinit(key);
	if (!private_pem || !public_pem)
		puts("no RSA key could be made");
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

static int import_pair(gnutls_x509_privkey_t key)
{
	make_pair();
	return import_pem(key, private_pem) ? 0 : -1;
}

char *test_make_pem(int algorithm, unsigned bits, int pkcs8_flags, const char *passphrase)
{
	gnutls_x509_privkey_t key;
	char *pem = NULL;

	if (gnutls_x509_privkey_init(&key) < 0)
		return NULL;
	if ((algorithm == GNUTLS_PK_RSA && bits == 2048
			    ? import_pair(key)
			    : gnutls_x509_privkey_generate(
				      key, (gnutls_pk_algorithm_t)algorithm, bits, 0)) >= 0)
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
