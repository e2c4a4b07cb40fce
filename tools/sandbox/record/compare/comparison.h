/* SPDX-License-Identifier: MIT */
/* The state of a comparison: the ids of the recording and those of the sandbox. */
#ifndef OTK_SANDBOX_COMPARISON_H
#define OTK_SANDBOX_COMPARISON_H

#include "tools/sandbox/record/recording.h"

typedef struct sandbox_comparison {
	sandbox *box;
	const sandbox_recording *recording;
	json_object *ids;         /* of the recording → of the sandbox */
	json_object *differences; /* key → difference */
	json_object *skipped;     /* list: exchanges that were not compared */
	json_object *projects;    /* keys of the recording, as names of an object */
	int64_t compared;
	int64_t clock; /* time of the latest request, ms */
} sandbox_comparison;

/* Returns the id of the sandbox for one of the recording; `recorded` itself if there is none. */
const char *sandbox_own_id(const sandbox_comparison *c, const char *recorded);
/* Returns a copy of the value with the sandbox's own ids. json_object_put() it. */
json_object *sandbox_with_own_ids(const sandbox_comparison *c, json_object *value);
/* Learns which ids of the sandbox stand for those of the recording, from two responses. */
void sandbox_learn_ids(sandbox_comparison *c, json_object *recorded, json_object *own);
/* Whether the sandbox has an object of this kind and id. */
bool sandbox_is_stored(sandbox_comparison *c, const char *kind, const char *id);

#endif
