/* SPDX-License-Identifier: MIT */
/* otk doctor: one check after the other, in a table; the first problem decides how it ends. */
#include "config.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "tools/otk/doctor/doctor.h"
#include "tools/otk/json.h"
#include "tools/otk/memory.h"
#include "tools/otk/output/response.h"
#include "tools/otk/output/table.h"
#include "tools/otk/output/text.h"
#include "tools/otk/tables/command.h"

static void add(otk_cli_doctor *d, otk_cli_checkup row)
{
	if (d->count < OTK_CLI_DOCTOR_ROWS)
		d->rows[d->count++] = row;
}

static const char *safe(otk_cli_doctor *d, const char *text)
{
	return text ? otk_cli_safe(d->cli, text, strlen(text)) : NULL;
}

void otk_cli_doctor_ok(otk_cli_doctor *d, const char *name, const char *format, ...)
{
	char text[1024];
	va_list list;
	va_start(list, format);
	vsnprintf(text, sizeof(text), format, list);
	va_end(list);
	add(d, (otk_cli_checkup){safe(d, name), "ok", safe(d, text), NULL});
}

void otk_cli_doctor_skip(otk_cli_doctor *d, const char *name, const char *why)
{
	add(d, (otk_cli_checkup){safe(d, name), "skipped", safe(d, why), NULL});
}

void otk_cli_doctor_problem(otk_cli_doctor *d, otk_cli_exit code, const char *name,
	const char *detail, const char *advice)
{
	if (!d->code)
		d->code = code;
	add(d, (otk_cli_checkup){safe(d, name), "problem", safe(d, detail), safe(d, advice)});
}

static otk_cli_exit print_rows(otk_cli_doctor *d)
{
	static const otk_cli_column columns[] = {{"CHECK", false, false}, {"STATE", false, false},
		{"FOUND", false, true}, {"WHAT TO DO", false, true}};
	size_t width = OTK_COUNT_OF(columns);
	const char **cells = otk_cli_new(d->cli, (d->count + 1) * width * sizeof(*cells));
	for (size_t i = 0; i < d->count; i++) {
		const char **row = cells + i * width;
		row[0] = d->rows[i].name;
		row[1] = d->rows[i].state;
		row[2] = d->rows[i].detail;
		row[3] = d->rows[i].advice;
	}
	return otk_cli_print_table(d->cli, columns, width, cells, d->count);
}

static void print_json(otk_cli_doctor *d)
{
	otk_cli *cli = d->cli;
	json_object *root = otk_cli_json_object(cli), *array = otk_cli_json_array(cli);
	for (size_t i = 0; i < d->count; i++) {
		const otk_cli_checkup *row = &d->rows[i];
		json_object *object = otk_cli_json_object(cli);
		otk_cli_json_add(object, "check", otk_cli_json_string(row->name));
		otk_cli_json_add(object, "state", otk_cli_json_string(row->state));
		otk_cli_json_add(object, "found", otk_cli_json_string(row->detail));
		if (row->advice)
			otk_cli_json_add(object, "advice", otk_cli_json_string(row->advice));
		otk_cli_json_append(array, json_object_get(object));
	}
	json_object *code = otk_cli_json_number(d->code);
	otk_cli_json_add(root, "exit", code);
	otk_cli_json_add(root, "checks", json_object_get(array));
	otk_cli_print_json(cli, root);
}

static otk_cli_exit run_doctor(
	otk_cli *cli, const otk_cli_command *command, const otk_cli_input *input)
{
	(void)command;
	(void)input;
	otk_error caught = OTK_ERROR_INIT;
	otk_cli_doctor *d = otk_cli_new(cli, sizeof(*d));
	d->cli = cli;
	cli->caught = &caught;
	otk_cli_doctor_credentials(d);
	otk_cli_doctor_plugins(d);
	otk_cli_doctor_route(d);
	otk_cli_doctor_service(d);
	otk_key_free(d->key);
	cli->caught = NULL;
	otk_cli_exit code = OTK_CLI_DONE;
	if (cli->json)
		print_json(d);
	else
		code = print_rows(d);
	return d->code ? d->code : code;
}

OTK_CLI_COMMAND(doctor) = {
	.feature = "doctor",
	.summary = "Check credentials, plugins, network and clock; say what to do",
	.words = OTK_CLI_WORDS(),
	.run = run_doctor,
};
