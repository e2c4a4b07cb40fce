/* SPDX-License-Identifier: MIT */
/* SHA-256 through GnuTLS. */
#include "config.h"

#include "core/client/helpers/digest.h"

#include <errno.h>
#include <gnutls/crypto.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/error/status.h"
#include "core/base/text/encode.h"
#include "core/base/text/text.h"

#include "core/base/cold.h"

#define SHA256_SIZE 32
#define PIECE       65536

otk_status otk_digest_begin(otk_digest *digest, otk_error *error)
{
	gnutls_hash_hd_t handle = NULL;
	const int failure = gnutls_hash_init(&handle, GNUTLS_DIG_SHA256);

	if (failure)
		return failure == GNUTLS_E_MEMORY_ERROR
			       ? otk_fail_nomem(error)
			       : otk_fail(error, OTK_E_CRYPTO, "SHA-256: %s",
					 gnutls_strerror(failure));
	digest->handle = handle;
	return OTK_OK;
}

void otk_digest_add(otk_digest *digest, const void *data, size_t size)
{
	if (digest->handle)
		gnutls_hash(digest->handle, data, size);
}

otk_status otk_digest_file(otk_digest *digest, int fd, int64_t size, otk_error *error)
{
	char *piece = malloc(PIECE);
	int64_t at = 0;
	ssize_t got = 0;

	if (!piece)
		return otk_fail_nomem(error);
	while (at < size) {
		const size_t want = size - at < PIECE ? (size_t)(size - at) : PIECE;

		got = pread(fd, piece, want, (off_t)at);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			break;
		otk_digest_add(digest, piece, (size_t)got);
		at += got;
	}
	free(piece);
	if (at == size)
		return OTK_OK;
	return otk_fail(error, OTK_E_IO,
		"the first %lld bytes cannot be read for the digest: %s; "
		"open the file with O_RDWR, or set skip_digest",
		(long long)size, got < 0 ? strerror(errno) : "the file is shorter");
}

void otk_digest_end(otk_digest *digest)
{
	if (digest->handle)
		gnutls_hash_deinit(digest->handle, NULL);
	digest->handle = NULL;
}

bool otk_digest_is(otk_digest *digest, const char *hex)
{
	unsigned char raw[SHA256_SIZE];
	char storage[2 * SHA256_SIZE + 1];
	otk_buffer text;

	gnutls_hash_output(digest->handle, raw);
	otk_digest_end(digest);
	otk_buffer_init_fixed(&text, storage, sizeof(storage));
	otk_hex_encode(&text, raw, sizeof(raw));
	return otk_ascii_equal(text.data, hex, SIZE_MAX);
}
