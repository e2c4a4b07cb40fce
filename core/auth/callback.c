/* SPDX-License-Identifier: MIT */
/* Signed callbacks: wire contract 22. */
#include "config.h"

#include <gnutls/crypto.h>
#include <otk/callback_auth.h>
#include <string.h>
#include <strings.h>

#include "core/auth/claims.h"
#include "core/auth/crypto.h"
#include "core/auth/jwt_text.h"
#include "core/base/clock.h"
#include "core/base/options.h"
#include "core/base/status.h"
#include "core/base/encode.h"

#define CHECK_SIZE_V1 (offsetof(otk_callback_check, reserved) + sizeof(int32_t))
#define JTI_MAX       256
#define SCHEME        "Bearer"

static int32_t http_status_for(otk_status status)
{
	switch (status) {
	case OTK_OK:
	case OTK_E_REPLAYED: /* dealt with already: another answer would bring it once more */
		return 200;
	case OTK_E_TOKEN:
	case OTK_E_TOKEN_EXPIRED:
		return 401;
	case OTK_E_HASH:
		return 400;
	case OTK_E_UNSIGNED:
	case OTK_E_STATE:
		return 503;
	default:
		return 500;
	}
}

/* Our own copy: defaults filled in, nonsense refused. */
static otk_status take_options(
	otk_callback_check *own, const otk_callback_check *check, otk_error *error)
{
	otk_status status;
	size_t i;

	if (!check)
		return otk_fail(error, OTK_E_ARGUMENT, "callback: check is NULL");
	status = otk_options_copy(own, sizeof(*own), CHECK_SIZE_V1, check, "callback check", error);
	if (status)
		return status;
	if (!own->secrets.items || !own->secrets.count)
		return otk_fail(error, OTK_E_ARGUMENT, "callback: secrets are missing");
	for (i = 0; i < own->secrets.count; i++)
		if (!own->secrets.items[i] || !*own->secrets.items[i])
			return otk_fail(error, OTK_E_ARGUMENT,
				"callback: secrets[%zu] is empty: anybody could sign with it", i);
	if (!own->body && own->body_size)
		return otk_fail(error, OTK_E_ARGUMENT, "callback: body is NULL");
	if (own->max_age < 0 || own->max_age > OTK_TIME_MAX || own->leeway < -1 ||
		own->leeway > OTK_TIME_MAX || own->now < 0 || own->now > OTK_TIME_MAX)
		return otk_fail(error, OTK_E_ARGUMENT,
			"callback: max_age, leeway and now are seconds, not below 0 (leeway -1: "
			"none)");
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

/* The token behind "Bearer", without blanks around it. */
static otk_status find_token(
	const char *authorization, const char **token, size_t *size, otk_error *error)
{
	const char *at = authorization, *end;

	if (at)
		at += strspn(at, " \t");
	if (!at || !*at)
		return otk_fail(error, OTK_E_UNSIGNED,
			"callback: no Authorization header: it is unsigned, or the platform failed "
			"to sign it; answer with a 5xx, so that it sends again");
	if (strncasecmp(at, SCHEME, strlen(SCHEME)) != 0 ||
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

static otk_status check_signature(const otk_jwt *jwt, const otk_strings *secrets, otk_error *error)
{
	bool fits = false;
	size_t i;

	if (strcmp(jwt->algorithm, "HS256") != 0)
		return otk_fail(error, OTK_E_TOKEN,
			"callback: its token is not of HS256, the only algorithm accepted");
	for (i = 0; i < secrets->count; i++)
		fits |= otk_hmac_sha256_is(secrets->items[i], strlen(secrets->items[i]),
			jwt->signed_text, jwt->signed_size, jwt->signature, jwt->signature_size);
	if (!fits)
		return otk_fail(error, OTK_E_TOKEN,
			"callback: it is signed by none of the %zu secrets given", secrets->count);
	return OTK_OK;
}

static otk_status check_age(
	const otk_callback_check *check, const otk_claims *claims, otk_error *error)
{
	otk_status status = otk_claims_check_times(claims, check->leeway, check->now, error);

	if (status)
		return status;
	if (claims->issued_at == OTK_NO_TIME)
		return otk_fail(error, OTK_E_TOKEN,
			"callback: its token does not say when it was made (iat)");
	if (claims->issued_at < check->now - check->max_age)
		return otk_fail(error, OTK_E_TOKEN_EXPIRED,
			"callback: was signed %lld s ago; at most %lld s are accepted",
			(long long)(check->now - claims->issued_at), (long long)check->max_age);
	if (claims->issued_at > check->now + check->leeway)
		return otk_fail(error, OTK_E_TOKEN_EXPIRED,
			"callback: was signed %lld s in the future; is this machine's clock right?",
			(long long)(claims->issued_at - check->now));
	return OTK_OK;
}

static otk_status check_hash(
	const otk_callback_check *check, const otk_claims *claims, otk_error *error)
{
	uint8_t digest[OTK_SHA256_SIZE];
	const otk_slice *given = &claims->payload_hash;
	unsigned different = 0;
	size_t i;
	int code;

	if (!given->text && check->require_hash == OTK_YES)
		return otk_fail(error, OTK_E_HASH, "callback: its token has no payload_hash");
	if (!given->text)
		return OTK_OK;
	code = gnutls_hash_fast(
		GNUTLS_DIG_SHA256, check->body_size ? check->body : "", check->body_size, digest);
	if (code < 0)
		return otk_crypto_fail(error, "SHA-256", code);
	if (given->size != 2 * sizeof(digest))
		different = 1;
	for (i = 0; !different && i < sizeof(digest); i++)
		if (otk_hex_digit(given->text[2 * i]) != digest[i] >> 4 ||
			otk_hex_digit(given->text[2 * i + 1]) != (digest[i] & 15))
			different = 1;
	if (different)
		return otk_fail(error, OTK_E_HASH,
			"callback: the body is not the one that was signed; are these the raw "
			"bytes "
			"as they came?");
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
			"callback: its token has no jti of 1 to %d bytes, so a replay could not be "
			"told",
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
		"callback: the replay guard could not tell whether it was received before");
}

static otk_status check_application(
	const otk_callback_check *check, const otk_claims *claims, otk_error *error)
{
	if (check->application_id && claims->application_id.text &&
		!otk_slice_is(&claims->application_id, check->application_id))
		return otk_fail(error, OTK_E_TOKEN,
			"callback: was signed for another application than %s",
			check->application_id);
	return OTK_OK;
}

/* In the order of the contract: nothing is believed before the signature. */
static otk_status check_token(const otk_callback_check *check, const otk_jwt *jwt, otk_error *error)
{
	otk_claims claims;
	otk_status status = check_signature(jwt, &check->secrets, error);

	if (!status)
		status = otk_claims_read(&claims, jwt->payload.data, jwt->payload.size, error);
	if (!status)
		status = check_age(check, &claims, error);
	if (!status)
		status = check_hash(check, &claims, error);
	if (!status)
		status = check_application(check, &claims, error);
	return status ? status : check_replay(check, &claims, error);
}

static otk_status verify(const otk_callback_check *callers, otk_error *error)
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
		status = check_token(&check, &jwt, error);
	otk_jwt_clear(&jwt);
	return status;
}

otk_status otk_callback_verify(
	const otk_callback_check *check, int32_t *http_status, otk_error *error)
{
	otk_status status = verify(check, error);

	if (http_status)
		*http_status = http_status_for(status);
	return status;
}
