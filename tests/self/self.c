/* SPDX-License-Identifier: MIT */
/* The harness tested by itself: one program that passes, three that must fail. */
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

int main(void)
{
	static const otk_test tests[] = {TEST(a_test)};
#ifdef OTK_SELF_NONE
	const size_t count = 0;
#else
	const size_t count = 1;
#endif

	return otk_test_main("self", tests, count, set_up, NULL);
}
