/* SPDX-License-Identifier: MIT */
/* RS256 with the plugin "openssl", compared with bare EVP; the key is generated for each run. */
#include "config.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <otk/otk.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/frame.h"
#include "bench/samples.h"

static char token[4096];
static size_t signed_size; /* length of header and claims */
static EVP_PKEY *bare_key;
static EVP_MD_CTX *bare_context;

/* Signs the header and claims of a token made by otk; formats no text. */
static bool by_evp(void *context)
{
	unsigned char signature[512];
	size_t size = sizeof(signature);

	(void)context;
	return EVP_DigestSignInit(bare_context, NULL, EVP_sha256(), NULL, bare_key) == 1 &&
	       EVP_DigestSign(bare_context, signature, &size, (const unsigned char *)token,
		       signed_size) == 1 &&
	       EVP_MD_CTX_reset(bare_context) == 1;
}

static bool by_otk(void *context)
{
	char made[sizeof(token)];
	size_t size = sizeof(made);

	return otk_token_write(context, APP_SESSION, &OTK_TOKEN_OPTIONS(.kind = OTK_TOKEN_JWT),
		       made, &size, NULL) == OTK_OK;
}

static char *new_pem(void)
{
	BIO *memory = BIO_new(BIO_s_mem());
	char *text = NULL, *data;
	long size;

	bare_key = EVP_RSA_gen(2048);
	if (memory && bare_key &&
		PEM_write_bio_PrivateKey(memory, bare_key, NULL, NULL, 0, NULL, NULL)) {
		size = BIO_get_mem_data(memory, &data);
		text = strndup(data, (size_t)size);
	}
	BIO_free(memory);
	return text;
}

static otk_client *new_client(const char *pem, const char *folder)
{
	otk_error error = OTK_ERROR_INIT;
	otk_client *client = otk_client_new(
		&OTK_CLIENT_OPTIONS(.application_id = APP_ID, .private_key_pem = pem,
			.signer = "openssl", .plugin_path = {.items = &folder, .count = 1}),
		&error);

	if (!client)
		fprintf(stderr, "%s\n", error.message);
	return client;
}

/* signer FOLDER [arguments of bench_main()] */
int main(int argc, char **argv)
{
	bench_case cases[] = {
		{"RS256 evp", NULL, by_evp, NULL}, {"RS256 openssl", "RS256 evp", by_otk, NULL}};
	char *pem = new_pem();
	otk_client *client = argc > 1 && pem ? new_client(pem, argv[1]) : NULL;
	size_t size = sizeof(token);
	int result = 1;

	bare_context = EVP_MD_CTX_new();
	if (client && bare_context &&
		!otk_token_write(otk_client_key(client), APP_SESSION,
			&OTK_TOKEN_OPTIONS(.kind = OTK_TOKEN_JWT), token, &size, NULL)) {
		signed_size = (size_t)(strrchr(token, '.') - token);
		cases[1].context = otk_client_key(client);
		result = bench_main(argc - 1, argv + 1, cases, 2);
	}
	otk_client_free(client);
	free(pem);
	EVP_MD_CTX_free(bare_context);
	EVP_PKEY_free(bare_key);
	return result;
}
