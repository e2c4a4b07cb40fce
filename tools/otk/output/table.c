/* SPDX-License-Identifier: MIT */
/* Chooses the columns of a table and draws it with libsmartcols. */
#include "config.h"

#include <ctype.h>
#include <errno.h>
#include <libsmartcols.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tools/otk/memory.h"
#include "tools/otk/message.h"
#include "tools/otk/output/format.h"
#include "tools/otk/output/table.h"
#include "tools/otk/terminal/color.h"
#include "tools/otk/terminal/wrap.h"

#define COLUMNS_MAX 7
#define COLUMNS_MIN 3

/* ---- drawing */

static bool add_columns(
	struct libscols_table *table, const otk_cli_column *columns, size_t column_count)
{
	for (size_t i = 0; i < column_count; i++) {
		int flags = (columns[i].right ? SCOLS_FL_RIGHT : 0) |
			    (columns[i].cut ? SCOLS_FL_TRUNC : 0);

		if (!scols_table_new_column(
			    table, columns[i].title, columns[i].cut ? 0.2 : 0, flags))
			return false;
	}
	return true;
}

static bool add_cell(struct libscols_line *line, size_t index, const char *text)
{
	const char *color = text ? otk_cli_status_color(text) : NULL;
	struct libscols_cell *cell = scols_line_get_cell(line, index);

	return scols_line_set_data(line, index, text ? text : "-") == 0 &&
	       (!color || !cell || scols_cell_set_color(cell, color) == 0);
}

static bool add_rows(struct libscols_table *table, size_t column_count, const char *const *cells,
	size_t row_count)
{
	for (size_t row = 0; row < row_count; row++) {
		struct libscols_line *line = scols_table_new_line(table, NULL);

		for (size_t i = 0; line && i < column_count; i++) {
			if (!add_cell(line, i, cells[row * column_count + i]))
				return false;
		}
		if (!line)
			return false;
	}
	return true;
}

otk_cli_exit otk_cli_print_table(otk_cli *cli, const otk_cli_column *columns, size_t column_count,
	const char *const *cells, size_t row_count)
{
	struct libscols_table *table = scols_new_table();
	int problem;

	if (!table || !add_columns(table, columns, column_count) ||
		!add_rows(table, column_count, cells, row_count))
		otk_cli_out_of_memory();
	scols_table_set_stream(table, stdout);
	scols_table_enable_colors(table, otk_cli_has_color(cli, STDOUT_FILENO));
	problem = scols_print_table(table);
	scols_unref_table(table);
	return problem ? otk_cli_report(cli, OTK_CLI_NOT_REACHED, "output",
				 "the table could not be printed: %s", strerror(-problem))
		       : OTK_CLI_DONE;
}

/* ---- choosing */

static bool ends_in(const char *name, const char *end)
{
	const size_t size = strlen(name), length = strlen(end);

	return size >= length && strcmp(name + size - length, end) == 0;
}

/* Returns how useful a column is to find an item; columns with high values come first. */
static int column_worth(const otk_cli_field *field)
{
	static const struct {
		const char *name;
		int worth;
	} known[] = {{"id", 100}, {"status", 90}, {"state", 90}, {"name", 80}};

	for (size_t i = 0; i < OTK_COUNT_OF(known); i++)
		if (strcmp(field->option, known[i].name) == 0)
			return known[i].worth;
	if (field->unit == OTK_UNIT_TIME_MS)
		return 70;
	if (field->unit == OTK_UNIT_SECONDS || field->unit == OTK_UNIT_BYTES)
		return 60;
	if (ends_in(field->option, "url"))
		return 5;
	if (ends_in(field->name, "Id"))
		return 40;
	return field->kind == OTK_KIND_FLAG ? 10 : field->kind == OTK_KIND_STRINGS ? 20 : 30;
}

static bool is_scalar(const otk_cli_field *field)
{
	return !field->secret && field->kind != OTK_KIND_OBJECT && field->kind != OTK_KIND_LIST &&
	       field->kind != OTK_KIND_MAP;
}

/* Returns true when an item has a value for this column. */
static bool is_used(otk_cli *cli, const otk_cli_field *field, json_object *items)
{
	for (size_t i = 0; i < json_object_array_length(items); i++) {
		json_object *value = NULL;

		if (json_object_object_get_ex(
			    json_object_array_get_idx(items, i), field->name, &value) &&
			otk_cli_format(cli, field, value, OTK_CLI_CELL))
			return true;
	}
	return false;
}

