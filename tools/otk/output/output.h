/* SPDX-License-Identifier: MIT */
/* What goes to stdout: records and tables for people, the service's own JSON for programs. */
#ifndef OTK_CLI_OUTPUT_H
#define OTK_CLI_OUTPUT_H

#include "tools/otk/tables/catalog.h"

/* Where a text stands decides how long it may be. */
typedef enum otk_cli_style {
	OTK_CLI_CELL, /* of a table: short */
	OTK_CLI_ENTRY /* of a record: exact, too */
} otk_cli_style;

/* ---- format.c: safe for a terminal; NULL: nothing to show. field may be NULL. */
const char *otk_cli_format(
	otk_cli *cli, const otk_cli_field *field, json_object *value, otk_cli_style style);
/* "12.3 MB", "1h 02m 03s", "2026-01-31 12:00:00" */
const char *otk_cli_format_bytes(otk_cli *cli, int64_t bytes);
const char *otk_cli_format_seconds(otk_cli *cli, int64_t seconds);
const char *otk_cli_format_time(otk_cli *cli, int64_t seconds, otk_cli_style style);

/* ---- record.c */

/* "key: value" lines, aligned. Begin with zeros. */
typedef struct otk_cli_lines {
	struct otk_cli_line {
		const char *key;
		const char *value;
	} * items;
	size_t count, room;
} otk_cli_lines;

/* Adds nothing when value is NULL. */
void otk_cli_lines_add(otk_cli *cli, otk_cli_lines *lines, const char *key, const char *value);
void otk_cli_lines_print(const otk_cli_lines *lines);
void otk_cli_print_record(otk_cli *cli, const otk_cli_type *type, json_object *record);

/* ---- table.c */

/* The items of a list, with the columns that tell most about this type. */
otk_cli_exit otk_cli_print_items(otk_cli *cli, const otk_cli_type *type, json_object *items);
typedef struct otk_cli_column {
	const char *title;
	bool right; /* numbers */
	bool cut;   /* may be shortened when the terminal is narrow */
} otk_cli_column;
/* cells: count rows of as many texts as there are columns; NULL is an empty one. */
otk_cli_exit otk_cli_print_table(otk_cli *cli, const otk_cli_column *columns, size_t column_count,
	const char *const *cells, size_t row_count);

/* ---- response.c */

/* The answer of an operation, as the user wants it. */
otk_cli_exit otk_cli_print_answer(
	otk_cli *cli, const otk_cli_operation *operation, const char *answer, size_t size);
/* A list that was put together: {"count", "items"}. */
otk_cli_exit otk_cli_print_list(
	otk_cli *cli, const otk_cli_operation *operation, json_object *list);
/* JSON that the tool made. */
void otk_cli_print_json(otk_cli *cli, json_object *json);
void otk_cli_print_json_text(otk_cli *cli, const char *json, size_t size);

/* ---- dryrun.c */
otk_cli_exit otk_cli_dry_run(
	otk_cli *cli, otk_client *client, const otk_cli_operation *operation, const char *json);

#endif
