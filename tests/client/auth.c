/* SPDX-License-Identifier: MIT */
/* The signed header: cached, renewed, refused once, and the clock that it uses. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "tests/client/fixture.h"

static void is_kept(void)
{
	otk_server *server = otk_server_new(NULL);
	otk_client *client = test_client(server, NULL);
	otk_error error = OTK_ERROR_INIT;
	char first[4096], second[4096], claims[4096];

	otk_server_default(server, &(otk_reply){.body = TEST_ARCHIVE});
	if (client) {
		test_get(client, OTK_OK, &error);
		test_get(client, OTK_OK, &error);
		test_jwt(otk_server_request(server, 0), first, sizeof(first));
		test_jwt(otk_server_request(server, 1), second, sizeof(second));
		CHECK(first[0] != '\0');
		CHECK_STR(first, second);
		test_claims(otk_server_request(server, 0), claims, sizeof(claims));
		CHECK_HAS(claims, "\"iss\":\"" TEST_KEY "\"");
		CHECK_HAS(claims, "\"ist\":\"project\"");
	}
	otk_client_free(client);
	otk_server_free(server);
}

static int64_t number_of(const char *claims, const char *name)
{
	const char *at = strstr(claims, name);

	return at ? strtoll(at + strlen(name), NULL, 10) : -1;
}

static void life(void)
{
	otk_server *server = otk_server_new(NULL);
	otk_client *client = test_client(server, &OTK_CLIENT_OPTIONS(.request_ttl = 77));
	otk_error error = OTK_ERROR_INIT;
	char claims[4096];

	otk_server_default(server, &(otk_reply){.body = TEST_ARCHIVE});
	if (client) {
		test_get(client, OTK_OK, &error);
		test_claims(otk_server_request(server, 0), claims, sizeof(claims));
		CHECK_INT(number_of(claims, "\"exp\":") - number_of(claims, "\"iat\":"), 77);
	}
	otk_client_free(client);
	otk_server_free(server);
}

/* A lifetime of one second is too short for the cache: every call signs. */
static void is_renewed(void)
{
	otk_server *server = otk_server_new(NULL);
	otk_client *client = test_client(server, &OTK_CLIENT_OPTIONS(.request_ttl = 1));
	otk_error error = OTK_ERROR_INIT;
	char first[4096], second[4096];

	otk_server_default(server, &(otk_reply){.body = TEST_ARCHIVE});
	if (client) {
		test_get(client, OTK_OK, &error);
		test_get(client, OTK_OK, &error);
		test_jwt(otk_server_request(server, 0), first, sizeof(first));
		test_jwt(otk_server_request(server, 1), second, sizeof(second));
		CHECK(first[0] && strcmp(first, second) != 0);
	}
	otk_client_free(client);
	otk_server_free(server);
}

static void ignore(otk_call *call, otk_status status, const void *result, const otk_error *error,
	void *userdata)
{
	(void)call, (void)result, (void)userdata;
	CHECK_STATUS(status, OTK_OK, error);
}

static void kept_and_refused(void)
{
	otk_server *server = otk_server_new(NULL);
	otk_client *client = test_client(server, NULL);
	otk_error error = OTK_ERROR_INIT;
	char first[4096], second[4096];

	otk_server_reply(server, &(otk_reply){.body = TEST_ARCHIVE});
	otk_server_reply(server, &(otk_reply){.status = 401});
	otk_server_default(server, &(otk_reply){.body = TEST_ARCHIVE});
	if (client) {
		test_get(client, OTK_OK, &error);
		test_get(client, OTK_OK, &error);
		CHECK_INT(otk_server_request_count(server), 3);
		test_jwt(otk_server_request(server, 1), first, sizeof(first));
		test_jwt(otk_server_request(server, 2), second, sizeof(second));
		CHECK(strcmp(first, second) != 0);
	}
	otk_client_free(client);
	otk_server_free(server);
}

