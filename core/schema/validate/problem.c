/* SPDX-License-Identifier: MIT */
/* Reports a problem of a validation: as an error, a warning or not, by the level of checks. */
#include "config.h"

#include "core/schema/validate/problem.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/base/cold.h"

const char *otk_problem_without_name(const char *message)
{
	const char *end = strstr(message, ": ");

	return end ? end + 2 : message;
}

otk_status otk_problem(const otk_validator *validator, otk_severity severity,
	const otk_field_path *path, const char *format, ...)
{
	const otk_checks checks = validator->how->checks;
	char text[OTK_ERROR_MESSAGE_SIZE], name[OTK_PATH_TEXT_SIZE];
	va_list args;
	int used;

	if (checks == OTK_CHECKS_OFF && severity != OTK_CANNOT)
		return OTK_OK;
	otk_path_text(validator->how->naming, path, name);
	used = snprintf(text, sizeof(text), "%s%s", name, name[0] ? ": " : "");
	va_start(args, format);
	vsnprintf(text + used, sizeof(text) - (size_t)used, format, args);
	va_end(args);
	if (severity != OTK_ADVICE || checks == OTK_CHECKS_STRICT)
		return otk_fail(validator->error, OTK_E_ARGUMENT, "%s: %s", validator->where, text);
	if (validator->how->warn)
		validator->how->warn(validator->how->userdata, name, text);
	return OTK_OK;
}
