/* SPDX-License-Identifier: MIT */
/* A client token's options against the limits of the service (validation rules A3). */
#include "config.h"

#include "core/auth/token_plan.h"

#include <string.h>

#include "core/base/clock.h"
#include "core/base/options.h"
#include "core/base/status.h"
#include "core/base/text.h"

#define OPTIONS_SIZE_V1 (offsetof(otk_token_options, checks) + sizeof(otk_checks))
#define ROLES           "subscriber|publisher|publisheronly|moderator"
/* So that sums of times never overflow. */
#define TIME_MAX (INT64_MAX / 4)

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

/* A short text of the caller's: role, nonce. */
static otk_status check_word(
	const otk_token_plan *plan, const char *name, const char *word, otk_error *error)
{
	size_t size = strlen(word);

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
	otk_status status;

	plan->role = plan->options.role;
	if (!plan->role) {
		plan->role = OTK_ROLE_PUBLISHER;
		return OTK_OK;
	}
	status = check_word(plan, "role", plan->role, error);
	if (!status && plan->options.checks == OTK_CHECKS_STRICT &&
		!otk_word_in(ROLES, plan->role, strlen(plan->role)))
		return otk_fail(error, OTK_E_ARGUMENT,
			"role: \"%s\" is none of subscriber, publisher, publisheronly, moderator",
			plan->role);
	return status;
}

static bool in_range(int64_t seconds)
{
	return seconds >= -TIME_MAX && seconds <= TIME_MAX;
}

static otk_status check_times(otk_token_plan *plan, otk_error *error)
{
	int64_t ttl = plan->options.ttl, expire_at = plan->options.expire_at;

	plan->issued_at = plan->options.issued_at ? plan->options.issued_at : otk_clock_seconds();
	if (plan->issued_at < 0 || !in_range(plan->issued_at) || !in_range(ttl) ||
		!in_range(expire_at))
		return otk_fail(error, OTK_E_ARGUMENT,
			"token: ttl is in seconds, issued_at and expire_at in seconds since the "
			"epoch");
	if (ttl && expire_at)
		return otk_fail(
			error, OTK_E_ARGUMENT, "token: ttl and expire_at exclude each other");
	if (!expire_at)
		expire_at = plan->issued_at + (ttl ? ttl : OTK_TOKEN_TTL_DEFAULT);
	plan->expires_at = expire_at;
	if (!checked(plan))
		return OTK_OK;
	if (expire_at <= plan->issued_at)
		return otk_fail(error, OTK_E_ARGUMENT,
			"token: would end %lld s before it begins; %s must lie in the future "
			"(seconds)",
			(long long)(plan->issued_at - expire_at), ttl ? "ttl" : "expire_at");
	if (expire_at - plan->issued_at > OTK_TOKEN_TTL_MAX)
		return otk_fail(error, OTK_E_ARGUMENT,
			"token: would live %lld s; at most %d s (30 days) are possible%s",
			(long long)(expire_at - plan->issued_at), OTK_TOKEN_TTL_MAX,
			expire_at > INT64_C(100000000000) ? " (expire_at in milliseconds?)" : "");
	return OTK_OK;
}

static otk_status check_data(otk_token_plan *plan, otk_error *error)
{
	const char *data = plan->options.data;
	int64_t length;

	if (!data)
		return OTK_OK;
	plan->data_size = strlen(data);
	length = otk_utf8_length(data, plan->data_size);
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
	size_t i;

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
		plan->classes_size += size + (i > 0);
	}
	if (length > OTK_TOKEN_CLASSES_MAX && checked(plan))
		return otk_fail(error, OTK_E_ARGUMENT,
			"layout_classes: have %lld characters with spaces between; at most %d are "
			"possible",
			(long long)length, OTK_TOKEN_CLASSES_MAX);
	return OTK_OK;
}

static otk_status check_nonce(otk_token_plan *plan, otk_error *error)
{
	otk_json_reader reader;
	otk_slice number;

	if (plan->key->backend == OTK_BACKEND_VONAGE)
		return check_word(plan, "nonce", plan->nonce, error);
	/* It stands in the JWT as a number, checks or not. */
	otk_json_reader_init(&reader, plan->nonce, strlen(plan->nonce), 1);
	if (!otk_json_read_number(&reader, &number) || !otk_json_finish(&reader) ||
		number.size != strlen(plan->nonce))
		return otk_fail(
			error, OTK_E_ARGUMENT, "nonce: must be a number for an OpenTok key");
	return check_word(plan, "nonce", plan->nonce, error);
}

/* A number (OpenTok), a UUID (Vonage). */
static otk_status random_nonce(otk_token_plan *plan, otk_error *error)
{
	otk_buffer text;

	plan->nonce = plan->random;
	if (plan->key->backend == OTK_BACKEND_VONAGE)
		return otk_uuid_v4(plan->random, error);
	otk_buffer_init_fixed(&text, plan->random, sizeof(plan->random));
	otk_buffer_add_int(&text, otk_nonce_next(plan->key));
	return OTK_OK;
}

static otk_status check_session(const otk_token_plan *plan, otk_error *error)
{
	if (checked(plan))
		return otk_session_id_check(plan->key, plan->session_id, error);
	if (!plan->session_id || otk_utf8_length(plan->session_id, strlen(plan->session_id)) < 0)
		return otk_fail(error, OTK_E_ARGUMENT, "session id: is missing or not UTF-8");
	return OTK_OK;
}

static otk_status check_all(otk_token_plan *plan, otk_error *error)
{
	otk_status status = check_kind(plan, error);

	if (!status)
		status = check_session(plan, error);
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
		status = plan->nonce ? check_nonce(plan, error) : random_nonce(plan, error);
	return status;
}

otk_status otk_token_plan_make(otk_token_plan *plan, const otk_key *key, const char *session_id,
	const otk_token_options *options, otk_error *error)
{
	otk_status status = OTK_OK;

	if (!key)
		return otk_fail(error, OTK_E_ARGUMENT, "token: key is NULL");
	memset(plan, 0, sizeof(*plan));
	plan->key = key;
	plan->session_id = session_id;
	if (options)
		status = otk_options_copy(&plan->options, sizeof(plan->options), OPTIONS_SIZE_V1,
			options, "token options", error);
	plan->nonce = plan->options.nonce;
	return status ? status : check_all(plan, error);
}
