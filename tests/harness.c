/* SPDX-License-Identifier: MIT */
/* CUnit with an exit status. */
#include "config.h"

#include "tests/harness.h"

#include <CUnit/CUnit.h>
#include <CUnit/TestDB.h>
#include <CUnit/TestRun.h>
#include <ftw.h>
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define EXIT_SKIPPED 77

static unsigned skipped;
static bool this_one_skipped;
static const otk_test *this_one; /* the test that runs */
static jmp_buf end_of_this_one;
static bool can_end; /* end_of_this_one is valid */
static char folder[64];

static int remove_entry(const char *path, const struct stat *status, int type, struct FTW *where)
{
	(void)status;
	(void)type;
	(void)where;
	return remove(path);
}

static void remove_folder(void)
{
	if (folder[0])
		nftw(folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

const char *otk_test_folder(void)
{
	if (!folder[0]) {
		snprintf(folder, sizeof(folder), "/tmp/otk-test-XXXXXX");
		if (!mkdtemp(folder)) {
			perror("mkdtemp");
			_exit(1);
		}
		atexit(remove_folder);
	}
	return folder;
}

static void report(const char *file, int line, const char *what, const char *detail)
{
	char text[1024];

	snprintf(text, sizeof(text), "%s%s%s", what, detail[0] ? ": " : "", detail);
	printf("  %s:%d: %s\n", file, line, text);
	if (!CU_get_current_test()) /* in a target of libFuzzer */
		abort();
	CU_assertImplementation(CU_FALSE, (unsigned)line, text, file, "", CU_FALSE);
}

static void held(const char *file, int line)
{
	if (CU_get_current_test())
		CU_assertImplementation(CU_TRUE, (unsigned)line, "", file, "", CU_FALSE);
}

bool otk_check(bool is_held, const char *what, const char *file, int line)
{
	if (is_held)
		held(file, line);
	else
		report(file, line, what, "does not hold");
	return is_held;
}

bool otk_check_case(bool is_held, const char *file, int line, const char *format, ...)
{
	char text[512];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	return otk_check(is_held, text, file, line);
}

bool otk_check_int(int64_t actual, int64_t expected, const char *what, const char *file, int line)
{
	char text[128];

	if (actual == expected) {
		held(file, line);
		return true;
	}
	snprintf(text, sizeof(text), "is %" PRId64 ", not %" PRId64, actual, expected);
	report(file, line, what, text);
	return false;
}

bool otk_check_str(
	const char *actual, const char *expected, const char *what, const char *file, int line)
{
	char text[768];

	if (actual == expected || (actual && expected && strcmp(actual, expected) == 0)) {
		held(file, line);
		return true;
	}
	snprintf(text, sizeof(text), "is \"%.300s\", not \"%.300s\"", actual ? actual : "(NULL)",
		expected ? expected : "(NULL)");
	report(file, line, what, text);
	return false;
}

static bool check_part(const char *text, const char *part, bool wanted, const char *what,
	const char *file, int line)
{
	char detail[768];

	if (text && (strstr(text, part) != NULL) == wanted) {
		held(file, line);
		return true;
	}
	snprintf(detail, sizeof(detail), "\"%.400s\" %s \"%.200s\"", text ? text : "(NULL)",
		wanted ? "lacks" : "has", part);
	report(file, line, what, detail);
	return false;
}

bool otk_check_has(const char *text, const char *part, const char *what, const char *file, int line)
{
	return check_part(text, part, true, what, file, line);
}

bool otk_check_lacks(
	const char *text, const char *part, const char *what, const char *file, int line)
{
	return check_part(text, part, false, what, file, line);
}

bool otk_check_status(otk_status actual, otk_status expected, const otk_error *error,
	const char *what, const char *file, int line)
{
	char text[768];

	if (actual == expected) {
		held(file, line);
		return true;
	}
	snprintf(text, sizeof(text), "is %d, not %d (%s)", (int)actual, (int)expected,
		error && actual ? error->message : "");
	report(file, line, what, text);
	return false;
}

void otk_test_end(const otk_error *error, const char *what, const char *file, int line)
{
	char text[768];

	snprintf(text, sizeof(text), "%s; the test ends here",
		error ? error->message : "does not hold");
	report(file, line, what, text);
	if (!can_end) {
		printf("  REQUIRE() was used in a clean-up or outside of a test\n");
		exit(1);
	}
	longjmp(end_of_this_one, 1);
}

/* Returns here also when a REQUIRE() of the test or of its set-up fails. */
static void run_to_its_end(otk_fixture *fixture)
{
	if (setjmp(end_of_this_one) == 0) {
		can_end = true;
		if (fixture) {
			this_one->fixture->set_up(fixture);
			this_one->run_with(fixture);
		} else {
			this_one->run();
		}
	}
	can_end = false;
}

/* CUnit calls this function for each test. */
static void run_this_one(void)
{
	otk_fixture *fixture = NULL;

	if (this_one->fixture) {
		fixture = calloc(1, this_one->fixture->size);
		if (!fixture)
			abort();
	}
	run_to_its_end(fixture);
	if (fixture && this_one->fixture->clean_up)
		this_one->fixture->clean_up(fixture);
	free(fixture);
}

void otk_test_skip(const char *reason)
{
	printf("  skipped: %s\n", reason);
	skipped++;
	this_one_skipped = true;
}

void otk_test_needs_64_bits(void)
{
	otk_test_skip("its sizes are those of machines of 64 bits");
}

int64_t otk_test_ms(int64_t ms)
{
	const char *slow = getenv("OTK_TEST_SLOW");
	long times = slow ? strtol(slow, NULL, 10) : 1;

	return times > 1 && times <= 100 ? ms * times : ms;
}

size_t otk_test_step(size_t slow, size_t valgrind)
{
	if (getenv("OTK_UNDER_VALGRIND"))
		return valgrind;
	return getenv("OTK_TEST_SLOW") ? slow : 1;
}

static char *below(const char *variable, const char *relative)
{
	const char *root = getenv(variable);
	size_t size = strlen(root ? root : ".") + strlen(relative) + 2;
	char *path = malloc(size);

	if (path)
		snprintf(path, size, "%s/%s", root ? root : ".", relative);
	return path;
}

char *otk_test_source(const char *relative)
{
	return below("OTK_TEST_SRCDIR", relative);
}

char *otk_test_build(const char *relative)
{
	return below("OTK_TEST_BUILDDIR", relative);
}

char *otk_test_read(const char *path, size_t *size)
{
	FILE *file = fopen(path, "rb");
	char *text = NULL;
	size_t used = 0, capacity = 0;

	if (!file)
		return NULL;
	do {
		char *more;

		capacity = capacity ? capacity * 2 : 4096;
		more = realloc(text, capacity + 1);
		if (!more)
			abort();
		text = more;
		used += fread(text + used, 1, capacity - used, file);
	} while (used == capacity);
	fclose(file);
	text[used] = '\0';
	if (size)
		*size = used;
	return text;
}

/* The results of the tests of a program. */
typedef struct tally {
	unsigned ran, failed, checks;
	bool good; /* each test could run */
} tally;

static void run_test(const char *suite, CU_pSuite registered, const otk_test *one, tally *t)
{
	CU_pTest test;

	t->ran++;
	/* CUnit silently accepts two tests of the same name. */
	if (CU_get_test_by_name(one->name, registered)) {
		printf("%s: two tests are called %s\n", suite, one->name);
		t->good = false;
		return;
	}
	test = CU_add_test(registered, one->name, run_this_one);
	this_one = one;
	this_one_skipped = false;
	if (!test || CU_run_test(registered, test) != CUE_SUCCESS) {
		printf("%s: %s could not run\n", suite, one->name);
		t->good = false;
	}
	/* CUnit resets its counters for each test that is run separately. */
	t->checks += CU_get_number_of_asserts();
	if (CU_get_number_of_failures() > 0) {
		t->failed++;
		printf("FAIL %s: %s\n", suite, one->name);
	} else {
		printf("%s %s: %s\n", this_one_skipped ? "skip" : "ok  ", suite, one->name);
	}
}

int otk_test_main(const char *suite, const otk_test *tests, size_t count, int (*init)(void),
	int (*clean)(void))
{
	tally t = {.good = true};
	CU_pSuite registered;
	int ready;

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (CU_initialize_registry() != CUE_SUCCESS)
		return 1;
	registered = CU_add_suite(suite, NULL, NULL);
	if (!registered)
		return 1;
	ready = init ? init() : 0;
	if (ready == EXIT_SKIPPED) {
		printf("%s: 0 passed, 0 failed, %zu skipped\n", suite, count);
		return EXIT_SKIPPED;
	}
	if (ready) {
		printf("%s: its set-up failed\n", suite);
		t.good = false;
	}
	for (size_t i = 0; i < count && !ready; i++)
		run_test(suite, registered, &tests[i], &t);
	if (clean && clean()) {
		printf("%s: its clean-up failed\n", suite);
		t.good = false;
	}
	if (!t.ran) {
		printf("%s: no test ran\n", suite);
		t.good = false;
	}
	CU_cleanup_registry();
	printf("%s: %u checks\n", suite, t.checks);
	printf("%s: %u passed, %u failed, %u skipped\n", suite, t.ran - t.failed - skipped,
		t.failed, skipped);
	if (t.failed || !t.good)
		return 1;
	return skipped == t.ran ? EXIT_SKIPPED : 0;
}
