/* SPDX-License-Identifier: MIT */
/* The token of a REST request, and signing claims of any kind. */
#include "config.h"

#include <otk/jwt.h>
#include <string.h>

#include "core/auth/crypto.h"
#include "core/auth/jwt/jwt_read.h"
#include "core/auth/jwt/jwt_write.h"
#include "core/auth/key/key.h"
#include "core/auth/text_result.h"
#include "core/base/arena.h"
#include "core/base/clock.h"
#include "core/base/error/status.h"
#include "core/base/json/json_read.h"
#include "core/base/json/json_write.h"

#include "core/base/cold.h"

#define JSON_DEPTH_MAX 16

static const struct {
	int64_t ttl;
	int64_t ttl_max;
} lifetimes[] = {
	[OTK_BACKEND_OPENTOK] = {OTK_REST_TTL_DEFAULT_OPENTOK, OTK_REST_TTL_MAX_OPENTOK},
	[OTK_BACKEND_VONAGE] = {OTK_REST_TTL_DEFAULT_VONAGE, OTK_REST_TTL_MAX_VONAGE},
};

/* doc/contract.md, 2.1 and 2.3. */
static void write_claims(
	otk_buffer *out, const otk_key *key, int64_t now, int64_t ttl, const char *jti)
{
	otk_json_writer json;
	bool opentok = key->backend == OTK_BACKEND_OPENTOK;

	otk_json_writer_init(&json, out);
	otk_json_open(&json, '{');
	otk_json_key(&json, opentok ? "iss" : "application_id");
	otk_json_string(&json, key->id, key->id_size);
	if (opentok) {
		otk_json_key(&json, "ist");
		otk_json_text(&json, key->account ? "account" : "project");
	}
	otk_json_key(&json, "iat");
	otk_json_int(&json, now);
	otk_json_key(&json, "exp");
	otk_json_int(&json, now + ttl);
	otk_json_key(&json, "jti");
	otk_json_text(&json, jti);
	otk_json_close(&json, '}');
}

otk_status otk_jwt_request(
	const otk_key *key, int64_t ttl, int64_t now, char *buffer, size_t *size, otk_error *error)
{
	char jti[OTK_UUID_SIZE];
	otk_buffer out;
	otk_status status;

	if (!key || !size)
		return otk_fail(error, OTK_E_ARGUMENT, "%s: is NULL", key ? "size" : "key");
	if (ttl < 0 || ttl > lifetimes[key->backend].ttl_max)
		return otk_fail(error, OTK_E_ARGUMENT,
			"ttl: %lld s is out of range; the service takes 1 to %lld", (long long)ttl,
			(long long)lifetimes[key->backend].ttl_max);
	if (now < 0 || now > OTK_TIME_MAX)
		return otk_fail(
			error, OTK_E_ARGUMENT, "now: must be in seconds since the epoch, or 0");
	status = otk_uuid_v4(jti, error);
	if (status)
		return status;
	otk_buffer_init_fixed(&out, buffer, *size);
	otk_jwt_begin(&out, key);
	write_claims(&out, key, now ? now : otk_clock_seconds(),
		ttl ? ttl : lifetimes[key->backend].ttl, jti);
	status = otk_jwt_end(&out, key, error);
	return status ? status : otk_text_result(&out, "token", size, error);
}

static otk_status check_claims(const char *json, otk_error *error)
{
	otk_json_reader reader;
	otk_slice whole;

	if (!json)
		return otk_fail(error, OTK_E_ARGUMENT, "claims_json: is NULL");
	otk_json_reader_init(&reader, json, strlen(json), JSON_DEPTH_MAX);
	if (otk_json_peek(&reader) == OTK_JSON_OBJECT && otk_json_skip(&reader, &whole) &&
		otk_json_finish(&reader))
		return OTK_OK;
	return otk_fail(error, OTK_E_ARGUMENT,
		"claims_json: must be a JSON object (at byte %zu: %s)", reader.problem_at,
		reader.problem ? reader.problem : "another value");
}

otk_status otk_jwt_sign(const otk_key *key, const char *claims_json, char **jwt, otk_error *error)
{
	size_t claims_size, max_size;
	otk_arena *arena;
	otk_buffer out;
	otk_status status;

	if (!key || !jwt)
		return otk_fail(error, OTK_E_ARGUMENT, "%s: is NULL", key ? "jwt" : "key");
	*jwt = NULL;
	status = check_claims(claims_json, error);
	if (status)
		return status;
	claims_size = strlen(claims_json);
	max_size = otk_jwt_max(key, claims_size);
	if (max_size > OTK_JWT_MAX + 1) /* with the NUL */
		return otk_fail(error, OTK_E_ARGUMENT,
			"claims_json: %zu bytes make a JWT of more than %d", claims_size,
			OTK_JWT_MAX);
	arena = otk_arena_new(0, max_size);
	if (!arena)
		return otk_fail_nomem(error);
	otk_buffer_init_fixed(&out, otk_arena_root(arena), max_size);
	otk_jwt_begin(&out, key);
	otk_buffer_add(&out, claims_json, claims_size);
	status = otk_jwt_end(&out, key, error);
	if (!status)
		status = otk_text_result(&out, "token", &max_size, error);
	if (status)
		otk_arena_free(arena);
	else
		*jwt = otk_arena_root(arena);
	return status;
}
