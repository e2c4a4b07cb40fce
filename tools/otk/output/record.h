/* SPDX-License-Identifier: MIT */
/* A record as aligned "key: value" lines. */
#ifndef OTK_CLI_RECORD_H
#define OTK_CLI_RECORD_H

#include "tools/otk/tables/model.h"

typedef struct otk_cli_line {
	const char *key;
	const char *value;
} otk_cli_line;

/* Initialise with {0}. */
typedef struct otk_cli_lines {
	otk_cli_line *items;
	size_t count, capacity;
} otk_cli_lines;

/* Adds nothing when value is NULL. */
void otk_cli_lines_add(otk_cli *cli, otk_cli_lines *lines, const char *key, const char *value);
void otk_cli_lines_print(const otk_cli_lines *lines);
void otk_cli_print_record(otk_cli *cli, const otk_cli_type *type, json_object *record);

#endif
