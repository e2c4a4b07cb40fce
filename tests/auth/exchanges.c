/* SPDX-License-Identifier: MIT */
/*
 * Token cases of the exchanges: for the same arguments otk makes tokens with the same claims, it
 * verifies and inspects the tokens of the exchanges, and it refuses the same arguments. A table
 * gives the reason for each deviation.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/base/buffer.h"
#include "core/base/text/encode.h"
#include "core/base/text/text.h"
#include "tests/auth/keys.h"
#include "tests/exchanges.h"
#include "tests/harness.h"

/* Claims that otk and one of the SDKs write differently. */
static struct deviation {
	const char *id;    /* prefix of the id */
	const char *claim; /* the claim in the SDK */
	const char *ours;  /* its name in otk; NULL: absent */
	const char *why;
	int used;
} deviations[] = {
	{"node/jwt-", "create_time", "iat", "Node repeats the T1 names beside iat and exp", 0},
	{"node/jwt-", "expire_time", "exp", "Node repeats the T1 names beside iat and exp", 0},
	{"java/jwt-", "jti", NULL, "optional; nonce makes the token unique", 0},
	{"dotnet/jwt-", "initial_layout_list", "initial_layout_class_list",
		"contradicts all others and the documents; that code is never reached", 0},
	{"vonage/ruby-jwt-", "data", "connection_data", "clients do not see a claim data", 0},
};

/* Cases with a type that C does not allow: a number as role, an object as data. */
static const char *const inexpressible[] = {"node/jwt-role-number", "node/token-role-number",
	"node/jwt-expiry-not-a-time", "node/t1-expiry-not-a-time", "node/t1-data-object",
	"ruby/"
	"open-tok-when-initialized-properly-generate-token-when-token-type-is-invalid-raises-an-"
	"err"};

static struct counts {
	size_t run, equal, differing, inexpressible, refused, examples;
} counts;

static bool is_inexpressible(const char *id)
{
	for (size_t i = 0; i < OTK_COUNT_OF(inexpressible); i++)
		if (strcmp(id, inexpressible[i]) == 0)
			return true;
	return false;
}

static struct deviation *deviation_of(const char *id, const char *claim)
{
	for (size_t i = 0; i < OTK_COUNT_OF(deviations); i++)
		if (strncmp(id, deviations[i].id, strlen(deviations[i].id)) == 0 &&
			strcmp(claim, deviations[i].claim) == 0)
			return &deviations[i];
	return NULL;
}

/* "keys/x.pem" names a private key; its public half is "keys/x.pub.pem". */
static char *public_key_of(json_object *exchange)
{
	const char *name = otk_exchange_text(exchange, "client.private_key");
	char *public_name = NULL, *path, *pem;

	if (!name || asprintf(&public_name, "%.*s.pub.pem", (int)(strlen(name) - strlen(".pem")),
			     name) < 0)
		return NULL;
	path = otk_exchanges_path(public_name);
	pem = otk_test_read(path, NULL);
	free(path);
	free(public_name);
	return pem;
}

/* Some tests use an application id that is not a UUID; a UUID replaces it. */
static const char *application_of(json_object *exchange)
{
	const char *id = otk_exchange_text(exchange, "client.application_id");

	return id && otk_is_uuid(id) ? id : APP_ID;
}

/* private_half: a key of this program; else the public key of the exchanges. */
static otk_key *key_of(json_object *exchange, bool private_half)
{
	const char *api_key = otk_exchange_text(exchange, "client.api_key");
	otk_error error = OTK_ERROR_INIT;
	char *pem = NULL;
	otk_key *key;

	if (otk_exchange_has(exchange, "client.application_id")) {
		if (!private_half)
			pem = public_key_of(exchange);
		key = otk_key_new(
			&OTK_KEY_OPTIONS(.application_id = application_of(exchange),
				.private_key_pem = private_half ? test_private_pem() : NULL,
				.public_key_pem = pem),
			&error);
	} else {
		const char *secret = otk_exchange_text(exchange, "client.api_secret");

		key = otk_key_new(&OTK_KEY_OPTIONS(.api_key = api_key ? api_key : API_KEY,
					  .api_secret = secret ? secret : API_SECRET),
			&error);
	}
	CHECK_CASE(key != NULL, "%s: %s", otk_exchange_text(exchange, "id"), error.message);
	free(pem);
	return key;
}

/* A time in the exchanges: an absolute number, or an offset in seconds from now. */
static int64_t time_of(json_object *time_value, int64_t now)
{
	if (json_object_is_type(time_value, json_type_object))
		return now + otk_exchange_int(time_value, "now_plus", 0);
	return json_object_get_int64(time_value);
}

