/* SPDX-License-Identifier: MIT */
/*
 * What a client token that is handed to the platform says of itself, against what it is for. Only
 * advice: the platform may know kinds of tokens that we cannot read.
 */
#include "config.h"

#include <otk/token.h>
#include <string.h>

#include "core/base/status.h"
#include "core/schema/validate.h"

static bool is_among(const char *const *values, const char *text)
{
	for (; *values; values++)
		if (!strcmp(*values, text))
			return true;
	return false;
}

static otk_status check_session(const otk_validator *validator, const otk_type *type,
	const void *options, const otk_spot *spot, const otk_token *token)
{
	const char name[] = "sessionId";
	const otk_field *field = otk_field_find(type, name, sizeof(name) - 1);
	const char *session = field ? otk_field_text(options, field) : NULL;

	if (!session || !token->session_id || !strcmp(session, token->session_id))
		return OTK_OK;
	return otk_problem(validator, OTK_ADVICE, spot, "is of another session than %s", name);
}

static otk_status check_role(
	const otk_validator *validator, const otk_spot *spot, const otk_token *token)
{
	if (!spot->field->values || !token->role || is_among(spot->field->values, token->role))
		return OTK_OK;
	return otk_problem(validator, OTK_ADVICE, spot, "has the role \"%s\"; it should be \"%s\"",
		token->role, spot->field->values[0]);
}

otk_status otk_token_advice(const otk_validator *validator, const otk_type *type,
	const void *options, const otk_spot *spot)
{
	const char *text = otk_field_text(options, spot->field);
	otk_token *token = NULL;
	otk_status status = text ? otk_token_inspect(NULL, text, 0, &token, NULL) : OTK_E_TOKEN;

	if (status == OTK_E_NOMEM)
		return otk_fail_nomem(validator->error);
	if (status)
		return OTK_OK;
	if (token->expired == OTK_YES)
		status = otk_problem(validator, OTK_ADVICE, spot, "has expired");
	if (!status)
		status = check_session(validator, type, options, spot, token);
	if (!status)
		status = check_role(validator, spot, token);
	otk_free(token);
	return status;
}
