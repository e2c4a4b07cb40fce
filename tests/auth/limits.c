/* SPDX-License-Identifier: MIT */
/* The least and the greatest value of each time that a function takes; the bits of a random id. */
#include "config.h"

#include <otk/callback_auth.h>
#include <string.h>

#include "core/auth/crypto.h"
#include "core/auth/jwt/jwt_read.h"
#include "core/base/clock.h"
#include "tests/auth/keys.h"
#include "tests/harness.h"

/* A client token and a JWT, made once for all tests. */
static char *token, *jwt;

typedef otk_status (*take_fn)(int64_t value, otk_error *error);

static otk_status callback(const otk_callback_check *times, otk_error *error)
{
	static const char *const secrets[] = {"secret"};
	otk_callback_check check = *times;

	check.struct_size = sizeof(check);
	check.secrets = (otk_strings){secrets, 1};
	return otk_callback_verify(&check, NULL, error);
}

static otk_status callback_max_age(int64_t value, otk_error *error)
{
	return callback(&(otk_callback_check){.max_age = value}, error);
}

static otk_status callback_leeway(int64_t value, otk_error *error)
{
	return callback(&(otk_callback_check){.leeway = value}, error);
}

static otk_status callback_now(int64_t value, otk_error *error)
{
	return callback(&(otk_callback_check){.now = value}, error);
}

static otk_status inspect_now(int64_t value, otk_error *error)
{
	otk_token *parts = NULL;
	const otk_status status = otk_token_inspect(NULL, token, value, &parts, error);

	otk_free(parts);
	return status;
}

static otk_status token_now(int64_t value, otk_error *error)
{
	return otk_token_verify(test_opentok_key(), token, NULL, 0, value, error);
}

static otk_status token_leeway(int64_t value, otk_error *error)
{
	return otk_token_verify(test_opentok_key(), token, NULL, value, 0, error);
}

static otk_status jwt_now(int64_t value, otk_error *error)
{
	return otk_jwt_verify(test_opentok_key(), jwt, 0, value, NULL, error);
}

static otk_status jwt_leeway(int64_t value, otk_error *error)
{
	return otk_jwt_verify(test_opentok_key(), jwt, value, 0, NULL, error);
}

static otk_status request(int64_t ttl, int64_t now, otk_error *error)
{
	char buffer[4096];
	size_t size = sizeof(buffer);

	return otk_jwt_request(test_opentok_key(), ttl, now, buffer, &size, error);
}

static otk_status request_now(int64_t value, otk_error *error)
{
	return request(0, value, error);
}

static otk_status request_ttl(int64_t value, otk_error *error)
{
	return request(value, 0, error);
}

/* A new token; the options are not checked against the limits of the service. */
static otk_status create(otk_token_options options, otk_error *error)
{
	char *made = NULL;
	otk_status status;

	options.checks = OTK_CHECKS_OFF;
	status = otk_token_create(test_opentok_key(), SESSION, &options, &made, error);
	CHECK((made != NULL) == (status == OTK_OK));
	otk_free(made);
	return status;
}

static otk_status create_ttl(int64_t value, otk_error *error)
{
	return create(OTK_TOKEN_OPTIONS(.ttl = value), error);
}

static otk_status create_expire_at(int64_t value, otk_error *error)
{
	return create(OTK_TOKEN_OPTIONS(.expire_at = value), error);
}

static otk_status create_issued_at(int64_t value, otk_error *error)
{
	return create(OTK_TOKEN_OPTIONS(.issued_at = value), error);
}

static void times(void)
{
	static const struct {
		const char *name;
		take_fn take;
		int64_t least, greatest;
	} rows[] = {
		{"max_age", callback_max_age, 0, OTK_TIME_MAX},
		{"leeway", callback_leeway, -1, OTK_TIME_MAX},
		{"now", callback_now, 0, OTK_TIME_MAX},
		{"now", inspect_now, 0, OTK_TIME_MAX},
		{"now", token_now, 0, OTK_TIME_MAX},
		{"leeway", token_leeway, 0, OTK_TIME_MAX},
		{"now", jwt_now, 0, OTK_TIME_MAX},
		{"leeway", jwt_leeway, 0, OTK_TIME_MAX},
		{"now", request_now, 0, OTK_TIME_MAX},
		{"ttl", request_ttl, 0, OTK_REST_TTL_MAX_OPENTOK},
		{"ttl", create_ttl, -OTK_TIME_MAX, OTK_TIME_MAX},
		{"expire_at", create_expire_at, -OTK_TIME_MAX, OTK_TIME_MAX},
		{"issued_at", create_issued_at, 0, OTK_TIME_MAX},
	};

	for (size_t i = 0; i < OTK_COUNT_OF(rows); i++) {
		const int64_t values[] = {rows[i].least - 1, rows[i].least, 1, rows[i].greatest,
			rows[i].greatest + 1, INT64_MIN, INT64_MAX};

		for (size_t k = 0; k < OTK_COUNT_OF(values); k++) {
			const bool good =
				values[k] >= rows[i].least && values[k] <= rows[i].greatest;
			otk_error error = OTK_ERROR_INIT;
			const otk_status status = rows[i].take(values[k], &error);

			CHECK_CASE((status != OTK_E_ARGUMENT) == good, "row %zu: %s %lld: %s", i,
				rows[i].name, (long long)values[k], error.message);
			if (!good)
				CHECK_HAS(error.message, rows[i].name);
		}
	}
}

