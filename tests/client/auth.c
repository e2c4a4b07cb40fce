/* SPDX-License-Identifier: MIT */
/* The signed header: cached, renewed, refused once, and the clock that it uses. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "tests/client/fixture.h"

static void header_is_kept(otk_fixture *f)
{
	char first[4096], second[4096], claims[4096];

	otk_server_default(f->server, &(otk_reply){.body = TEST_ARCHIVE});
	test_get(f->client, OTK_OK, &f->error);
	test_get(f->client, OTK_OK, &f->error);
	test_jwt(otk_server_request(f->server, 0), first, sizeof(first));
	test_jwt(otk_server_request(f->server, 1), second, sizeof(second));
	CHECK(first[0] != '\0');
	CHECK_STR(first, second);
	test_claims(otk_server_request(f->server, 0), claims, sizeof(claims));
	CHECK_HAS(claims, "\"iss\":\"" TEST_KEY "\"");
	CHECK_HAS(claims, "\"ist\":\"project\"");
}

static int64_t number_after(const char *claims, const char *name)
{
	const char *at = strstr(claims, name);

	return at ? strtoll(at + strlen(name), NULL, 10) : -1;
}

static void lifetime_is_requested(otk_fixture *f)
{
	char claims[4096];

	test_use_client(f, &OTK_CLIENT_OPTIONS(.request_ttl = 77));
	otk_server_default(f->server, &(otk_reply){.body = TEST_ARCHIVE});
	test_get(f->client, OTK_OK, &f->error);
	test_claims(otk_server_request(f->server, 0), claims, sizeof(claims));
	CHECK_INT(number_after(claims, "\"exp\":") - number_after(claims, "\"iat\":"), 77);
}

/* A lifetime of one second is too short for the cache: every call signs. */
static void header_is_renewed(otk_fixture *f)
{
	char first[4096], second[4096];

	test_use_client(f, &OTK_CLIENT_OPTIONS(.request_ttl = 1));
	otk_server_default(f->server, &(otk_reply){.body = TEST_ARCHIVE});
	test_get(f->client, OTK_OK, &f->error);
	test_get(f->client, OTK_OK, &f->error);
	test_jwt(otk_server_request(f->server, 0), first, sizeof(first));
	test_jwt(otk_server_request(f->server, 1), second, sizeof(second));
	CHECK(first[0] && strcmp(first, second) != 0);
}

static void expect_success(otk_call *call, otk_status status, const void *result,
	const otk_error *error, void *userdata)
{
	(void)call, (void)result, (void)userdata;
	CHECK_STATUS(status, OTK_OK, error);
}

static void kept_header_is_refused(otk_fixture *f)
{
	char first[4096], second[4096];

	otk_server_reply(f->server, &(otk_reply){.body = TEST_ARCHIVE});
	otk_server_reply(f->server, &(otk_reply){.status = 401});
	otk_server_default(f->server, &(otk_reply){.body = TEST_ARCHIVE});
	test_get(f->client, OTK_OK, &f->error);
	test_get(f->client, OTK_OK, &f->error);
	CHECK_INT(otk_server_request_count(f->server), 3);
	test_jwt(otk_server_request(f->server, 1), first, sizeof(first));
	test_jwt(otk_server_request(f->server, 2), second, sizeof(second));
	CHECK(strcmp(first, second) != 0);
}

/* A cached header that is refused is renewed once; a header that is new is not. */
static void refused_for_good(otk_fixture *f)
{
	otk_server_default(f->server, &(otk_reply){.status = 403});
	test_get(f->client, OTK_E_AUTH, &f->error);
	CHECK_INT(otk_server_request_count(f->server), 1);
	CHECK_INT(f->error.attempts, 1);
	test_get(f->client, OTK_E_AUTH, &f->error);
	CHECK_INT(otk_server_request_count(f->server), 3);
	CHECK_INT(f->error.attempts, 2);
}

