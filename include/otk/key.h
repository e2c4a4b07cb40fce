/* SPDX-License-Identifier: MIT */
/* Keys: the identity of a project and what signs in its name. Works without a network. */
#ifndef OTK_KEY_H
#define OTK_KEY_H

#include <otk/error.h>

OTK_BEGIN_DECLS

/* Immutable once made; may be used by any number of threads at once. */
typedef struct otk_key otk_key;

/* The two kinds of keys. Each belongs to one of the service's two platforms. */
typedef enum otk_backend {
	OTK_BACKEND_OPENTOK = 1, /* API key and secret, HS256, api.opentok.com */
	OTK_BACKEND_VONAGE = 2   /* application id and private key, RS256, video.api.vonage.com */
} otk_backend;

#define OTK_KEY_PEM_MAX 16384 /* bytes of a PEM text or file; no RSA key needs more */

/*
 * A signer makes RSASSA-PKCS1-v1_5 signatures over a SHA-256 digest somewhere else: a hardware
 * module, a key service, another library.
 *
 * sign() gets the digest (32 bytes), writes at most *signature_size bytes to `signature` (1024,
 * for keys of 8192 bits), sets *signature_size to the bytes written, and returns OTK_OK or
 * OTK_E_CRYPTO. It may be called by several threads at once. release() (NULL: not needed) is
 * called once, when the last key that uses the signer is freed. The struct is copied; `context`
 * must live until release().
 */
typedef struct otk_signer {
	size_t struct_size;
	otk_status (*sign)(void *context, const uint8_t *digest, size_t digest_size,
		uint8_t *signature, size_t *signature_size);
	void (*release)(void *context);
	void *context; /* passed to both functions */
} otk_signer;

#define OTK_SIGNER(...) OTK_MAKE(otk_signer, __VA_ARGS__)

/*
 * Exactly one kind of credential; the kind is chosen by the member and never guessed from the text.
 * OpenTok: api_key and api_secret. Vonage: application_id and one of private_key_pem,
 * private_key_file, private_key_uri and signer; RSA, 2048 to 8192 bits (RS256; RFC 7518, 3.3).
 * id_only takes the place of the secret or the private key. NULL: not set.
 *
 * A value that is wrapped (in quotes, blanks, line ends, a byte order mark, or "NAME=") is refused,
 * and so is the text of a key where the name of its file is expected. No message quotes a value.
 */
typedef struct otk_key_options {
	size_t struct_size;
	const char *api_key;          /* 1 to 32 decimal digits (an account's: letters as well) */
	const char *api_secret;       /* 1 to 256 bytes without blanks; used as text */
	const char *application_id;   /* a UUID in either case */
	const char *private_key_pem;  /* PKCS #8 or PKCS #1, at most OTK_KEY_PEM_MAX bytes */
	const char *private_key_file; /* name of a file with such a text */
	const char *private_key_uri;  /* RFC 7512 "pkcs11:" address; the key stays in its token */
	const char *pin;              /* PIN of the token, or passphrase of an encrypted PEM */
	/*
	 * The public half (PEM, at most OTK_KEY_PEM_MAX bytes). With a signer or an address it
	 * makes verifying possible; alone it makes a key that verifies and cannot sign.
	 */
	const char *public_key_pem;
	const otk_signer *signer;
	/* YES: an account-level OpenTok key ("ist": "account"), for the account API only */
	otk_flag account;
	/*
	 * YES: the key only names a project: api_key without api_secret, or application_id without
	 * a private key. It cannot sign; it verifies only with public_key_pem. Clients with a
	 * request_token or a token_source have such a key.
	 */
	otk_flag id_only;
} otk_key_options;

OTK_ASSERT_NO_TAIL(otk_key_options, id_only);
#define OTK_KEY_OPTIONS(...) OTK_MAKE(otk_key_options, __VA_ARGS__)
#define OTK_KEY_OPTIONS_INIT OTK_INIT(otk_key_options)

/*
 * Makes a key. Returns NULL on failure. Everything is copied; the caller frees the key with
 * otk_key_free(). Secrets are wiped when the last reference is dropped.
 *
 * Errors: OTK_E_ARGUMENT (a credential is missing, wrapped, or of another kind), OTK_E_CRYPTO (the
 * key cannot be read or is not RSA of an allowed size, or the passphrase is wrong), OTK_E_IO (the
 * file cannot be read), OTK_E_NOMEM. [any thread]
 */
OTK_API OTK_MUST_CHECK otk_key *otk_key_new(const otk_key_options *options, otk_error *error);

/*
 * Takes one more reference and returns the key; free each reference by otk_key_free(). NULL is
 * allowed, here and below: a client with a request token has no key. [any thread]
 */
OTK_API otk_key *otk_key_ref(otk_key *key);

/* Drops a reference; the last one wipes and frees the key. NULL is allowed. [any thread] */
OTK_API void otk_key_free(otk_key *key);

/* Returns the kind of the key; 0 for NULL. [any thread] */
OTK_API otk_backend otk_key_backend(const otk_key *key);

/*
 * Returns the API key, or the application id in lower case, as the service writes it; NULL for
 * NULL. The text is owned by the key and lives as long as it. [any thread]
 */
OTK_API const char *otk_key_id(const otk_key *key);

/*
 * Returns OTK_YES for an account-level key, which is for the account API only; OTK_UNSET for NULL;
 * else OTK_NO. [any thread]
 */
OTK_API otk_flag otk_key_account(const otk_key *key);

/*
 * Writes the value of an Authorization header for HTTP Basic, "Basic " and base64 of "key:secret",
 * as the Application API expects it (doc/contract.md, 24). *size: in, the size of the caller's
 * buffer; out, the length without the NUL, or the size that is needed (380 bytes always are
 * enough).
 *
 * Errors: OTK_E_ARGUMENT (the buffer is too small), OTK_E_UNSUPPORTED (not an OpenTok key, or one
 * without a secret). [any thread]
 */
OTK_API OTK_MUST_CHECK otk_status otk_key_basic(
	const otk_key *key, char *buffer, size_t *size, otk_error *error);

/*
 * Replaces the key's API secret in a text by "***", in place, however it is escaped or encoded: for
 * log lines and messages of other software. The text never grows. Keys with a private key hide
 * nothing here. [any thread]
 */
OTK_API void otk_key_redact(const otk_key *key, char *text);

/*
 * Returns OTK_YES if a key file can be read or written by others than its owner, which a program
 * may want to warn about; else OTK_NO, also if there is no such file. [any thread]
 */
OTK_API otk_flag otk_key_file_exposed(const char *path);

OTK_END_DECLS

#endif
