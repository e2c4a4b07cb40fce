/* SPDX-License-Identifier: MIT */
/* Differences between a recorded response and that of the sandbox. */
#ifndef OTK_SANDBOX_DIFFERENCE_H
#define OTK_SANDBOX_DIFFERENCE_H

#include "tools/sandbox/record/compare/comparison.h"

/* What is compared: a member of the response of one exchange. */
typedef struct sandbox_spot {
	sandbox_comparison *c;
	const sandbox_recorded *item;
	const char *path; /* "items[].status" */
	const char *name; /* of the nearest member */
} sandbox_spot;

/* Notes that the statuses differ. */
void sandbox_note_status(const sandbox_spot *at, const sandbox_request *request);
/* Notes all differences between two bodies. */
void sandbox_compare_bodies(const sandbox_spot *at, json_object *recorded, json_object *own);

#endif
