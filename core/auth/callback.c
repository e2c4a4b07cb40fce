/* SPDX-License-Identifier: MIT */
/* Signed callbacks: doc/contract.md, 22. */
#include "config.h"

#include <gnutls/crypto.h>
#include <inttypes.h>
#include <otk/callback_auth.h>
#include <string.h>

#include "core/auth/crypto.h"
#include "core/auth/hmac.h"
#include "core/auth/jwt/claims.h"
#include "core/auth/jwt/jwt_read.h"
#include "core/auth/key/credential.h"
#include "core/base/clock.h"
#include "core/base/error/quote.h"
#include "core/base/error/status.h"
#include "core/base/input/options.h"
#include "core/base/json/json_string.h"
#include "core/base/text/encode.h"
#include "core/base/text/text.h"

#include "core/base/cold.h"

/* Every caller knows the members up to the secrets; each further one may be missing. */
#define CHECK_SIZE_MIN offsetof(otk_callback_check, max_age)
#define JTI_MAX        256 /* bytes */
#define SCHEME         "Bearer"

static int32_t http_status_for(otk_status status)
{
	/*
	 * A replayed callback was handled before: any other status would make the service repeat
	 * it.
	 */
	if (status == OTK_OK || status == OTK_E_REPLAYED)
		return 200;
	if (status == OTK_E_TOKEN || status == OTK_E_TOKEN_EXPIRED)
		return 401;
	if (status == OTK_E_HASH)
		return 400;
	return status == OTK_E_UNSIGNED || status == OTK_E_STATE ? 503 : 500;
}

static otk_status check_secrets(const otk_strings *secrets, otk_error *error)
{
	if (!secrets->items || !secrets->count)
		return otk_fail(error, OTK_E_ARGUMENT, "secrets: are missing");
	for (size_t i = 0; i < secrets->count; i++)
		if (!secrets->items[i] || !*secrets->items[i])
			return otk_fail(error, OTK_E_ARGUMENT,
				"secrets[%zu]: is empty; anybody could sign with it", i);
	return OTK_OK;
}

static bool is_time(int64_t seconds)
{
	return seconds >= 0 && seconds <= OTK_TIME_MAX;
}

static otk_status check_times(const otk_callback_check *check, otk_error *error)
{
	const char *wrong = !is_time(check->max_age)                         ? "max_age"
			    : !is_time(check->now)                           ? "now"
			    : check->leeway != -1 && !is_time(check->leeway) ? "leeway"
									     : NULL;

	if (!wrong)
		return OTK_OK;
	return otk_fail(error, OTK_E_ARGUMENT,
		"%s: is out of range; seconds are expected, not below 0 (leeway -1: none)", wrong);
}

/* Makes a copy with the defaults filled in. */
static otk_status take_options(
	otk_callback_check *own, const otk_callback_check *check, otk_error *error)
{
	otk_status status;

	if (!check)
		return otk_fail(error, OTK_E_ARGUMENT, "check: is NULL");
	status =
		otk_options_copy(own, sizeof(*own), CHECK_SIZE_MIN, check, "callback check", error);
	if (!status)
		status = check_secrets(&own->secrets, error);
	if (!status && !own->body && own->body_size)
		status = otk_fail(error, OTK_E_ARGUMENT, "body: is NULL");
	if (!status)
		status = check_times(own, error);
	if (status)
		return status;
	if (!own->max_age)
		own->max_age = OTK_CALLBACK_MAX_AGE_DEFAULT;
	if (own->leeway == -1)
		own->leeway = 0;
	else if (!own->leeway)
		own->leeway = OTK_CALLBACK_LEEWAY_DEFAULT;
	if (!own->now)
		own->now = otk_clock_seconds();
	return OTK_OK;
}

/* Finds the token after "Bearer", without blanks around it. */
static otk_status find_token(
	const char *authorization, const char **token, size_t *size, otk_error *error)
{
	const char *at = authorization, *end;

	if (at)
		at += strspn(at, " \t");
	if (!at || !*at)
		return otk_fail(error, OTK_E_UNSIGNED,
			"callback: has no Authorization header: it is not signed, or signing failed; "
			"respond with a 5xx, so that it is sent again");
	if (!otk_ascii_equal(at, SCHEME, strlen(SCHEME)) ||
		(at[strlen(SCHEME)] != ' ' && at[strlen(SCHEME)] != '\t'))
		return otk_fail(error, OTK_E_TOKEN,
			"callback: the Authorization header is not of the scheme Bearer");
	at += strlen(SCHEME);
	at += strspn(at, " \t");
	end = at + strlen(at);
	while (end > at && strchr(" \t\r\n", end[-1]))
		end--;
	*token = at;
	*size = (size_t)(end - at);
	return OTK_OK;
}

/* No secret fits: perhaps because one is wrapped in something. */
OTK_COLD static otk_status fail_signature(const otk_strings *secrets, otk_error *error)
{
	for (size_t i = 0; i < secrets->count; i++) {
		const char *problem = otk_credential_problem(secrets->items[i]);

		if (problem)
			return otk_fail(error, OTK_E_TOKEN,
				"callback: the signature matches none of the %zu configured "
				"secrets; secrets[%zu] %s",
				secrets->count, i, problem);
	}
	return otk_fail(error, OTK_E_TOKEN,
		"callback: the signature matches none of the %zu configured secrets",
		secrets->count);
}

static otk_status check_callback_signature(
	const otk_jwt *jwt, const otk_strings *secrets, otk_error *error)
{
	int fits = 0, one;

	if (strcmp(jwt->algorithm, "HS256") != 0)
		return otk_fail(error, OTK_E_TOKEN,
			"callback: the token is signed by another algorithm than HS256");
	for (size_t i = 0; i < secrets->count; i++) {
		one = otk_hmac_sha256_is(secrets->items[i], strlen(secrets->items[i]),
			jwt->signed_text, jwt->signed_size, jwt->signature, jwt->signature_size);
		if (one < 0)
			return otk_crypto_fail(error, "HMAC", one);
		fits |= one;
	}
	return fits ? OTK_OK : fail_signature(secrets, error);
}

