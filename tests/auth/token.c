/* SPDX-License-Identifier: MIT */
/* Client tokens: every option and limit, buffers, inspection, and hostile values. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/buffer.h"
#include "tests/auth/keys.h"
#include "tests/harness.h"

#define NOW 1400000000

static void check_refused(otk_key *key, const char *session, otk_token_options options,
	otk_status status, const char *message, int line)
{
	otk_error error = OTK_ERROR_INIT;
	char *token = (char *)(uintptr_t) "untouched";

	CHECK_CASE(otk_token_create(key, session, &options, &token, &error) == status,
		"line %d: status is %d: %s", line, (int)error.status, error.message);
	CHECK(token == NULL);
	CHECK_HAS(error.message, message);
	/* The function that writes into a buffer refuses the same. */
	error = (otk_error)OTK_ERROR_INIT;
	CHECK_CASE(otk_token_write(key, session, &options, NULL, &(size_t){0}, &error) == status,
		"line %d: write: %s", line, error.message);
	CHECK_HAS(error.message, message);
}
#define REFUSED_FOR(key, session, message, ...) \
	check_refused(                          \
		key, session, OTK_TOKEN_OPTIONS(__VA_ARGS__), OTK_E_ARGUMENT, message, __LINE__)
#define REFUSED(message, ...) REFUSED_FOR(test_opentok_key(), SESSION, message, __VA_ARGS__)

static void check_text(otk_key *key, const char *session, otk_token_options options,
	const char *has, const char *lacks, int line)
{
	otk_error error = OTK_ERROR_INIT;
	char *token = NULL, *text;

	CHECK_CASE(otk_token_create(key, session, &options, &token, &error) == OTK_OK,
		"line %d: %s", line, error.message);
	text = token ? test_token_text(token) : NULL;
	CHECK_HAS(text, has);
	if (lacks)
		CHECK_LACKS(text, lacks);
	free(text);
	otk_free(token);
}
#define ACCEPTED(has, lacks, ...) \
	check_text(               \
		test_opentok_key(), SESSION, OTK_TOKEN_OPTIONS(__VA_ARGS__), has, lacks, __LINE__)

/* n times a character of several bytes. */
static char *repeated(const char *character, size_t n)
{
	size_t size = strlen(character);
	char *text = malloc(n * size + 1);

	for (size_t i = 0; i < n; i++)
		memcpy(text + i * size, character, size);
	text[n * size] = '\0';
	return text;
}

static void roles(void)
{
	static const char *const known[] = {OTK_ROLE_SUBSCRIBER, OTK_ROLE_PUBLISHER,
		OTK_ROLE_PUBLISHER_ONLY, OTK_ROLE_MODERATOR};
	char wanted[64], *long_role = repeated("r", 65);

	for (size_t i = 0; i < OTK_COUNT_OF(known); i++) {
		snprintf(wanted, sizeof(wanted), "\"role\":\"%s\"", known[i]);
		ACCEPTED(wanted, NULL, .role = known[i], .checks = OTK_CHECKS_STRICT);
		snprintf(wanted, sizeof(wanted), "&role=%s&", known[i]);
		ACCEPTED(wanted, NULL, .role = known[i], .kind = OTK_TOKEN_T1);
	}
	ACCEPTED("\"role\":\"publisher\"", NULL, .ttl = 60);
	/* The service has four roles, in lower case. */
	REFUSED("role: \"PUBLISHER\" is not a known role; known are subscriber, publisher,",
		.role = "PUBLISHER");
	REFUSED("\"publisher-only\" is not a known role", .role = "publisher-only");
	REFUSED("\"moderater\" is not a known role", .role = "moderater", .kind = OTK_TOKEN_T1);
	REFUSED("known are subscriber, publisher, publisheronly and moderator", .role = "observer");
	REFUSED("known role", .role = "observer", .checks = OTK_CHECKS_STRICT);
	REFUSED("known role", .role = "publisher ");
	REFUSED("known role", .role = "");
	REFUSED("known role", .role = long_role);
	ACCEPTED("\"role\":\"observer\"", NULL, .role = "observer", .checks = OTK_CHECKS_OFF);
	ACCEPTED("\"role\":\"a \\\"b\\\"\"", NULL, .role = "a \"b\"", .checks = OTK_CHECKS_OFF);
	ACCEPTED("&role=a+%22b%22&", NULL, .role = "a \"b\"", .kind = OTK_TOKEN_T1,
		.checks = OTK_CHECKS_OFF);
	ACCEPTED("\"role\":\"\"", NULL, .role = "", .checks = OTK_CHECKS_OFF);
	REFUSED("not UTF-8", .role = "\xff", .checks = OTK_CHECKS_OFF);
	check_text(test_opentok_key(), "", OTK_TOKEN_OPTIONS(.checks = OTK_CHECKS_OFF),
		"\"session_id\":\"\"", NULL, __LINE__);
	REFUSED_FOR(
		test_opentok_key(), "\xff", "session_id: is not UTF-8", .checks = OTK_CHECKS_OFF);
	REFUSED_FOR(test_opentok_key(), NULL, "session_id: is missing", .checks = OTK_CHECKS_OFF);
	free(long_role);
}

