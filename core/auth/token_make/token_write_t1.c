/* SPDX-License-Identifier: MIT */
/* T1 client tokens: doc/contract.md, 6.2. */
#include "config.h"

#include "core/auth/token_make/token_write_t1.h"

#include <string.h>

#include "core/auth/key/key.h"
#include "core/auth/token_make/token_template.h"
#include "core/base/text/base64.h"
#include "core/base/text/encode.h"

#define SIGNATURE_SIZE (2 * (size_t)OTK_SHA1_SIZE)
/* The most bytes that one byte of a field can become: %XX. */
#define ESCAPE_MAX 3

#define FIELD(text, value)                                       \
	{                                                        \
		text, sizeof(text) - 1, (value), OTK_ESCAPE_FORM \
	}

static const otk_token_part head[] = {
	FIELD(OTK_TOKEN_T1_PREFIX "partner_id=", OTK_TOKEN_PROJECT),
	FIELD("&sig=", OTK_TOKEN_CONSTANT),
	OTK_TOKEN_NO_PART,
};

static const otk_token_part signed_data[] = {
	FIELD("session_id=", OTK_TOKEN_SESSION),
	FIELD("&create_time=", OTK_TOKEN_ISSUED),
	FIELD("&nonce=", OTK_TOKEN_NONCE),
	FIELD("&role=", OTK_TOKEN_ROLE),
	FIELD("&expire_time=", OTK_TOKEN_EXPIRES),
	FIELD("&connection_data=", OTK_TOKEN_DATA),
	FIELD("&initial_layout_class_list=", OTK_TOKEN_CLASSES),
	OTK_TOKEN_NO_PART,
};

size_t otk_token_max_t1(const otk_token_content *content)
{
	const size_t raw = otk_token_parts_max(content, head, ESCAPE_MAX) + SIGNATURE_SIZE + 1 +
			   otk_token_parts_max(content, signed_data, ESCAPE_MAX);

	return otk_base64_size(raw, true) + 1;
}

otk_status otk_token_write_t1(const otk_token_content *content, otk_buffer *out, otk_error *error)
{
	uint8_t digest[OTK_SHA1_SIZE];
	size_t signature_at, data_at;
	otk_status status;

	otk_token_add_parts(out, content, head, 0);
	signature_at = out->size;
	otk_buffer_extend(out, SIGNATURE_SIZE);
	otk_buffer_add_char(out, ':');
	data_at = out->size;
	otk_token_add_parts(out, content, signed_data, 0);
	if (!out->status) {
		status = otk_macs_sign(content->key->macs, OTK_MAC_SHA1, out->data + data_at,
			out->size - data_at, digest, error);
		if (status)
			return status;
		otk_hex_write(out->data + signature_at, digest, sizeof(digest));
	}
	otk_base64_encode_end(out, strlen(OTK_TOKEN_T1_PREFIX));
	return OTK_OK;
}
