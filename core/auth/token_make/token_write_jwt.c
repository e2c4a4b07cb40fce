/* SPDX-License-Identifier: MIT */
/* JWT client tokens: doc/contract.md, 6.3 and 6.4. */
#include "config.h"

#include "core/auth/token_make/token_write_jwt.h"

#include "core/auth/jwt/jwt_write.h"
#include "core/auth/token_make/token_claims.h"

#include "core/base/cold.h"

/* The most bytes that one byte of a claim can become: \u00XX. */
#define ESCAPE_MAX 6

size_t otk_token_max_jwt(const otk_token_content *content)
{
	const size_t claims = otk_token_parts_max(content, otk_token_claims(content), ESCAPE_MAX);

	/* A comma before the extra claims, and two braces. */
	return otk_jwt_max(content->key, claims + content->extra.size + 3);
}

otk_status otk_token_write_jwt(const otk_token_content *content, otk_buffer *out, otk_error *error)
{
	size_t begin;

	otk_jwt_begin(out, content->key);
	begin = out->size;
	otk_token_add_parts(out, content, otk_token_claims(content), content->replaced);
	if (content->extra.text) {
		otk_buffer_add_char(out, ',');
		otk_buffer_add(out, content->extra.text, content->extra.size);
	}
	otk_buffer_add_char(out, '}');
	if (!out->status)
		out->data[begin] = '{'; /* replaces the comma before the first claim */
	return otk_jwt_end(out, content->key, error);
}
