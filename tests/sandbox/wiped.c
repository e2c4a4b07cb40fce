/* SPDX-License-Identifier: MIT */
/* No text of a private key is left in the memory of otk-sandbox after it was freed. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/harness.h"
#include "tests/memory_scan.h"
#include "tools/sandbox/base/crypto/cert.h"
#include "tools/sandbox/base/crypto/rsa.h"

/* Bytes of a key that are looked for: from its middle, as malloc() writes into what is freed. */
#define PIECE_SIZE 64

static otk_trace trace;

/* Remembers a piece of a key, then wipes the key and frees it. */
static void keep_trace(char *pem)
{
	const size_t size = pem ? strlen(pem) : 0;

	if (CHECK(size > 2 * PIECE_SIZE))
		otk_trace_set(&trace, pem + size / 2, PIECE_SIZE);
	if (pem)
		explicit_bzero(pem, size);
	free(pem);
}

static void make_pair(void *unused)
{
	char *private_pem = NULL, *public_pem = NULL;

	(void)unused;
	CHECK(sandbox_rsa_pair(&private_pem, &public_pem));
	keep_trace(private_pem);
	free(public_pem);
}

static void make_certificate(void *unused)
{
	char *private_pem = NULL, *certificate = NULL;

	(void)unused;
	CHECK(sandbox_certificate_make(&private_pem, &certificate));
	keep_trace(private_pem);
	free(certificate);
}

static void keys_are_wiped(void)
{
	static void (*const makers[])(void *) = {make_pair, make_certificate};

	for (size_t i = 0; i < OTK_COUNT_OF(makers); i++) {
		const int count = otk_trace_count_after(&trace, makers[i], NULL);

		CHECK_CASE(count <= 0, "%zu: %d times, first in %s", i, count, trace.where);
	}
}

int main(void)
{
	static const otk_test tests[] = {TEST(keys_are_wiped)};

	return otk_test_main("sandbox wiped", tests, OTK_COUNT_OF(tests), otk_trace_set_up, NULL);
}
