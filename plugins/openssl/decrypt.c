/* SPDX-License-Identifier: MIT */
/* Encrypted archives (doc/contract.md, 8.3): a key block (RSA-OAEP) and a file (AES-256-CBC). */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "plugins/openssl/openssl.h"
#include "plugins/types/options.h"

/* The block: three bytes (version, algorithm, mode), then key and initialisation vector. */
#define BLOCK_SIZE   51
#define KEY_OFFSET   3
#define IV_OFFSET    35
#define CHUNK        65536
#define PASSWORD_MAX 2048

static otk_status open_block(
	const otk_decrypt_options *options, unsigned char block[BLOCK_SIZE], otk_error *error)
{
	unsigned char cipher[PASSWORD_MAX], plain[PASSWORD_MAX];
	size_t text_size = strlen(options->password), size = sizeof(plain), padding = 0;
	otk_status status = OTK_OK;
	EVP_PKEY_CTX *context = NULL;
	EVP_PKEY *key;
	int cipher_size;

	if (text_size < 4 || text_size > PASSWORD_MAX)
		return otk_openssl_fail(error, OTK_E_ARGUMENT,
			"password: is not that of an encrypted archive; take it from the callback");
	cipher_size =
		EVP_DecodeBlock(cipher, (const unsigned char *)options->password, (int)text_size);
	while (padding < 2 && options->password[text_size - 1 - padding] == '=')
		padding++;
	if (cipher_size < (int)padding)
		return otk_openssl_fail(error, OTK_E_ARGUMENT,
			"password: is not base64; take it from the callback unchanged");
	key = otk_openssl_read_key(options->private_key_pem, strlen(options->private_key_pem));
	if (!key)
		return otk_openssl_fail(error, OTK_E_CRYPTO,
			"private key: is not an RSA private key in PEM without a pass phrase");
	context = EVP_PKEY_CTX_new(key, NULL);
	/* The digest is not documented; SHA-1 with MGF1-SHA1 is the usual default. */
	if (!context || EVP_PKEY_decrypt_init(context) <= 0 ||
		EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING) <= 0 ||
		EVP_PKEY_decrypt(context, plain, &size, cipher, (size_t)cipher_size - padding) <= 0)
		status = otk_openssl_fail(error, OTK_E_CRYPTO,
			"private key: does not decrypt the password of the archive; use the key "
			"of the certificate in the storage settings");
	else if (size != BLOCK_SIZE || plain[0] != 1 || plain[1] != 1 || plain[2] != 1)
		status = otk_openssl_fail(error, OTK_E_UNSUPPORTED,
			"password: the archive has another encryption than AES-256-CBC, version 1");
	else
		memcpy(block, plain, BLOCK_SIZE);
	OPENSSL_cleanse(plain, sizeof(plain));
	EVP_PKEY_CTX_free(context);
	EVP_PKEY_free(key);
	return status;
}

static otk_status io_failed(otk_error *error, const char *what)
{
	char text[160];

	snprintf(text, sizeof(text), "%s: %s", what, strerror(errno));
	return otk_openssl_fail(error, OTK_E_IO, text);
}

static otk_status write_all(int fd, const unsigned char *data, size_t size, otk_error *error)
{
	while (size) {
		ssize_t done = write(fd, data, size);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return io_failed(error, "decrypted archive: cannot be written");
		data += done;
		size -= (size_t)done;
	}
	return OTK_OK;
}

static otk_status decrypt_file(
	EVP_CIPHER_CTX *cipher, const otk_decrypt_options *options, otk_error *error)
{
	unsigned char in[CHUNK], out[CHUNK + EVP_MAX_BLOCK_LENGTH];
	otk_status status = OTK_OK;
	int64_t done = 0;
	int size = 0;

	while (!status) {
		ssize_t got = read(options->in_fd, in, sizeof(in));

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return io_failed(error, "encrypted archive: cannot be read");
		if (!got)
			break;
		if (!EVP_DecryptUpdate(cipher, out, &size, in, (int)got))
			return otk_openssl_fail(
				error, OTK_E_CRYPTO, "encrypted archive: cannot be decrypted");
		status = write_all(options->out_fd, out, (size_t)size, error);
		done += got;
		if (!status && options->progress) {
			status = options->progress(options->userdata, done);
			if (status)
				otk_openssl_fail(error, status,
					"progress: the caller stopped the decryption");
		}
	}
	if (status)
		return status;
	if (!EVP_DecryptFinal_ex(cipher, out, &size))
		return otk_openssl_fail(error, OTK_E_CRYPTO,
			"encrypted archive: its end is wrong; it is cut off, or the password is "
			"that of another archive");
	return write_all(options->out_fd, out, (size_t)size, error);
}

otk_status otk_openssl_decrypt_archive(const otk_decrypt_options *given, otk_error *error)
{
	otk_decrypt_options own;
	const otk_decrypt_options *options = &own;
	const char *problem = otk_options_take(&own, sizeof(own), sizeof(own), given);
	char what[128];
	unsigned char block[BLOCK_SIZE];
	EVP_CIPHER_CTX *cipher;
	otk_status status;

	if (problem) {
		snprintf(what, sizeof(what), "otk_decrypt_options: %s", problem);
		return otk_openssl_fail(error, OTK_E_ARGUMENT, what);
	}
	if (!options->private_key_pem || !options->password)
		return otk_openssl_fail(error, OTK_E_ARGUMENT,
			"otk_decrypt_options: private_key_pem or password is missing; give both");
	status = open_block(options, block, error);
	if (status)
		return status;
	cipher = EVP_CIPHER_CTX_new();
	if (!cipher || !EVP_DecryptInit_ex(cipher, EVP_aes_256_cbc(), NULL, block + KEY_OFFSET,
			       block + IV_OFFSET))
		status = otk_openssl_fail(error, OTK_E_NOMEM, "decrypt: out of memory");
	else
		status = decrypt_file(cipher, options, error);
	OPENSSL_cleanse(block, sizeof(block));
	EVP_CIPHER_CTX_free(cipher);
	return status;
}
