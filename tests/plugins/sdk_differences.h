/* SPDX-License-Identifier: MIT */
/*
 * Differences between official SDKs and otk, each with its reason. A difference without a row is a
 * failed check, and so is a row that nothing needs any more.
 */
#ifndef OTK_TESTS_SDK_DIFFERENCES_H
#define OTK_TESTS_SDK_DIFFERENCES_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>

/* id and what are patterns as of fnmatch(); so are the values. NULL: any or none, "-": none. */
typedef struct otk_difference_row {
	const char *id, *what, *theirs, *ours, *reason;
	size_t used;
} otk_difference_row;

/* Each program's own; ends in {0}. */
extern otk_difference_row otk_difference_rows[];

typedef struct otk_differences {
	const char *id; /* of the exchange */
	size_t count;   /* explained ones */
	size_t wrong;   /* others: failed checks */
} otk_differences;

/*
 * One difference. what: "request.body.hasAudio", "response.status" …; values as text, NULL when one
 * side has nothing there.
 */
void otk_differ(
	otk_differences *differences, const char *what, const char *theirs, const char *ours);
/* All differences of two JSON values below `what`; null is the same as absent. */
void otk_differ_json(
	otk_differences *differences, const char *what, json_object *theirs, json_object *ours);
/* Returns whether a row gives the reason why this exchange is not run. */
bool otk_is_left_out(const char *id, const char *method, const char **reason);
/* Checks that every row was of use. */
void otk_differences_check(void);

#endif
