/* SPDX-License-Identifier: MIT */
/* JWT client tokens: wire contract 6.3 (OpenTok) and 6.4 (Vonage). */
#include "config.h"

#include <string.h>

#include "core/auth/token_text.h"
#include "core/base/status.h"

/* Every member brings its comma; the first one's becomes the brace. */
#define TEXT(name, value)                                                       \
	{                                                                       \
		",\"" name "\":\"", sizeof(name) + 4, (value), OTK_TOKEN_STRING \
	}
#define NUMBER(name, value)                                                \
	{                                                                  \
		",\"" name "\":", sizeof(name) + 3, (value), OTK_TOKEN_RAW \
	}
#define CONSTANT(name, json)                                                                   \
	{                                                                                      \
		",\"" name "\":" json, sizeof(name json) + 3, OTK_TOKEN_NOTHING, OTK_TOKEN_RAW \
	}

static const otk_token_part opentok_claims[] = {
	TEXT("iss", OTK_TOKEN_PROJECT),
	CONSTANT("ist", "\"project\""),
	NUMBER("iat", OTK_TOKEN_ISSUED),
	NUMBER("exp", OTK_TOKEN_EXPIRES),
	NUMBER("nonce", OTK_TOKEN_NONCE),
	TEXT("role", OTK_TOKEN_ROLE),
	CONSTANT("scope", "\"session.connect\""),
	TEXT("session_id", OTK_TOKEN_SESSION),
	TEXT("connection_data", OTK_TOKEN_DATA),
	TEXT("initial_layout_class_list", OTK_TOKEN_CLASSES),
	{"", 0, 0, 0},
};

static const otk_token_part vonage_claims[] = {
	TEXT("application_id", OTK_TOKEN_PROJECT),
	NUMBER("iat", OTK_TOKEN_ISSUED),
	NUMBER("exp", OTK_TOKEN_EXPIRES),
	TEXT("jti", OTK_TOKEN_NONCE),
	CONSTANT("sub", "\"video\""),
	CONSTANT("acl", "{\"paths\":{\"/session/**\":{}}}"),
	CONSTANT("scope", "\"session.connect\""),
	TEXT("session_id", OTK_TOKEN_SESSION),
	TEXT("role", OTK_TOKEN_ROLE),
	TEXT("connection_data", OTK_TOKEN_DATA),
	TEXT("initial_layout_class_list", OTK_TOKEN_CLASSES),
	{"", 0, 0, 0},
};

static const otk_token_part *claims_of(const otk_token_plan *plan)
{
	return plan->key->backend == OTK_BACKEND_OPENTOK ? opentok_claims : vonage_claims;
}

/* A member of extra_json: is it one of ours? */
static otk_status check_member(otk_token_plan *plan, const otk_slice *name, otk_error *error)
{
	const otk_token_part *claims = claims_of(plan);
	char own[sizeof(claims->text)];
	unsigned i;

	for (i = 0; claims[i].size; i++) {
		const char *begin = claims[i].text + 2; /* behind the comma and the quote */
		const size_t size = (size_t)(strchr(begin, '"') - begin);

		memcpy(own, begin, size);
		own[size] = '\0';
		if (!otk_slice_is(name, own))
			continue;
		if (plan->options.checks != OTK_CHECKS_OFF)
			return otk_fail(error, OTK_E_ARGUMENT,
				"extra_json: the claim \"%s\" is written from the options; leave "
				"it "
				"out, or set checks to OFF to replace it",
				own);
		plan->replaced |= UINT32_C(1) << i;
	}
	return OTK_OK;
}

otk_status otk_token_plan_extra(otk_token_plan *plan, otk_error *error)
{
	const char *json = plan->options.extra_json;
	size_t size = strlen(json);
	otk_json_reader reader;
	otk_slice name, value;
	otk_status status;
	bool more;

	if (size > OTK_TOKEN_EXTRA_MAX)
		return otk_fail(error, OTK_E_ARGUMENT, "extra_json: is larger than %d bytes",
			OTK_TOKEN_EXTRA_MAX);
	otk_json_reader_init(&reader, json, size, 16);
	for (more = otk_json_enter_object(&reader, &name); more;
		more = otk_json_next_member(&reader, &name)) {
		status = check_member(plan, &name, error);
		if (status)
			return status;
		if (!otk_json_skip(&reader, &value))
			break;
		if (!plan->extra.text)
			plan->extra.text = name.text - 1; /* with the quote */
		plan->extra.size = (size_t)(value.text + value.size - plan->extra.text);
	}
	if (!otk_json_finish(&reader))
		return otk_fail(error, OTK_E_ARGUMENT,
			"extra_json: must be a JSON object (at byte %zu: %s)", reader.problem_at,
			reader.problem);
	return OTK_OK;
}

size_t otk_token_bound_jwt(const otk_token_plan *plan)
{
	/* Each byte takes six at most (\u00XX); a comma and the braces. */
	return otk_jwt_bound(
		plan->key, otk_token_bound_parts(plan, claims_of(plan), 6) + plan->extra.size + 3);
}

otk_status otk_token_write_jwt(const otk_token_plan *plan, otk_buffer *out, otk_error *error)
{
	size_t begin;

	otk_jwt_begin(out, plan->key);
	begin = out->size;
	otk_token_add_parts(out, plan, claims_of(plan), plan->replaced);
	if (plan->extra.text) {
		otk_buffer_add_char(out, ',');
		otk_buffer_add(out, plan->extra.text, plan->extra.size);
	}
	otk_buffer_add_char(out, '}');
	if (!out->status)
		out->data[begin] = '{';
	return otk_jwt_end(out, plan->key, error);
}