typedef struct choice {
	const otk_cli_field *field;
	int worth;
	size_t index; /* in the type */
} choice;

static int by_worth(const void *a, const void *b)
{
	const choice *x = a, *y = b;

	return x->worth != y->worth ? y->worth - x->worth
				    : (x->index > y->index) - (x->index < y->index);
}

static size_t choose_columns(
	otk_cli *cli, const otk_cli_type *type, json_object *items, choice *choices)
{
	size_t count = 0;

	for (size_t i = 0; i < type->count; i++) {
		const otk_cli_field *field = &type->fields[i];

		if (is_scalar(field) && is_used(cli, field, items))
			choices[count++] = (choice){field, column_worth(field), i};
	}
	qsort(choices, count, sizeof(*choices), by_worth);
	return count < COLUMNS_MAX ? count : COLUMNS_MAX;
}

static const char *title_of(otk_cli *cli, const otk_cli_field *field)
{
	char *title = otk_cli_copy(cli, field->option, strlen(field->option));

	for (char *c = title; *c; c++)
		*c = *c == '-' ? ' ' : (char)toupper((unsigned char)*c);
	return title;
}

/* Prints items without a known type, one a line. */
static otk_cli_exit print_plain(otk_cli *cli, json_object *items)
{
	for (size_t i = 0; i < json_object_array_length(items); i++) {
		const char *text = otk_cli_format(
			cli, NULL, json_object_array_get_idx(items, i), OTK_CLI_CELL);

		printf("%s\n", text ? text : "");
	}
	return OTK_CLI_DONE;
}

static size_t character_count(const char *text)
{
	size_t count = 0;

	for (; text && *text; text++)
		count += ((unsigned char)*text & 0xc0) != 0x80;
	return count;
}

/* Returns the number of columns, the most useful first, that fit into a line. */
static size_t count_fitting(const otk_cli_column *columns, size_t column_count,
	const char *const *cells, size_t row_count)
{
	size_t available = otk_cli_terminal_width(), used = 0;

	for (size_t i = 0; available && i < column_count; i++) {
		size_t widest = character_count(columns[i].title);

		for (size_t row = 0; row < row_count; row++) {
			size_t width = character_count(cells[row * column_count + i]);

			widest = width > widest ? width : widest;
		}
		used += widest + 1;
		if (used > available + 1 && i >= COLUMNS_MIN)
			return i;
	}
	return column_count;
}

/* Keeps the first `kept` cells of each row of `width` cells. */
static void drop_columns(const char **cells, size_t row_count, size_t width, size_t kept)
{
	for (size_t row = 0; row < row_count; row++)
		memmove(cells + row * kept, cells + row * width, kept * sizeof(*cells));
}

otk_cli_exit otk_cli_print_items(otk_cli *cli, const otk_cli_type *type, json_object *items)
{
	size_t rows = json_object_array_length(items);
	choice *choices = otk_cli_new(cli, (type->count + 1) * sizeof(*choices));
	size_t width = choose_columns(cli, type, items, choices);
	otk_cli_column columns[COLUMNS_MAX];
	const char **cells;
	size_t kept;

	if (!width)
		return print_plain(cli, items);
	cells = otk_cli_new(cli, rows * width * sizeof(*cells));
	for (size_t i = 0; i < width; i++) {
		const otk_cli_field *field = choices[i].field;

		columns[i] = (otk_cli_column){.title = title_of(cli, field),
			.right = field->kind == OTK_KIND_INT && field->unit != OTK_UNIT_TIME_MS,
			.cut = field->kind == OTK_KIND_STRING && choices[i].worth < 90};
		for (size_t row = 0; row < rows; row++) {
			json_object *value = NULL;

			json_object_object_get_ex(
				json_object_array_get_idx(items, row), field->name, &value);
			cells[row * width + i] = otk_cli_format(cli, field, value, OTK_CLI_CELL);
		}
	}
	kept = count_fitting(columns, width, cells, rows);
	drop_columns(cells, rows, width, kept);
	return otk_cli_print_table(cli, columns, kept, cells, rows);
}
