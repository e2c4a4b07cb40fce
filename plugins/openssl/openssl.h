/* SPDX-License-Identifier: MIT */
/* The files of the plugin among themselves. */
#ifndef OTK_PLUGIN_OPENSSL_H
#define OTK_PLUGIN_OPENSSL_H

#include <otk/openssl.h>

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <stdio.h>

/* Status and message, with libcrypto's own reason behind it. Returns status. */
otk_status otk_openssl_fail(otk_error *error, otk_status status, const char *what);
/* An RSA private key without a pass phrase; NULL when it is none. */
EVP_PKEY *otk_openssl_read_key(const char *pem, size_t size);

otk_status otk_openssl_open_signer(
	const otk_host *host, const char *pem, size_t size, otk_signer *signer, otk_error *error);
otk_status otk_openssl_decrypt_archive(const otk_decrypt_options *options, otk_error *error);

#endif
