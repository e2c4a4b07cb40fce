/* SPDX-License-Identifier: MIT */
/* Request tokens made elsewhere: given or handed over, renewed, refused, hidden. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "core/base/clock.h"
#include "tests/auth/keys.h"
#include "tests/client/fixture.h"

/* What a backend hands over, and how often it was asked. */
typedef struct source {
	const otk_key *key;
	int64_t ttl;
	int64_t issued_at; /* 0: now */
	int asked;
	const char *text;  /* instead of a token */
	otk_status status; /* instead of a token */
} source;

static otk_status hand_over(char *buffer, size_t size, void *userdata, otk_error *error)
{
	source *s = userdata;

	s->asked++;
	if (s->status) {
		snprintf(error->message, sizeof(error->message), "the backend\nis\x1b away");
		return s->status;
	}
	if (!s->text)
		return otk_jwt_request(s->key, s->ttl, s->issued_at, buffer, &size, error);
	snprintf(buffer, size, "%s", s->text);
	return OTK_OK;
}

static otk_key *opentok_key(otk_fixture *f)
{
	if (!f->key)
		f->key = otk_key_new(
			&OTK_KEY_OPTIONS(.api_key = TEST_KEY, .api_secret = TEST_SECRET),
			&f->error);
	REQUIRE(f->key != NULL);
	return f->key;
}

/* A token of the key, made `age` seconds ago for `ttl` seconds. */
static const char *make_token(const otk_key *key, int64_t ttl, int64_t age, char *out, size_t size)
{
	otk_error error = OTK_ERROR_INIT;

	REQUIRE_OK(
		otk_jwt_request(key, ttl, otk_clock_seconds() - age, out, &size, &error), &error);
	return out;
}

static void given_token_is_sent(otk_fixture *f)
{
	char token[2048], seen[4096];
	otk_client *clone;

	test_use_client(f,
		&OTK_CLIENT_OPTIONS(.api_key = TEST_KEY,
			.request_token = make_token(opentok_key(f), 0, 0, token, sizeof(token))));
	otk_server_default(f->server, &(otk_reply){.body = TEST_ARCHIVE});
	test_get(f->client, OTK_OK, &f->error);
	CHECK_HAS(otk_server_request(f->server, 0)->headers, "X-OPENTOK-AUTH: ");
	CHECK_STR(test_jwt(otk_server_request(f->server, 0), seen, sizeof(seen)), token);
	clone = otk_client_clone(f->client, &f->error);
	REQUIRE_OK(f->error.status, &f->error);
	test_get(clone, OTK_OK, &f->error);
	CHECK_STR(test_jwt(otk_server_request(f->server, 1), seen, sizeof(seen)), token);
	otk_client_free(clone);
}

static void given_token_of_an_application(otk_fixture *f)
{
	char token[2048];
	otk_key *key = otk_key_new(
		&OTK_KEY_OPTIONS(.application_id = APP_ID, .private_key_pem = test_private_pem()),
		&f->error);

	REQUIRE(key != NULL);
	make_token(key, 0, 0, token, sizeof(token));
	otk_key_free(key);
	test_use_client(f, &OTK_CLIENT_OPTIONS(.application_id = APP_ID, .request_token = token));
	otk_server_default(f->server, &(otk_reply){.body = TEST_ARCHIVE});
	test_get(f->client, OTK_OK, &f->error);
	CHECK_HAS(otk_server_request(f->server, 0)->headers, "Authorization: Bearer ");
	CHECK_HAS(otk_server_request(f->server, 0)->headers, token);
}

/* It cannot change, so it is not sent again; the message says what to do. */
static void given_token_is_refused_once(otk_fixture *f)
{
	char token[2048];

	test_use_client(f,
		&OTK_CLIENT_OPTIONS(.api_key = TEST_KEY,
			.request_token = make_token(opentok_key(f), 0, 0, token, sizeof(token))));
	otk_server_default(f->server, &(otk_reply){.status = 401});
	test_get(f->client, OTK_E_AUTH, &f->error);
	test_get(f->client, OTK_E_AUTH, &f->error);
	CHECK_INT(otk_server_request_count(f->server), 2);
	CHECK_HAS(f->error.message, "get a new request token");
}

/* Its key names the project and signs nothing. */
static void no_tokens_are_made(otk_fixture *f)
{
	char token[2048], header[512], *made = NULL;
	size_t size = sizeof(header);
	const otk_key *key;

	test_use_client(f,
		&OTK_CLIENT_OPTIONS(.api_key = TEST_KEY,
			.request_token = make_token(opentok_key(f), 0, 0, token, sizeof(token))));
	key = otk_client_key(f->client);
	CHECK_STR(otk_key_id(key), TEST_KEY);
	CHECK_INT(otk_token_create(key, TEST_SESSION, NULL, &made, &f->error), OTK_E_UNSUPPORTED);
	CHECK_HAS(f->error.message, "has no secret or private key, so it cannot sign");
	CHECK_INT(otk_token_create(key, TEST_SESSION, &OTK_TOKEN_OPTIONS(.kind = OTK_TOKEN_T1),
			  &made, &f->error),
		OTK_E_UNSUPPORTED);
	CHECK_INT(otk_key_basic(key, header, &size, &f->error), OTK_E_UNSUPPORTED);
	/* An empty secret must not verify what anybody can sign with it. */
	CHECK_INT(otk_jwt_verify(key, token, 0, 0, NULL, &f->error), OTK_E_UNSUPPORTED);
	CHECK_HAS(f->error.message, "no api_secret to verify with");
}

