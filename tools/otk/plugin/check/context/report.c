/* SPDX-License-Identifier: MIT */
/* Writes the report of a test to the parent: lines of JSON. */
#include "config.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "tools/otk/json.h"
#include "tools/otk/memory.h"
#include "tools/otk/plugin/check/context/report.h"
#include "tools/otk/plugin/check/context/text.h"

#define FINDINGS_MAX 100
#define PROBLEM_MAX  1000

void otk_cli_check_at(otk_cli_check *check, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(check->place, OTK_CLI_CHECK_PLACE_MAX, format, args);
	va_end(args);
}

static void send_line(otk_cli_check *check, json_object *line)
{
	fprintf(check->report, "%s\n", otk_cli_json_text(line));
	fflush(check->report);
}

/* Makes a JSON string of a plugin's text, which may contain bytes that JSON does not allow. */
static json_object *safe_string(const char *text)
{
	char copy[PROBLEM_MAX];
	size_t size = 0;

	if (text && strnlen(text, sizeof(copy)) < sizeof(copy) && otk_cli_check_is_text(text))
		return otk_cli_json_string(text);
	for (; text && text[size] && size < sizeof(copy) - 1; size++)
		copy[size] = (unsigned char)text[size] < 0x80 ? text[size] : '?';
	copy[size] = '\0';
	return otk_cli_json_string(copy);
}

void otk_cli_check_find(
	otk_cli_check *check, const char *where, const char *change, const char *format, ...)
{
	char problem[PROBLEM_MAX];
	json_object *line;
	va_list args;

	if (++check->finding_count > FINDINGS_MAX)
		return;
	va_start(args, format);
	vsnprintf(problem, sizeof(problem), format, args);
	va_end(args);
	line = otk_cli_json_object(check->cli);
	otk_cli_json_add(line, "where", safe_string(where));
	otk_cli_json_add(line, "problem", safe_string(problem));
	otk_cli_json_add(line, "change", safe_string(change));
	send_line(check, line);
}

void otk_cli_check_skip(otk_cli_check *check, const char *format, ...)
{
	char reason[PROBLEM_MAX];
	json_object *line = otk_cli_json_object(check->cli);
	va_list args;

	va_start(args, format);
	vsnprintf(reason, sizeof(reason), format, args);
	va_end(args);
	otk_cli_json_add(line, "skipped", safe_string(reason));
	send_line(check, line);
}
