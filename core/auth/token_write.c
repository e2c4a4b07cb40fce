/* SPDX-License-Identifier: MIT */
/* Making client tokens: into the caller's buffer, or as a string in one allocation. */
#include "config.h"

#include "core/auth/token_plan.h"
#include "core/base/arena.h"
#include "core/base/status.h"

static otk_status write_token(
	const otk_token_plan *plan, char *buffer, size_t *size, otk_error *error)
{
	otk_buffer out;
	otk_status status;

	otk_buffer_init_fixed(&out, buffer, *size);
	if (plan->options.kind == OTK_TOKEN_T1)
		status = otk_token_write_t1(plan, &out, error);
	else
		status = otk_token_write_jwt(plan, &out, error);
	return status ? status : otk_text_written(&out, size, error);
}

otk_status otk_token_write(const otk_key *key, const char *session_id,
	const otk_token_options *options, char *buffer, size_t *size, otk_error *error)
{
	otk_token_plan plan;
	otk_status status;

	if (!size)
		return otk_fail(error, OTK_E_ARGUMENT, "token: size is NULL");
	status = otk_token_plan_make(&plan, key, session_id, options, error);
	return status ? status : write_token(&plan, buffer, size, error);
}

otk_status otk_token_create(const otk_key *key, const char *session_id,
	const otk_token_options *options, char **token, otk_error *error)
{
	otk_token_plan plan;
	otk_arena *arena;
	otk_status status;
	size_t bound;

	if (!token)
		return otk_fail(error, OTK_E_ARGUMENT, "token: token is NULL");
	*token = NULL;
	status = otk_token_plan_make(&plan, key, session_id, options, error);
	if (status)
		return status;
	bound = plan.options.kind == OTK_TOKEN_T1 ? otk_token_bound_t1(&plan)
						  : otk_token_bound_jwt(&plan);
	arena = otk_arena_new(0, bound);
	if (!arena)
		return otk_fail_nomem(error);
	status = write_token(&plan, otk_arena_root(arena), &bound, error);
	if (status)
		otk_arena_free(arena);
	else
		*token = otk_arena_root(arena);
	return status;
}
