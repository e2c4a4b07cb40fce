/* SPDX-License-Identifier: MIT */
/*
 * CUnit with an exit status: non-zero if a check failed, the set-up or clean-up of a suite failed, a
 * test could not be registered, or no test ran. The last line of the output is "N passed, N failed,
 * N skipped".
 *
 *   static void adds(void) { CHECK_INT(1 + 1, 2); }
 *   int main(void) { return OTK_TEST_MAIN("sums", TEST(adds)); }
 */
#ifndef OTK_TESTS_HARNESS_H
#define OTK_TESTS_HARNESS_H

#include <otk/error.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct otk_test {
	const char *name;
	void (*run)(void);
} otk_test;

#define TEST(function)              \
	{                           \
#		function, function \
	}
#define OTK_TEST_MAIN(suite, ...)                             \
	otk_test_main(suite, (const otk_test[]){__VA_ARGS__}, \
		sizeof((const otk_test[]){__VA_ARGS__}) / sizeof(otk_test), NULL, NULL)
/* init returns 0 to run the tests, 77 to skip all of them; clean returns 0. Both may be NULL. */
int otk_test_main(const char *suite, const otk_test *tests, size_t count, int (*init)(void),
	int (*clean)(void));

/* Ends the current test as skipped, with a reason. */
#define SKIP(reason)                   \
	do {                           \
		otk_test_skip(reason); \
		return;                \
	} while (0)
void otk_test_skip(const char *reason);

/* Each evaluates its arguments once, prints the actual value on failure, and returns the result. */
#define CHECK(condition) otk_check((condition), #condition, __FILE__, __LINE__)
#define CHECK_INT(actual, expected) \
	otk_check_int((int64_t)(actual), (int64_t)(expected), #actual, __FILE__, __LINE__)
#define CHECK_STR(actual, expected) otk_check_str((actual), (expected), #actual, __FILE__, __LINE__)
#define CHECK_HAS(text, part)       otk_check_has((text), (part), #text, __FILE__, __LINE__)
#define CHECK_LACKS(text, part)     otk_check_lacks((text), (part), #text, __FILE__, __LINE__)
/* Compares a status; on failure prints the message of the error as well. */
#define CHECK_STATUS(actual, expected, error) \
	otk_check_status((actual), (expected), (error), #actual, __FILE__, __LINE__)
/* A check in a loop: the text identifies the iteration. */
#define CHECK_CASE(condition, ...) otk_check_case((condition), __FILE__, __LINE__, __VA_ARGS__)

bool otk_check(bool held, const char *what, const char *file, int line);
bool otk_check_int(int64_t actual, int64_t expected, const char *what, const char *file, int line);
bool otk_check_str(
	const char *actual, const char *expected, const char *what, const char *file, int line);
bool otk_check_has(
	const char *text, const char *part, const char *what, const char *file, int line);
bool otk_check_lacks(
	const char *text, const char *part, const char *what, const char *file, int line);
bool otk_check_status(otk_status actual, otk_status expected, const otk_error *error,
	const char *what, const char *file, int line);
bool otk_check_case(bool held, const char *file, int line, const char *format, ...)
	OTK_PRINTF(4, 5);

/*
 * Scales a time limit by the factor in the environment variable OTK_TEST_SLOW, which slow runs
 * (valgrind, sanitizers) set.
 */
int64_t otk_test_ms(int64_t ms);

/* Returns the malloc'd path of a file in the source or build tree. */
char *otk_test_source(const char *relative);
char *otk_test_build(const char *relative);
/* Reads a whole file as malloc'd, NUL-terminated text; NULL on failure. size may be NULL. */
char *otk_test_read(const char *path, size_t *size);
/* Returns a new, empty folder, which is removed with its contents when the program ends. */
const char *otk_test_folder(void);

#endif
