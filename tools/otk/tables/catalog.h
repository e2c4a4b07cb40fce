/* SPDX-License-Identifier: MIT */
/*
 * Types and operations as the tool sees them: read from otk_describe(), or written down for the
 * built-in commands. Both kinds of command are parsed, explained and completed by the same code.
 */
#ifndef OTK_CLI_MODEL_H
#define OTK_CLI_MODEL_H

#include <otk/plugin.h>

#include "tools/otk/cli.h"

typedef struct otk_cli_type otk_cli_type;

typedef struct otk_cli_field {
	const char *name;   /* wire name, and the member of the JSON that is made */
	const char *option; /* "session-id" */
	const char *help;
	const char *const *values; /* ends in NULL; NULL: anything */
	const char *const *labels; /* in the same order; NULL: none */
	const otk_cli_type *type;  /* OBJECT, LIST */
	int64_t min, max;          /* both 0: no limits */
	otk_kind kind;
	otk_unit unit;
	bool required;
	bool secret;
	bool hidden;
	bool bare;    /* FLAG: without a value in the help */
	bool instant; /* INT: seconds since the epoch; a date is taken, too */
} otk_cli_field;

struct otk_cli_type {
	const otk_cli_field *fields;
	size_t count;
};

typedef struct otk_cli_operation {
	const char *name; /* "archives.start" */
	const char *feature;
	const char *verb;
	const char *plugin; /* NULL: the core's own */
	const char *summary;
	const char *const *aliases; /* full names; ends in NULL */
	const char *const *ids;     /* ends in NULL */
	size_t id_count;
	const otk_cli_type *options; /* never NULL, may be empty */
	const otk_cli_type *result;  /* never NULL, may be empty */
	const char *shape;
	int32_t minor;
	bool account; /* needs the account's key */
	/* pages; NULL: it has none */
	const char *total;
	const char *items;
	/* settles, downloads */
	const char *const *final_values; /* NULL: does not settle */
	bool downloads;
} otk_cli_operation;

typedef struct otk_cli_catalog {
	const otk_cli_operation *operations;
	size_t count;
} otk_cli_catalog;

extern const otk_cli_type otk_cli_no_options;

/* ---- catalog.c */

/* All operations that are installed; read once. */
otk_cli_exit otk_cli_catalog_load(otk_cli *cli, const otk_cli_catalog **catalog);
/* One of them, without loading other plugins; the error is the library's. */
otk_status otk_cli_describe_one(
	otk_cli *cli, const char *name, const otk_cli_operation **operation, otk_error *error);
/* The description as the library gives it. */
otk_cli_exit otk_cli_describe_json(otk_cli *cli, const char *operation, json_object **json);
const otk_cli_field *otk_cli_field_named(const otk_cli_type *type, const char *name);

/* ---- connect.c */

/* The client that knows the tables and never sends; NULL with the error filled. */
otk_client *otk_cli_describer(otk_cli *cli, otk_error *error);
/* Is this server on this machine? NULL: no. */
bool otk_cli_is_loopback(const char *url);
/* The client that sends, with the user's credentials. */
otk_cli_exit otk_cli_connect(otk_cli *cli, bool account, otk_client **client);

#endif