/* Version 4, variant 1; each of the other 122 bits is 0 in one id and 1 in another one. */
static void random_ids(void)
{
	char always[OTK_UUID_SIZE], ever[OTK_UUID_SIZE], id[OTK_UUID_SIZE];

	memset(always, 15, sizeof(always));
	memset(ever, 0, sizeof(ever));
	for (int round = 0; round < 200; round++) {
		REQUIRE(otk_uuid_v4(id, NULL) == OTK_OK);
		REQUIRE(strlen(id) == 36);
		for (size_t i = 0; i < 36; i++) {
			const int digit = id[i] == '-'   ? 0
					  : id[i] >= 'a' ? id[i] - 'a' + 10
							 : id[i] - '0';

			CHECK((id[i] == '-') == (i == 8 || i == 13 || i == 18 || i == 23));
			CHECK(digit >= 0 && digit <= 15);
			always[i] = (char)(always[i] & digit);
			ever[i] = (char)(ever[i] | digit);
		}
	}
	for (size_t i = 0; i < 36; i++) {
		const bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;

		CHECK_CASE(always[i] == (i == 14 ? 4 : i == 19 ? 8 : 0), "%zu: %d", i, always[i]);
		CHECK_CASE(ever[i] == (is_dash          ? 0
					      : i == 14 ? 4
					      : i == 19 ? 11
							: 15),
			"%zu: %d", i, ever[i]);
	}
}

/* The longest token that is made is the longest one that is read: OTK_JWT_MAX bytes. */
static void longest_jwt(void)
{
	static const struct {
		size_t claims, jwt; /* bytes; a JWT of 0: refused */
	} rows[] = {{98242, OTK_JWT_MAX - 1}, {98243, OTK_JWT_MAX}, {98244, 0}};
	static char claims[98244 + 1];

	for (size_t i = 0; i < OTK_COUNT_OF(rows); i++) {
		otk_error error = OTK_ERROR_INIT;
		char *made = NULL;
		const otk_status status = rows[i].jwt ? OTK_OK : OTK_E_ARGUMENT;

		memset(claims, 'c', rows[i].claims);
		memcpy(claims, "{\"iss\":\"", 8);
		memcpy(claims + rows[i].claims - 2, "\"}", 3);
		CHECK_STATUS(
			otk_jwt_sign(test_opentok_key(), claims, &made, &error), status, &error);
		if (status) {
			CHECK(made == NULL);
			CHECK_HAS(error.message, "98244 bytes make a JWT of more than 131072");
		} else if (CHECK(made != NULL)) {
			CHECK_INT(strlen(made), rows[i].jwt);
			CHECK_STATUS(otk_jwt_verify(test_opentok_key(), made, 0, 0, NULL, &error),
				OTK_OK, &error);
		}
		otk_free(made);
	}
}

static int make_tokens(void)
{
	otk_error error = OTK_ERROR_INIT;
	otk_status status = otk_token_create(test_opentok_key(), SESSION, NULL, &token, &error);

	if (!status)
		status = otk_jwt_sign(test_opentok_key(), "{\"iss\":\"1\"}", &jwt, &error);
	return status != OTK_OK;
}

static int free_tokens(void)
{
	otk_free(token);
	otk_free(jwt);
	test_keys_free();
	return 0;
}

int main(void)
{
	static const otk_test tests[] = {TEST(times), TEST(random_ids), TEST(longest_jwt)};

	return otk_test_main("auth/limits", tests, OTK_COUNT_OF(tests), make_tokens, free_tokens);
}
