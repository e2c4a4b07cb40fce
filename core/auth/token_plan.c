/* SPDX-License-Identifier: MIT */
/* A client token's options against the limits of the service (validation rules A3). */
#include "config.h"

#include "core/auth/token_plan.h"

#include <string.h>

#include "core/base/clock.h"
#include "core/base/options.h"
#include "core/base/status.h"
#include "core/base/text.h"
#include "core/base/utf8.h"

#define OPTIONS_SIZE_V1 (offsetof(otk_token_options, checks) + sizeof(otk_checks))
#define ROLES           "subscriber|publisher|publisheronly|moderator"

static bool checked(const otk_token_plan *plan)
{
	return plan->options.checks != OTK_CHECKS_OFF;
}

static otk_status check_kind(const otk_token_plan *plan, otk_error *error)
{
	bool t1 = plan->options.kind == OTK_TOKEN_T1;

	if (!t1 && plan->options.kind != OTK_TOKEN_JWT)
		return otk_fail(error, OTK_E_ARGUMENT, "token: kind must be JWT or T1");
	if (t1 && plan->key->backend != OTK_BACKEND_OPENTOK)
		return otk_fail(error, OTK_E_ARGUMENT,
			"token: T1 tokens need an OpenTok key; a Vonage key makes JWT tokens");
	if (t1 && plan->options.extra_json)
		return otk_fail(error, OTK_E_ARGUMENT, "token: extra_json is for JWT tokens only");
	if (plan->key->account && checked(plan))
		return otk_fail(error, OTK_E_ARGUMENT,
			"token: an account-level key makes no client tokens; use the project's "
			"key");
	return OTK_OK;
}

static void set_word(otk_token_plan *plan, otk_token_value value, const char *text, size_t size)
{
	plan->words[value] = (otk_token_word){.text = text, .size = size};
}

/* One of which we know that nothing in it is ever escaped. */
static void set_plain(otk_token_plan *plan, otk_token_value value, const char *text, size_t size)
{
	plan->words[value] = (otk_token_word){.text = text, .size = size, .plain = true};
}

/* A short text of the caller's: role, nonce. */
static otk_status check_word(otk_token_plan *plan, otk_token_value value, const char *name,
	const char *word, otk_error *error)
{
	size_t size = strlen(word);

	set_word(plan, value, word, size);
	if (otk_utf8_length(word, size) < 0)
		return otk_fail(error, OTK_E_ARGUMENT, "%s: is not UTF-8", name);
	if (!checked(plan))
		return OTK_OK;
	if (!size || size > OTK_TOKEN_WORD_MAX)
		return otk_fail(error, OTK_E_ARGUMENT, "%s: has %zu bytes; 1 to %d are possible",
			name, size, OTK_TOKEN_WORD_MAX);
	return OTK_OK;
}

static otk_status check_role(otk_token_plan *plan, otk_error *error)
{
	const char *role = plan->options.role;
	otk_status status;

	if (!role) {
		set_plain(plan, OTK_TOKEN_ROLE, OTK_ROLE_PUBLISHER, strlen(OTK_ROLE_PUBLISHER));
		return OTK_OK;
	}
	status = check_word(plan, OTK_TOKEN_ROLE, "role", role, error);
	if (!status && plan->options.checks == OTK_CHECKS_STRICT &&
		!otk_word_in(ROLES, role, strlen(role)))
		return otk_fail(error, OTK_E_ARGUMENT,
			"role: \"%s\" is none of subscriber, publisher, publisheronly, moderator",
			role);
	return status;
}

static bool in_range(int64_t seconds)
{
	return seconds >= -OTK_TIME_MAX && seconds <= OTK_TIME_MAX;
}

static otk_status check_lifetime(
	const otk_token_plan *plan, int64_t issued_at, int64_t expires_at, otk_error *error)
{
	if (!checked(plan))
		return OTK_OK;
	if (expires_at <= issued_at)
		return otk_fail(error, OTK_E_ARGUMENT,
			"token: would end %lld s before it begins; %s must lie in the future "
			"(seconds)",
			(long long)(issued_at - expires_at),
			plan->options.ttl ? "ttl" : "expire_at");
	if (expires_at - issued_at > OTK_TOKEN_TTL_MAX)
		return otk_fail(error, OTK_E_ARGUMENT,
			"token: would live %lld s; at most %d s (30 days) are possible%s",
			(long long)(expires_at - issued_at), OTK_TOKEN_TTL_MAX,
			expires_at > INT64_C(100000000000) ? " (expire_at in milliseconds?)" : "");
	return OTK_OK;
}

static otk_status check_times(otk_token_plan *plan, otk_error *error)
{
	int64_t ttl = plan->options.ttl, expires_at = plan->options.expire_at, issued_at;

	issued_at = plan->options.issued_at ? plan->options.issued_at : otk_clock_seconds();
	if (issued_at < 0 || !in_range(issued_at) || !in_range(ttl) || !in_range(expires_at))
		return otk_fail(error, OTK_E_ARGUMENT,
			"token: ttl is in seconds, issued_at and expire_at in seconds since the "
			"epoch");
	if (ttl && expires_at)
		return otk_fail(
			error, OTK_E_ARGUMENT, "token: ttl and expire_at exclude each other");
	if (!expires_at)
		expires_at = issued_at + (ttl ? ttl : OTK_TOKEN_TTL_DEFAULT);
	set_plain(plan, OTK_TOKEN_ISSUED, plan->issued, otk_int_write(plan->issued, issued_at));
	set_plain(plan, OTK_TOKEN_EXPIRES, plan->expires, otk_int_write(plan->expires, expires_at));
	return check_lifetime(plan, issued_at, expires_at, error);
}

