/* SPDX-License-Identifier: MIT */
/*
 * Functions that need OpenSSL's libcrypto: a fast RS256 signer, and decryption of archives
 * (doc/contract.md, 8.3). Needs the plugin "openssl". For the signer, set .signer = "openssl" in
 * the client options; libcrypto is loaded only when one of the two is used.
 */
#ifndef OTK_OPENSSL_H
#define OTK_OPENSSL_H

#include <otk/plugin.h>

OTK_BEGIN_DECLS

#define OTK_OPENSSL_ID    "otk.openssl/1"
#define OTK_OPENSSL_MINOR 0

/* What to decrypt. Both descriptors stay open. */
typedef struct otk_decrypt_options {
	size_t struct_size;
	const char *private_key_pem; /* of the certificate that storage.set got; a secret */
	const char *password;        /* of the callback with status "uploaded"; base64, a secret */
	/* Called with the number of bytes read so far; a status other than OTK_OK ends the
	 * decryption with it. NULL: not needed. */
	otk_status (*progress)(void *userdata, int64_t done);
	void *userdata;
	int in_fd;
	int out_fd;
} otk_decrypt_options;

OTK_ASSERT_NO_TAIL(otk_decrypt_options, out_fd);
#define OTK_DECRYPT_OPTIONS(...) OTK_MAKE(otk_decrypt_options, __VA_ARGS__)
#define OTK_DECRYPT_OPTIONS_INIT OTK_INIT(otk_decrypt_options)

/* The vtable of the interface; begins with that of a signer. */
typedef struct otk_openssl_api {
	otk_signer_api signer;
	otk_status (*decrypt)(const otk_decrypt_options *options, otk_error *error);
} otk_openssl_api;

/*
 * Decrypts an uploaded archive: reads options->in_fd to its end and writes options->out_fd. What
 * was written before an error must not be used.
 *
 * Errors: OTK_E_CRYPTO: the key, the password and the file do not belong together, or the file is
 * cut off; OTK_E_UNSUPPORTED: another encryption than AES-256-CBC; OTK_E_IO: reading or writing
 * failed; OTK_E_ARGUMENT; OTK_E_NOMEM; OTK_E_NO_PLUGIN, OTK_E_PLUGIN_BROKEN or OTK_E_PLUGIN_ABI; a
 * status of options->progress. [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_openssl_decrypt(
	otk_client *client, const otk_decrypt_options *options, otk_error *error)
{
	const void *vtable = NULL;
	otk_status status =
		otk_interface_get(client, OTK_OPENSSL_ID, OTK_OPENSSL_MINOR, &vtable, error);
	const otk_openssl_api *api = OTK_CAST_(const otk_openssl_api, vtable);

	return status ? status : api->decrypt(options, error);
}

OTK_END_DECLS

#endif
