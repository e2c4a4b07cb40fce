/* SPDX-License-Identifier: MIT */
/* The content of a client token to be made: checked options with their defaults. */
#include "config.h"

#include "core/auth/token_make/token_content.h"

#include <string.h>

#include "core/auth/key/key.h"
#include "core/auth/session_id.h"
#include "core/auth/token_make/token_extra.h"
#include "core/auth/token_rules.h"
#include "core/base/clock.h"
#include "core/base/error/status.h"
#include "core/base/input/options.h"
#include "core/base/text/utf8.h"

/* Every caller knows the first member; each further one may be missing. */
#define OPTIONS_SIZE_MIN offsetof(otk_token_options, ttl)

static bool is_checked(const otk_token_content *content)
{
	return content->options.checks != OTK_CHECKS_OFF;
}

static void set_value(
	otk_token_content *content, otk_token_value value, const char *text, size_t size)
{
	otk_token_text *to = &content->values[value];

	to->text = text;
	to->size = size;
	to->plain = false;
}

/* A value that needs no escaping. */
static void set_plain(
	otk_token_content *content, otk_token_value value, const char *text, size_t size)
{
	set_value(content, value, text, size);
	content->values[value].plain = true;
}

static void set_number(otk_token_content *content, otk_token_value value, char digits[OTK_INT_SIZE],
	int64_t number)
{
	const size_t size = otk_int_write(digits, number);

	set_plain(content, value, digits + OTK_INT_SIZE - size, size);
}

/* For size: 400 bytes less, and half a per cent of a token's instructions more. */
#include "core/base/cold.h"

static otk_status refuse_content(const char *problem, otk_error *error)
{
	return otk_fail(error, OTK_E_ARGUMENT, "%s", problem);
}

static otk_status check_kind(const otk_token_content *content, otk_error *error)
{
	const bool t1 = content->options.kind == OTK_TOKEN_T1;

	if (!t1 && content->options.kind != OTK_TOKEN_JWT)
		return otk_fail(error, OTK_E_ARGUMENT,
			"kind: %d is neither OTK_TOKEN_JWT nor OTK_TOKEN_T1",
			(int)content->options.kind);
	if (t1 && content->key->backend != OTK_BACKEND_OPENTOK)
		return otk_fail(error, OTK_E_ARGUMENT,
			"kind: T1 tokens need an OpenTok key; a Vonage key makes JWT tokens");
	if (t1 && content->options.extra_json)
		return otk_fail(
			error, OTK_E_ARGUMENT, "extra_json: adds claims to JWT tokens only");
	if (content->key->account && is_checked(content))
		return otk_fail(error, OTK_E_ARGUMENT,
			"key: an account-level key makes no client tokens; use the project's key");
	return OTK_OK;
}

/* A short text: role, nonce. */
static otk_status set_word(otk_token_content *content, otk_token_value value, const char *name,
	const char *word, otk_error *error)
{
	const size_t size = strlen(word);

	set_value(content, value, word, size);
	return otk_utf8_length(word, size) < 0
		       ? otk_fail(error, OTK_E_ARGUMENT, "%s: is not UTF-8", name)
		       : OTK_OK;
}

static otk_status check_role(otk_token_content *content, otk_error *error)
{
	const char *role = content->options.role ? content->options.role : OTK_ROLE_PUBLISHER;
	otk_why why;

	if (otk_token_is_role(role)) {
		set_plain(content, OTK_TOKEN_ROLE, role, strlen(role));
		return OTK_OK;
	}
	if (is_checked(content))
		return refuse_content(otk_token_role_problem(role, &why), error);
	return set_word(content, OTK_TOKEN_ROLE, "role", role, error);
}

static bool in_range(int64_t seconds)
{
	return seconds >= -OTK_TIME_MAX && seconds <= OTK_TIME_MAX;
}

static otk_status check_times(otk_token_content *content, otk_error *error)
{
	const int64_t ttl = content->options.ttl;
	int64_t expires_at = content->options.expire_at, issued_at = content->options.issued_at;
	const char *problem = NULL;
	otk_why why;

	if (issued_at < 0 || !in_range(issued_at) || !in_range(ttl) || !in_range(expires_at))
		return otk_fail(error, OTK_E_ARGUMENT,
			"%s: is out of range; ttl is in seconds, issued_at and expire_at are in "
			"seconds since the epoch",
			!in_range(ttl)          ? "ttl"
			: !in_range(expires_at) ? "expire_at"
						: "issued_at");
	if (ttl && expires_at)
		return otk_fail(error, OTK_E_ARGUMENT,
			"ttl and expire_at are mutually exclusive; set one of them");
	if (!issued_at)
		issued_at = otk_clock_seconds();
	if (!expires_at)
		expires_at = issued_at + (ttl ? ttl : OTK_TOKEN_TTL_DEFAULT);
	set_number(content, OTK_TOKEN_ISSUED, content->issued, issued_at);
	set_number(content, OTK_TOKEN_EXPIRES, content->expires, expires_at);
	if (is_checked(content))
		problem = otk_token_life_problem(
			"issued_at", issued_at, ttl ? "ttl" : "expire_at", expires_at, &why);
	return problem ? refuse_content(problem, error) : OTK_OK;
}

