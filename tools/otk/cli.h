/* SPDX-License-Identifier: MIT */
/* The state of one run of the tool. It has no global variables. */
#ifndef OTK_CLI_H
#define OTK_CLI_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tools/otk/exit.h"

struct otk_cli_block;
struct otk_cli_catalog;

typedef struct otk_cli {
	struct otk_cli_block *blocks; /* memory.c: everything is freed when the run ends */
	struct otk_cli_catalog *catalog;
	otk_client *describer; /* never sends: it only knows the tables */
	json_object *globals;  /* the global options that were given, by name */
	json_object *extra;    /* --extra-json; NULL: not given */
	const char *command;   /* "archives start", for messages */
	const char *profile;
	const char *config;
	otk_strings plugin_path;
	otk_error *caught; /* not NULL: errors are stored here instead of printed */
	int64_t timeout_ms;
	otk_checks checks;
	bool json;
	bool dry_run;
	bool verbose;
	bool help;
} otk_cli;

#endif
