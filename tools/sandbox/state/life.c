/* SPDX-License-Identifier: MIT */
/* Advances the documents that are due. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "tools/sandbox/base/json.h"
#include "tools/sandbox/state/clock.h"
#include "tools/sandbox/state/kinds.h"
#include "tools/sandbox/state/life.h"

enum { REST_MS = 500 };

/* The document sees the clock at its due time, so a leap over three days happens step by step. */
static void advance_document(sandbox *box, const char *kind, json_object *document)
{
	box->event_time = sandbox_json_int(document, "_due", 0);
	for (const sandbox_kind *const *at = box->kinds; *at; at++)
		if (strcmp((*at)->name, kind) == 0)
			(*at)->due(box, document);
	box->event_time = 0;
}

/*
 * Whether to wait: the database was not writable, and due documents are tried again after a pause.
 */
static bool is_resting(const sandbox *box)
{
	return sandbox_monotonic() < box->rest_until;
}

bool sandbox_life_run(sandbox *box, int64_t budget_ms)
{
	const int64_t now = sandbox_now(box);
	const int64_t end = sandbox_monotonic() + budget_ms;
	json_object *document;
	char *kind;
	bool good = !is_resting(box);

	while (good && sandbox_store_next_due(box->store) <= now) {
		if (sandbox_monotonic() >= end)
			return false;
		sandbox_store_begin(box->store);
		if (sandbox_store_due(box->store, now, &kind, &document)) {
			advance_document(box, kind, document);
			json_object_put(document);
			free(kind);
		}
		good = sandbox_store_end(box->store, true);
		if (!good)
			box->rest_until = sandbox_monotonic() + REST_MS;
	}
	return good;
}

int64_t sandbox_life_wait(sandbox *box)
{
	const int64_t due = sandbox_store_next_due(box->store);
	const int64_t now = sandbox_now(box);

	if (due == INT64_MAX)
		return -1;
	if (is_resting(box))
		return REST_MS;
	return due > now ? due - now : 0;
}
