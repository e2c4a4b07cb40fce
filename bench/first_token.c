/* SPDX-License-Identifier: MIT */
/* A process that makes one T1 token: with libotk-auth, or with GnuTLS alone (-DOTK_BENCH_BARE). */
#include "config.h"

#include <otk/auth.h>
#include <stdio.h>
#include <string.h>

#include "bench/samples.h"

#ifdef OTK_BENCH_BARE
#	include <gnutls/crypto.h>
#	include <gnutls/gnutls.h>
#	include <time.h>

int main(void)
{
	char data[512], text[1024], token[2048];
	unsigned char digest[20];
	gnutls_datum_t raw = {.data = (unsigned char *)text}, encoded = {NULL, 0};
	unsigned nonce;
	size_t used;
	long long now = (long long)time(NULL);

	if (gnutls_rnd(GNUTLS_RND_NONCE, &nonce, sizeof(nonce)) < 0)
		return 1;
	snprintf(data, sizeof(data),
		"session_id=%s&create_time=%lld&nonce=%u&role=publisher&expire_time=%lld", SESSION,
		now, nonce, now + 86400);
	if (gnutls_hmac_fast(GNUTLS_MAC_SHA1, SECRET, strlen(SECRET), data, strlen(data), digest) <
		0)
		return 1;
	used = (size_t)snprintf(text, sizeof(text), "partner_id=%s&sig=", API_KEY);
	for (size_t i = 0; i < sizeof(digest); i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used, "%02x", digest[i]);
	used += (size_t)snprintf(text + used, sizeof(text) - used, ":%s", data);
	raw.size = (unsigned)used;
	if (gnutls_base64_encode2(&raw, &encoded) < 0)
		return 1;
	snprintf(token, sizeof(token), "T1==%s", (const char *)encoded.data);
	gnutls_free(encoded.data);
	puts(token);
	return 0;
}
#else
int main(void)
{
	otk_key *key =
		otk_key_new(&OTK_KEY_OPTIONS(.api_key = API_KEY, .api_secret = SECRET), NULL);
	char *token = NULL;

	if (!key || otk_token_create(
			    key, SESSION, &OTK_TOKEN_OPTIONS(.kind = OTK_TOKEN_T1), &token, NULL))
		return 1;
	puts(token);
	otk_free(token);
	otk_key_free(key);
	return 0;
}
#endif