static void times(void)
{
	/* No arithmetic overflows; UBSan would report it. */
	static const int64_t extreme[] = {INT64_MAX, INT64_MIN, INT64_MAX / 2, INT64_MIN / 2,
		INT64_MAX / 4, INT64_MIN / 4, INT64_MAX / 4 + 1};

	ACCEPTED("\"iat\":1400000000,\"exp\":1400086400", NULL, .issued_at = NOW);
	ACCEPTED("\"exp\":1400000001", NULL, .issued_at = NOW, .ttl = 1);
	ACCEPTED("\"exp\":1402592000", NULL, .issued_at = NOW, .ttl = 2592000);
	ACCEPTED("\"exp\":1402592000", NULL, .issued_at = NOW, .expire_at = NOW + 2592000);
	ACCEPTED("&expire_time=1400000001", NULL, .issued_at = NOW, .expire_at = NOW + 1,
		.kind = OTK_TOKEN_T1);
	REFUSED("lives 2592001 s; at most 2592000", .issued_at = NOW, .ttl = 2592001);
	REFUSED("lives 2592001 s", .issued_at = NOW, .expire_at = NOW + 2592001);
	REFUSED("in milliseconds", .expire_at = INT64_C(1500000000000));
	REFUSED("its end must be later", .issued_at = NOW, .expire_at = NOW);
	REFUSED("expires 10 s before", .issued_at = NOW, .expire_at = NOW - 10);
	REFUSED("expires 5 s before", .issued_at = NOW, .ttl = -5);
	REFUSED("its end must be later", .expire_at = 1);
	REFUSED("mutually exclusive", .ttl = 1, .expire_at = NOW);
	REFUSED("issued_at: 1500000000000 is in milliseconds", .issued_at = INT64_C(1500000000000),
		.ttl = 60);
	REFUSED("(milliseconds?)", .ttl = 86400000);
	REFUSED("seconds since the epoch", .issued_at = -1);
	for (size_t i = 0; i < OTK_COUNT_OF(extreme); i++) {
		REFUSED("", .ttl = extreme[i]);
		REFUSED("", .expire_at = extreme[i]);
		REFUSED("", .issued_at = extreme[i], .ttl = extreme[i]);
	}
	REFUSED("ttl is in seconds", .ttl = INT64_MAX);
	REFUSED("ttl is in seconds", .ttl = INT64_MIN, .checks = OTK_CHECKS_OFF);
	REFUSED("ttl is in seconds", .expire_at = INT64_MIN, .checks = OTK_CHECKS_OFF);
	ACCEPTED("\"exp\":1399999999", NULL, .issued_at = NOW, .expire_at = NOW - 1,
		.checks = OTK_CHECKS_OFF);
	ACCEPTED("\"exp\":1500000000", NULL, .issued_at = NOW, .expire_at = 1500000000,
		.checks = OTK_CHECKS_OFF);
}

