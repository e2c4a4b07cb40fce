/* SPDX-License-Identifier: MIT */
/*
 * Advice about client tokens that are given as options: expired, of another session, of another
 * role. Only advice, because the platform may know kinds of tokens that otk cannot read.
 */
#include "config.h"

#include "core/schema/validate/token_advice.h"

#include <otk/token.h>
#include <stdbool.h>
#include <string.h>

#include "core/schema/field.h"

#include "core/base/cold.h"

static bool is_among(const char *const *values, const char *text)
{
	for (; *values; values++)
		if (strcmp(*values, text) == 0)
			return true;
	return false;
}

static otk_status advise_on_session(const otk_validator *validator, const otk_type *type,
	const void *options, const otk_field_path *path, const otk_token *token)
{
	const otk_field *field = otk_field_with_role(type, OTK_ROLE_SESSION);
	const otk_field_path other = {.up = path->up, .field = field, .index = -1};
	const char *session = field ? otk_field_text(options, field) : NULL;
	char name[OTK_PATH_TEXT_SIZE];

	if (!session || !token->session_id || strcmp(session, token->session_id) == 0)
		return OTK_OK;
	return otk_problem(validator, OTK_ADVICE, path,
		"the token belongs to a different session than %s",
		otk_path_text(validator->how->naming, &other, name));
}

static otk_status advise_on_role(
	const otk_validator *validator, const otk_field_path *path, const otk_token *token)
{
	const char *const *roles = path->field->token_roles;
	char quoted[OTK_QUOTED_SIZE];

	if (!roles || !token->role || is_among(roles, token->role))
		return OTK_OK;
	return otk_problem(validator, OTK_ADVICE, path,
		"the token has the role %s; a token with the role \"%s\" is expected",
		otk_quoted(NULL, token->role, quoted), roles[0]);
}

otk_status otk_token_advice(const otk_validator *validator, const otk_type *type,
	const void *options, const otk_field_path *path)
{
	const char *text = otk_field_text(options, path->field);
	otk_token *token = NULL;
	otk_status status = text ? otk_token_inspect(NULL, text, 0, &token, NULL) : OTK_E_TOKEN;

	if (status == OTK_E_NOMEM)
		return otk_fail_nomem(validator->error);
	if (status)
		return OTK_OK;
	if (token->expired == OTK_YES)
		status = otk_problem(validator, OTK_ADVICE, path, "the token has expired");
	if (!status)
		status = advise_on_session(validator, type, options, path, token);
	if (!status)
		status = advise_on_role(validator, path, token);
	otk_free(token);
	return status;
}
