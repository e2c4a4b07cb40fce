/* SPDX-License-Identifier: MIT */
/*
 * The main program of all fuzz targets. A target defines fuzz_one() and fuzz_seeds(). As a test it
 * runs its seeds, the inputs that are kept in data/TARGET.txt, and mutations of both with a fixed
 * random seed (OTK_FUZZ_RUNS: the number of mutations). tests/fuzz/fuzz.sh builds it with
 * -DOTK_LIBFUZZER -fsanitize=fuzzer as a target of libFuzzer.
 *
 * In data/TARGET.txt each line is an input, with \\, \n and \xHH. The test also serves fuzz.sh:
 *
 *   OTK_FUZZ_WRITE=FOLDER    writes the seeds and the kept inputs into files
 *   OTK_FUZZ_READ=FOLDER     runs the files only
 *   OTK_FUZZ_KEEP=FOLDER     prints the files as lines for data/TARGET.txt
 */
#ifndef OTK_TESTS_FUZZ_H
#define OTK_TESTS_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FUZZ_SEEDS_MAX 128
#define FUZZ_ROUNDS    20000

typedef struct fuzz_seed {
	char *text; /* malloc'd; its first byte may select the operation or function under test */
	size_t size;
} fuzz_seed;

/* Runs one input. Returns NULL, or the problem. data[size] is NUL. */
const char *fuzz_one(const char *data, size_t size);
/* Fills at most FUZZ_SEEDS_MAX entries and returns their number; 0: failed. */
size_t fuzz_seeds(fuzz_seed *seeds);
/* Returns a seed that consists of a byte (0: none) and a text. */
fuzz_seed fuzz_seed_of(char selector, const char *text);
/* Number of inputs that were accepted; a test without accepted inputs proves nothing. */
extern size_t fuzz_good;
extern const char *const fuzz_name;
/* Number of mutations in a test, unless OTK_FUZZ_RUNS says otherwise. */
extern const size_t fuzz_rounds;

/* Whether a text is one printable line of UTF-8, as every text of an error must be. */
bool fuzz_is_shown(const char *text);

#endif