/* Two calls with one cached header are refused; the second refusal is for the old header. */
static void refused_by_two(otk_fixture *f)
{
	char first[4096], second[4096];

	test_use_client(f, &OTK_CLIENT_OPTIONS(.max_in_flight = 2));
	otk_server_reply(f->server, &(otk_reply){.body = TEST_ARCHIVE});
	otk_server_reply(f->server, &(otk_reply){.status = 401});
	otk_server_reply(f->server, &(otk_reply){.status = 401, .hold = true});
	otk_server_default(f->server, &(otk_reply){.body = TEST_ARCHIVE});
	test_get(f->client, OTK_OK, &f->error);
	for (int i = 0; i < 2; i++) {
		otk_call *call = otk_archives_get_call(f->client, "a1", &f->error);

		CHECK_STATUS(
			otk_call_submit(call, expect_success, NULL, &f->error), OTK_OK, &f->error);
	}
	/* The second refusal comes when the first call has been signed again. */
	TEST_RUN_WHILE(f->client, otk_server_request_count(f->server) < 4);
	otk_server_release(f->server);
	CHECK(test_run_until(f->client, 0));
	CHECK_INT(otk_server_request_count(f->server), 5);
	test_jwt(otk_server_request(f->server, 3), first, sizeof(first));
	test_jwt(otk_server_request(f->server, 4), second, sizeof(second));
	CHECK(first[0]);
	CHECK_STR(first, second);
}

/* The clock of a service that differs by days is ignored. */
static void skew_too_large(otk_fixture *f)
{
	static const int64_t seconds[] = {86400 + 3600, -86400 - 3600, 400 * INT64_C(86400)};
	char date[64];

	test_use_client(f, &OTK_CLIENT_OPTIONS(.correct_clock = OTK_YES));
	for (size_t i = 0; i < OTK_COUNT_OF(seconds); i++) {
		otk_server_reset(f->server);
		otk_server_default(
			f->server, &(otk_reply){.status = 403,
					   .headers = test_date(seconds[i], date, sizeof(date))});
		test_get(f->client, OTK_E_AUTH, &f->error);
		CHECK_INT(otk_server_request_count(f->server), 1 + (i > 0));
	}
}

static void skew_is_reported(otk_fixture *f)
{
	char date[64];

	otk_server_reply(f->server,
		&(otk_reply){.status = 403, .headers = test_date(400, date, sizeof(date))});
	test_get(f->client, OTK_E_AUTH, &f->error);
	CHECK_HAS(f->error.message, "s behind that of the service: set it (NTP)");
	CHECK_INT(otk_server_request_count(f->server), 1);
	otk_server_reset(f->server);
	otk_server_default(f->server,
		&(otk_reply){.status = 403, .headers = test_date(-400, date, sizeof(date))});
	test_get(f->client, OTK_E_AUTH, &f->error);
	CHECK_HAS(f->error.message, "s ahead of that of the service");
	/* A difference of a minute is not reported. */
	otk_server_reset(f->server);
	otk_server_default(f->server,
		&(otk_reply){.status = 403, .headers = test_date(30, date, sizeof(date))});
	test_get(f->client, OTK_E_AUTH, &f->error);
	CHECK_LACKS(f->error.message, "clock");
}

static void skew_is_corrected(otk_fixture *f)
{
	char date[64], claims[4096];
	otk_client *clone;
	int64_t first;

	test_use_client(f, &OTK_CLIENT_OPTIONS(.correct_clock = OTK_YES, .log = test_log_event,
				   .log_userdata = &f->log));
	otk_server_reply(f->server,
		&(otk_reply){.status = 403, .headers = test_date(5000, date, sizeof(date))});
	otk_server_default(f->server,
		&(otk_reply){.body = TEST_ARCHIVE, .headers = test_date(5000, date, sizeof(date))});
	test_get(f->client, OTK_OK, &f->error);
	CHECK_INT(otk_server_request_count(f->server), 2);
	first = number_after(
		test_claims(otk_server_request(f->server, 0), claims, sizeof(claims)), "\"iat\":");
	CHECK(number_after(test_claims(otk_server_request(f->server, 1), claims, sizeof(claims)),
		      "\"iat\":") -
			first >=
		4990);
	CHECK_HAS(f->log.text, "warning|archives.get|the clock of this machine is wrong");
	/* A clone knows the skew of its original. */
	clone = otk_client_clone(f->client, &f->error);
	if (CHECK(clone != NULL))
		test_get(clone, OTK_OK, &f->error);
	CHECK(number_after(test_claims(otk_server_request(f->server, 2), claims, sizeof(claims)),
		      "\"iat\":") -
			first >=
		4990);
	otk_client_free(clone);
}

