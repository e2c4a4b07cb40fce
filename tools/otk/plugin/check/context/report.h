/* SPDX-License-Identifier: MIT */
/* Findings of a test. */
#ifndef OTK_CLI_CHECK_REPORT_H
#define OTK_CLI_CHECK_REPORT_H

#include "tools/otk/plugin/check/context/context.h"

/* Sets check->place: what is being tried. */
void otk_cli_check_at(otk_cli_check *check, const char *format, ...) OTK_PRINTF(2, 3);
/* Reports a problem. where: the part of the tables; change: what to change in the source. */
void otk_cli_check_find(otk_cli_check *check, const char *where, const char *change,
	const char *format, ...) OTK_PRINTF(4, 5);
/* Reports why the test, or a part of it, did not run. */
void otk_cli_check_skip(otk_cli_check *check, const char *format, ...) OTK_PRINTF(2, 3);

#endif
