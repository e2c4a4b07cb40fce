/* SPDX-License-Identifier: MIT */
/* Compares a recording with what the sandbox itself would have responded (--diff, --replay). */
#ifndef OTK_SANDBOX_COMPARE_H
#define OTK_SANDBOX_COMPARE_H

#include "tools/sandbox/record/recording.h"

/*
 * Sends each recorded request to the sandbox, in order, and sets recording->report. The state of
 * the sandbox is used for that: it must be a new one, in memory.
 */
void sandbox_recording_compare(sandbox *box, sandbox_recording *recording);
/* Prints the report for people, or as JSON. */
void sandbox_report_print(json_object *report, const char *folder, bool as_json);
/* The number of differences. */
int64_t sandbox_report_differences(json_object *report);

#endif