static void connection_data(void)
{
	char *most = repeated("€", 1000), *more = repeated("€", 1001);
	otk_error error = OTK_ERROR_INIT;
	otk_token *parts = NULL;
	char *token = NULL;

	for (int kind = OTK_TOKEN_JWT; kind <= OTK_TOKEN_T1; kind++) {
		CHECK_STATUS(otk_token_create(test_opentok_key(), SESSION,
				     &OTK_TOKEN_OPTIONS(.data = most, .kind = (otk_token_kind)kind),
				     &token, &error),
			OTK_OK, &error);
		CHECK_STATUS(otk_token_inspect(test_opentok_key(), token, 0, &parts, &error),
			OTK_OK, &error);
		CHECK(parts && strcmp(parts->data, most) == 0);
		otk_free(parts);
		otk_free(token);
		REFUSED("1001 characters; at most 1000", .data = more,
			.kind = (otk_token_kind)kind);
		REFUSED("not UTF-8", .data = "a\xc3", .checks = OTK_CHECKS_OFF,
			.kind = (otk_token_kind)kind);
	}
	ACCEPTED("€€", NULL, .data = more, .checks = OTK_CHECKS_OFF);
	ACCEPTED("\"connection_data\":\"\"", NULL, .data = "");
	ACCEPTED("\"connection_data\":\"{\\\"a\\\":1}\\n\"", NULL, .data = "{\"a\":1}\n");
	ACCEPTED("scope", "connection_data", .data = NULL);
	free(most);
	free(more);
}

static void layout_classes(void)
{
	char *half = repeated("é", 499), *rest = repeated("é", 500), *more = repeated("é", 501);

	ACCEPTED("\"initial_layout_class_list\":\"a b c\"", NULL,
		.layout_classes = OTK_STRINGS("a", "b", "c"));
	ACCEPTED("&initial_layout_class_list=a+b%26", NULL,
		.layout_classes = OTK_STRINGS("a", "b&"), .kind = OTK_TOKEN_T1);
	ACCEPTED("\"initial_layout_class_list\":\"\"", NULL, .layout_classes = OTK_NO_STRINGS);
	ACCEPTED("role", "initial_layout_class_list", .ttl = 1);
	/* 1000 and 1001 characters with the spaces between them. */
	ACCEPTED("éé", NULL, .layout_classes = OTK_STRINGS(half, rest));
	REFUSED("1001 characters", .layout_classes = OTK_STRINGS(half, more));
	REFUSED("layout_classes[1]: is empty", .layout_classes = OTK_STRINGS("a", ""));
	REFUSED("layout_classes[0]: holds a blank", .layout_classes = OTK_STRINGS("a b"));
	REFUSED("layout_classes[0]: holds a blank", .layout_classes = OTK_STRINGS("a\u00a0b"));
	REFUSED("layout_classes[0]: holds a control", .layout_classes = OTK_STRINGS("a\tb"));
	REFUSED("layout_classes[0]: holds a control", .layout_classes = OTK_STRINGS("a\u202eb"));
	REFUSED("layout_classes[1]: is NULL", .layout_classes = OTK_STRINGS("a", NULL),
		.checks = OTK_CHECKS_OFF);
	REFUSED("not UTF-8", .layout_classes = OTK_STRINGS("\x80"));
	ACCEPTED("\"a b\"", NULL, .layout_classes = OTK_STRINGS("a b"), .checks = OTK_CHECKS_OFF);
	free(half);
	free(rest);
	free(more);
}

static void sessions(void)
{
	REFUSED_FOR(test_opentok_key(), FOREIGN,
		"belongs to project \"654321\", but the key to project \"123456\"", .ttl = 1);
	REFUSED_FOR(test_opentok_key(), APP_SESSION, "belongs to project", .ttl = 1);
	REFUSED_FOR(test_vonage_key(), SESSION, "belongs to project \"123456\"", .ttl = 1);
	REFUSED_FOR(test_opentok_key(), NULL, "missing", .ttl = 1);
	REFUSED_FOR(test_opentok_key(), "", "missing", .ttl = 1);
	REFUSED_FOR(test_opentok_key(), "NOT A SESSION", "must begin with a digit", .ttl = 1);
	REFUSED_FOR(test_opentok_key(), NULL, "missing", .checks = OTK_CHECKS_OFF);
	check_text(test_opentok_key(), "any \"thing\"", OTK_TOKEN_OPTIONS(.checks = OTK_CHECKS_OFF),
		"\"session_id\":\"any \\\"thing\\\"\"", NULL, __LINE__);
	check_text(test_opentok_key(), "any \"thing\"",
		OTK_TOKEN_OPTIONS(.checks = OTK_CHECKS_OFF, .kind = OTK_TOKEN_T1),
		":session_id=any+%22thing%22&", NULL, __LINE__);
}

