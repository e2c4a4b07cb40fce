/* SPDX-License-Identifier: MIT */
/* T1 tokens: wire contract 6.2. */
#include "config.h"

#include <string.h>

#include "core/auth/token_text.h"
#include "core/base/base64.h"
#include "core/base/encode.h"

#define SIGNATURE_SIZE (2 * (size_t)OTK_SHA1_SIZE)

#define FIELD(text, value)                                       \
	{                                                        \
		text, sizeof(text) - 1, (value), OTK_TOKEN_FIELD \
	}

static const otk_token_part head[] = {
	FIELD(OTK_TOKEN_T1_PREFIX "partner_id=", OTK_TOKEN_PROJECT),
	FIELD("&sig=", OTK_TOKEN_NOTHING),
	{"", 0, 0, 0},
};

/* What is signed. */
static const otk_token_part data[] = {
	FIELD("session_id=", OTK_TOKEN_SESSION),
	FIELD("&create_time=", OTK_TOKEN_ISSUED),
	FIELD("&nonce=", OTK_TOKEN_NONCE),
	FIELD("&role=", OTK_TOKEN_ROLE),
	FIELD("&expire_time=", OTK_TOKEN_EXPIRES),
	FIELD("&connection_data=", OTK_TOKEN_DATA),
	FIELD("&initial_layout_class_list=", OTK_TOKEN_CLASSES),
	{"", 0, 0, 0},
};

size_t otk_token_bound_t1(const otk_token_plan *plan)
{
	size_t raw = otk_token_bound_parts(plan, head, 3) + SIGNATURE_SIZE + 1 +
		     otk_token_bound_parts(plan, data, 3);

	return otk_base64_size(raw, true) + 1;
}

otk_status otk_token_write_t1(const otk_token_plan *plan, otk_buffer *out, otk_error *error)
{
	uint8_t digest[OTK_SHA1_SIZE];
	size_t signature_at, data_at;
	otk_status status;

	otk_token_add_parts(out, plan, head, 0);
	signature_at = out->size;
	otk_buffer_extend(out, SIGNATURE_SIZE);
	otk_buffer_add_char(out, ':');
	data_at = out->size;
	otk_token_add_parts(out, plan, data, 0);
	if (!out->status) {
		status = otk_hmac_make(&plan->key->macs->sha1, out->data + data_at,
			out->size - data_at, digest, error);
		if (status)
			return status;
		otk_hex_write(out->data + signature_at, digest, sizeof(digest));
	}
	otk_base64_encode_end(out, strlen(OTK_TOKEN_T1_PREFIX));
	return OTK_OK;
}
