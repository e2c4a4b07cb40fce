/* SPDX-License-Identifier: MIT */
/* Path ids that mean something: a session id is checked the same wherever it stands. */
#include "config.h"

#include <otk/session_id.h>
#include <string.h>

#include "core/schema/validate.h"

#define SESSION "sessionId"

/* The field that a path id would be. */
static const otk_field session_field = {.name = SESSION,
	.member = "session_id",
	.kind = OTK_KIND_STRING,
	.format = OTK_FORMAT_SESSION,
	.required = 1};

otk_status otk_validate_ids(const otk_operation *operation, const char *const *ids,
	const otk_validation *validation, const char *where, otk_error *error)
{
	const otk_validator validator = {.how = validation, .where = where, .error = error};
	const otk_spot spot = {.field = &session_field, .index = -1};
	otk_status status = OTK_OK;
	const char *name;
	size_t size;

	for (size_t i = 0; !status && ids && ids[i]; i++) {
		otk_error problem;

		problem.struct_size = sizeof(problem);
		if (!validation->key || !otk_path_id_name(operation, i, &name, &size) ||
			size != strlen(SESSION) || memcmp(name, SESSION, size) != 0 || !*ids[i])
			continue;
		if (otk_session_id_check(validation->key, ids[i], &problem))
			status = otk_problem(
				&validator, OTK_WRONG, &spot, "does not fit: %s", problem.message);
	}
	return status;
}
