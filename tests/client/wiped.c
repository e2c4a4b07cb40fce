/* SPDX-License-Identifier: MIT */
/* What is wiped stays wiped: no secret is left in the memory of the process after a client is freed. */
#include "config.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/client/client.h"
#include "tests/auth/keys.h"
#include "tests/client/fixture.h"

#define PIECE ((size_t)1 << 16)
#define MASK  0x5a

/* A text that is looked for, stored so that the search does not find it here. */
typedef struct needle {
	unsigned char masked[256];
	size_t size;
} needle;

static void hide(needle *n, const char *text, size_t size)
{
	n->size = size < sizeof(n->masked) ? size : sizeof(n->masked);
	for (size_t i = 0; i < n->size; i++)
		n->masked[i] = (unsigned char)text[i] ^ MASK;
}

static bool piece_has(const unsigned char *piece, size_t size, const needle *n)
{
	for (size_t at = 0; at + n->size <= size; at++) {
		size_t same = 0;

		while (same < n->size && (piece[at + same] ^ MASK) == n->masked[same])
			same++;
		if (same == n->size)
			return true;
	}
	return false;
}

static bool range_has(int memory, unsigned char *piece, uint64_t from, uint64_t to, const needle *n)
{
	while (from < to) {
		const size_t want = to - from < PIECE ? (size_t)(to - from) : PIECE;
		const ssize_t got = pread(memory, piece, want, (off_t)from);

		if (got <= 0)
			return false;
		if (piece_has(piece, (size_t)got, n))
			return true;
		/* What lies across two pieces is found in the next one. */
		from += (size_t)got == PIECE ? (uint64_t)got - n->size : (uint64_t)got;
	}
	return false;
}

/* Whether any memory that the process may write holds the text. */
static bool is_in_memory(const needle *n)
{
	unsigned char *piece =
		mmap(NULL, PIECE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	const int memory = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
	FILE *maps = fopen("/proc/self/maps", "re");
	char line[512], modes[8];
	uint64_t from, to;
	bool found = false;

	CHECK(piece != MAP_FAILED && memory >= 0 && maps != NULL);
	while (maps && !found && fgets(line, sizeof(line), maps)) {
		if (sscanf(line, "%" SCNx64 "-%" SCNx64 " %7s", &from, &to, modes) != 3 ||
			strncmp(modes, "rw", 2) != 0 || strstr(line, "[v"))
			continue;
		if ((uint64_t)(uintptr_t)piece >= from && (uint64_t)(uintptr_t)piece < to) {
			found = range_has(memory, piece, from, (uintptr_t)piece, n) ||
				range_has(memory, piece, (uintptr_t)piece + PIECE, to, n);
			continue;
		}
		found = range_has(memory, piece, from, to, n);
	}
	if (maps)
		fclose(maps);
	close(memory);
	munmap(piece, PIECE);
	return found;
}

static void search_finds(void)
{
	char *copy = strdup("eine Nadel im Heuhaufen: " TEST_KEY "-9");
	needle n;

	CHECK(copy != NULL);
	hide(&n, copy, strlen(copy));
	CHECK(is_in_memory(&n));
	explicit_bzero(copy, strlen(copy));
	free(copy);
	CHECK(!is_in_memory(&n));
}

/* One call that is signed, and finds nobody to send it to. */
static void use_and_free(const otk_client_options *options, needle *header)
{
	otk_error error = OTK_ERROR_INIT;
	otk_client *client = test_client(NULL, options);
	otk_client *clone = client ? otk_client_clone(client, &error) : NULL;

	if (!CHECK(client != NULL && clone != NULL))
		return;
	test_get(client, OTK_E_NETWORK, &error);
	if (CHECK(client->project_auth.line != NULL))
		hide(header, client->project_auth.line, strlen(client->project_auth.line));
	otk_client_free(client);
	otk_client_free(clone);
}

static void secret_and_header(void)
{
	needle secret, header = {.size = 0};
	char url[64];

	hide(&secret, TEST_SECRET, strlen(TEST_SECRET));
	snprintf(url, sizeof(url), "http://127.0.0.1:%d", otk_unused_port());
	use_and_free(&OTK_CLIENT_OPTIONS(.api_url = url, .max_attempts = 1), &header);
	CHECK(header.size > 40);
	CHECK(!is_in_memory(&secret));
	CHECK(!is_in_memory(&header));
}

static void header_of_an_application(void)
{
	needle header = {.size = 0};
	char url[64];

	snprintf(url, sizeof(url), "http://127.0.0.1:%d", otk_unused_port());
	use_and_free(&OTK_CLIENT_OPTIONS(.api_url = url, .max_attempts = 1,
			     .application_id = APP_ID, .private_key_pem = test_private_pem()),
		&header);
	CHECK(header.size > 40);
	CHECK(!is_in_memory(&header));
	test_keys_free();
}

int main(void)
{
	return OTK_TEST_MAIN("wiped", TEST(search_finds), TEST(secret_and_header),
		TEST(header_of_an_application));
}
