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
struct otk_cli_command;

typedef enum otk_cli_color {
	OTK_CLI_COLOR_AUTO, /* on a terminal */
	OTK_CLI_COLOR_ALWAYS,
	OTK_CLI_COLOR_NEVER
} otk_cli_color;

typedef struct otk_cli {
	struct otk_cli_block *blocks; /* memory.c: everything is freed when the run ends */
	struct otk_cli_catalog *catalog;
	otk_client *describer;                 /* never sends: it only knows the tables */
	json_object *globals;                  /* the global options that were given, by name */
	json_object *extra;                    /* --extra-json; NULL: not given */
	const char *command;                   /* "archives start", for messages */
	const struct otk_cli_command *running; /* NULL: not known yet */
	json_object *typed; /* options of the operation as they were typed; NULL: none */
	const char *profile;
	const char *config;
	const char *api_url;
	const char *field;      /* --field; NULL: not given */
	const char *dry_run_as; /* the language after --dry-run=; NULL: none */
	const otk_hook_options *hooks;
	const char *const *hook_places; /* where each one is named, for messages */
	size_t hook_count;
	otk_strings plugin_path;
	otk_error *caught;  /* not NULL: errors are stored here instead of printed */
	int64_t deadline;   /* of --timeout, in monotonic ms; 0: none */
	int64_t timeout_ms; /* 0: the default */
	otk_checks checks;
	otk_cli_color color;
	bool json;
	bool raw;
	bool show_secrets;
	bool dry_run;
	bool yes;
	bool verbose;
	bool help;
	bool version;
	bool adding;       /* otk profile add: settings are named as its options */
	bool json_names;   /* the options were given as JSON, so messages use its names */
	bool stdin_closed; /* when the tool was started */
	bool changed;      /* a request that may change something was carried out */
	bool stdin_used;   /* stdin was read: it can be read only once */
} otk_cli;

#endif