static void kinds_and_keys(void)
{
	otk_error error = OTK_ERROR_INIT;
	otk_key *account = otk_key_new(
		&OTK_KEY_OPTIONS(.api_key = API_KEY, .api_secret = "x", .account = OTK_YES),
		&error);

	REFUSED_FOR(test_vonage_key(), APP_SESSION, "T1 tokens need an OpenTok key",
		.kind = OTK_TOKEN_T1);
	REFUSED_FOR(account, SESSION, "account-level", .ttl = 1);
	REFUSED_FOR(NULL, SESSION, "key: is NULL", .ttl = 1);
	REFUSED("kind: 7 is neither", .kind = (otk_token_kind)7);
	otk_key_free(account);
}

static void nonces(void)
{
	char *long_nonce = repeated("1", 65);

	ACCEPTED("\"nonce\":0.25,", NULL, .nonce = "0.25");
	ACCEPTED("&nonce=-17&", NULL, .nonce = "-17", .kind = OTK_TOKEN_T1);
	ACCEPTED("\"nonce\":1e+5,", NULL, .nonce = "1e+5");
	ACCEPTED("&nonce=1e%2B5&", NULL, .nonce = "1e+5", .kind = OTK_TOKEN_T1);
	REFUSED("must be a number", .nonce = "abc");
	REFUSED("must be a number", .nonce = "1,\"x\":2");
	REFUSED("must be a number", .nonce = " 1");
	REFUSED("must be a number", .nonce = "");
	REFUSED("65 bytes", .nonce = long_nonce);
	REFUSED_FOR(test_vonage_key(), APP_SESSION, "nonce: holds a control character",
		.nonce = "a\nb");
	REFUSED_FOR(test_vonage_key(), APP_SESSION, "nonce: holds a control character",
		.nonce = "\x7f");
	REFUSED("must be a number", .nonce = "1&role=moderator", .kind = OTK_TOKEN_T1);
	check_text(test_vonage_key(), APP_SESSION, OTK_TOKEN_OPTIONS(.nonce = "any\"text"),
		"\"jti\":\"any\\\"text\"", "nonce", __LINE__);
	free(long_nonce);
}

static void random_nonces_differ(void)
{
	otk_error error = OTK_ERROR_INIT;
	char *first = NULL, *second = NULL;

	CHECK_STATUS(otk_token_create(test_opentok_key(), SESSION,
			     &OTK_TOKEN_OPTIONS(.issued_at = NOW), &first, &error),
		OTK_OK, &error);
	CHECK_STATUS(otk_token_create(test_opentok_key(), SESSION,
			     &OTK_TOKEN_OPTIONS(.issued_at = NOW), &second, &error),
		OTK_OK, &error);
	CHECK(first && second && strcmp(first, second) != 0);
	otk_free(first);
	otk_free(second);
}

#define ALL_REPLACED                                                                             \
	"{\"iss\":1,\"ist\":2,\"iat\":3,\"exp\":4,\"nonce\":5,\"role\":6,\"scope\":7,\"session_" \
	"id\":8,"                                                                                \
	"\"connection_data\":9,\"initial_layout_class_list\":10}"

