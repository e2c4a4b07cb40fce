/* SPDX-License-Identifier: MIT */
/* Makes client tokens: in a caller-owned buffer, or as a string in one allocation. */
#include "config.h"

#include "core/auth/text_result.h"
#include "core/auth/token_make/token_content.h"
#include "core/auth/token_make/token_write_jwt.h"
#include "core/auth/token_make/token_write_t1.h"
#include "core/base/arena.h"
#include "core/base/error/status.h"

#include "core/base/cold.h"

static otk_status write_token(
	const otk_token_content *content, char *buffer, size_t *size, otk_error *error)
{
	otk_buffer out;
	otk_status status;

	otk_buffer_init_fixed(&out, buffer, *size);
	if (content->options.kind == OTK_TOKEN_T1)
		status = otk_token_write_t1(content, &out, error);
	else
		status = otk_token_write_jwt(content, &out, error);
	return status ? status : otk_text_result(&out, "token", size, error);
}

otk_status otk_token_write(const otk_key *key, const char *session_id,
	const otk_token_options *options, char *buffer, size_t *size, otk_error *error)
{
	otk_token_content content;
	otk_status status;

	if (!size)
		return otk_fail(error, OTK_E_ARGUMENT, "size: is NULL");
	status = otk_token_content_make(&content, key, session_id, options, error);
	return status ? status : write_token(&content, buffer, size, error);
}

otk_status otk_token_create(const otk_key *key, const char *session_id,
	const otk_token_options *options, char **token, otk_error *error)
{
	otk_token_content content;
	otk_arena *arena;
	otk_status status;
	size_t size;

	if (!token)
		return otk_fail(error, OTK_E_ARGUMENT, "token: is NULL");
	*token = NULL;
	status = otk_token_content_make(&content, key, session_id, options, error);
	if (status)
		return status;
	size = content.options.kind == OTK_TOKEN_T1 ? otk_token_max_t1(&content)
						    : otk_token_max_jwt(&content);
	arena = otk_arena_new(0, size);
	if (!arena)
		return otk_fail_nomem(error);
	status = write_token(&content, otk_arena_root(arena), &size, error);
	if (status)
		otk_arena_free(arena);
	else
		*token = otk_arena_root(arena);
	return status;
}
