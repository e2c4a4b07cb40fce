/* SPDX-License-Identifier: MIT */
/*
 * otk plugin check: named tests of one plugin file. Each test runs in a process of its own, so a
 * crash or an endless loop of the plugin is a finding. The tests know the tables only from
 * otk/plugin.h; they do not use the checks of the library, and so can find what these miss.
 */
#ifndef OTK_CLI_CHECK_H
#define OTK_CLI_CHECK_H

#include <otk/plugin.h>
#include <stdio.h>

#include "tools/otk/cli.h"

#define OTK_CLI_CHECK_PLACE_MAX 200

/* The context of a test, in the process of the test. */
typedef struct otk_cli_check {
	otk_cli *cli;
	const char *path; /* absolute path of the plugin file */
	const char *name; /* file name without .so */
	uint64_t random;  /* state of the random number generator */
	char *place;      /* what is being tried; the parent reads it after a crash */
	FILE *report;
	size_t finding_count;
	/* The following members are NULL if the test does not need them. */
	otk_plugin_entry_fn *entry;
	const otk_plugin *plugin;
	const otk_host *host;
	otk_client *client; /* of an OpenTok project; no server listens at its URL */
	const char *api_url;
} otk_cli_check;

/* What must work before a test can run. */
typedef enum otk_cli_check_need {
	OTK_CLI_CHECK_FILE,    /* the file exists */
	OTK_CLI_CHECK_ENTRY,   /* it can be loaded, and its entry returns a descriptor */
	OTK_CLI_CHECK_TABLES,  /* the descriptor can be read */
	OTK_CLI_CHECK_ACCEPTED /* the library accepts it */
} otk_cli_check_need;

typedef struct otk_cli_check_test {
	const char *name;
	const char *summary;
	otk_cli_check_need need;
	int64_t limit_ms;
	void (*run)(otk_cli_check *check);
} otk_cli_check_test;

/* All tests, in the order in which they run; the last entry has no name. */
extern const otk_cli_check_test otk_cli_check_tests[];

/* ------------------------------------------------------------------- reporting */

/* Sets check->place: what is being tried. */
void otk_cli_check_at(otk_cli_check *check, const char *format, ...) OTK_PRINTF(2, 3);
/* Reports a problem. where: the part of the tables; change: what to change in the source. */
void otk_cli_check_find(otk_cli_check *check, const char *where, const char *change,
	const char *format, ...) OTK_PRINTF(4, 5);
/* Reports why the test, or a part of it, did not run. */
void otk_cli_check_skip(otk_cli_check *check, const char *format, ...) OTK_PRINTF(2, 3);

/* ------------------------------------------------------------------ the tests */

void otk_cli_check_trust(otk_cli_check *check);
void otk_cli_check_entry(otk_cli_check *check);
void otk_cli_check_exports(otk_cli_check *check);
void otk_cli_check_descriptor(otk_cli_check *check);
void otk_cli_check_interfaces(otk_cli_check *check);
void otk_cli_check_structs(otk_cli_check *check);
void otk_cli_check_fields(otk_cli_check *check);
void otk_cli_check_values(otk_cli_check *check);
void otk_cli_check_rules(otk_cli_check *check);
void otk_cli_check_operations(otk_cli_check *check);
void otk_cli_check_paths(otk_cli_check *check);
void otk_cli_check_references(otk_cli_check *check);
void otk_cli_check_load(otk_cli_check *check);
void otk_cli_check_open(otk_cli_check *check);
void otk_cli_check_settings(otk_cli_check *check);
void otk_cli_check_encode(otk_cli_check *check);
void otk_cli_check_decode(otk_cli_check *check);
void otk_cli_check_garbage(otk_cli_check *check);
void otk_cli_check_errors(otk_cli_check *check);
void otk_cli_check_hooks(otk_cli_check *check);
void otk_cli_check_memory(otk_cli_check *check);
void otk_cli_check_valgrind(otk_cli_check *check);

#endif
