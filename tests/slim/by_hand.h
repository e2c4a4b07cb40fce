/* SPDX-License-Identifier: MIT */
/* JWTs without otk, for the comparison of sizes: HS256 by GnuTLS. */
#ifndef OTK_TESTS_SLIM_BY_HAND_H
#define OTK_TESTS_SLIM_BY_HAND_H

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <stdio.h>
#include <string.h>

/* Appends base64url without padding. */
static inline char *add_base64url(char *out, const void *data, size_t size)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	const unsigned char *bytes = data;
	size_t i = 0;

	for (; i + 2 < size; i += 3) {
		*out++ = digits[bytes[i] >> 2];
		*out++ = digits[(bytes[i] & 3) << 4 | bytes[i + 1] >> 4];
		*out++ = digits[(bytes[i + 1] & 15) << 2 | bytes[i + 2] >> 6];
		*out++ = digits[bytes[i + 2] & 63];
	}
	if (i < size) {
		*out++ = digits[bytes[i] >> 2];
		if (i + 1 < size) {
			*out++ = digits[(bytes[i] & 3) << 4 | bytes[i + 1] >> 4];
			*out++ = digits[(bytes[i + 1] & 15) << 2];
		} else {
			*out++ = digits[(bytes[i] & 3) << 4];
		}
	}
	*out = '\0';
	return out;
}

/* Writes the JWT of the claims; false: GnuTLS failed. */
static inline int sign_claims(const char *secret, const char *claims, char *jwt)
{
	static const char header[] = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";
	unsigned char digest[32];
	char *end = add_base64url(jwt, header, sizeof(header) - 1);

	*end++ = '.';
	end = add_base64url(end, claims, strlen(claims));
	if (gnutls_hmac_fast(GNUTLS_MAC_SHA256, secret, strlen(secret), jwt, (size_t)(end - jwt),
		    digest) < 0)
		return 0;
	*end++ = '.';
	add_base64url(end, digest, sizeof(digest));
	return 1;
}

#endif
