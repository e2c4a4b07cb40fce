/* SPDX-License-Identifier: MIT */
/* Tables of several items. */
#ifndef OTK_CLI_TABLE_H
#define OTK_CLI_TABLE_H

#include "tools/otk/tables/model.h"

typedef struct otk_cli_column {
	const char *title;
	bool right; /* numbers */
	bool cut;   /* may be shortened when the terminal is narrow */
} otk_cli_column;

/* cells: row_count rows of column_count texts; NULL: empty. */
otk_cli_exit otk_cli_print_table(otk_cli *cli, const otk_cli_column *columns, size_t column_count,
	const char *const *cells, size_t row_count);
/* Prints the items of a list, with the columns that say most about this type. */
otk_cli_exit otk_cli_print_items(otk_cli *cli, const otk_cli_type *type, json_object *items);

#endif