static size_t classes_of(json_object *args, const char *names[16])
{
	json_object *list = otk_exchange_get(args, "initial_layout_class_list");
	size_t count = 0;

	if (!list)
		return 0;
	if (!json_object_is_type(list, json_type_array)) {
		names[0] = json_object_get_string(list);
		return 1;
	}
	for (; count < json_object_array_length(list) && count < 16; count++)
		names[count] = json_object_get_string(json_object_array_get_idx(list, count));
	return count;
}

static otk_status make_token(
	json_object *exchange, const otk_key *key, int64_t now, char **token, otk_error *error)
{
	json_object *args = otk_exchange_get(exchange, "call.args");
	json_object *expire = otk_exchange_get(args, "expire_time");
	const char *type = otk_exchange_text(args, "token_type");
	const char *data = otk_exchange_text(args, "data");
	const char *names[16];
	otk_token_options options = OTK_TOKEN_OPTIONS_INIT;

	options.role = otk_exchange_text(args, "role");
	options.data = data ? data : otk_exchange_text(args, "connection_data");
	options.nonce = otk_exchange_text(args, "jti");
	options.issued_at = otk_exchange_int(args, "iat", now);
	options.expire_at = expire ? time_of(expire, now) : 0;
	options.layout_classes.count = classes_of(args, names);
	options.layout_classes.items = options.layout_classes.count ? names : NULL;
	if ((type && strcmp(type, "T1") == 0) || otk_exchange_has(args, "legacy"))
		options.kind = OTK_TOKEN_T1;
	/* The SDKs do not check the session of an application. */
	options.checks =
		otk_key_backend(key) == OTK_BACKEND_VONAGE ? OTK_CHECKS_OFF : OTK_CHECKS_STRICT;
	return otk_token_create(key, otk_exchange_text(args, "session_id"), &options, token, error);
}

/* The fields of a T1 token as an object of strings, "sig" and "partner_id" too. */
static json_object *form_of(char *text)
{
	json_object *fields = json_object_new_object();
	char *next;

	for (char *at = text; at && *at; at = next) {
		char *stop = at + strcspn(at, "&:"), *equals = memchr(at, '=', (size_t)(stop - at));
		otk_buffer value;

		next = *stop ? stop + 1 : NULL;
		*stop = '\0';
		if (!equals)
			continue;
		*equals = '\0';
		otk_buffer_init(&value, 10000);
		CHECK(otk_form_decode(&value, equals + 1, strlen(equals + 1)));
		json_object_object_add(
			fields, at, json_object_new_string(value.data ? value.data : ""));
		otk_buffer_free(&value);
	}
	return fields;
}

static json_object *claims_of(const char *token)
{
	char *text = test_token_text(token);
	json_object *claims =
		strncmp(token, "T1==", 4) == 0 ? form_of(text) : json_tokener_parse(text);

	free(text);
	return claims;
}

/* The value of the claim in the token of otk, by its own name or the name in the table. */
static json_object *our_value(const char *id, json_object *ours, const char *claim, bool *deviates)
{
	struct deviation *deviation = deviation_of(id, claim);
	json_object *value = otk_exchange_get(ours, claim);

	if (value || !deviation)
		return value;
	deviation->used++;
	*deviates = true;
	return deviation->ours ? otk_exchange_get(ours, deviation->ours) : NULL;
}

static bool values_agree(json_object *wanted, json_object *actual, int64_t now)
{
	if (json_object_is_type(wanted, json_type_object)) {
		int64_t tolerance = otk_exchange_int(wanted, "tolerance", 0);
		int64_t difference = time_of(wanted, now) - json_object_get_int64(actual);

		return difference <= tolerance && difference >= -tolerance;
	}
	return strcmp(json_object_get_string(wanted), json_object_get_string(actual)) == 0;
}

static void compare_claims(json_object *exchange, json_object *ours, int64_t now, bool *deviates)
{
	const char *id = otk_exchange_text(exchange, "id");
	json_object *wanted = otk_exchange_get(exchange, "expect.claims");
	json_object *list;

	if (wanted) {
		json_object_iter each;

		json_object_object_foreachC(wanted, each) {
			json_object *actual = our_value(id, ours, each.key, deviates);

			CHECK_CASE(actual && values_agree(each.val, actual, now), "%s: %s is %s",
				id, each.key, actual ? json_object_get_string(actual) : "absent");
		}
	}
	list = otk_exchange_get(exchange, "expect.present");
	for (size_t i = 0; list && i < json_object_array_length(list); i++) {
		const char *claim = json_object_get_string(json_object_array_get_idx(list, i));
		bool here_deviates = false;
		json_object *actual = our_value(id, ours, claim, &here_deviates);

		CHECK_CASE(actual || here_deviates, "%s: %s is absent", id, claim);
		*deviates = *deviates || here_deviates;
	}
	list = otk_exchange_get(exchange, "expect.absent");
	for (size_t i = 0; list && i < json_object_array_length(list); i++) {
		const char *claim = json_object_get_string(json_object_array_get_idx(list, i));

		CHECK_CASE(!otk_exchange_has(ours, claim), "%s: %s is present", id, claim);
	}
}