static void extra_claims(void)
{
	char *large = malloc(70000);

	ACCEPTED(",\"x\" : [1, 2] , \"y\":{\"z\":null}}", NULL,
		.extra_json = " { \"x\" : [1, 2] , \"y\":{\"z\":null} } ");
	ACCEPTED("session_id", ",}", .extra_json = "{}");
	REFUSED("the claim \"role\" is written from the options", .extra_json = "{\"role\":\"x\"}");
	REFUSED("the claim \"exp\"", .extra_json = "{\"a\":1,\"\\u0065xp\":1}");
	REFUSED("the claim \"connection_data\"", .extra_json = "{\"connection_data\":\"x\"}");
	REFUSED("must be a JSON object", .extra_json = "[1]");
	REFUSED("must be a JSON object", .extra_json = "{\"a\":1} x");
	REFUSED("must be a JSON object", .extra_json = "{\"a\":}");
	REFUSED("must be a JSON object", .extra_json = "");
	REFUSED("to JWT tokens only", .extra_json = "{}", .kind = OTK_TOKEN_T1);
	/* With checks OFF it replaces the claim of otk; each name occurs once. */
	ACCEPTED("\"scope\":\"mine\"", "session.connect", .extra_json = "{\"scope\":\"mine\"}",
		.checks = OTK_CHECKS_OFF);
	/* The first claim of otk; then all of them. */
	ACCEPTED("{\"ist\":\"project\",", "123456", .extra_json = "{\"iss\":\"x\"}",
		.checks = OTK_CHECKS_OFF);
	ACCEPTED(ALL_REPLACED, "publisher", .extra_json = ALL_REPLACED, .data = "d",
		.layout_classes = OTK_STRINGS("c"), .checks = OTK_CHECKS_OFF);
	/* 16 levels, and 17. */
	ACCEPTED("role", NULL, .extra_json = "{\"a\":[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]}");
	REFUSED("must be a JSON object", .extra_json = "{\"a\":[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]}");
	memset(large, ' ', 70000);
	memcpy(large, "{}", 2);
	large[65537] = '\0';
	REFUSED("larger than 65536", .extra_json = large);
	large[65536] = '\0';
	ACCEPTED("role", NULL, .extra_json = large);
	free(large);
}

static void options_of_other_versions(void)
{
	otk_token_options options = OTK_TOKEN_OPTIONS_INIT;

	options.struct_size = sizeof(options.struct_size);
	check_refused(
		test_opentok_key(), SESSION, options, OTK_E_ARGUMENT, "struct_size", __LINE__);
}

/* Each capacity up to more than enough: the same token or the same refusal. */
static void check_sizes(otk_key *key, const char *session, const otk_token_options *options,
	const char *wanted, char *guarded)
{
	const size_t exact = strlen(wanted) + 1;
	size_t size;

	for (size_t capacity = 0; capacity < exact + 120; capacity++) {
		otk_error error = OTK_ERROR_INIT;
		otk_status status;

		memset(guarded, '#', exact + 121);
		size = capacity;
		status = otk_token_write(key, session, options, guarded, &size, &error);
		CHECK_CASE(status == (capacity < exact ? OTK_E_ARGUMENT : OTK_OK) &&
				   size == (capacity < exact ? exact : exact - 1) &&
				   guarded[capacity] == '#',
			"%zu of %zu bytes: %s", capacity, exact, error.message);
		if (!status)
			CHECK_STR(guarded, wanted);
	}
}

