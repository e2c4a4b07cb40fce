/* SPDX-License-Identifier: MIT */
/* Parses T1 client tokens. */
#include "config.h"

#include "core/auth/token_read/token_read_t1.h"

#include <gnutls/crypto.h>
#include <stdlib.h>
#include <string.h>

#include "core/auth/crypto.h"
#include "core/auth/key/key.h"
#include "core/auth/token_read/token_classes.h"
#include "core/base/clock.h"
#include "core/base/error/status.h"
#include "core/base/json/json_number.h"
#include "core/base/json/json_read.h"
#include "core/base/text/base64.h"
#include "core/base/text/encode.h"
#include "core/base/text/utf8.h"

#include "core/base/cold.h"

/* The fields, all of them still text; NULL: absent. */
typedef struct t1_fields {
	char *partner_id;
	char *sig;
	char *session_id;
	char *create_time;
	char *expire_time;
	char *role;
	char *nonce;
	char *connection_data;
	char *classes;
	char *scope;
} t1_fields;

/* The last two precede the colon. */
#define FIELDS(X)                               \
	X("connection_data", connection_data)   \
	X("create_time", create_time)           \
	X("expire_time", expire_time)           \
	X("initial_layout_class_list", classes) \
	X("nonce", nonce)                       \
	X("role", role)                         \
	X("scope", scope)                       \
	X("session_id", session_id)             \
	X("partner_id", partner_id)             \
	X("sig", sig)
#define HEAD_FIELDS 2

/* The names follow each other, in the same order. */
#define NAME(name, member) name "\0"
#define ROW(name, member)  offsetof(t1_fields, member),
static const char names[] = FIELDS(NAME);
static const uint8_t offsets[] = {FIELDS(ROW)};

static char **t1_field(t1_fields *fields, const char *wanted, size_t size, bool is_head)
{
	const char *name = names;

	for (size_t i = 0; i < OTK_COUNT_OF(offsets); i++, name += strlen(name) + 1)
		if (is_head == (i >= OTK_COUNT_OF(offsets) - HEAD_FIELDS) && strlen(name) == size &&
			memcmp(wanted, name, size) == 0)
			return (char **)(void *)((char *)fields + offsets[i]);
	return NULL;
}

/* Decodes a value into the arena; it is never longer than its encoding. */
static otk_status read_value(
	otk_arena *arena, char **member, const char *value, size_t size, otk_error *error)
{
	char *bytes = otk_arena_bytes(arena, size + 1);
	otk_buffer text;

	if (!bytes)
		return otk_fail_nomem(error);
	otk_buffer_init_fixed(&text, bytes, size + 1);
	if (!otk_form_decode(&text, value, size) || memchr(bytes, '\0', text.size) ||
		otk_utf8_length(bytes, text.size) < 0)
		return otk_fail(error, OTK_E_TOKEN,
			"T1 token: one of its fields is not form-encoded UTF-8 text");
	otk_arena_shrink(arena, bytes, size + 1, text.size + 1);
	*member = bytes;
	return OTK_OK;
}

static otk_status read_form(otk_arena *arena, t1_fields *fields, bool is_head, const char *at,
	const char *end, otk_error *error)
{
	while (at < end) {
		const char *next = memchr(at, '&', (size_t)(end - at));
		const char *stop = next ? next : end;
		const char *equals = memchr(at, '=', (size_t)(stop - at));
		char **member =
			equals ? t1_field(fields, at, (size_t)(equals - at), is_head) : NULL;
		otk_status status = OTK_OK;

		if (member && *member)
			return otk_fail(error, OTK_E_TOKEN, "T1 token: has a field twice");
		if (member)
			status = read_value(
				arena, member, equals + 1, (size_t)(stop - equals) - 1, error);
		if (status)
			return status;
		at = next ? next + 1 : end;
	}
	return OTK_OK;
}

