/* SPDX-License-Identifier: MIT */
/* Characters one by one: what is a blank in a layout class, printable, a control; and the clock. */
#include "config.h"

#include <string.h>
#include <time.h>

#include "core/base/clock.h"
#include "core/base/text/layout_class.h"
#include "core/base/text/text.h"
#include "core/base/text/utf8.h"
#include "tests/harness.h"

#define LAST_POINT 0x10ffff

/* The first and last code points of category Zs beyond ASCII, of Unicode 15. */
static const int32_t blanks[][2] = {{0xa0, 0xa0}, {0x1680, 0x1680}, {0x2000, 0x200a},
	{0x202f, 0x202f}, {0x205f, 0x205f}, {0x3000, 0x3000}};

/* Controls, and characters that change how the others appear. */
static const int32_t hidden[][2] = {{0, 0x1f}, {0x7f, 0x9f}, {0x61c, 0x61c}, {0x180e, 0x180e},
	{0x200b, 0x200b}, {0x200e, 0x200f}, {0x2028, 0x202e}, {0x2060, 0x206f}, {0xfeff, 0xfeff},
	{0xfff9, 0xfffb}, {0xe0000, 0xe007f}};

static bool is_among(const int32_t (*ranges)[2], size_t count, int32_t point)
{
	for (size_t i = 0; i < count; i++)
		if (point >= ranges[i][0] && point <= ranges[i][1])
			return true;
	return false;
}

static size_t write_point(char *text, int32_t point)
{
	const unsigned p = (unsigned)point;

	if (p < 0x80) {
		text[0] = (char)p;
		return 1;
	}
	if (p < 0x800) {
		text[0] = (char)(0xc0 | p >> 6);
		text[1] = (char)(0x80 | (p & 0x3f));
		return 2;
	}
	if (p < 0x10000) {
		text[0] = (char)(0xe0 | p >> 12);
		text[1] = (char)(0x80 | (p >> 6 & 0x3f));
		text[2] = (char)(0x80 | (p & 0x3f));
		return 3;
	}
	text[0] = (char)(0xf0 | p >> 18);
	text[1] = (char)(0x80 | (p >> 12 & 0x3f));
	text[2] = (char)(0x80 | (p >> 6 & 0x3f));
	text[3] = (char)(0x80 | (p & 0x3f));
	return 4;
}

/* Only the first difference is reported. */
static void every_point_is_printable_or_not(void)
{
	for (int32_t point = 0; point <= LAST_POINT; point++)
		if (otk_is_printable_point(point) ==
			is_among(hidden, OTK_COUNT_OF(hidden), point)) {
			CHECK_CASE(false, "U+%04X", (unsigned)point);
			return;
		}
	CHECK(!otk_is_printable_point(-1));
}

static void every_point_in_a_layout_class(void)
{
	for (int32_t point = 1; point <= LAST_POINT; point++) {
		char text[6] = {'a'};
		const size_t size = 1 + write_point(text + 1, point);
		const char *problem = otk_layout_class_problem(text, size);
		const char *wanted = NULL;

		if (point == ' ' || is_among(blanks, OTK_COUNT_OF(blanks), point))
			wanted = "holds a blank";
		else if (point >= 0xd800 && point <= 0xdfff)
			wanted = "is not UTF-8";
		else if (is_among(hidden, OTK_COUNT_OF(hidden), point))
			wanted = "holds a control";
		if (!wanted != !problem || (wanted && !strstr(problem, wanted))) {
			CHECK_CASE(
				false, "U+%04X: %s", (unsigned)point, problem ? problem : "good");
			return;
		}
	}
	CHECK_STR(otk_layout_class_problem("", 0), "is empty");
	CHECK_STR(otk_layout_class_problem("a\0b", 3), "holds a control character");
}

static void controls(void)
{
	for (int c = 0; c < 256; c++) {
		const char text[] = {'a', (char)c, 'b'};

		CHECK_CASE(otk_has_control(text, 3) == (c < 0x20 || c == 0x7f), "byte %d", c);
	}
	CHECK(!otk_has_control("\n", 0));
}

static int64_t milliseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Between two looks at the clock of the system, for as long as a rounding of it would last. */
static void the_clock_is_the_system_s(void)
{
	const int64_t begin = milliseconds();
	const int64_t seconds = (int64_t)time(NULL);
	int64_t last = begin, own;

	do {
		const int64_t before = milliseconds();

		own = otk_clock_monotonic_ms();
		if (own < before || own > milliseconds() || own < last) {
			CHECK_CASE(false, "%lld ms between %lld and %lld", (long long)own,
				(long long)before, (long long)milliseconds());
			return;
		}
		last = own;
	} while (last < begin + 20);
	CHECK(otk_clock_seconds() >= seconds && otk_clock_seconds() <= (int64_t)time(NULL));
}

int main(void)
{
	return OTK_TEST_MAIN("base/points", TEST(every_point_is_printable_or_not),
		TEST(every_point_in_a_layout_class), TEST(controls),
		TEST(the_clock_is_the_system_s));
}