/* For each format: the exact capacity, one byte less, and 0. */
static void buffers(void)
{
	static const struct {
		bool vonage;
		otk_token_kind kind;
	} cases[] = {{false, OTK_TOKEN_JWT}, {false, OTK_TOKEN_T1}, {true, OTK_TOKEN_JWT}};
	static char guarded[OTK_TOKEN_SIZE_MAX + 1];
	char message[100];
	otk_error error = OTK_ERROR_INIT;
	size_t exact, size;

	for (size_t i = 0; i < OTK_COUNT_OF(cases); i++) {
		otk_key *key = cases[i].vonage ? test_vonage_key() : test_opentok_key();
		const char *session = cases[i].vonage ? APP_SESSION : SESSION;
		otk_token_options options = OTK_TOKEN_OPTIONS(.kind = cases[i].kind,
			.issued_at = NOW, .nonce = "1", .data = "some \"data\"");
		char *token = NULL;

		exact = 0;
		CHECK_STATUS(otk_token_write(key, session, &options, NULL, &exact, &error),
			OTK_E_ARGUMENT, &error);
		snprintf(message, sizeof(message),
			"buffer: has 0 bytes; the token takes %zu with its NUL", exact);
		CHECK_STR(error.message, message);
		memset(guarded, '#', sizeof(guarded));
		size = exact - 1;
		CHECK_STATUS(otk_token_write(key, session, &options, guarded, &size, &error),
			OTK_E_ARGUMENT, &error);
		CHECK_INT(size, exact);
		CHECK_INT(guarded[exact - 1], '#');
		size = exact;
		CHECK_STATUS(otk_token_write(key, session, &options, guarded, &size, &error),
			OTK_OK, &error);
		CHECK_INT(size, exact - 1);
		CHECK_INT(strlen(guarded), size);
		CHECK_INT(guarded[exact], '#');
		CHECK_STATUS(
			otk_token_create(key, session, &options, &token, &error), OTK_OK, &error);
		CHECK_STR(token, guarded);
		/* An RSA signature is slow. */
		if (token && !cases[i].vonage)
			check_sizes(key, session, &options, token, guarded);
		otk_free(token);
	}
	CHECK_STATUS(otk_token_write(test_opentok_key(), SESSION, NULL, NULL, NULL, &error),
		OTK_E_ARGUMENT, &error);
	CHECK_STATUS(otk_token_create(test_opentok_key(), SESSION, NULL, NULL, &error),
		OTK_E_ARGUMENT, &error);
}

/* All that the limits allow, in the longest form. */
static void largest_token_fits(void)
{
	static char buffer[OTK_TOKEN_SIZE_MAX];
	otk_error error = OTK_ERROR_INIT;
	char *data = repeated("😀", 1000), *controls = repeated("\x01", 1000);
	char *half = repeated("😀", 499), *rest = repeated("😀", 500), *word = repeated("\"", 64);
	char *quotes = repeated("\"", 1000);
	char *token = NULL;
	size_t size = sizeof(buffer);

	CHECK_STATUS(otk_token_write(test_opentok_key(), SESSION,
			     &OTK_TOKEN_OPTIONS(.kind = OTK_TOKEN_T1, .data = data,
				     .layout_classes = OTK_STRINGS(half, rest)),
			     buffer, &size, &error),
		OTK_OK, &error);
	CHECK(size > 32000);
	CHECK_STATUS(otk_token_create(test_opentok_key(), SESSION,
			     &OTK_TOKEN_OPTIONS(.kind = OTK_TOKEN_T1, .data = data,
				     .layout_classes = OTK_STRINGS(half, rest)),
			     &token, &error),
		OTK_OK, &error);
	otk_free(token);
	size = sizeof(buffer);
	CHECK_STATUS(otk_token_write(test_vonage_key(), APP_SESSION,
			     &OTK_TOKEN_OPTIONS(.data = controls, .nonce = word,
				     .layout_classes = OTK_STRINGS(quotes)),
			     buffer, &size, &error),
		OTK_OK, &error);
	CHECK_STATUS(otk_token_create(test_vonage_key(), APP_SESSION,
			     &OTK_TOKEN_OPTIONS(.data = controls, .nonce = word,
				     .layout_classes = OTK_STRINGS(quotes)),
			     &token, &error),
		OTK_OK, &error);
	otk_free(token);
	free(data);
	free(controls);
	free(half);
	free(rest);
	free(word);
	free(quotes);
}

static int clean_up(void)
{
	test_keys_free();
	return 0;
}

int main(void)
{
	static const otk_test tests[] = {TEST(roles), TEST(times), TEST(connection_data),
		TEST(layout_classes), TEST(sessions), TEST(kinds_and_keys), TEST(nonces),
		TEST(random_nonces_differ), TEST(extra_claims), TEST(options_of_other_versions),
		TEST(buffers), TEST(largest_token_fits)};

	return otk_test_main("auth/token", tests, OTK_COUNT_OF(tests), NULL, clean_up);
}