/* A refused header is renewed once; a call that was signed for itself is not repeated. */
static void refused_for_good(void)
{
	otk_server *server = otk_server_new(NULL);
	otk_client *client = test_client(server, NULL);
	otk_error error = OTK_ERROR_INIT;

	otk_server_default(server, &(otk_reply){.status = 403});
	if (client) {
		test_get(client, OTK_E_AUTH, &error);
		CHECK_INT(otk_server_request_count(server), 1);
		CHECK_INT(error.attempts, 1);
		test_get(client, OTK_E_AUTH, &error);
		CHECK_INT(otk_server_request_count(server), 3);
		CHECK_INT(error.attempts, 2);
	}
	otk_client_free(client);
	otk_server_free(server);
}

/* Two calls with one cached header are refused; the second refusal is for the old header. */
static void refused_by_two(void)
{
	otk_server *server = otk_server_new(NULL);
	otk_client *client = test_client(server, &OTK_CLIENT_OPTIONS(.max_in_flight = 2));
	otk_error error = OTK_ERROR_INIT;
	char first[4096], second[4096];

	otk_server_reply(server, &(otk_reply){.body = TEST_ARCHIVE});
	otk_server_reply(server, &(otk_reply){.status = 401});
	otk_server_reply(server, &(otk_reply){.status = 401, .hold = true});
	otk_server_default(server, &(otk_reply){.body = TEST_ARCHIVE});
	if (client) {
		test_get(client, OTK_OK, &error);
		for (int i = 0; i < 2; i++) {
			otk_call *call = otk_archives_get_call(client, "a1", &error);

			CHECK_STATUS(otk_call_submit(call, ignore, NULL, &error), OTK_OK, &error);
		}
		/* The second refusal comes when the first call has been signed anew. */
		for (int i = 0; i < 200 && otk_server_request_count(server) < 4; i++)
			CHECK_STATUS(otk_client_run(client, 10, NULL, &error), OTK_OK, &error);
		otk_server_release(server);
		CHECK(test_run_until(client, 0));
		CHECK_INT(otk_server_request_count(server), 5);
		test_jwt(otk_server_request(server, 3), first, sizeof(first));
		test_jwt(otk_server_request(server, 4), second, sizeof(second));
		CHECK(first[0]);
		CHECK_STR(first, second);
	}
	otk_client_free(client);
	otk_server_free(server);
}

/* The clock of a service that differs by days is ignored. */
static void skew_too_large(void)
{
	otk_server *server = otk_server_new(NULL);
	otk_client *client = test_client(server, &OTK_CLIENT_OPTIONS(.correct_clock = OTK_YES));
	otk_error error = OTK_ERROR_INIT;
	static const int64_t seconds[] = {86400 + 3600, -86400 - 3600, 400 * INT64_C(86400)};
	char date[64];

	for (size_t i = 0; client && i < OTK_COUNT_OF(seconds); i++) {
		otk_server_reset(server);
		otk_server_default(
			server, &(otk_reply){.status = 403,
					.headers = test_date(seconds[i], date, sizeof(date))});
		test_get(client, OTK_E_AUTH, &error);
		CHECK_INT(otk_server_request_count(server), 1 + (i > 0));
	}
	otk_client_free(client);
	otk_server_free(server);
}

static void skew_in_words(void)
{
	otk_server *server = otk_server_new(NULL);
	otk_client *client = test_client(server, NULL);
	otk_error error = OTK_ERROR_INIT;
	char date[64];

	otk_server_reply(
		server, &(otk_reply){.status = 403, .headers = test_date(400, date, sizeof(date))});
	if (client) {
		test_get(client, OTK_E_AUTH, &error);
		CHECK_HAS(error.message, "s behind that of the service: set it right");
		CHECK_INT(otk_server_request_count(server), 1);
	}
	otk_server_reset(server);
	otk_server_default(server,
		&(otk_reply){.status = 403, .headers = test_date(-400, date, sizeof(date))});
	if (client) {
		test_get(client, OTK_E_AUTH, &error);
		CHECK_HAS(error.message, "s ahead of that of the service");
	}
	/* A difference of a minute is not reported. */
	otk_server_reset(server);
	otk_server_default(
		server, &(otk_reply){.status = 403, .headers = test_date(30, date, sizeof(date))});
	if (client) {
		test_get(client, OTK_E_AUTH, &error);
		CHECK_LACKS(error.message, "clock");
	}
	otk_client_free(client);
	otk_server_free(server);
}

