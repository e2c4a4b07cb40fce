/* SPDX-License-Identifier: MIT */
/* JWT client tokens: wire contract 6.3 (OpenTok) and 6.4 (Vonage). */
#include "config.h"

#include <string.h>

#include "core/auth/token_plan.h"
#include "core/base/status.h"
#include "core/base/text.h"

typedef void write_claim(otk_json_writer *json, const otk_token_plan *plan);

static void write_project(otk_json_writer *json, const otk_token_plan *plan)
{
	otk_json_string(json, plan->key->id, plan->key->id_size);
}

static void write_level(otk_json_writer *json, const otk_token_plan *plan)
{
	(void)plan;
	otk_json_string(json, "project", 7);
}

static void write_issued(otk_json_writer *json, const otk_token_plan *plan)
{
	otk_json_int(json, plan->issued_at);
}

static void write_expires(otk_json_writer *json, const otk_token_plan *plan)
{
	otk_json_int(json, plan->expires_at);
}

static void write_nonce(otk_json_writer *json, const otk_token_plan *plan)
{
	otk_json_raw(json, plan->nonce, strlen(plan->nonce));
}

static void write_jti(otk_json_writer *json, const otk_token_plan *plan)
{
	otk_json_text(json, plan->nonce);
}

static void write_subject(otk_json_writer *json, const otk_token_plan *plan)
{
	(void)plan;
	otk_json_string(json, "video", 5);
}

static void write_acl(otk_json_writer *json, const otk_token_plan *plan)
{
	static const char acl[] = "{\"paths\":{\"/session/**\":{}}}";

	(void)plan;
	otk_json_raw(json, acl, sizeof(acl) - 1);
}

static void write_role(otk_json_writer *json, const otk_token_plan *plan)
{
	otk_json_text(json, plan->role);
}

static void write_scope(otk_json_writer *json, const otk_token_plan *plan)
{
	(void)plan;
	otk_json_string(json, "session.connect", 15);
}

static void write_session(otk_json_writer *json, const otk_token_plan *plan)
{
	otk_json_text(json, plan->session_id);
}

static void write_data(otk_json_writer *json, const otk_token_plan *plan)
{
	otk_json_string(json, plan->options.data, plan->data_size);
}

/* One string, the names with a space between; the writer escapes, so each piece passes it. */
static void write_classes(otk_json_writer *json, const otk_token_plan *plan)
{
	const otk_strings *classes = &plan->options.layout_classes;
	size_t i;

	otk_json_begin_string(json);
	for (i = 0; i < classes->count; i++) {
		if (i)
			otk_json_add_string(json, " ", 1);
		otk_json_add_string(json, classes->items[i], strlen(classes->items[i]));
	}
	otk_json_end_string(json);
}

static bool has_data(const otk_token_plan *plan)
{
	return plan->options.data != NULL;
}

static bool has_classes(const otk_token_plan *plan)
{
	return plan->options.layout_classes.items != NULL;
}

/* The name as it is written, with quotes and colon. */
typedef struct claim {
	char key[30];
	unsigned char size;
	write_claim *write;
	bool (*wanted)(const otk_token_plan *plan); /* NULL: always */
} claim;

#define CLAIM(name, write, wanted)                               \
	{                                                        \
		"\"" name "\":", sizeof(name) + 2, write, wanted \
	}

static const claim opentok_claims[] = {
	CLAIM("iss", write_project, NULL),
	CLAIM("ist", write_level, NULL),
	CLAIM("iat", write_issued, NULL),
	CLAIM("exp", write_expires, NULL),
	CLAIM("nonce", write_nonce, NULL),
	CLAIM("role", write_role, NULL),
	CLAIM("scope", write_scope, NULL),
	CLAIM("session_id", write_session, NULL),
	CLAIM("connection_data", write_data, has_data),
	CLAIM("initial_layout_class_list", write_classes, has_classes),
	{"", 0, NULL, NULL},
};

static const claim vonage_claims[] = {
	CLAIM("application_id", write_project, NULL),
	CLAIM("iat", write_issued, NULL),
	CLAIM("exp", write_expires, NULL),
	CLAIM("jti", write_jti, NULL),
	CLAIM("sub", write_subject, NULL),
	CLAIM("acl", write_acl, NULL),
	CLAIM("scope", write_scope, NULL),
	CLAIM("session_id", write_session, NULL),
	CLAIM("role", write_role, NULL),
	CLAIM("connection_data", write_data, has_data),
	CLAIM("initial_layout_class_list", write_classes, has_classes),
	{"", 0, NULL, NULL},
};

static const claim *claims_of(const otk_token_plan *plan)
{
	return plan->key->backend == OTK_BACKEND_OPENTOK ? opentok_claims : vonage_claims;
}

static bool is_named(const claim *ours, const otk_slice *name)
{
	char own[sizeof(ours->key)];

	memcpy(own, ours->key + 1, ours->size - 3u);
	own[ours->size - 3u] = '\0';
	return otk_slice_is(name, own);
}

/* A member of extra_json: is it one of ours? */
static otk_status check_member(otk_token_plan *plan, const otk_slice *name, otk_error *error)
{
	const claim *claims = claims_of(plan);
	unsigned i;

	for (i = 0; claims[i].size; i++) {
		if (!is_named(&claims[i], name))
			continue;
		if (plan->options.checks != OTK_CHECKS_OFF)
			return otk_fail(error, OTK_E_ARGUMENT,
				"extra_json: the claim %.*s is written from the options; leave it "
				"out, or set checks to OFF to replace it",
				(int)claims[i].size - 1, claims[i].key);
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
	const claim *claims = claims_of(plan);
	size_t words = strlen(plan->session_id) + strlen(plan->role) + strlen(plan->nonce);
	/* Each byte takes six at most (\u00XX); numbers, words of our own and braces. */
	size_t size = 6 * (words + plan->data_size + plan->classes_size) + plan->key->id_size +
		      plan->extra.size + 160;

	for (; claims->size; claims++)
		size += claims->size + 3u;
	return otk_jwt_bound(plan->key, size);
}

otk_status otk_token_write_jwt(const otk_token_plan *plan, otk_buffer *out, otk_error *error)
{
	const claim *claims = claims_of(plan);
	otk_json_writer json;
	unsigned i;

	otk_jwt_begin(out, plan->key);
	otk_json_writer_init(&json, out);
	otk_json_open(&json, '{');
	for (i = 0; claims[i].size; i++) {
		if (plan->replaced >> i & 1 || (claims[i].wanted && !claims[i].wanted(plan)))
			continue;
		otk_json_ready_key(&json, claims[i].key, claims[i].size);
		claims[i].write(&json, plan);
	}
	if (plan->extra.text)
		otk_json_raw(&json, plan->extra.text, plan->extra.size);
	otk_json_close(&json, '}');
	return otk_jwt_end(out, plan->key, error);
}
