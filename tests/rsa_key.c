/* SPDX-License-Identifier: MIT */
/* RSA keys of the tests. */
#include "config.h"

#include "tests/rsa_key.h"

#include <fcntl.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/harness.h"

#define PEM_MAX ((size_t)8192)

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

static char *generate(unsigned bits)
{
	gnutls_x509_privkey_t key;
	gnutls_datum_t text = {.data = NULL};
	char *copy = NULL;

	if (gnutls_x509_privkey_init(&key) < 0)
		return NULL;
	if (gnutls_x509_privkey_generate(key, GNUTLS_PK_RSA, bits, 0) >= 0 &&
		gnutls_x509_privkey_export2_pkcs8(
			key, GNUTLS_X509_FMT_PEM, NULL, GNUTLS_PKCS_PLAIN, &text) >= 0)
		copy = strndup((const char *)text.data, text.size);
	/* Wiped, because tests search the memory of the process for it. */
	if (text.data)
		explicit_bzero(text.data, text.size);
	gnutls_free(text.data);
	gnutls_x509_privkey_deinit(key);
	return copy;
}

char *otk_test_rsa_key(unsigned bits)
{
	char name[32], *path, *pem;

	snprintf(name, sizeof(name), "tests/rsa-%u.pem", bits);
	path = otk_test_build(name);
	pem = path ? read_file(path) : NULL;
	if (!pem) {
		pem = generate(bits);
		if (path && pem)
			write_file(path, pem);
	}
	free(path);
	if (!pem)
		puts("no RSA key could be made");
	return pem;
}