/* A token made by the SDK is verified by otk and has the claims of the case. */
static void check_theirs(json_object *exchange, const char *token)
{
	const char *id = otk_exchange_text(exchange, "id");
	otk_key *key = key_of(exchange, false);
	otk_error error = OTK_ERROR_INIT;
	otk_token *parts = NULL;
	json_object *role = otk_exchange_get(exchange, "expect.claims.role");
	json_object *data = otk_exchange_get(exchange, "expect.claims.connection_data");

	counts.examples++;
	CHECK_STATUS(otk_token_inspect(key, token, 0, &parts, &error), OTK_OK, &error);
	if (parts) {
		const char *session = otk_exchange_text(exchange, "call.args.session_id");

		CHECK_STR(parts->session_id, session);
		if (role)
			CHECK_STR(parts->role, json_object_get_string(role));
		if (data)
			CHECK_STR(parts->data, json_object_get_string(data));
		if (otk_is_uuid(parts->project_id) || otk_key_backend(key) == OTK_BACKEND_OPENTOK)
			CHECK_STATUS(
				otk_token_verify(key, token, session, 0, parts->issued_at, &error),
				OTK_OK, &error);
		else
			CHECK_STATUS(otk_jwt_verify(key, token, 0, parts->issued_at, NULL, &error),
				OTK_OK, &error);
	}
	CHECK_CASE(parts != NULL, "%s", id);
	otk_free(parts);
	otk_key_free(key);
}

static void generate(json_object *exchange)
{
	const char *id = otk_exchange_text(exchange, "id");
	const char *example = otk_exchange_text(exchange, "example");
	const char *exact = otk_exchange_text(exchange, "expect.token");
	int64_t now = otk_exchange_int(exchange, "client.now", (int64_t)time(NULL));
	otk_key *key = key_of(exchange, true);
	otk_error error = OTK_ERROR_INIT;
	json_object *ours;
	char *token = NULL;
	bool deviates = false;

	CHECK_CASE(make_token(exchange, key, now, &token, &error) == OTK_OK, "%s: %s", id,
		error.message);
	ours = token ? claims_of(token) : NULL;
	compare_claims(exchange, ours, now, &deviates);
	if (token && otk_key_backend(key) == OTK_BACKEND_OPENTOK)
		CHECK_STATUS(otk_token_verify(key, token,
				     otk_exchange_text(exchange, "call.args.session_id"), 0, now,
				     &error),
			OTK_OK, &error);
	if (example)
		check_theirs(exchange, example);
	if (exact)
		check_theirs(exchange, exact);
	counts.run++;
	counts.equal += !deviates;
	counts.differing += deviates;
	json_object_put(ours);
	otk_free(token);
	otk_key_free(key);
}

static void refuse(json_object *exchange)
{
	otk_key *key = key_of(exchange, true);
	otk_error error = OTK_ERROR_INIT;
	char *token = NULL;

	CHECK_CASE(make_token(exchange, key, (int64_t)time(NULL), &token, &error) == OTK_E_ARGUMENT,
		"%s: %s", otk_exchange_text(exchange, "id"), error.message);
	CHECK(token == NULL && error.message[0]);
	counts.run++;
	counts.equal++;
	counts.refused++;
	otk_key_free(key);
}

static void request_token(json_object *exchange)
{
	int64_t minutes = otk_exchange_int(exchange, "call.args.jwt_lifetime_minutes", 0);
	otk_key *key = key_of(exchange, true);
	otk_key *wrong = otk_key_new(
		&OTK_KEY_OPTIONS(.api_key = API_KEY, .api_secret = "invalid_secret"), NULL);
	otk_error error = OTK_ERROR_INIT;
	char jwt[1024];
	size_t size = sizeof(jwt);
	json_object *ours;
	bool deviates = false;

	CHECK_STATUS(otk_jwt_request(key, minutes * 60, 0, jwt, &size, &error), OTK_OK, &error);
	CHECK_STATUS(otk_jwt_verify(key, jwt, 0, 0, NULL, &error), OTK_OK, &error);
	CHECK_STATUS(otk_jwt_verify(wrong, jwt, 0, 0, NULL, &error), OTK_E_TOKEN, &error);
	ours = claims_of(jwt);
	compare_claims(exchange, ours, (int64_t)time(NULL), &deviates);
	counts.run++;
	counts.equal += !deviates;
	counts.differing += deviates;
	json_object_put(ours);
	otk_key_free(key);
	otk_key_free(wrong);
}

