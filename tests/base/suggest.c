/* SPDX-License-Identifier: MIT */
/* Suggestions for mistyped words: which candidate is near enough, and how near. */
#include "config.h"

#include "core/base/error/suggest.h"

#include <string.h>

#include "core/base/error/status.h"
#include "tests/harness.h"

static void distances(void)
{
	static const struct {
		const char *given;
		const char *candidate;
		size_t distance;
	} near[] = {
		{"publisher", "publisher", 0},
		{"publishre", "publisher", 1}, /* two letters swapped */
		{"publishr", "publisher", 1},  /* one dropped */
		{"publissher", "publisher", 1}, {"publosher", "publisher", 1},
		{"pub", "publisher", 1}, /* a beginning */
		{"puplisger", "publisher", 2}, {"bulishert", "publisher", 3},
		{"media-mode", "mediaMode", 0}, {"media_mode", "mediaMode", 0}, {"acbd", "abcd", 1},
		{"bacd", "abcd", 1}, /* the first two letters */
		{"abdc", "abcd", 1}, /* the last two */
	};

	for (size_t i = 0; i < OTK_COUNT_OF(near); i++) {
		otk_suggestion found = {0};

		otk_suggest(&found, near[i].given, strlen(near[i].given), near[i].candidate);
		CHECK_STR(found.best ? found.best : "nothing", near[i].candidate);
		CHECK_INT(found.distance, near[i].distance);
	}
}

static void too_far(void)
{
	static const char *const far[][2] = {{"xyz", "publisher"}, {"pu", "publisher"},
		{"123", "1234"}, {"ab", "cd"}, {"a", "b"},
		/* Two changes are too many for four letters. */
		{"abxy", "abcd"}};

	for (size_t i = 0; i < OTK_COUNT_OF(far); i++) {
		otk_suggestion found = {0};

		otk_suggest(&found, far[i][0], strlen(far[i][0]), far[i][1]);
		CHECK_CASE(!found.best, "%s suggests %s", far[i][0], far[i][1]);
	}
}

static void the_nearest_wins(void)
{
	static const char *const candidates[] = {"stops", "start", "starts", "stars"};
	otk_suggestion found = {0};

	for (size_t i = 0; i < OTK_COUNT_OF(candidates); i++)
		otk_suggest(&found, "strat", 5, candidates[i]);
	CHECK_STR(found.best, "start");
	CHECK_INT(found.distance, 1);
}

int main(void)
{
	return OTK_TEST_MAIN(
		"base/suggest", TEST(distances), TEST(too_far), TEST(the_nearest_wins));
}
