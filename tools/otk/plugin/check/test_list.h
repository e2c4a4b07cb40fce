/* SPDX-License-Identifier: MIT */
/*
 * otk plugin check: named tests of one plugin file. Each test runs in a process of its own, so a
 * crash or an endless loop of the plugin is a finding. The tests know the tables only from
 * otk/plugin.h; they do not use the checks of the library, and so can find what these miss.
 */
#ifndef OTK_CLI_CHECK_TEST_LIST_H
#define OTK_CLI_CHECK_TEST_LIST_H

#include "tools/otk/plugin/check/context/prepare.h"

typedef struct otk_cli_check_test {
	const char *name;
	const char *summary;
	otk_cli_check_need need;
	int64_t limit_ms;
	void (*run)(otk_cli_check *check);
} otk_cli_check_test;

/* All tests, in the order in which they run; the last entry has no name. */
extern const otk_cli_check_test otk_cli_check_tests[];

#endif