static void decode(json_object *exchange)
{
	json_object *payload = otk_exchange_get(exchange, "expect.payload");
	otk_error error = OTK_ERROR_INIT;
	otk_token *parts = NULL;

	CHECK_STATUS(otk_token_inspect(NULL, otk_exchange_text(exchange, "call.args.token"), 0,
			     &parts, &error),
		OTK_OK, &error);
	if (parts) {
		CHECK_STR(parts->algorithm, otk_exchange_text(exchange, "expect.header.alg"));
		CHECK_STR(parts->project_id, otk_exchange_text(payload, "application_id"));
		CHECK_STR(parts->session_id, otk_exchange_text(payload, "session_id"));
		CHECK_STR(parts->role, otk_exchange_text(payload, "role"));
		CHECK_STR(parts->nonce, otk_exchange_text(payload, "jti"));
		CHECK_STR(parts->subject, otk_exchange_text(payload, "sub"));
		CHECK_INT(parts->issued_at, otk_exchange_int(payload, "iat", 0));
		CHECK_INT(parts->expires_at, otk_exchange_int(payload, "exp", 0));
		CHECK_INT(parts->expired, OTK_YES);
	}
	counts.run++;
	counts.equal++;
	otk_free(parts);
}

static void verify(json_object *exchange)
{
	bool valid = json_object_get_boolean(otk_exchange_get(exchange, "expect.valid"));
	otk_key *key = key_of(exchange, false);
	otk_error error = OTK_ERROR_INIT;
	char *claims = NULL;

	CHECK_STATUS(otk_jwt_verify(key, otk_exchange_text(exchange, "call.args.token"), 0, 0,
			     &claims, &error),
		valid ? OTK_OK : OTK_E_TOKEN, &error);
	if (claims) {
		json_object *ours = json_tokener_parse(claims);

		CHECK(json_object_equal(ours, otk_exchange_get(exchange, "expect.payload")));
		json_object_put(ours);
	}
	counts.run++;
	counts.equal++;
	otk_free(claims);
	otk_key_free(key);
}

static void one(json_object *exchange, void *context)
{
	static const struct {
		const char *method;
		void (*run)(json_object *exchange);
	} methods[] = {{"token_generate", generate}, {"auth_jwt", request_token},
		{"token_decode", decode}, {"token_verify", verify}};
	const char *method = otk_exchange_text(exchange, "call.method");

	(void)context;
	if (is_inexpressible(otk_exchange_text(exchange, "id"))) {
		counts.inexpressible++;
		return;
	}
	if (otk_exchange_has(exchange, "expect.error")) {
		refuse(exchange);
		return;
	}
	for (size_t i = 0; i < OTK_COUNT_OF(methods); i++)
		if (strcmp(method, methods[i].method) == 0) {
			methods[i].run(exchange);
			return;
		}
	CHECK_CASE(false, "%s: unknown method %s", otk_exchange_text(exchange, "id"), method);
}

static void print_counts(const char *what, size_t lines)
{
	printf("  %s: %zu cases, %zu run, %zu equal, %zu differing, %zu inexpressible in C; "
	       "%zu refused as expected, %zu of their tokens verified\n",
		what, lines, counts.run, counts.equal, counts.differing, counts.inexpressible,
		counts.refused, counts.examples);
	CHECK_INT(counts.run + counts.inexpressible, lines);
	counts = (struct counts){0};
}

static void tokens(void)
{
	size_t lines;

	lines = otk_exchanges_each(OTK_EXCHANGES_TOKENS, one, NULL);
	CHECK(counts.examples > (otk_exchanges_official() ? 40 : 8));
	print_counts("tokens", lines);
	for (size_t i = 0; otk_exchanges_official() && i < OTK_COUNT_OF(deviations); i++)
		if (deviations[i].used)
			printf("  %s %s: %s\n", deviations[i].id, deviations[i].claim,
				deviations[i].why);
		else
			CHECK_CASE(false, "the deviation %s %s is out of date", deviations[i].id,
				deviations[i].claim);
}

static void one_of_the_token_area(json_object *exchange, void *context)
{
	if (strcmp(otk_exchange_text(exchange, "call.method"), "token_generate") != 0)
		return;
	(*(size_t *)context)++;
	one(exchange, NULL);
}

static void validation(void)
{
	size_t cases = 0;

	otk_exchanges_each(OTK_EXCHANGES_VALIDATION, one_of_the_token_area, &cases);
	CHECK(cases > 5);
	print_counts("validation", cases);
}

static int clean_up(void)
{
	test_keys_free();
	return 0;
}

int main(void)
{
	static const otk_test tests[] = {TEST(tokens), TEST(validation)};

	return otk_test_main("auth/exchanges", tests, OTK_COUNT_OF(tests), NULL, clean_up);
}
