/* SPDX-License-Identifier: MIT */
/* otk doctor: the list of what was found, and how it is printed. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "tools/otk/doctor/findings.h"
#include "tools/otk/json.h"
#include "tools/otk/memory.h"
#include "tools/otk/output/response.h"
#include "tools/otk/output/secrets.h"
#include "tools/otk/terminal/text.h"
#include "tools/otk/terminal/wrap.h"

#define INDENT 4 /* of the paragraphs of a problem */

static const char *state_name(otk_cli_state state)
{
	switch (state) {
	case OTK_CLI_OK:
		return "ok";
	case OTK_CLI_PROBLEM:
		return "problem";
	case OTK_CLI_SKIPPED:
		return "skipped";
	}
	return "";
}

/* ---- adding */

static const char *copy_safe(otk_cli_findings *f, const char *text)
{
	text = text ? otk_cli_hide_tokens(f->cli, otk_cli_without_keys(f->cli, text)) : NULL;
	return text ? otk_cli_safe(f->cli, text, strlen(text)) : NULL;
}

static void add_row(otk_cli_findings *f, otk_cli_check_row row)
{
	if (f->count == f->capacity) {
		size_t capacity = f->capacity ? f->capacity * 2 : 32;
		otk_cli_check_row *bigger = otk_cli_new(f->cli, capacity * sizeof(*bigger));

		if (f->count)
			memcpy(bigger, f->rows, f->count * sizeof(*bigger));
		f->rows = bigger;
		f->capacity = capacity;
	}
	row.name = copy_safe(f, row.name);
	row.detail = copy_safe(f, row.detail);
	row.advice = copy_safe(f, row.advice);
	f->rows[f->count++] = row;
}

void otk_cli_found_ok(otk_cli_findings *f, const char *name, const char *detail)
{
	add_row(f, (otk_cli_check_row){.name = name, .detail = detail, .state = OTK_CLI_OK});
}

void otk_cli_found_minor(otk_cli_findings *f, const char *name, const char *detail)
{
	add_row(f, (otk_cli_check_row){
			   .name = name, .detail = detail, .state = OTK_CLI_OK, .minor = true});
}

void otk_cli_found_skipped(otk_cli_findings *f, const char *name, const char *reason)
{
	add_row(f, (otk_cli_check_row){.name = name, .detail = reason, .state = OTK_CLI_SKIPPED});
}

void otk_cli_found_problem(otk_cli_findings *f, otk_cli_exit code, const char *name,
	const char *detail, const char *advice)
{
	if (!f->code)
		f->code = code;
	add_row(f, (otk_cli_check_row){.name = name,
			   .detail = detail,
			   .advice = advice,
			   .state = OTK_CLI_PROBLEM});
}

/* ---- printing */

static size_t print_problems(const otk_cli_findings *f)
{
	size_t count = 0;

	for (size_t i = 0; i < f->count; i++) {
		const otk_cli_check_row *row = &f->rows[i];

		if (row->state != OTK_CLI_PROBLEM)
			continue;
		count++;
		printf("problem: %s\n%*s", row->name, INDENT, "");
		otk_cli_print_wrapped(INDENT, INDENT, row->detail);
		if (row->advice) {
			printf("%*s", INDENT, "");
			otk_cli_print_wrapped(INDENT, INDENT,
				otk_cli_text(f->cli, "What to do: %s", row->advice));
		}
		putchar('\n');
	}
	return count;
}

static int widest_name(const otk_cli_findings *f)
{
	size_t widest = 0;

	for (size_t i = 0; i < f->count; i++) {
		const otk_cli_check_row *row = &f->rows[i];
		size_t size = strlen(row->name);

		if (row->state != OTK_CLI_PROBLEM && (!row->minor || f->cli->verbose))
			widest = size > widest ? size : widest;
	}
	return (int)widest;
}

static void print_others(const otk_cli_findings *f)
{
	int width = widest_name(f);

	for (size_t i = 0; i < f->count; i++) {
		const otk_cli_check_row *row = &f->rows[i];
		size_t column;

		if (row->state == OTK_CLI_PROBLEM || (row->minor && !f->cli->verbose))
			continue;
		column = (size_t)printf("%-7s  %-*s  ", state_name(row->state), width, row->name);
		otk_cli_print_wrapped(column, column, row->detail);
	}
}

static otk_cli_exit print_result(const otk_cli_findings *f)
{
	json_object *root = otk_cli_json_object(f->cli), *array = otk_cli_json_array(f->cli);

	for (size_t i = 0; i < f->count; i++) {
		const otk_cli_check_row *row = &f->rows[i];
		json_object *object = otk_cli_json_object(f->cli);

		otk_cli_json_add(object, "check", otk_cli_json_string(row->name));
		otk_cli_json_add(object, "state", otk_cli_json_string(state_name(row->state)));
		otk_cli_json_add(object, "found", otk_cli_json_string(row->detail));
		if (row->advice)
			otk_cli_json_add(object, "advice", otk_cli_json_string(row->advice));
		otk_cli_json_append(array, json_object_get(object));
	}
	otk_cli_json_add(root, "exit", otk_cli_json_number(f->code));
	otk_cli_json_add(root, "checks", json_object_get(array));
	return otk_cli_print_result(f->cli, root);
}

otk_cli_exit otk_cli_findings_print(const otk_cli_findings *f)
{
	size_t problems;

	if (otk_cli_wants_result(f->cli)) {
		otk_cli_exit code = print_result(f);

		return code ? code : f->code;
	}
	problems = print_problems(f);
	print_others(f);
	if (problems)
		printf("\n%zu problem%s\n", problems, problems == 1 ? "" : "s");
	else
		printf("\nno problem found\n");
	return f->code;
}
