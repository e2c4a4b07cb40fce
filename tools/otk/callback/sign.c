/* SPDX-License-Identifier: MIT */
/*
 * Signatures of callbacks. libotk-auth verifies them; only the service and these commands make
 * them, so this is in the tool.
 */
#include "config.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <string.h>
#include <time.h>

#include "tools/otk/callback/sign.h"
#include "tools/otk/json.h"
#include "tools/otk/memory.h"

#define DIGEST_SIZE 32

const char *otk_cli_uuid(otk_cli *cli)
{
	unsigned char b[16];

	if (gnutls_rnd(GNUTLS_RND_NONCE, b, sizeof(b)))
		otk_cli_out_of_memory();
	b[6] = (unsigned char)((b[6] & 0x0f) | 0x40);
	b[8] = (unsigned char)((b[8] & 0x3f) | 0x80);
	return otk_cli_text(cli,
		"%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", b[0], b[1],
		b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13], b[14],
		b[15]);
}

const char *otk_cli_base64url(otk_cli *cli, const void *bytes, size_t size)
{
	const gnutls_datum_t data = {(unsigned char *)(uintptr_t)bytes, (unsigned)size};
	gnutls_datum_t encoded = {NULL, 0};
	char *text;

	if (gnutls_base64_encode2(&data, &encoded))
		otk_cli_out_of_memory();
	text = otk_cli_copy(cli, (const char *)encoded.data, encoded.size);
	gnutls_free(encoded.data);
	for (char *at = text; *at; at++)
		*at = *at == '+' ? '-' : *at == '/' ? '_' : *at;
	text[strcspn(text, "=")] = '\0';
	return text;
}

/* The claims that the service documents for signed callbacks. */
static const char *make_claims(otk_cli *cli, const char *body, size_t size)
{
	unsigned char digest[DIGEST_SIZE];
	char hash[2 * DIGEST_SIZE + 1];
	const char *problem = NULL;
	json_object *claims = otk_cli_json_object(cli);
	json_object *json = otk_cli_json_parse(cli, body, size, &problem);
	const bool is_object = json_object_is_type(json, json_type_object);
	size_t hex = sizeof(hash);

	if (gnutls_hash_fast(GNUTLS_DIG_SHA256, body, size, digest) ||
		gnutls_hex_encode(&(const gnutls_datum_t){digest, DIGEST_SIZE}, hash, &hex))
		otk_cli_out_of_memory();
	otk_cli_json_add_text(claims, "iss", "Vonage");
	otk_cli_json_add(claims, "iat", otk_cli_json_number((int64_t)time(NULL)));
	otk_cli_json_add_text(claims, "jti", otk_cli_uuid(cli));
	otk_cli_json_add_text(claims, "payload_hash", hash);
	if (is_object) {
		otk_cli_json_add_text(claims, "api_key", otk_cli_json_get(json, "projectId"));
		otk_cli_json_add_text(
			claims, "application_id", otk_cli_json_get(json, "applicationId"));
	}
	return otk_cli_json_text(claims);
}

const char *otk_cli_callback_sign(otk_cli *cli, const char *secret, const char *body, size_t size)
{
	static const char header[] = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";
	const char *claims = make_claims(cli, body, size);
	const char *text =
		otk_cli_text(cli, "%s.%s", otk_cli_base64url(cli, header, sizeof(header) - 1),
			otk_cli_base64url(cli, claims, strlen(claims)));
	unsigned char digest[DIGEST_SIZE];

	if (gnutls_hmac_fast(GNUTLS_MAC_SHA256, secret, strlen(secret), text, strlen(text), digest))
		otk_cli_out_of_memory();
	return otk_cli_text(cli, "%s.%s", text, otk_cli_base64url(cli, digest, sizeof(digest)));
}