static otk_status check_data(otk_token_plan *plan, otk_error *error)
{
	const char *data = plan->options.data;
	int64_t length;

	set_word(plan, OTK_TOKEN_DATA, data, data ? strlen(data) : 0);
	if (!data)
		return OTK_OK;
	length = otk_utf8_length(data, plan->words[OTK_TOKEN_DATA].size);
	if (length < 0)
		return otk_fail(error, OTK_E_ARGUMENT, "data: is not UTF-8");
	if (length > OTK_TOKEN_DATA_MAX && checked(plan))
		return otk_fail(error, OTK_E_ARGUMENT,
			"data: has %lld characters; at most %d are possible", (long long)length,
			OTK_TOKEN_DATA_MAX);
	return OTK_OK;
}

static otk_status check_classes(otk_token_plan *plan, otk_error *error)
{
	const otk_strings *classes = &plan->options.layout_classes;
	int64_t length = 0;
	size_t i, joined = 0;

	for (i = 0; classes->items && i < classes->count; i++) {
		const char *name = classes->items[i];
		size_t size = name ? strlen(name) : 0;
		int64_t points = name ? otk_utf8_length(name, size) : -1;

		if (points < 0)
			return otk_fail(error, OTK_E_ARGUMENT, "layout_classes[%zu]: is %s", i,
				name ? "not UTF-8" : "NULL");
		if (checked(plan) && (!size || strchr(name, ' ')))
			return otk_fail(error, OTK_E_ARGUMENT,
				"layout_classes[%zu]: is empty or holds a space; each name is an "
				"item of its own",
				i);
		length += points + (i > 0);
		joined += size + (i > 0);
	}
	set_word(plan, OTK_TOKEN_CLASSES, classes->items ? "" : NULL, joined);
	if (length > OTK_TOKEN_CLASSES_MAX && checked(plan))
		return otk_fail(error, OTK_E_ARGUMENT,
			"layout_classes: have %lld characters with spaces between; at most %d are "
			"possible",
			(long long)length, OTK_TOKEN_CLASSES_MAX);
	return OTK_OK;
}

static otk_status check_nonce(otk_token_plan *plan, otk_error *error)
{
	const char *nonce = plan->options.nonce;
	otk_json_reader reader;
	otk_slice number;

	/* It stands in an OpenTok JWT as a number, checks or not. */
	otk_json_reader_init(&reader, nonce, strlen(nonce), 1);
	if (plan->key->backend == OTK_BACKEND_OPENTOK &&
		(!otk_json_read_number(&reader, &number) || !otk_json_finish(&reader) ||
			number.size != strlen(nonce)))
		return otk_fail(
			error, OTK_E_ARGUMENT, "nonce: must be a number for an OpenTok key");
	return check_word(plan, OTK_TOKEN_NONCE, "nonce", nonce, error);
}

/* A number (OpenTok), a UUID (Vonage). */
static otk_status random_nonce(otk_token_plan *plan, otk_error *error)
{
	size_t size = OTK_UUID_SIZE - 1;
	otk_status status = OTK_OK;

	if (plan->key->backend == OTK_BACKEND_VONAGE)
		status = otk_uuid_v4(plan->random, error);
	else
		size = otk_int_write(plan->random, otk_nonce_next(plan->key));
	set_plain(plan, OTK_TOKEN_NONCE, plan->random, size);
	return status;
}

static otk_status check_session(otk_token_plan *plan, const char *session_id, otk_error *error)
{
	otk_status status;
	size_t size;

	if (checked(plan)) {
		status = otk_session_id_fits(plan->key, session_id, &size, error);
		set_plain(plan, OTK_TOKEN_SESSION, session_id, size);
		return status;
	}
	size = session_id ? strlen(session_id) : 0;
	set_word(plan, OTK_TOKEN_SESSION, session_id, size);
	if (!session_id || otk_utf8_length(session_id, size) < 0)
		return otk_fail(error, OTK_E_ARGUMENT, "session id: is missing or not UTF-8");
	return OTK_OK;
}

static otk_status check_all(otk_token_plan *plan, const char *session_id, otk_error *error)
{
	otk_status status = check_kind(plan, error);

	if (!status)
		status = check_session(plan, session_id, error);
	if (!status)
		status = check_role(plan, error);
	if (!status)
		status = check_times(plan, error);
	if (!status)
		status = check_data(plan, error);
	if (!status)
		status = check_classes(plan, error);
	if (!status && plan->options.extra_json)
		status = otk_token_plan_extra(plan, error);
	if (!status)
		status = plan->options.nonce ? check_nonce(plan, error) : random_nonce(plan, error);
	return status;
}

otk_status otk_token_plan_make(otk_token_plan *plan, const otk_key *key, const char *session_id,
	const otk_token_options *options, otk_error *error)
{
	otk_status status = OTK_OK;

	if (!key)
		return otk_fail(error, OTK_E_ARGUMENT, "token: key is NULL");
	plan->key = key;
	plan->extra = (otk_slice){0};
	plan->replaced = 0;
	set_plain(plan, OTK_TOKEN_NOTHING, "", 0);
	set_plain(plan, OTK_TOKEN_PROJECT, key->id, key->id_size);
	if (options)
		status = otk_options_copy(&plan->options, sizeof(plan->options), OPTIONS_SIZE_V1,
			options, "token options", error);
	else
		plan->options = (otk_token_options){0};
	return status ? status : check_all(plan, session_id, error);
}