static otk_status check_age(
	const otk_callback_check *check, const otk_claims *claims, otk_error *error)
{
	otk_status status = otk_claims_check_times(claims, check->leeway, check->now, error);

	if (status)
		return status;
	if (claims->issued_at == OTK_NO_TIME)
		return otk_fail(error, OTK_E_TOKEN,
			"callback: the token does not say when it was made (iat)");
	if (claims->issued_at < check->now - check->max_age)
		return otk_fail(error, OTK_E_TOKEN_EXPIRED,
			"callback: was signed %" PRId64 " s ago; at most %" PRId64
			" s are accepted",
			check->now - claims->issued_at, check->max_age);
	if (claims->issued_at > check->now + check->leeway)
		return otk_fail(error, OTK_E_TOKEN_EXPIRED,
			"callback: was signed %" PRId64
			" s in the future; check the clock of this machine",
			claims->issued_at - check->now);
	return OTK_OK;
}

static otk_status check_hash(
	const otk_callback_check *check, const otk_claims *claims, otk_error *error)
{
	uint8_t digest[OTK_SHA256_SIZE];
	const otk_slice *given = &claims->payload_hash;
	unsigned different = 0;
	int code;

	/* A value that is not an otk_flag must not switch a check off. */
	if (!given->text && check->require_hash && check->require_hash != OTK_NO)
		return otk_fail(error, OTK_E_HASH, "callback: the token has no payload_hash");
	if (!given->text)
		return OTK_OK;
	code = gnutls_hash_fast(
		GNUTLS_DIG_SHA256, check->body_size ? check->body : "", check->body_size, digest);
	if (code < 0)
		return otk_crypto_fail(error, "SHA-256", code);
	if (given->size != 2 * sizeof(digest))
		different = 1;
	for (size_t i = 0; !different && i < sizeof(digest); i++)
		if (otk_hex_digit(given->text[2 * i]) != digest[i] >> 4 ||
			otk_hex_digit(given->text[2 * i + 1]) != (digest[i] & 15))
			different = 1;
	if (different)
		return otk_fail(error, OTK_E_HASH,
			"callback: the body is not the one that was signed; pass the raw bytes as they "
			"were received");
	return OTK_OK;
}

static otk_status check_replay(
	const otk_callback_check *check, const otk_claims *claims, otk_error *error)
{
	char jti[JTI_MAX + 1];
	int64_t forget_at = claims->issued_at + check->max_age + 1;

	if (!check->seen)
		return OTK_OK;
	if (!claims->jti.text || !claims->jti.size || claims->jti.size > JTI_MAX)
		return otk_fail(error, OTK_E_TOKEN,
			"callback: the token has no jti of 1 to %d bytes, by which a replay could be "
			"noticed",
			JTI_MAX);
	jti[otk_json_unescape(&claims->jti, jti, JTI_MAX)] = '\0';
	switch (check->seen(check->userdata, jti, forget_at)) {
	case OTK_NO:
		return OTK_OK;
	case OTK_YES:
		return otk_fail(error, OTK_E_REPLAYED, "callback: was received before");
	case OTK_UNSET:
		break;
	}
	return otk_fail(error, OTK_E_STATE,
		"callback: the function `seen` could not say whether it was received before");
}

/* Application ids have no case. */
static bool is_application(const otk_slice *claim, const char *application_id)
{
	char given[2 * JTI_MAX];
	const size_t size = otk_json_unescape(claim, given, sizeof(given) - 1);

	given[size] = '\0';
	return otk_ascii_equal(given, application_id, SIZE_MAX);
}

static otk_status check_application(
	const otk_callback_check *check, const otk_claims *claims, otk_error *error)
{
	if (check->application_id && claims->application_id.text &&
		!is_application(&claims->application_id, check->application_id))
		return otk_fail(error, OTK_E_TOKEN,
			"callback: was signed for another application than %s",
			OTK_QUOTE(check->application_id));
	return OTK_OK;
}

/* Checks in the contract's order: no claim is used before the signature is verified. */
static otk_status check_callback_token(
	const otk_callback_check *check, const otk_jwt *jwt, otk_error *error)
{
	otk_claims claims;
	otk_status status = check_callback_signature(jwt, &check->secrets, error);

	if (!status)
		status = otk_claims_read(
			&claims, jwt->payload.data, jwt->payload.size, OTK_CLAIMS_STRICT, error);
	if (!status)
		status = check_age(check, &claims, error);
	if (!status)
		status = check_hash(check, &claims, error);
	if (!status)
		status = check_application(check, &claims, error);
	return status ? status : check_replay(check, &claims, error);
}

static otk_status verify_callback(const otk_callback_check *callers, otk_error *error)
{
	otk_callback_check check;
	otk_jwt jwt;
	const char *token = NULL;
	size_t size = 0;
	otk_status status = take_options(&check, callers, error);

	if (!status)
		status = otk_crypto_init(error);
	if (!status)
		status = find_token(check.authorization, &token, &size, error);
	if (status)
		return status;
	status = otk_jwt_decode(&jwt, token, size, error);
	if (!status)
		status = check_callback_token(&check, &jwt, error);
	otk_jwt_clear(&jwt);
	return status;
}

otk_status otk_callback_verify(
	const otk_callback_check *check, int32_t *http_status, otk_error *error)
{
	otk_status status = verify_callback(check, error);

	if (http_status)
		*http_status = http_status_for(status);
	return status;
}
