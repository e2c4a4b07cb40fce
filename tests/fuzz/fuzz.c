/* SPDX-License-Identifier: MIT */
/* The main program of a fuzz target, and the entry point of libFuzzer. */
#include "config.h"

#include "tests/fuzz/fuzz.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/text/utf8.h"
#include "tests/harness.h"

#define TEXT_MAX 4096
#define KEPT_MAX 1024

size_t fuzz_good;

fuzz_seed fuzz_seed_of(char selector, const char *text)
{
	const size_t size = strlen(text), before = selector ? 1 : 0;
	fuzz_seed seed = {malloc(before + size + 1), before + size};

	if (seed.text) {
		seed.text[0] = selector;
		memcpy(seed.text + before, text, size + 1);
	}
	return seed;
}

bool fuzz_is_shown(const char *text)
{
	const size_t size = strlen(text);
	int32_t point;

	for (size_t at = 0; at < size;) {
		at += otk_utf8_next(text + at, size - at, &point);
		if (point < 0 || !otk_is_printable_point(point))
			return false;
	}
	return true;
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

static fuzz_seed seeds[FUZZ_SEEDS_MAX + KEPT_MAX]; /* the seeds, then the kept inputs */
static size_t seed_count, all_count;
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
	for (size_t i = 0; i < seed_count; i += otk_test_step(1, 5)) {
		const size_t before = fuzz_good;

		check(seeds[i].text, seeds[i].size);
		CHECK_CASE(fuzz_good > before, "seed %zu is refused: %.200s", i, seeds[i].text);
	}
}

static void kept_inputs_do_no_harm(void)
{
	for (size_t i = seed_count; i < all_count; i += otk_test_step(1, 3))
		check(seeds[i].text, seeds[i].size);
	printf("  %zu kept inputs\n", all_count - seed_count);
}

/* Changes, inserts or removes a byte, or inserts a piece of another seed. */
static size_t mutate(char *text, size_t size)
{
	static const char bytes[] =
		"{}[]\",:\\u0123456789eE+-.tfn \n\t/d8=&%_~\x01\x80\xc3\xe2\xff";
	const size_t at = size ? pick(size) : 0;
	const fuzz_seed *other = &seeds[pick(all_count)];
	size_t from, n;

	switch (pick(4)) {
	case 0:
		if (size)
			text[at] = bytes[pick(sizeof(bytes) - 1)];
		return size;
	case 1:
		if (size + 1 < TEXT_MAX) {
			memmove(text + at + 1, text + at, size - at);
			text[at] = bytes[pick(sizeof(bytes) - 1)];
		}
		return size + 1 < TEXT_MAX ? size + 1 : size;
	case 2:
		if (size)
			memmove(text + at, text + at + 1, size - at - 1);
		return size ? size - 1 : 0;
	default:
		from = pick(other->size);
		n = pick(other->size - from) + 1;
		if (size + n >= TEXT_MAX)
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
			: getenv("OTK_UNDER_VALGRIND") ? fuzz_rounds / 20
						       : fuzz_rounds;
	const size_t all = rounds;
	char text[TEXT_MAX + 1];

	fuzz_good = 0;
	while (rounds--) {
		const fuzz_seed *seed = &seeds[pick(all_count)];
		size_t size = seed->size < TEXT_MAX ? seed->size : TEXT_MAX - 1, n = 1 + pick(3);

		memcpy(text, seed->text, size);
		while (n--)
			size = mutate(text, size);
		text[size] = '\0';
		check(text, size);
	}
	CHECK(fuzz_good * 1000 > all);
	printf("  %zu inputs, %zu of them taken\n", all, fuzz_good);
}

/* ---- kept inputs */

static int hex(char digit)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = digit ? strchr(digits, digit) : NULL;

	return at ? (int)(at - digits) : 0;
}

