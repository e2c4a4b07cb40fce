/* SPDX-License-Identifier: MIT */
/* Reads the claims of a JWT that otk uses, in one pass. */
#include "config.h"

#include "core/auth/jwt/claims.h"

#include <inttypes.h>
#include <string.h>

#include "core/base/clock.h"
#include "core/base/error/status.h"
#include "core/base/json/json_number.h"
#include "core/base/json/json_string.h"

#include "core/base/cold.h"

#define DEPTH_MAX 16

enum kind { TEXT, TEXT_OR_NUMBER, CLASSES, TIME };

/* The last has the name that the Python SDKs use. */
#define CLAIMS(X)                                               \
	X("application_id", TEXT, application_id)               \
	X("connection_data", TEXT, connection_data)             \
	X("exp", TIME, expires_at)                              \
	X("iat", TIME, issued_at)                               \
	X("initial_layout_class_list", CLASSES, layout_classes) \
	X("iss", TEXT, issuer)                                  \
	X("ist", TEXT, issuer_type)                             \
	X("jti", TEXT, jti)                                     \
	X("nbf", TIME, not_before)                              \
	X("nonce", TEXT_OR_NUMBER, nonce)                       \
	X("payload_hash", TEXT, payload_hash)                   \
	X("role", TEXT, role)                                   \
	X("scope", TEXT, scope)                                 \
	X("session_id", TEXT, session_id)                       \
	X("sub", TEXT, subject)                                 \
	X("subject", TEXT, subject)

/* The names follow each other, in the same order. */
#define NAME(name, kind, member) name "\0"
#define ROW(name, kind, member)  {kind, offsetof(otk_claims, member)},
static const char names[] = CLAIMS(NAME);
static const struct row {
	uint16_t kind; /* enum kind */
	uint16_t offset;
} rows[] = {CLAIMS(ROW)};

/* Returns the index of the row with this name, and the name; OTK_COUNT_OF(rows): no such row. */
static size_t row_of(const otk_slice *key, const char **name)
{
	size_t i = 0;

	for (*name = names; i < OTK_COUNT_OF(rows) && !otk_slice_is(key, *name); i++)
		*name += strlen(*name) + 1;
	return i;
}

static bool read_strings(otk_json_reader *reader, otk_slice *array)
{
	otk_json_reader items = *reader;
	otk_slice item;

	if (!otk_json_skip(reader, array))
		return false;
	for (bool more = otk_json_enter_array(&items); more; more = otk_json_next_item(&items))
		if (!otk_json_read_string(&items, &item))
			break;
	return !items.problem;
}

/* Returns false if the value has another type or is not JSON. null counts as absent. */
static bool read_claim(otk_json_reader *reader, const struct row *row, otk_claims *claims)
{
	void *member = (char *)claims + row->offset;
	otk_json_type type = otk_json_peek(reader);
	otk_slice number;

	if (type == OTK_JSON_NULL)
		return otk_json_read_null(reader);
	switch ((enum kind)row->kind) {
	case TIME:
		return otk_json_read_number(reader, &number) &&
		       otk_json_int_value(number.text, number.size, member) &&
		       *(int64_t *)member >= 0 && *(int64_t *)member <= OTK_TIME_MAX;
	case TEXT_OR_NUMBER:
		if (type == OTK_JSON_NUMBER)
			return otk_json_read_number(reader, member);
		break;
	case CLASSES:
		if (type == OTK_JSON_ARRAY)
			return read_strings(reader, &claims->layout_class_array);
		break;
	case TEXT:
		break;
	}
	return otk_json_read_string(reader, member);
}

/* Reads one member. *seen: bit n is set if the claim of row n has occurred. */
static otk_status read_member(otk_json_reader *reader, const otk_slice *key, otk_claims *claims,
	uint32_t *seen, otk_error *error)
{
	const char *name;
	const size_t i = row_of(key, &name);
	const uint32_t bit = UINT32_C(1) << i;

	if (i == OTK_COUNT_OF(rows)) {
		otk_json_skip(reader, NULL); /* a syntax error ends the caller's loop */
		return OTK_OK;
	}
	/* Another parser could use the other value of a duplicate. */
	if (*seen & bit)
		return otk_fail(error, OTK_E_TOKEN, "JWT: the claim \"%s\" occurs twice", name);
	*seen |= bit;
	if (!read_claim(reader, &rows[i], claims))
		return otk_fail(error, OTK_E_TOKEN,
			"JWT: the claim \"%s\" is of a wrong type or out of range", name);
	return OTK_OK;
}

otk_status otk_claims_read(
	otk_claims *claims, const char *json, size_t size, otk_claims_mode mode, otk_error *error)
{
	otk_status status = OTK_OK;
	otk_json_reader reader;
	uint32_t seen = 0;
	otk_slice key;

	*claims = (otk_claims){
		.expires_at = OTK_NO_TIME, .issued_at = OTK_NO_TIME, .not_before = OTK_NO_TIME};
	otk_json_reader_init(&reader, json, size, DEPTH_MAX);
	reader.tolerant = mode == OTK_CLAIMS_TOLERANT;
	for (bool more = otk_json_enter_object(&reader, &key); more && !status;
		more = otk_json_next_member(&reader, &key))
		status = read_member(&reader, &key, claims, &seen, error);
	if (status || otk_json_finish(&reader))
		return status;
	return otk_fail(error, OTK_E_TOKEN,
		"JWT: the payload is not a JSON object (at byte %zu: %s)", reader.problem_at,
		reader.problem);
}

_Static_assert(OTK_COUNT_OF(rows) < 32, "a bit for each claim");

otk_status otk_claims_check_times(
	const otk_claims *claims, int64_t leeway, int64_t now, otk_error *error)
{
	if (!now)
		now = otk_clock_seconds();
	if (leeway < 0 || leeway > OTK_TIME_MAX || now < 0 || now > OTK_TIME_MAX)
		return otk_fail(error, OTK_E_ARGUMENT, "leeway, now: must be seconds, not below 0");
	if (claims->expires_at != OTK_NO_TIME && now >= claims->expires_at + leeway)
		return otk_fail(error, OTK_E_TOKEN_EXPIRED, "token: expired %" PRId64 " s ago",
			now - claims->expires_at);
	if (claims->not_before != OTK_NO_TIME && now + leeway < claims->not_before)
		return otk_fail(error, OTK_E_TOKEN_EXPIRED,
			"token: is not valid for another %" PRId64 " s", claims->not_before - now);
	return OTK_OK;
}
