/* SPDX-License-Identifier: MIT */
/* One run of the tool: its memory, its global options, its way of reporting. No globals. */
#ifndef OTK_CLI_H
#define OTK_CLI_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tools/otk/exit.h"

typedef struct otk_cli_block otk_cli_block;
struct otk_cli_catalog;

typedef struct otk_cli {
	otk_cli_block *blocks; /* memory.c: everything is freed when the run ends */
	struct otk_cli_catalog *catalog;
	otk_client *describer; /* a client that never sends: it only knows the tables */
	json_object *globals;  /* the global options that were given, by name */
	json_object *extra;    /* --extra-json, or NULL */
	const char *command;   /* "archives start", for messages */
	const char *profile;
	const char *config;
	otk_strings plugin_path;
	otk_error *caught; /* not NULL: what is wrong is kept here, not printed */
	int64_t timeout_ms;
	otk_checks checks;
	bool json;
	bool dry_run;
	bool verbose;
	bool help;
} otk_cli;

/* ---- memory.c: never NULL (out of memory ends the tool) */

void *otk_cli_new(otk_cli *cli, size_t size);
char *otk_cli_copy(otk_cli *cli, const char *text, size_t size);
char *otk_cli_text(otk_cli *cli, const char *format, ...) OTK_PRINTF(2, 3);
/* Call release(object) when the run ends, last one first. */
void otk_cli_defer(otk_cli *cli, void (*release)(void *), void *object);
void otk_cli_release(otk_cli *cli);
_Noreturn void otk_cli_out_of_memory(void);

/* ---- message.c: stderr */

/* What failed in the library: one line with what to do, then what the service said. */
otk_cli_exit otk_cli_fail(otk_cli *cli, const otk_error *error);
/* The same for what the tool itself finds wrong. */
otk_cli_exit otk_cli_wrong(otk_cli *cli, const char *format, ...) OTK_PRINTF(2, 3);
otk_cli_exit otk_cli_report(otk_cli *cli, otk_cli_exit code, const char *word, const char *format,
	...) OTK_PRINTF(4, 5);
/* A hint that is no error: people only, not with --json. */
void otk_cli_hint(otk_cli *cli, const char *format, ...) OTK_PRINTF(2, 3);
/* Flush stdout: a full disk or a closed pipe must not look like success. */
otk_cli_exit otk_cli_finish(otk_cli *cli, otk_cli_exit code);

/* ---- json.c: json-c without unchecked allocations; what is made belongs to the run or its parent
 */

json_object *otk_cli_json_object(otk_cli *cli);
json_object *otk_cli_json_array(otk_cli *cli);
/* An owned text, for otk_cli_json_add(). */
json_object *otk_cli_json_string(const char *text);
void otk_cli_json_add(json_object *object, const char *name, json_object *member);
void otk_cli_json_append(json_object *array, json_object *item);
/* The text as JSON, owned by the run; NULL with *problem set. */
json_object *otk_cli_json_parse(otk_cli *cli, const char *text, size_t size, const char **problem);
/* Members of `from` into `into`; objects in both are merged. */
void otk_cli_json_merge(json_object *into, json_object *from);
const char *otk_cli_json_get(json_object *object, const char *name);
bool otk_cli_json_yes(json_object *object, const char *name);
int64_t otk_cli_json_int(json_object *object, const char *name);

/* ---- file.c */

/* A whole file ("-": stdin) of at most limit bytes, with a NUL behind; NULL with *problem set. */
char *otk_cli_read_file(
	otk_cli *cli, const char *path, size_t limit, size_t *size, const char **problem);

#endif