/* Compares bytes, in constant time, so the case of the digits does not matter. */
static otk_token_check check_t1_signature(
	const otk_key *key, const t1_fields *fields, const char *data, size_t size)
{
	uint8_t wanted[OTK_SHA1_SIZE], given[OTK_SHA1_SIZE];

	if (!key)
		return OTK_TOKEN_NOT_CHECKED;
	if (key->backend != OTK_BACKEND_OPENTOK || !otk_key_is_project(key, fields->partner_id) ||
		strlen(fields->sig) != 2 * sizeof(given))
		return OTK_TOKEN_WRONG;
	for (size_t i = 0; i < sizeof(given); i++) {
		int high = otk_hex_digit(fields->sig[2 * i]);
		int low = otk_hex_digit(fields->sig[2 * i + 1]);

		if (high < 0 || low < 0)
			return OTK_TOKEN_WRONG;
		given[i] = (uint8_t)(high << 4 | low);
	}
	if (otk_macs_sign(key->macs, OTK_MAC_SHA1, data, size, wanted, NULL))
		return OTK_TOKEN_NOT_CHECKED;
	return gnutls_memcmp(wanted, given, sizeof(given)) ? OTK_TOKEN_WRONG : OTK_TOKEN_VALID;
}

static bool read_time(const char *text, int64_t *seconds)
{
	*seconds = -1;
	/* Some SDKs write fractions of a second. */
	return !text || (otk_json_int_value(text, strlen(text), seconds) && *seconds >= 0 &&
				*seconds <= OTK_TIME_MAX);
}

static otk_status fill_record(otk_token_reading *reading, const t1_fields *fields, otk_error *error)
{
	otk_token *token = reading->token;

	if (!fields->partner_id || !fields->sig || !fields->session_id || !fields->create_time)
		return otk_fail(error, OTK_E_TOKEN,
			"T1 token: partner_id, sig, session_id or create_time is missing");
	if (!read_time(fields->create_time, &token->issued_at) ||
		!read_time(fields->expire_time, &token->expires_at))
		return otk_fail(error, OTK_E_TOKEN,
			"T1 token: create_time or expire_time is not a number of seconds");
	if (token->expires_at < 0)
		token->expires_at = token->issued_at + OTK_TOKEN_TTL_DEFAULT;
	token->kind = OTK_TOKEN_T1;
	token->algorithm = "HMAC-SHA1";
	token->project_id = fields->partner_id;
	token->session_id = fields->session_id;
	token->role = fields->role;
	token->nonce = fields->nonce;
	token->data = fields->connection_data;
	token->scope = fields->scope;
	if (fields->classes && !otk_token_classes_split(reading->arena, &token->layout_classes,
				       fields->classes, strlen(fields->classes)))
		return otk_fail_nomem(error);
	return OTK_OK;
}

static otk_status read_decoded(
	otk_token_reading *reading, const char *text, size_t size, otk_error *error)
{
	const char *colon = memchr(text, ':', size), *end = text + size;
	t1_fields fields = {0};
	otk_status status;

	if (!colon)
		return otk_fail(
			error, OTK_E_TOKEN, "T1 token: lacks the colon after the signature");
	status = read_form(reading->arena, &fields, true, text, colon, error);
	if (!status)
		status = read_form(reading->arena, &fields, false, colon + 1, end, error);
	if (!status)
		status = fill_record(reading, &fields, error);
	if (!status)
		reading->token->signature = check_t1_signature(
			reading->key, &fields, colon + 1, (size_t)(end - colon) - 1);
	return status;
}

otk_status otk_token_read_t1(
	otk_token_reading *reading, const char *text, size_t size, otk_error *error)
{
	otk_buffer decoded;
	otk_status status;

	otk_buffer_init(&decoded, size);
	if (otk_base64_decode(&decoded, text + strlen(OTK_TOKEN_T1_PREFIX),
		    size - strlen(OTK_TOKEN_T1_PREFIX)))
		status = read_decoded(reading, decoded.data, decoded.size, error);
	else if (decoded.status == OTK_E_NOMEM)
		status = otk_fail_nomem(error);
	else
		status = otk_fail(error, OTK_E_TOKEN,
			"T1 token: what follows \"T1==\" is not base64; it is damaged or cut off");
	otk_buffer_free(&decoded);
	return status;
}