static otk_status check_data(otk_token_content *content, otk_error *error)
{
	const char *data = content->options.data, *problem = NULL;
	const size_t size = data ? strlen(data) : 0;
	otk_why why;

	set_value(content, OTK_TOKEN_DATA, data, size);
	if (!data)
		return OTK_OK;
	if (otk_utf8_length(data, size) < 0)
		return otk_fail(error, OTK_E_ARGUMENT, "data: is not UTF-8");
	if (is_checked(content))
		problem = otk_token_data_problem("data", data, size, &why);
	return problem ? refuse_content(problem, error) : OTK_OK;
}

static otk_status check_classes(otk_token_content *content, otk_error *error)
{
	const otk_strings *classes = &content->options.layout_classes;
	const char *problem;
	size_t joined = 0;
	otk_why why;

	for (size_t i = 0; classes->items && i < classes->count; i++) {
		const char *name = classes->items[i];

		if (!name || otk_utf8_length(name, strlen(name)) < 0)
			return otk_fail(error, OTK_E_ARGUMENT, "layout_classes[%zu]: is %s", i,
				name ? "not UTF-8" : "NULL");
		joined += strlen(name) + (i > 0);
	}
	set_value(content, OTK_TOKEN_CLASSES, classes->items ? "" : NULL, joined);
	if (!classes->items || !is_checked(content))
		return OTK_OK;
	problem = otk_token_classes_problem("layout_classes", classes, &joined, &why);
	return problem ? refuse_content(problem, error) : OTK_OK;
}

/* A number (OpenTok), a UUID (Vonage). */
static otk_status random_nonce(otk_token_content *content, otk_error *error)
{
	if (content->key->backend != OTK_BACKEND_VONAGE) {
		set_number(content, OTK_TOKEN_NONCE, content->random,
			otk_macs_nonce(content->key->macs));
		return OTK_OK;
	}
	set_plain(content, OTK_TOKEN_NONCE, content->random, OTK_UUID_SIZE - 1);
	return otk_uuid_v4(content->random, error);
}

static bool is_json_number(const char *text)
{
	otk_json_reader reader;
	otk_slice number;

	otk_json_reader_init(&reader, text, strlen(text), 1);
	return otk_json_read_number(&reader, &number) && otk_json_finish(&reader) &&
	       number.size == strlen(text);
}

static otk_status check_nonce(otk_token_content *content, otk_error *error)
{
	const char *nonce = content->options.nonce, *problem = NULL;
	otk_status status;
	otk_why why;

	if (!nonce)
		return random_nonce(content, error);
	/* In an OpenTok JWT it is a JSON number, whatever is checked. */
	if (content->key->backend == OTK_BACKEND_OPENTOK && !is_json_number(nonce))
		return otk_fail(
			error, OTK_E_ARGUMENT, "nonce: must be a number for an OpenTok key");
	status = set_word(content, OTK_TOKEN_NONCE, "nonce", nonce, error);
	if (!status && is_checked(content))
		problem = otk_token_word_problem("nonce", nonce, &why);
	return problem ? refuse_content(problem, error) : status;
}

static otk_status check_session(
	otk_token_content *content, const char *session_id, otk_error *error)
{
	otk_status status;
	size_t size;

	if (is_checked(content)) {
		status = otk_session_id_fits(content->key, session_id, &size, error);
		set_plain(content, OTK_TOKEN_SESSION, session_id, size);
		return status;
	}
	size = session_id ? strlen(session_id) : 0;
	set_value(content, OTK_TOKEN_SESSION, session_id, size);
	if (!session_id || otk_utf8_length(session_id, size) < 0)
		return otk_fail(error, OTK_E_ARGUMENT, "session_id: is %s",
			session_id ? "not UTF-8" : "missing");
	return OTK_OK;
}

static otk_status check_all(otk_token_content *content, const char *session_id, otk_error *error)
{
	otk_status status = check_kind(content, error);

	if (!status)
		status = check_session(content, session_id, error);
	if (!status)
		status = check_role(content, error);
	if (!status)
		status = check_times(content, error);
	if (!status)
		status = check_data(content, error);
	if (!status)
		status = check_classes(content, error);
	if (!status && content->options.extra_json)
		status = otk_token_extra_read(content, error);
	return status ? status : check_nonce(content, error);
}

otk_status otk_token_content_make(otk_token_content *content, const otk_key *key,
	const char *session_id, const otk_token_options *options, otk_error *error)
{
	otk_status status = OTK_OK;

	if (!key)
		return otk_fail(error, OTK_E_ARGUMENT, "key: is NULL");
	content->key = key;
	content->extra.text = NULL;
	content->extra.size = 0;
	content->replaced = 0;
	set_plain(content, OTK_TOKEN_CONSTANT, "", 0);
	set_plain(content, OTK_TOKEN_PROJECT, key->id, key->id_size);
	if (options)
		status = otk_options_copy(&content->options, sizeof(content->options),
			OPTIONS_SIZE_MIN, options, "token options", error);
	else
		content->options = (otk_token_options){0};
	return status ? status : check_all(content, session_id, error);
}
