/* SPDX-License-Identifier: MIT */
/* The positional ids of a path. What no path may hold is refused when the path is encoded. */
#include "config.h"

#include "core/schema/validate/validate_ids.h"

#include <otk/session_id.h>
#include <string.h>

#include "core/schema/template.h"

#include "core/base/cold.h"

static otk_status check_session_id(const otk_validator *validator, const char *name, const char *id)
{
	char text[OTK_PATH_TEXT_SIZE];
	otk_error problem = OTK_ERROR_INIT;

	if (!otk_session_id_check(validator->how->key, id, &problem))
		return OTK_OK;
	/* Without a path, which would be named as an option. */
	return otk_problem(validator, OTK_WRONG, NULL, "%s: %s",
		otk_id_text(validator->how->naming, name, strlen(name), text),
		otk_problem_without_name(problem.message));
}

otk_status otk_validate_ids(const otk_operation *operation, const char *const *ids,
	const otk_validation *validation, const char *where, otk_error *error)
{
	const otk_validator validator = {.how = validation, .where = where, .error = error};
	const char *session = operation->session_id, *name;
	otk_status status = OTK_OK;
	size_t size;

	if (!session || !validation->key)
		return OTK_OK;
	for (size_t i = 0; !status && ids && ids[i]; i++)
		if (*ids[i] && otk_path_id_name(operation, i, &name, &size) &&
			strlen(session) == size && memcmp(name, session, size) == 0)
			status = check_session_id(&validator, session, ids[i]);
	return status;
}
