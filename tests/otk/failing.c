/* SPDX-License-Identifier: MIT */
/*
 * Linked into a copy of otk (tests/otk/failing): lets one call of a library or of the system fail.
 *
 *   OTK_FAIL_CALL    which call of the main thread fails; 0: none
 *   OTK_INTERRUPT    set: only calls that a signal can interrupt count, and fail like that
 *   OTK_FAIL_REPORT  a file that gets the number of calls and the name of the one that failed
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "tests/torture.h"

__attribute__((constructor)) static void begin(void)
{
	const char *number = getenv("OTK_FAIL_CALL");

	if (number && getenv("OTK_INTERRUPT"))
		otk_interrupt_call((size_t)strtoul(number, NULL, 10));
	else if (number)
		otk_fail_call((size_t)strtoul(number, NULL, 10));
}

__attribute__((destructor)) static void end(void)
{
	const char *path = getenv("OTK_FAIL_REPORT");
	const char *failed = otk_failed_call();
	const size_t made = otk_calls_made();
	FILE *report;

	otk_stop_failing();
	report = path ? fopen(path, "w") : NULL;
	if (!report)
		return;
	fprintf(report, "%zu %s\n", made, failed ? failed : "-");
	fclose(report);
}
