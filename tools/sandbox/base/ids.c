/* SPDX-License-Identifier: MIT */
/* Random and hashed names: UUIDs, session ids, digests, keyed digests. */
#include "config.h"

#include <ctype.h>
#include <gnutls/crypto.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/sandbox/base/ids.h"
#include "tools/sandbox/base/memory.h"
#include "tools/sandbox/base/text.h"

enum { SESSION_RANDOM = 18 };

static void random_bytes(gnutls_rnd_level_t level, void *bytes, size_t size)
{
	if (gnutls_rnd(level, bytes, size)) {
		fputs("otk-sandbox: the system gives no random numbers\n", stderr);
		exit(EXIT_FAILURE);
	}
}

void sandbox_uuid(char text[SANDBOX_UUID_SIZE])
{
	unsigned char bytes[16];
	char *digits;

	random_bytes(GNUTLS_RND_NONCE, bytes, sizeof(bytes));
	bytes[6] = (unsigned char)((bytes[6] & 0x0f) | 0x40);
	bytes[8] = (unsigned char)((bytes[8] & 0x3f) | 0x80);
	digits = sandbox_hex(bytes, sizeof(bytes));
	snprintf(text, SANDBOX_UUID_SIZE, "%.8s-%.4s-%.4s-%.4s-%.12s", digits, digits + 8,
		digits + 12, digits + 16, digits + 20);
	free(digits);
}

char *sandbox_random_hex(size_t bytes)
{
	unsigned char *data = sandbox_alloc(bytes);
	char *text;

	random_bytes(GNUTLS_RND_KEY, data, bytes);
	text = sandbox_hex(data, bytes);
	explicit_bzero(data, bytes);
	free(data);
	return text;
}

char *sandbox_session_id(const char *project, const char *location, int64_t now, bool relayed)
{
	unsigned char bytes[SESSION_RANDOM];
	char *random;
	char *plain;
	char *encoded;
	char *id;

	random_bytes(GNUTLS_RND_NONCE, bytes, sizeof(bytes));
	random = sandbox_base64url(bytes, sizeof(bytes));
	plain = sandbox_print(
		"1~%s~%s~%" PRId64 "~%s~%s~~", project, location, now, random, relayed ? "P" : "");
	encoded = sandbox_base64url(plain, strlen(plain));
	id = sandbox_print("%c_%s", strchr(project, '-') ? '1' : '2', encoded);
	free(random);
	free(plain);
	free(encoded);
	return id;
}

char *sandbox_session_project(const char *session_id)
{
	sandbox_bytes plain = {0};
	char *project = NULL;

	if (isdigit((unsigned char)session_id[0]) && session_id[1] == '_' &&
		sandbox_base64_decode(session_id + 2, strlen(session_id + 2), &plain)) {
		const char *start = strchr(plain.data, '~');
		const char *end = start ? strchr(start + 1, '~') : NULL;

		if (end)
			project = sandbox_copy_n(start + 1, (size_t)(end - start - 1));
	}
	sandbox_bytes_free(&plain);
	return project;
}

char *sandbox_sha256_hex(const void *data, size_t size)
{
	unsigned char digest[32] = {0};

	gnutls_hash_fast(GNUTLS_DIG_SHA256, data, size, digest);
	return sandbox_hex(digest, sizeof(digest));
}

void sandbox_hmac_sha1(const char *key, const void *data, size_t size, unsigned char digest[20])
{
	gnutls_hmac_fast(GNUTLS_MAC_SHA1, key, strlen(key), data, size, digest);
}

void sandbox_hmac_sha256(const char *key, const void *data, size_t size, unsigned char digest[32])
{
	gnutls_hmac_fast(GNUTLS_MAC_SHA256, key, strlen(key), data, size, digest);
}

bool sandbox_same_bytes(const void *left, const void *right, size_t size)
{
	return !gnutls_memcmp(left, right, size);
}

bool sandbox_same_text(const char *left, const char *right)
{
	return strlen(left) == strlen(right) && sandbox_same_bytes(left, right, strlen(left));
}
