/* SPDX-License-Identifier: MIT */
/* Contents of files, computed on demand: the same seed always gives the same bytes. */
#include "config.h"

#include <gnutls/crypto.h>
#include <stdlib.h>
#include <string.h>

#include "tools/sandbox/base/content.h"
#include "tools/sandbox/base/memory.h"
#include "tools/sandbox/base/text.h"

enum { PIECE = 64 * 1024 };

/*
 * A file begins as an MP4 file does. One of 256 random files would begin with '<', and a client
 * would take it for a web page.
 */
static const char first_word[] = {0, 0, 0, 8, 'f', 't', 'y', 'p'};

static uint64_t seed_number(const char *seed)
{
	uint64_t number = UINT64_C(1469598103934665603);

	for (; *seed; seed++)
		number = (number ^ (unsigned char)*seed) * UINT64_C(1099511628211);
	return number;
}

/* Returns eight bytes at any position (SplitMix64). */
static uint64_t word_at(uint64_t seed, uint64_t index)
{
	uint64_t word = seed + (index + 1) * UINT64_C(0x9e3779b97f4a7c15);

	word = (word ^ word >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	word = (word ^ word >> 27) * UINT64_C(0x94d049bb133111eb);
	return word ^ word >> 31;
}

void sandbox_content_bytes(const char *seed, int64_t offset, void *bytes, size_t size)
{
	const uint64_t number = seed_number(seed);
	unsigned char *out = bytes;
	uint64_t at = (uint64_t)offset;

	while (size) {
		const uint64_t word = word_at(number, at / 8);
		const void *eight = at < sizeof(first_word) ? (const void *)first_word : &word;
		const unsigned char *piece = eight;
		size_t skip = (size_t)(at % 8);
		size_t length = 8 - skip < size ? 8 - skip : size;

		memcpy(out, piece + skip, length);
		out += length;
		at += length;
		size -= length;
	}
}

char *sandbox_content_sum(const char *seed, int64_t size)
{
	unsigned char digest[32] = {0};
	char *piece = sandbox_alloc(PIECE);
	gnutls_hash_hd_t hash;

	if (!gnutls_hash_init(&hash, GNUTLS_DIG_SHA256)) {
		for (int64_t at = 0; at < size; at += PIECE) {
			size_t length = size - at < PIECE ? (size_t)(size - at) : PIECE;

			sandbox_content_bytes(seed, at, piece, length);
			gnutls_hash(hash, piece, length);
		}
		gnutls_hash_deinit(hash, digest);
	}
	free(piece);
	return sandbox_hex(digest, sizeof(digest));
}
