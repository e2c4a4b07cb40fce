/* SPDX-License-Identifier: MIT */
/* Session ids: the vectors of the contract, and texts that are not session ids. */
#include "config.h"

#include <otk/session_id.h>
#include <string.h>

#include "tests/auth/keys.h"
#include "tests/harness.h"

static void vectors(void)
{
	static const struct {
		const char *id, *project, *location, *created, *random, *flags;
		int64_t created_at;
		int32_t prefix;
	} cases[] = {
		{SESSION, "123456", "", "Sat Mar 15 14:42:23 PDT 2014", "0.49013025", "", -1, 1},
		{FOREIGN, "654321", "", "Sat Mar 15 14:42:23 PDT 2014", "0.49013025", "", -1, 1},
		{"2_MX4xMzExMjU3MX5-MTQ3MDI1NzY3OTkxOH45QXRr", "13112571", "", "1470257679918",
			"9Atk", "", 1470257679918, 2},
		{APP_SESSION, APP_ID, "", "1726462588647", "11xLa1bbhzPeGQGmXsmgxI0k", "",
			1726462588647, 1},
		/* 1~5~10.0.0.1~12~r~P~~x~y: flags, a location, more fields than otk knows */
		{"9_MX41fjEwLjAuMC4xfjEyfnJ-UH5-eH55", "5", "10.0.0.1", "12", "r", "P", 12, 9},
		/* 1~5: no field after the project */
		{"0_MX41", "5", "", "", "", "", -1, 0},
	};

	for (size_t i = 0; i < OTK_COUNT_OF(cases); i++) {
		otk_error error = OTK_ERROR_INIT;
		otk_session_id *parsed = NULL;

		CHECK_STATUS(otk_session_id_parse(cases[i].id, &parsed, &error), OTK_OK, &error);
		if (!parsed)
			continue;
		CHECK_INT(parsed->struct_size, sizeof(*parsed));
		CHECK_STR(parsed->project_id, cases[i].project);
		CHECK_STR(parsed->location, cases[i].location);
		CHECK_STR(parsed->created, cases[i].created);
		CHECK_INT(parsed->created_at, cases[i].created_at);
		CHECK_STR(parsed->random, cases[i].random);
		CHECK_STR(parsed->flags, cases[i].flags);
		CHECK_INT(parsed->prefix, cases[i].prefix);
		otk_free(parsed);
	}
}

static void refused(const char *id, const char *message)
{
	otk_error error = OTK_ERROR_INIT;
	otk_session_id *parsed = NULL;

	CHECK_STATUS(otk_session_id_parse(id, &parsed, &error), OTK_E_ARGUMENT, &error);
	CHECK(parsed == NULL);
	CHECK_HAS(error.message, message);
	CHECK_STATUS(otk_session_id_check(test_opentok_key(), id, &error), OTK_E_ARGUMENT, &error);
	CHECK_HAS(error.message, message);
}

static void texts_that_are_not_session_ids(void)
{
	char text[300];

	refused(NULL, "missing");
	refused("", "missing");
	refused("x", "begin with a digit");
	refused("1", "begin with a digit");
	refused("a_MX41", "begin with a digit");
	refused("1-MX41", "begin with a digit");
	refused("12_MX41", "begin with a digit");
	refused("1_", "not a session id");
	refused("1_MX41=", "must be base64url");
	refused("1_MX4/", "must be base64url");
	refused("1_MX4 ", "must be base64url");
	refused("1_MX4xM", "must be base64url");
	refused("1_../../archive", "must be base64url");
	refused("1_AAAA", "not a session id");    /* NUL bytes */
	refused("1_Mn41", "not a session id");    /* 2~5 */
	refused("1_MX4", "not a session id");     /* 1~ */
	refused("1_MQ", "not a session id");      /* 1 */
	refused("1_MX7_", "not a session id");    /* not UTF-8 */
	refused("1_MX4KNX4", "not a session id"); /* a line end inside */
	memset(text, 'A', sizeof(text));
	memcpy(text, SESSION, strlen(SESSION));
	text[256] = '\0';
	refused(text, "more than 255");
	text[254] = '\0';
	refused(text, "not a session id"); /* long enough, but NUL bytes inside */
}

static void owner_of_a_session(void)
{
	otk_error error = OTK_ERROR_INIT;

	CHECK_STATUS(otk_session_id_check(test_opentok_key(), SESSION, &error), OTK_OK, &error);
	CHECK_STATUS(otk_session_id_check(test_vonage_key(), APP_SESSION, &error), OTK_OK, &error);
	CHECK_STATUS(
		otk_session_id_check(test_opentok_key(), FOREIGN, &error), OTK_E_ARGUMENT, &error);
	CHECK_HAS(error.message, "654321");
	CHECK_HAS(error.message, "123456");
	/* "1~1234567~": the key is a prefix of another one. */
	CHECK_STATUS(otk_session_id_check(test_opentok_key(), "1_MX4xMjM0NTY3fn4", &error),
		OTK_E_ARGUMENT, &error);
	/* "1~5~123456~": the key is in another field. */
	CHECK_STATUS(otk_session_id_check(test_opentok_key(), "1_MX41fjEyMzQ1Nn4", &error),
		OTK_E_ARGUMENT, &error);
	CHECK_STATUS(otk_session_id_check(NULL, SESSION, &error), OTK_E_ARGUMENT, &error);
	CHECK_STATUS(otk_session_id_parse(SESSION, NULL, &error), OTK_E_ARGUMENT, &error);
}

static int clean_up(void)
{
	test_keys_free();
	return 0;
}

int main(void)
{
	static const otk_test tests[] = {
		TEST(vectors), TEST(texts_that_are_not_session_ids), TEST(owner_of_a_session)};

	return otk_test_main("auth/session_id", tests, OTK_COUNT_OF(tests), NULL, clean_up);
}
