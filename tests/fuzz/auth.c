/* SPDX-License-Identifier: MIT */
/*
 * Untrusted input that an application receives: tokens, session ids, request tokens, callbacks. No
 * input causes a crash, and input that is accepted contains what was signed.
 */
#include "config.h"

#include <otk/auth.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"

#define SECRET    "1234567890abcdef1234567890abcdef1234567890"
#define SESSION   "1_MX4xMjM0NTZ-flNhdCBNYXIgMTUgMTQ6NDI6MjMgUERUIDIwMTR-MC40OTAxMzAyNX4"
#define NOW       INT64_C(1700000000)
#define BODY      "{}"
#define BODY_HASH "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
#define CLAIMS    "{\"iss\":\"123456\",\"exp\":1700000300,\"a\":[1,\"b\"]}"
#define CALLBACK                                                                  \
	"{\"iat\":1700000000,\"jti\":\"j1\",\"iss\":\"Vonage\",\"payload_hash\":" \
	"\"" BODY_HASH "\"}"

const char *const fuzz_name = "fuzz/auth";
const size_t fuzz_rounds = FUZZ_ROUNDS;

static otk_key *key;
static char *genuine[2]; /* parts_of() of a genuine JWT and of a genuine T1 token */

static bool set_up(void)
{
	if (!key)
		key = otk_key_new(
			&OTK_KEY_OPTIONS(.api_key = "123456", .api_secret = SECRET), NULL);
	return key != NULL;
}

static const char *parts_of(const otk_token *token)
{
	static char text[2048];

	snprintf(text, sizeof(text), "%s|%s|%s|%s|%s|%lld|%lld", token->project_id,
		token->session_id ? token->session_id : "", token->role ? token->role : "",
		token->data ? token->data : "", token->nonce ? token->nonce : "",
		(long long)token->issued_at, (long long)token->expires_at);
	return text;
}

static char *make_token(otk_token_kind kind)
{
	char *token = NULL;

	if (otk_token_create(key, SESSION,
		    &OTK_TOKEN_OPTIONS(.kind = kind, .issued_at = NOW, .nonce = "4711",
			    .data = "n=\xc3\xa4", .ttl = 600),
		    &token, NULL))
		return NULL;
	return token;
}

static const char *token_is_ours(const otk_token *parts)
{
	const size_t at = parts->kind == OTK_TOKEN_T1;

	if (!genuine[at]) {
		char *token = make_token(parts->kind);
		otk_token *own = NULL;

		if (!token || otk_token_inspect(key, token, NOW, &own, NULL))
			return "a token of otk is refused";
		genuine[at] = strdup(parts_of(own));
		otk_free(own);
		otk_free(token);
	}
	return strcmp(genuine[at], parts_of(parts)) ? "a forged token is called valid" : NULL;
}

static const char *inspect(const char *text)
{
	otk_error error = OTK_ERROR_INIT;
	otk_token *parts = NULL;
	const otk_status status = otk_token_inspect(key, text, NOW, &parts, &error);
	const otk_status verified = otk_token_verify(key, text, NULL, 0, NOW, NULL);
	const char *wrong = NULL;

	if (status && (parts || !error.message[0]))
		wrong = "refused without a word, or with a record";
	else if (status && !verified)
		wrong = "verified, but is not a token";
	else if (!status && parts->signature == OTK_TOKEN_VALID)
		wrong = token_is_ours(parts);
	else if (!verified)
		wrong = "verified with a wrong signature";
	fuzz_good += !status;
	otk_free(parts);
	return wrong;
}

static const char *session(const char *text)
{
	otk_error error = OTK_ERROR_INIT;
	otk_session_id *parsed = NULL;
	const otk_status status = otk_session_id_parse(text, &parsed, &error);
	const char *wrong = NULL;

	if (status && (parsed || !error.message[0]))
		wrong = "refused without a word, or with a record";
	else if (!otk_session_id_check(key, text, NULL) &&
		 (status || strcmp(parsed->project_id, "123456")))
		wrong = "fits the key, but is of another project";
	fuzz_good += !status;
	otk_free(parsed);
	return wrong;
}

static const char *request_token(const char *text)
{
	char *claims = NULL;
	const otk_status status = otk_jwt_verify(key, text, 0, NOW, &claims, NULL);
	const char *wrong = NULL;

	if (!status && strcmp(claims, CLAIMS))
		wrong = "a forged JWT is taken";
	else if (status && claims)
		wrong = "refused, with claims";
	fuzz_good += !status;
	otk_free(claims);
	return wrong;
}

/* A callback: the input up to the first line break is the header, the rest is the body. */
static const char *callback(const char *text, size_t size)
{
	static const char *const secrets[] = {SECRET};
	const char *line = memchr(text, '\n', size);
	char *header = line ? strndup(text, (size_t)(line - text)) : NULL;
	int32_t http_status = 0;
	otk_status status;

	if (!header)
		return NULL;
	status = otk_callback_verify(
		&OTK_CALLBACK_CHECK(.authorization = header, .body = line + 1,
			.body_size = size - (size_t)(line + 1 - text), .secrets = {secrets, 1},
			.now = NOW, .require_hash = OTK_YES),
		&http_status, NULL);
	free(header);
	fuzz_good += !status;
	if (!status && strcmp(line + 1, BODY) != 0)
		return "another body is taken";
	return http_status ? NULL : "no HTTP status for the response";
}

const char *fuzz_one(const char *data, size_t size)
{
	if (!size || !set_up())
		return NULL;
	switch (data[0]) {
	case 't':
		return inspect(data + 1);
	case 's':
		return session(data + 1);
	case 'j':
		return request_token(data + 1);
	case 'c':
		return callback(data + 1, size - 1);
	default:
		return NULL;
	}
}

static char *signed_by_us(const char *claims)
{
	char *jwt = NULL;

	return otk_jwt_sign(key, claims, &jwt, NULL) ? NULL : jwt;
}

size_t fuzz_seeds(fuzz_seed *seeds)
{
	char *texts[4], *header = NULL;
	size_t count = 0;

	if (!set_up())
		return 0;
	texts[0] = make_token(OTK_TOKEN_JWT);
	texts[1] = make_token(OTK_TOKEN_T1);
	texts[2] = signed_by_us(CLAIMS);
	texts[3] = signed_by_us(CALLBACK);
	if (!texts[0] || !texts[1] || !texts[2] || !texts[3] ||
		asprintf(&header, "Bearer %s\n" BODY, texts[3]) < 0)
		return 0;
	seeds[count++] = fuzz_seed_of('t', texts[0]);
	seeds[count++] = fuzz_seed_of('t', texts[1]);
	seeds[count++] = fuzz_seed_of('j', texts[2]);
	seeds[count++] = fuzz_seed_of('c', header);
	seeds[count++] = fuzz_seed_of('s', SESSION);
	free(header);
	for (size_t i = 0; i < 4; i++)
		otk_free(texts[i]);
	return count;
}
