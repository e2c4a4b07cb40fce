/* SPDX-License-Identifier: MIT */
/* The claims that anybody here looks at, read in one pass. */
#include "config.h"

#include "core/auth/claims.h"

#include "core/base/clock.h"
#include "core/base/status.h"

#define DEPTH_MAX 16

enum kind { TEXT, TEXT_OR_NUMBER, CLASSES, TIME };

static const struct row {
	char name[28];
	uint16_t kind; /* enum kind */
	uint16_t offset;
} rows[] = {
	{"application_id", TEXT, offsetof(otk_claims, application_id)},
	{"connection_data", TEXT, offsetof(otk_claims, connection_data)},
	{"exp", TIME, offsetof(otk_claims, expires_at)},
	{"iat", TIME, offsetof(otk_claims, issued_at)},
	{"initial_layout_class_list", CLASSES, offsetof(otk_claims, layout_classes)},
	{"iss", TEXT, offsetof(otk_claims, issuer)},
	{"jti", TEXT, offsetof(otk_claims, jti)},
	{"nbf", TIME, offsetof(otk_claims, not_before)},
	{"nonce", TEXT_OR_NUMBER, offsetof(otk_claims, nonce)},
	{"payload_hash", TEXT, offsetof(otk_claims, payload_hash)},
	{"role", TEXT, offsetof(otk_claims, role)},
	{"scope", TEXT, offsetof(otk_claims, scope)},
	{"session_id", TEXT, offsetof(otk_claims, session_id)},
	{"sub", TEXT, offsetof(otk_claims, subject)},
	/* What the Python SDKs call it. */
	{"subject", TEXT, offsetof(otk_claims, subject)},
};

static const struct row *find(const otk_slice *key)
{
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (otk_slice_is(key, rows[i].name))
			return &rows[i];
	return NULL;
}

static bool read_strings(otk_json_reader *reader, otk_slice *array)
{
	otk_json_reader items = *reader;
	otk_slice item;
	bool more;

	if (!otk_json_skip(reader, array))
		return false;
	for (more = otk_json_enter_array(&items); more; more = otk_json_next_item(&items))
		if (!otk_json_read_string(&items, &item))
			break;
	return !items.problem;
}

/* false: of another type, or no JSON. null is as good as absent. */
static bool read_claim(otk_json_reader *reader, const struct row *row, otk_claims *claims)
{
	void *place = (char *)claims + row->offset;
	otk_json_type type = otk_json_peek(reader);
	otk_slice number;

	if (type == OTK_JSON_NULL)
		return otk_json_read_null(reader);
	switch ((enum kind)row->kind) {
	case TIME:
		return otk_json_read_number(reader, &number) &&
		       otk_json_int_value(number.text, number.size, place) &&
		       *(int64_t *)place >= 0 && *(int64_t *)place <= OTK_TIME_MAX;
	case TEXT_OR_NUMBER:
		if (type == OTK_JSON_NUMBER)
			return otk_json_read_number(reader, place);
		break;
	case CLASSES:
		if (type == OTK_JSON_ARRAY)
			return read_strings(reader, &claims->layout_class_array);
		break;
	case TEXT:
		break;
	}
	return otk_json_read_string(reader, place);
}

otk_status otk_claims_read(otk_claims *claims, const char *json, size_t size, otk_error *error)
{
	otk_json_reader reader;
	otk_slice key, ignored;
	bool more;

	*claims = (otk_claims){
		.expires_at = OTK_NO_TIME, .issued_at = OTK_NO_TIME, .not_before = OTK_NO_TIME};
	otk_json_reader_init(&reader, json, size, DEPTH_MAX);
	for (more = otk_json_enter_object(&reader, &key); more;
		more = otk_json_next_member(&reader, &key)) {
		const struct row *row = find(&key);

		if (!row && !otk_json_skip(&reader, &ignored))
			break;
		if (row && !read_claim(&reader, row, claims))
			return otk_fail(error, OTK_E_TOKEN,
				"JWT: the claim \"%s\" is of a wrong type or out of range",
				row->name);
	}
	if (!otk_json_finish(&reader))
		return otk_fail(error, OTK_E_TOKEN,
			"JWT: the payload is no JSON object (at byte %zu: %s)", reader.problem_at,
			reader.problem);
	return OTK_OK;
}

otk_status otk_claims_check_times(
	const otk_claims *claims, int64_t leeway, int64_t now, otk_error *error)
{
	if (!now)
		now = otk_clock_seconds();
	if (leeway < 0 || leeway > OTK_TIME_MAX || now < 0 || now > OTK_TIME_MAX)
		return otk_fail(
			error, OTK_E_ARGUMENT, "leeway and now must be seconds, not below 0");
	if (claims->expires_at != OTK_NO_TIME && now >= claims->expires_at + leeway)
		return otk_fail(error, OTK_E_TOKEN_EXPIRED, "the token ended %lld s ago",
			(long long)(now - claims->expires_at));
	if (claims->not_before != OTK_NO_TIME && now + leeway < claims->not_before)
		return otk_fail(error, OTK_E_TOKEN_EXPIRED,
			"the token begins to hold in %lld s only",
			(long long)(claims->not_before - now));
	return OTK_OK;
}
