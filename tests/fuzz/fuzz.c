/* SPDX-License-Identifier: MIT */
/* The main program of a fuzz target, and the entry point of libFuzzer. */
#include "config.h"

#include "tests/fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/harness.h"

#define ROOM 4096

size_t fuzz_good;

fuzz_seed fuzz_seed_of(char selector, const char *text)
{
	const size_t size = strlen(text);
	fuzz_seed seed = {malloc(size + 2), size + 1};

	if (seed.text) {
		seed.text[0] = selector;
		memcpy(seed.text + 1, text, size + 1);
	}
	return seed;
}

#ifdef OTK_LIBFUZZER
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);
	const char *wrong;

	if (!text)
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	wrong = fuzz_one(text, size);
	if (wrong) {
		fprintf(stderr, "%s\n", wrong);
		__builtin_trap();
	}
	free(text);
	return 0;
}
#else

static fuzz_seed seeds[FUZZ_SEEDS_MAX];
static size_t seed_count;
static uint64_t state = 88172645463325252u;

static size_t pick(size_t below)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (size_t)(state % below);
}

static void check(const char *text, size_t size)
{
	const char *wrong = fuzz_one(text, size);

	if (wrong)
		CHECK_CASE(false, "%s: %.*s", wrong, (int)(size < 300 ? size : 300), text);
}

static void seeds_are_good(void)
{
	for (size_t i = 0; i < seed_count; i++) {
		const size_t before = fuzz_good;

		check(seeds[i].text, seeds[i].size);
		CHECK_CASE(fuzz_good > before, "seed %zu is refused: %.200s", i, seeds[i].text);
	}
}

/* Changes, inserts or removes a byte, or puts in a piece of another seed. */
static size_t mutate(char *text, size_t size)
{
	static const char bytes[] =
		"{}[]\",:\\u0123456789eE+-.tfn \n\t/d8=&%_~\x01\x80\xc3\xe2\xff";
	const size_t at = size ? pick(size) : 0;
	const fuzz_seed *other = &seeds[pick(seed_count)];
	size_t from, n;

	switch (pick(4)) {
	case 0:
		if (size)
			text[at] = bytes[pick(sizeof(bytes) - 1)];
		return size;
	case 1:
		if (size + 1 < ROOM) {
			memmove(text + at + 1, text + at, size - at);
			text[at] = bytes[pick(sizeof(bytes) - 1)];
		}
		return size + 1 < ROOM ? size + 1 : size;
	case 2:
		if (size)
			memmove(text + at, text + at + 1, size - at - 1);
		return size ? size - 1 : 0;
	default:
		from = pick(other->size);
		n = pick(other->size - from) + 1;
		if (size + n >= ROOM)
			return size;
		memmove(text + at + n, text + at, size - at);
		memcpy(text + at, other->text + from, n);
		return size + n;
	}
}

static void mutations_do_no_harm(void)
{
	const char *wanted = getenv("OTK_FUZZ_RUNS");
	size_t rounds = wanted                         ? strtoul(wanted, NULL, 10)
			: getenv("OTK_UNDER_VALGRIND") ? 1000
						       : 20000;
	const size_t all = rounds;
	char text[ROOM + 1];

	fuzz_good = 0;
	while (rounds--) {
		const fuzz_seed *seed = &seeds[pick(seed_count)];
		size_t size = seed->size < ROOM ? seed->size : ROOM - 1, n = 1 + pick(3);

		memcpy(text, seed->text, size);
		while (n--)
			size = mutate(text, size);
		text[size] = '\0';
		check(text, size);
	}
	CHECK(fuzz_good * 1000 > all);
	printf("  %zu inputs, %zu of them taken\n", all, fuzz_good);
}

static int init(void)
{
	seed_count = fuzz_seeds(seeds);
	return seed_count ? 0 : 1;
}

static int clean(void)
{
	while (seed_count)
		free(seeds[--seed_count].text);
	return 0;
}

int main(void)
{
	static const otk_test tests[] = {TEST(seeds_are_good), TEST(mutations_do_no_harm)};

	return otk_test_main(fuzz_name, tests, 2, init, clean);
}
#endif
