/* SPDX-License-Identifier: MIT */
/* Keys: the identity of a project and what signs in its name. */
#ifndef OTK_KEY_H
#define OTK_KEY_H

#include <otk/error.h>

OTK_BEGIN_DECLS

/* Immutable once made; may be used by any number of threads at once. */
typedef struct otk_key otk_key;

typedef enum otk_backend {
	OTK_BACKEND_OPENTOK = 1, /* API key and secret, HS256, api.opentok.com */
	OTK_BACKEND_VONAGE = 2   /* application id and private key, RS256, video.api.vonage.com */
} otk_backend;

/*
 * A signer makes RSASSA-PKCS1-v1_5 signatures over a SHA-256 digest somewhere else: a hardware
 * module, a key service, another library. sign() gets the 32 bytes of the digest, writes at most
 * *signature_size bytes and sets *signature_size; it returns OTK_OK or OTK_E_CRYPTO and may be
 * called from several threads at once. release() (may be NULL) runs when the last key that uses
 * the signer is freed. The struct is copied.
 */
typedef struct otk_signer {
	size_t struct_size;
	otk_status (*sign)(void *context, const uint8_t *digest, size_t digest_size,
		uint8_t *signature, size_t *signature_size);
	void (*release)(void *context);
	void *context;
} otk_signer;

#define OTK_SIGNER(...) ((otk_signer){.struct_size = sizeof(otk_signer), __VA_ARGS__})

/*
 * Exactly one kind of credential; the kind is said, never guessed from the text.
 * OpenTok: api_key and api_secret. Vonage: application_id and one of private_key_pem (the text,
 * PKCS #8 or PKCS #1, at most 16 KiB), private_key_file (its path), private_key_uri (an RFC 7512
 * "pkcs11:" address, the key stays in the token), or signer. RSA, 2048 to 8192 bits. pin is the PIN
 * of the token, or the passphrase of an encrypted PEM. public_key_pem is the public half (at most
 * 16 KiB): beside a signer or an address it makes verifying possible; alone it makes a key that
 * only verifies.
 */
typedef struct otk_key_options {
	size_t struct_size;
	const char *api_key;        /* decimal digits (an account's: letters, too), at most 32 */
	const char *api_secret;     /* text, 1 to 256 characters */
	const char *application_id; /* UUID */
	const char *private_key_pem;
	const char *private_key_file;
	const char *private_key_uri;
	const char *pin;
	const char *public_key_pem;
	const otk_signer *signer;
	/* 1: an account-level OpenTok key ("ist": "account"), for the account API only */
	otk_flag account;
	int32_t reserved;
} otk_key_options;

OTK_ASSERT_NO_TAIL(otk_key_options, reserved);
#define OTK_KEY_OPTIONS(...) \
	((otk_key_options){.struct_size = sizeof(otk_key_options), __VA_ARGS__})
#define OTK_KEY_OPTIONS_INIT OTK_INIT(otk_key_options)

/*
 * Make a key; NULL on failure (OTK_E_ARGUMENT, OTK_E_CRYPTO, OTK_E_IO, OTK_E_NOMEM). Everything
 * is copied; secrets are wiped when the last reference goes. [any thread]
 */
OTK_API OTK_MUST_CHECK otk_key *otk_key_new(const otk_key_options *options, otk_error *error);

/* Take one more reference. Returns key. [any thread] */
OTK_API otk_key *otk_key_ref(otk_key *key);

/* Drop a reference; the last one wipes and frees. NULL is allowed. [any thread] */
OTK_API void otk_key_free(otk_key *key);

OTK_API otk_backend otk_key_backend(const otk_key *key);

/* The API key or application id; lives as long as the key. [any thread] */
OTK_API const char *otk_key_id(const otk_key *key);

/* OTK_YES: an account-level key, for the account API only; else OTK_NO. [any thread] */
OTK_API otk_flag otk_key_account(const otk_key *key);

/*
 * The value of an Authorization header for HTTP Basic, "Basic " and base64 of "key:secret": what
 * the Application API asks for. OpenTok keys only, else OTK_E_UNSUPPORTED. *size as in
 * otk_token_write(). [any thread]
 */
OTK_API OTK_MUST_CHECK otk_status otk_key_basic(
	const otk_key *key, char *buffer, size_t *size, otk_error *error);

OTK_END_DECLS

#endif
