/* SPDX-License-Identifier: MIT */
/* The operations of the installed plugins, read from otk_describe(). */
#ifndef OTK_CLI_CATALOG_H
#define OTK_CLI_CATALOG_H

#include "tools/otk/tables/model.h"

typedef struct otk_cli_catalog {
	const otk_cli_operation *operations;
	size_t count;
} otk_cli_catalog;

extern const otk_cli_type otk_cli_no_options;

/* Reads all operations, once. */
otk_cli_exit otk_cli_catalog_load(otk_cli *cli, const otk_cli_catalog **catalog);
/* Reads one operation without loading other plugins; the error is the library's. */
otk_status otk_cli_describe_one(
	otk_cli *cli, const char *name, const otk_cli_operation **operation, otk_error *error);
/* The description as the library gives it; operation NULL: of everything. */
otk_cli_exit otk_cli_describe_json(otk_cli *cli, const char *operation, json_object **json);
const otk_cli_field *otk_cli_field_named(const otk_cli_type *type, const char *name);

#endif