static void refuse(
	otk_fixture *f, const otk_client_options *options, otk_status status, const char *words)
{
	otk_client *client = otk_client_new(options, &f->error);

	CHECK(client == NULL);
	otk_client_free(client);
	CHECK_STATUS(f->error.status, status, &f->error);
	CHECK_HAS(f->error.message, words);
}

static void wrong_combinations(otk_fixture *f)
{
	static const char excluded[] = "request_token, token_source: set one, with";
	source s = {.key = opentok_key(f)};
	char token[2048];
	const char *t = make_token(opentok_key(f), 0, 0, token, sizeof(token));
	const otk_client_options rows[] = {
		OTK_CLIENT_OPTIONS(.request_token = t),
		OTK_CLIENT_OPTIONS(.api_key = TEST_KEY, .application_id = APP_ID,
			.request_token = t),
		OTK_CLIENT_OPTIONS(.api_key = TEST_KEY, .api_secret = TEST_SECRET,
			.request_token = t),
		OTK_CLIENT_OPTIONS(.application_id = APP_ID, .private_key_file = "x",
			.token_source = hand_over),
		OTK_CLIENT_OPTIONS(.key = f->key, .request_token = t),
		OTK_CLIENT_OPTIONS(.key = f->key, .api_key = TEST_KEY, .token_source = hand_over),
		OTK_CLIENT_OPTIONS(.application_id = APP_ID, .signer = "openssl",
			.request_token = t),
		OTK_CLIENT_OPTIONS(.api_key = TEST_KEY, .request_ttl = 60, .request_token = t),
		OTK_CLIENT_OPTIONS(.api_key = TEST_KEY, .request_token = t,
			.token_source = hand_over, .token_source_userdata = &s),
	};

	for (size_t i = 0; i < OTK_COUNT_OF(rows); i++)
		refuse(f, &rows[i], OTK_E_ARGUMENT, excluded);
	CHECK_INT(s.asked, 0);
}

static void unusable_tokens(otk_fixture *f)
{
	otk_key *key = opentok_key(f);
	char token[2048], large[OTK_REQUEST_TOKEN_MAX + 1], *client_token = NULL;

	refuse(f,
		&OTK_CLIENT_OPTIONS(.api_key = TEST_KEY,
			.request_token = make_token(key, 60, 61, token, sizeof(token))),
		OTK_E_TOKEN_EXPIRED, "request_token: expired ");
	CHECK_LACKS(f->error.message, token);
	refuse(f,
		&OTK_CLIENT_OPTIONS(.api_key = "654321",
			.request_token = make_token(key, 60, 0, token, sizeof(token))),
		OTK_E_TOKEN, "request_token: is for another project, not for 654321");
	refuse(f, &OTK_CLIENT_OPTIONS(.api_key = TEST_KEY, .request_token = "geheim"), OTK_E_TOKEN,
		"request_token: ");
	CHECK_LACKS(f->error.message, "geheim");
	REQUIRE_OK(otk_token_create(key, TEST_SESSION, NULL, &client_token, &f->error), &f->error);
	refuse(f, &OTK_CLIENT_OPTIONS(.api_key = TEST_KEY, .request_token = client_token),
		OTK_E_TOKEN, "request_token: is a client token");
	otk_free(client_token);
	memset(large, 'e', sizeof(large) - 1);
	large[sizeof(large) - 1] = '\0';
	refuse(f, &OTK_CLIENT_OPTIONS(.api_key = TEST_KEY, .request_token = large), OTK_E_ARGUMENT,
		"has more than 4095 bytes");
	refuse(f, &OTK_CLIENT_OPTIONS(.api_key = TEST_KEY, .request_token = "a\nb"), OTK_E_ARGUMENT,
		"request_token: holds a line break");
	/* A clock that may be wrong does not decide; the service does. */
	test_use_client(f, &OTK_CLIENT_OPTIONS(.api_key = TEST_KEY, .correct_clock = OTK_YES,
				   .request_token = make_token(key, 60, 61, token, sizeof(token))));
	otk_server_default(f->server, &(otk_reply){.status = 401});
	test_get(f->client, OTK_E_AUTH, &f->error);
	CHECK_INT(otk_server_request_count(f->server), 1);
}

static void use_source_with(otk_fixture *f, source *s, otk_flag correct_clock)
{
	s->key = opentok_key(f);
	test_use_client(f, &OTK_CLIENT_OPTIONS(.api_key = TEST_KEY, .token_source = hand_over,
				   .token_source_userdata = s, .max_attempts = 1,
				   .correct_clock = correct_clock));
	otk_server_default(f->server, &(otk_reply){.body = TEST_ARCHIVE});
}

