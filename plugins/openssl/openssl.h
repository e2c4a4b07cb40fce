/* SPDX-License-Identifier: MIT */
/* Functions that the files of the plugin share. */
#ifndef OTK_PLUGIN_OPENSSL_H
#define OTK_PLUGIN_OPENSSL_H

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <otk/openssl.h>
#include <stdio.h>

/* Fills error (may be NULL) with status, message and libcrypto's own reason. Returns status. */
otk_status otk_openssl_fail(otk_error *error, otk_status status, const char *what);
/* Reads an RSA private key without a pass phrase from PEM text; NULL: the text is not one. */
EVP_PKEY *otk_openssl_read_key(const char *pem, size_t size);

/* The plugin's signer: `open` in the table of the signer interface (otk/plugin.h). */
otk_status otk_openssl_open_signer(
	const otk_host *host, const char *pem, size_t size, otk_signer *signer, otk_error *error);
/* Implements otk_openssl_decrypt(). */
otk_status otk_openssl_decrypt_archive(const otk_decrypt_options *options, otk_error *error);

#endif
