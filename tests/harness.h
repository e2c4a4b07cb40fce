/* SPDX-License-Identifier: MIT */
/*
 * CUnit with an exit status: non-zero if a check failed, the set-up or clean-up of a suite failed,
 * a test could not be registered, or no test ran. The output ends with the number of checks and
 * with "N passed, N failed, N skipped".
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
#include <time.h>

/*
 * A fixture: what each test of a program needs, made before the test and freed after it, also when
 * the test fails. The program, or a header of its folder, defines the members. The memory is zeroed
 * before set_up(), which ends the test with REQUIRE() when it cannot make a member; so the test
 * itself relies on all of them. clean_up() frees those that are set.
 *
 *   struct otk_fixture { otk_server *server; };
 *   static void start_server(otk_fixture *f) { REQUIRE((f->server = otk_server_new(NULL))); }
 *   static void stop_server(otk_fixture *f) { otk_server_free(f->server); }
 *   static const otk_fixture_type with_server = {sizeof(otk_fixture), start_server, stop_server};
 *
 *   static void responds(otk_fixture *f) { CHECK(otk_server_port(f->server) > 0); }
 *   int main(void) { return OTK_TEST_MAIN("server", TEST_WITH(&with_server, responds)); }
 */
typedef struct otk_fixture otk_fixture;

typedef struct otk_fixture_type {
	size_t size;
	void (*set_up)(otk_fixture *fixture);
	void (*clean_up)(otk_fixture *fixture);
} otk_fixture_type;

typedef struct otk_test {
	const char *name;
	void (*run)(void);
	/* Instead of run(), for a test with a fixture: */
	void (*run_with)(otk_fixture *fixture);
	const otk_fixture_type *fixture;
} otk_test;

#define TEST(function)                               \
	{                                            \
		.name = #function, .run = (function) \
	}
/* For a test that names sizes and offsets of machines of 64 bits; on others it is skipped. */
#define TEST_64(function)                                                        \
	{                                                                        \
		.name = #function,                                               \
		.run = sizeof(void *) == 8 ? (function) : otk_test_needs_64_bits \
	}
void otk_test_needs_64_bits(void);
#define TEST_WITH(fixture_type, function)                                            \
	{                                                                            \
		.name = #function, .run_with = (function), .fixture = (fixture_type) \
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
/*
 * Checks and, on failure, ends the test: only in the thread of the test, and only while the test
 * has nothing to free that its fixture does not free.
 */
#define REQUIRE(condition)                                                   \
	((condition) ? (void)otk_check(true, #condition, __FILE__, __LINE__) \
		     : otk_test_end(NULL, #condition, __FILE__, __LINE__))
/* The same for a function that fills an error, whose message is printed. */
#define REQUIRE_OK(status, error)                                                \
	((status) == OTK_OK ? (void)otk_check(true, #status, __FILE__, __LINE__) \
			    : otk_test_end((error), #status, __FILE__, __LINE__))
/* A check in a loop: the text identifies the iteration. */
#define CHECK_CASE(condition, ...) otk_check_case((condition), __FILE__, __LINE__, __VA_ARGS__)

_Noreturn void otk_test_end(const otk_error *error, const char *what, const char *file, int line);
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
 * Whether this machine can hold a number of seconds since the epoch. With a time_t of 32 bits,
 * libcurl does not read dates after 2038.
 */
#define OTK_TEST_HAS_TIME(seconds) (sizeof(time_t) > 4 || (seconds) <= INT32_MAX)

/*
 * Scales a time limit by the factor in the environment variable OTK_TEST_SLOW, which slow runs
 * (valgrind, sanitizers) set.
 */
int64_t otk_test_ms(int64_t ms);

/*
 * Step of a loop over cases that are alike: 1, `slow` if OTK_TEST_SLOW is set, `valgrind` under
 * Valgrind, where each case takes seconds.
 */
size_t otk_test_step(size_t slow, size_t valgrind);

/* Returns the malloc'd path of a file in the source or build tree. */
char *otk_test_source(const char *relative);
char *otk_test_build(const char *relative);
/* Reads a whole file as malloc'd, NUL-terminated text; NULL on failure. size may be NULL. */
char *otk_test_read(const char *path, size_t *size);
/* Returns a new, empty folder, which is removed with its contents when the program ends. */
const char *otk_test_folder(void);

#endif
