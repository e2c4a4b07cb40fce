/* SPDX-License-Identifier: MIT */
/* One value as text for people. The texts are safe for a terminal. */
#ifndef OTK_CLI_FORMAT_H
#define OTK_CLI_FORMAT_H

#include "tools/otk/tables/model.h"

typedef enum otk_cli_style {
	OTK_CLI_CELL, /* of a table: short */
	OTK_CLI_ENTRY /* of a record: exact */
} otk_cli_style;

/* NULL: there is nothing to show. field may be NULL. */
const char *otk_cli_format(
	otk_cli *cli, const otk_cli_field *field, json_object *value, otk_cli_style style);
/* "12.3 MB" */
const char *otk_cli_format_bytes(otk_cli *cli, int64_t bytes);
/* "1h 02m 03s" */
const char *otk_cli_format_seconds(otk_cli *cli, int64_t seconds);
/* "2026-01-31 12:00:00" */
const char *otk_cli_format_time(otk_cli *cli, int64_t seconds, otk_cli_style style);

#endif