/* Reads a line of data/TARGET.txt. */
static fuzz_seed seed_of_line(const char *line, size_t size)
{
	fuzz_seed seed = {malloc(size + 1), 0};

	for (size_t i = 0; seed.text && i < size; i++) {
		char byte = line[i];

		if (byte == '\\' && i + 1 < size) {
			byte = line[++i];
			if (byte == 'n') {
				byte = '\n';
			} else if (byte == 'x' && i + 2 < size) {
				byte = (char)(hex(line[i + 1]) << 4 | hex(line[i + 2]));
				i += 2;
			}
		}
		seed.text[seed.size++] = byte;
	}
	if (seed.text)
		seed.text[seed.size] = '\0';
	return seed;
}

static void print_as_line(const char *text, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		const unsigned char byte = (unsigned char)text[i];

		if (byte == '\\')
			fputs("\\\\", stdout);
		else if (byte == '\n')
			fputs("\\n", stdout);
		else if (byte < 0x20 || byte >= 0x7f || (byte == ' ' && i + 1 == size))
			printf("\\x%02x", byte);
		else
			putchar(byte);
	}
	putchar('\n');
}

static const char *target_name(void)
{
	return strrchr(fuzz_name, '/') + 1;
}

static void read_kept(void)
{
	char relative[64], *path, *text;

	snprintf(relative, sizeof(relative), "tests/fuzz/data/%s.txt", target_name());
	path = otk_test_source(relative);
	text = otk_test_read(path, NULL);
	for (const char *line = text; line && *line && all_count < FUZZ_SEEDS_MAX + KEPT_MAX;) {
		const size_t size = strcspn(line, "\n");

		if (size)
			seeds[all_count++] = seed_of_line(line, size);
		line += size + (line[size] == '\n');
	}
	free(text);
	free(path);
}

static int write_seeds(const char *folder)
{
	for (size_t i = 0; i < all_count; i++) {
		char path[512];
		FILE *out;

		snprintf(path, sizeof(path), "%s/seed-%zu", folder, i);
		out = fopen(path, "wb");
		if (!out || fwrite(seeds[i].text, 1, seeds[i].size, out) != seeds[i].size ||
			fclose(out)) {
			perror(path);
			return 1;
		}
	}
	return 0;
}

/* Runs the files of a folder, or prints them as lines. */
static int read_files(const char *folder, bool print)
{
	DIR *files = opendir(folder);
	const struct dirent *entry;
	size_t count = 0, bad = 0;

	while (files && (entry = readdir(files))) {
		char path[512], *text;
		size_t size;

		snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		text = entry->d_name[0] == '.' ? NULL : otk_test_read(path, &size);
		if (!text)
			continue;
		count++;
		if (print) {
			print_as_line(text, size);
		} else {
			const char *wrong = fuzz_one(text, size);

			bad += wrong != NULL;
			if (wrong)
				printf("%s: %s\n", path, wrong);
		}
		free(text);
	}
	if (files)
		closedir(files);
	if (!print)
		printf("%zu files, %zu bad\n", count, bad);
	return count && !bad ? 0 : 1;
}

static int init(void)
{
	seed_count = all_count = fuzz_seeds(seeds);
	read_kept();
	return seed_count ? 0 : 1;
}

static int clean(void)
{
	while (all_count)
		free(seeds[--all_count].text);
	return 0;
}

int main(void)
{
	static const otk_test tests[] = {
		TEST(seeds_are_good), TEST(kept_inputs_do_no_harm), TEST(mutations_do_no_harm)};
	const char *folder = getenv("OTK_FUZZ_WRITE");

	if (folder)
		return init() || write_seeds(folder);
	if (getenv("OTK_FUZZ_KEEP"))
		return read_files(getenv("OTK_FUZZ_KEEP"), true);
	if (getenv("OTK_FUZZ_READ"))
		return fuzz_seeds(seeds) ? read_files(getenv("OTK_FUZZ_READ"), false) : 1;
	return otk_test_main(fuzz_name, tests, OTK_COUNT_OF(tests), init, clean);
}
#endif
