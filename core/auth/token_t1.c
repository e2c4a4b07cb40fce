/* SPDX-License-Identifier: MIT */
/* T1 tokens: wire contract 6.2. */
#include "config.h"

#include <string.h>

#include "core/auth/token_plan.h"
#include "core/base/status.h"
#include "core/base/text.h"

#define PREFIX   "T1=="
#define KEY_TEXT "partner_id="
#define SIG_TEXT "&sig="

/* All names and numbers of a token. */
#define FIXED_MAX 320

size_t otk_token_bound_t1(const otk_token_plan *plan)
{
	size_t words = strlen(plan->session_id) + strlen(plan->role) + strlen(plan->nonce);
	size_t raw = FIXED_MAX + 3 * (words + plan->data_size + plan->classes_size);

	return strlen(PREFIX) + otk_base64_size(raw, true) + 1;
}

static void add_field(otk_buffer *out, const char *name, const char *value, size_t size)
{
	otk_buffer_add_text(out, name);
	otk_form_encode(out, value, size);
}

static void add_classes(otk_buffer *out, const otk_strings *classes)
{
	size_t i;

	otk_buffer_add_text(out, "&initial_layout_class_list=");
	for (i = 0; i < classes->count; i++) {
		if (i)
			otk_buffer_add_char(out, '+');
		otk_form_encode(out, classes->items[i], strlen(classes->items[i]));
	}
}

/* What is signed. */
static void add_data(otk_buffer *out, const otk_token_plan *plan)
{
	add_field(out, "session_id=", plan->session_id, strlen(plan->session_id));
	otk_buffer_add_text(out, "&create_time=");
	otk_buffer_add_int(out, plan->issued_at);
	add_field(out, "&nonce=", plan->nonce, strlen(plan->nonce));
	add_field(out, "&role=", plan->role, strlen(plan->role));
	otk_buffer_add_text(out, "&expire_time=");
	otk_buffer_add_int(out, plan->expires_at);
	if (plan->options.data)
		add_field(out, "&connection_data=", plan->options.data, plan->data_size);
	if (plan->options.layout_classes.items)
		add_classes(out, &plan->options.layout_classes);
}

otk_status otk_token_write_t1(const otk_token_plan *plan, otk_buffer *out, otk_error *error)
{
	uint8_t digest[OTK_SHA1_SIZE];
	char hex[2 * OTK_SHA1_SIZE + 1];
	otk_buffer signature;
	size_t signature_at, data_at;
	otk_status status;

	otk_buffer_add_text(out, PREFIX KEY_TEXT);
	otk_buffer_add(out, plan->key->id, plan->key->id_size);
	otk_buffer_add_text(out, SIG_TEXT);
	signature_at = out->size;
	otk_buffer_extend(out, 2 * OTK_SHA1_SIZE);
	otk_buffer_add_char(out, ':');
	data_at = out->size;
	add_data(out, plan);
	if (!out->status) {
		status = otk_hmac_make(&plan->key->macs->sha1, out->data + data_at,
			out->size - data_at, digest, error);
		if (status)
			return status;
		otk_buffer_init_fixed(&signature, hex, sizeof(hex));
		otk_hex_encode(&signature, digest, sizeof(digest));
		memcpy(out->data + signature_at, hex, signature.size);
	}
	otk_base64_encode_end(out, strlen(PREFIX));
	return OTK_OK;
}