static void use_source(otk_fixture *f, source *s)
{
	use_source_with(f, s, OTK_UNSET);
}

static void source_is_asked_when_needed(otk_fixture *f)
{
	source s = {.ttl = 180};

	use_source(f, &s);
	CHECK_INT(s.asked, 0);
	test_get(f->client, OTK_OK, &f->error);
	test_get(f->client, OTK_OK, &f->error);
	CHECK_INT(s.asked, 1);
	/* 20 s of its life are left, which is enough for the next call. */
	s = (source){.ttl = 180, .issued_at = otk_clock_seconds() - 160};
	use_source(f, &s);
	test_get(f->client, OTK_OK, &f->error);
	test_get(f->client, OTK_OK, &f->error);
	CHECK_INT(s.asked, 1);
	/* 1 s is left, so each call asks. The clock of the service counts: no token is expired. */
	s = (source){.ttl = 180, .issued_at = otk_clock_seconds() - 179};
	use_source_with(f, &s, OTK_YES);
	test_get(f->client, OTK_OK, &f->error);
	test_get(f->client, OTK_OK, &f->error);
	CHECK_INT(s.asked, 2);
}

/* A source may have an old token at hand, so it is asked once more, even for its first one. */
static void source_is_asked_after_401(otk_fixture *f)
{
	source s = {.ttl = 180};

	use_source(f, &s);
	otk_server_reply(f->server, &(otk_reply){.status = 401});
	test_get(f->client, OTK_OK, &f->error);
	CHECK_INT(s.asked, 2);
	CHECK_INT(otk_server_request_count(f->server), 2);
	otk_server_default(f->server, &(otk_reply){.status = 401});
	test_get(f->client, OTK_E_AUTH, &f->error);
	CHECK_INT(s.asked, 3);
	CHECK_INT(otk_server_request_count(f->server), 4);
}

static void source_that_fails(otk_fixture *f)
{
	source s = {.status = OTK_E_TIMEOUT};

	use_source(f, &s);
	test_get(f->client, OTK_E_TIMEOUT, &f->error);
	CHECK_HAS(f->error.message, "token_source: the backend is  away");
	s = (source){.ttl = 60, .issued_at = otk_clock_seconds() - 61};
	use_source(f, &s);
	test_get(f->client, OTK_E_TOKEN_EXPIRED, &f->error);
	s = (source){.text = "geheim"};
	use_source(f, &s);
	test_get(f->client, OTK_E_TOKEN, &f->error);
	CHECK_LACKS(f->error.message, "geheim");
	CHECK_INT(otk_server_request_count(f->server), 0);
}

/* A service that repeats the token within another word: it does not look like a token there. */
static void given_token_is_hidden(otk_fixture *f)
{
	char token[2048], body[4096];

	test_use_client(f,
		&OTK_CLIENT_OPTIONS(.api_key = TEST_KEY,
			.request_token = make_token(opentok_key(f), 0, 0, token, sizeof(token))));
	snprintf(body, sizeof(body), "{\"code\":1,\"message\":\"refused:_%s_ was sent\"}", token);
	otk_server_default(f->server, &(otk_reply){.status = 400, .body = body});
	test_get(f->client, OTK_E_REQUEST, &f->error);
	CHECK_HAS(f->error.message, "was sent");
	CHECK_LACKS(f->error.message, token);
	CHECK_LACKS(f->error.service_message, token);
	CHECK_LACKS(f->error.body, token);
}

/* The options are refused before they are copied: the caller's texts stay as they are. */
static void texts_of_the_caller_stay(otk_fixture *f)
{
	char token[] = "geheim-token", password[] = "geheim-password";

	refuse(f,
		&OTK_CLIENT_OPTIONS(.api_key = TEST_KEY, .max_attempts = -1, .request_token = token,
			.proxy_password = password),
		OTK_E_ARGUMENT, "max_attempts");
	refuse(f,
		&OTK_CLIENT_OPTIONS(.api_key = TEST_KEY, .user_agent = "a\nb",
			.request_token = token, .proxy_password = password),
		OTK_E_ARGUMENT, "user_agent");
	CHECK_STR(token, "geheim-token");
	CHECK_STR(password, "geheim-password");
}

int main(void)
{
	const int code = OTK_TEST_MAIN("request tokens", CLIENT_TEST(given_token_is_sent),
		CLIENT_TEST(given_token_of_an_application),
		CLIENT_TEST(given_token_is_refused_once), CLIENT_TEST(no_tokens_are_made),
		CLIENT_TEST(wrong_combinations), CLIENT_TEST(unusable_tokens),
		CLIENT_TEST(source_is_asked_when_needed), CLIENT_TEST(source_is_asked_after_401),
		CLIENT_TEST(source_that_fails), CLIENT_TEST(given_token_is_hidden),
		CLIENT_TEST(texts_of_the_caller_stay));

	test_keys_free();
	return code;
}