/* Two calls are in flight; the one that signed the header is refused last. */
static void skew_is_corrected_for_all(otk_fixture *f)
{
	char date[64], claims[4096];

	test_use_client(f, &OTK_CLIENT_OPTIONS(.correct_clock = OTK_YES, .max_in_flight = 2));
	test_date(5000, date, sizeof(date));
	otk_server_reply(f->server, &(otk_reply){.status = 403, .headers = date, .hold = true});
	otk_server_reply(f->server, &(otk_reply){.status = 403, .headers = date});
	otk_server_default(f->server, &(otk_reply){.body = TEST_ARCHIVE, .headers = date});
	for (int i = 0; i < 2; i++) {
		otk_call *call = otk_archives_get_call(f->client, "a1", &f->error);

		CHECK_STATUS(
			otk_call_submit(call, expect_success, NULL, &f->error), OTK_OK, &f->error);
		TEST_RUN_WHILE(f->client, otk_server_request_count(f->server) < 1 + i);
	}
	TEST_RUN_WHILE(f->client, otk_server_request_count(f->server) < 3);
	otk_server_release(f->server);
	CHECK(test_run_until(f->client, 0));
	CHECK_INT(otk_server_request_count(f->server), 4);
	CHECK(number_after(test_claims(otk_server_request(f->server, 3), claims, sizeof(claims)),
		      "\"iat\":") > otk_clock_seconds() + 4900);
}

static void key_file_is_missing(otk_fixture *f)
{
	char *pem_path = otk_test_source("tests/client/no-such-key.pem");
	otk_client *client = otk_client_new(
		&OTK_CLIENT_OPTIONS(.application_id = "29f760f8-7ce1-46c9-ade3-f2dedee4ed5f",
			.private_key_file = pem_path, .api_url = otk_server_url(f->server)),
		&f->error);

	CHECK(client == NULL);
	CHECK_INT(f->error.status, OTK_E_IO);
	CHECK_HAS(f->error.message, "private_key_file");
	free(pem_path);
}

static otk_status sign_badly(void *context, const uint8_t *digest, size_t digest_size,
	uint8_t *signature, size_t *signature_size)
{
	(void)digest;
	(void)digest_size;
	++*(int *)context;
	memset(signature, 0x5a, 256);
	*signature_size = 256;
	return OTK_OK;
}

/* The caller's own signer, and the other header. */
static void own_signer(otk_fixture *f)
{
	static int signatures;
	const otk_signer signer = {
		.struct_size = sizeof(signer), .sign = sign_badly, .context = &signatures};
	char value[4096], claims[4096];

	f->key = otk_key_new(
		&OTK_KEY_OPTIONS(.application_id = "29f760f8-7ce1-46c9-ade3-f2dedee4ed5f",
			.signer = &signer),
		&f->error);
	REQUIRE_OK(f->error.status, &f->error);
	test_use_client(f, &OTK_CLIENT_OPTIONS(.key = f->key));
	otk_server_default(f->server, &(otk_reply){.body = TEST_ARCHIVE});
	test_get(f->client, OTK_OK, &f->error);
	otk_seen_header(otk_server_request(f->server, 0), "Authorization", value, sizeof(value));
	CHECK_CASE(strncmp(value, "Bearer ", 7) == 0, "%s", value);
	test_claims(otk_server_request(f->server, 0), claims, sizeof(claims));
	CHECK_HAS(claims, "\"application_id\":\"29f760f8-7ce1-46c9-ade3-f2dedee4ed5f\"");
	CHECK_INT(number_after(claims, "\"exp\":") - number_after(claims, "\"iat\":"), 900);
	CHECK_HAS(otk_server_request(f->server, 0)->path,
		"/v2/project/29f760f8-7ce1-46c9-ade3-f2dedee4ed5f/archive/a1");
	CHECK(signatures >= 1);
}

int main(void)
{
	return OTK_TEST_MAIN("auth", CLIENT_TEST(header_is_kept), CLIENT_TEST(refused_by_two),
		CLIENT_TEST(skew_too_large), CLIENT_TEST(lifetime_is_requested),
		CLIENT_TEST(header_is_renewed), CLIENT_TEST(kept_header_is_refused),
		CLIENT_TEST(refused_for_good), CLIENT_TEST(skew_is_reported),
		CLIENT_TEST(skew_is_corrected), CLIENT_TEST(skew_is_corrected_for_all),
		CLIENT_TEST(key_file_is_missing), CLIENT_TEST(own_signer));
}