static void skew_corrected(void)
{
	otk_server *server = otk_server_new(NULL);
	test_log log = {NULL, 0};
	otk_client *client =
		test_client(server, &OTK_CLIENT_OPTIONS(.correct_clock = OTK_YES,
					    .log = test_log_event, .log_userdata = &log));
	otk_error error = OTK_ERROR_INIT;
	char date[64], claims[4096];
	int64_t first;

	otk_server_reply(server,
		&(otk_reply){.status = 403, .headers = test_date(5000, date, sizeof(date))});
	otk_server_default(server,
		&(otk_reply){.body = TEST_ARCHIVE, .headers = test_date(5000, date, sizeof(date))});
	if (client) {
		test_get(client, OTK_OK, &error);
		CHECK_INT(otk_server_request_count(server), 2);
		first = number_of(
			test_claims(otk_server_request(server, 0), claims, sizeof(claims)),
			"\"iat\":");
		CHECK(number_of(test_claims(otk_server_request(server, 1), claims, sizeof(claims)),
			      "\"iat\":") -
				first >=
			4990);
		CHECK_HAS(log.text, "warning|archives.get|the clock of this machine is wrong");
		/* A clone knows the skew of its original. */
		otk_client *clone = otk_client_clone(client, &error);
		if (CHECK(clone != NULL))
			test_get(clone, OTK_OK, &error);
		CHECK(number_of(test_claims(otk_server_request(server, 2), claims, sizeof(claims)),
			      "\"iat\":") -
				first >=
			4990);
		otk_client_free(clone);
	}
	otk_client_free(client);
	otk_server_free(server);
	test_log_free(&log);
}

static void vonage_bearer(void)
{
	otk_server *server = otk_server_new(NULL);
	char *pem_path = otk_test_source("tests/client/no-such-key.pem");
	otk_error error = OTK_ERROR_INIT;
	otk_client *client = otk_client_new(
		&OTK_CLIENT_OPTIONS(.application_id = "29f760f8-7ce1-46c9-ade3-f2dedee4ed5f",
			.private_key_file = pem_path, .api_url = otk_server_url(server)),
		&error);

	CHECK(client == NULL);
	CHECK_INT(error.status, OTK_E_IO);
	CHECK_HAS(error.message, "private_key_file");
	free(pem_path);
	otk_server_free(server);
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
static void own_signer(void)
{
	otk_server *server = otk_server_new(NULL);
	int signatures = 0;
	const otk_signer signer = {
		.struct_size = sizeof(signer), .sign = sign_badly, .context = &signatures};
	otk_error error = OTK_ERROR_INIT;
	otk_key *key = otk_key_new(
		&OTK_KEY_OPTIONS(.application_id = "29f760f8-7ce1-46c9-ade3-f2dedee4ed5f",
			.signer = &signer),
		&error);
	otk_client *client;
	char value[4096], claims[4096];

	otk_server_default(server, &(otk_reply){.body = TEST_ARCHIVE});
	if (!CHECK_CASE(key != NULL, "%s", error.message))
		return;
	client = test_client(server, &OTK_CLIENT_OPTIONS(.key = key));
	otk_key_free(key);
	if (client) {
		test_get(client, OTK_OK, &error);
		otk_seen_header(
			otk_server_request(server, 0), "Authorization", value, sizeof(value));
		CHECK_CASE(strncmp(value, "Bearer ", 7) == 0, "%s", value);
		test_claims(otk_server_request(server, 0), claims, sizeof(claims));
		CHECK_HAS(claims, "\"application_id\":\"29f760f8-7ce1-46c9-ade3-f2dedee4ed5f\"");
		CHECK_INT(number_of(claims, "\"exp\":") - number_of(claims, "\"iat\":"), 900);
		CHECK_HAS(otk_server_request(server, 0)->path,
			"/v2/project/29f760f8-7ce1-46c9-ade3-f2dedee4ed5f/archive/a1");
		CHECK(signatures >= 1);
	}
	otk_client_free(client);
	otk_server_free(server);
}

int main(void)
{
	return OTK_TEST_MAIN("auth", TEST(is_kept), TEST(refused_by_two), TEST(skew_too_large),
		TEST(life), TEST(is_renewed), TEST(kept_and_refused), TEST(refused_for_good),
		TEST(skew_in_words), TEST(skew_corrected), TEST(vonage_bearer), TEST(own_signer));
}
