/* SPDX-License-Identifier: MIT */
/* The program of token.c written by hand over GnuTLS, without its checks. */
#include <stdlib.h>
#include <time.h>

#include "by_hand.h"

int main(int argc, char **argv)
{
	const char *key = getenv("OTK_API_KEY"), *secret = getenv("OTK_API_SECRET");
	char claims[2048], jwt[4096];
	const long long now = time(NULL);
	unsigned nonce;

	if (argc < 2 || !key || !secret || gnutls_rnd(GNUTLS_RND_NONCE, &nonce, sizeof(nonce)) < 0)
		return 2;
	snprintf(claims, sizeof(claims),
		"{\"iss\":\"%s\",\"ist\":\"project\",\"iat\":%lld,\"exp\":%lld,\"nonce\":%u,"
		"\"role\":\"%s\",\"scope\":\"session.connect\",\"session_id\":\"%s\"}",
		key, now, now + 86400, nonce, argc > 2 ? argv[2] : "publisher", argv[1]);
	return sign_claims(secret, claims, jwt) ? puts(jwt) < 0 : 2;
}
