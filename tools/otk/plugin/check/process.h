/* SPDX-License-Identifier: MIT */
/* Runs one test in a process of its own. */
#ifndef OTK_CLI_CHECK_PROCESS_H
#define OTK_CLI_CHECK_PROCESS_H

#include "tools/otk/plugin/check/test_list.h"

typedef struct otk_cli_check_result {
	const otk_cli_check_test *test;
	json_object *findings; /* array of {"where", "problem", "change"} */
	const char *skipped;   /* why the test did not run; NULL: it ran */
	int64_t ms;
} otk_cli_check_result;

/* Runs the test. A crash, a time limit that passed and output of the plugin become findings. */
void otk_cli_check_run(otk_cli *cli, const otk_cli_check_test *test, const char *path,
	uint64_t seed, otk_cli_check_result *result);

/* Runs the test in this process, for debuggers and valgrind. The report goes to stderr. */
void otk_cli_check_run_here(
	otk_cli *cli, const otk_cli_check_test *test, const char *path, uint64_t seed);

#endif
