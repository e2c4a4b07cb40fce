/* SPDX-License-Identifier: MIT */
/* Which options of which operations a case has set: an option without a case is a failed check. */
#ifndef OTK_TESTS_COVERAGE_H
#define OTK_TESTS_COVERAGE_H

#include <otk/plugin.h>

typedef struct otk_coverage otk_coverage;

otk_coverage *otk_coverage_new(void);
void otk_coverage_free(otk_coverage *coverage);
/*
 * A case used this operation, with these options (may be NULL). proof: only the options whose names
 * are in this text, in quotes, count; NULL: all.
 */
void otk_coverage_add(otk_coverage *coverage, const otk_operation *operation, const void *options,
	const char *proof);
/*
 * Checks that every operation of the features had a case, and every option of each, nested ones
 * too, was set in one. except: "archives.start name" and "archives.delete", with NULL at the end.
 */
void otk_coverage_check(const otk_coverage *coverage, const char *const *except);

#endif
