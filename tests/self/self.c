/* SPDX-License-Identifier: MIT */
/* The harness tested by itself: one program that passes, and one for each way to fail. */
#include "config.h"

#include "tests/harness.h"

static void a_test(void)
{
#ifdef OTK_SELF_FAILS
	CHECK_INT(1 + 1, 3);
#else
	CHECK_INT(1 + 1, 2);
#endif
}

static int set_up(void)
{
#ifdef OTK_SELF_INIT_FAILS
	return 1;
#else
	return 0;
#endif
}

/* ---- fixtures */

struct otk_fixture {
	int member;
};

/* Clean-ups that ran, and set-ups and tests that came to their end. */
static int cleaned, ended;

#if defined(OTK_SELF_SET_UP_FAILS)
#	define REQUIRED_IN_SET_UP 1
#	define REQUIRED_IN_TEST   8
#	define ENDED              0
#elif defined(OTK_SELF_REQUIRE_FAILS)
#	define REQUIRED_IN_SET_UP 0
#	define REQUIRED_IN_TEST   7
#	define ENDED              3 /* all but the test that requires what is not so */
#else
#	define REQUIRED_IN_SET_UP 0
#	define REQUIRED_IN_TEST   8
#	define ENDED              4
#endif

static void make_member(otk_fixture *f)
{
	REQUIRE(f->member == REQUIRED_IN_SET_UP);
	f->member = 7;
	ended++;
}

static void free_member(otk_fixture *f)
{
	CHECK_INT(f->member, REQUIRED_IN_SET_UP ? 0 : 8);
	cleaned++;
}

static void uses_its_fixture(otk_fixture *f)
{
	CHECK_INT(f->member++, 7);
	REQUIRE(f->member == REQUIRED_IN_TEST);
	ended++;
}

/* Each test gets a new fixture, also after a failure. */
static void uses_another_fixture(otk_fixture *f)
{
	CHECK_INT(f->member++, 7);
	ended++;
}

int main(void)
{
	static const otk_fixture_type numbered = {sizeof(otk_fixture), make_member, free_member};
	static const otk_test tests[] = {TEST(a_test), TEST_WITH(&numbered, uses_its_fixture),
		TEST_WITH(&numbered, uses_another_fixture)};
#ifdef OTK_SELF_NONE
	const size_t count = 0;
#else
	const size_t count = OTK_COUNT_OF(tests);
#endif
	const int result = otk_test_main("self", tests, count, set_up, NULL);

	/* Every fixture is cleaned up, and nothing runs after the check that ends a test. */
	if (cleaned && (cleaned != 2 || ended != ENDED))
		return !result; /* the opposite of what is expected */
	return result;
}
