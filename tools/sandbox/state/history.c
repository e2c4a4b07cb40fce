/* SPDX-License-Identifier: MIT */
/* The latest changes of documents: which states an object had, and when. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "tools/sandbox/base/json.h"
#include "tools/sandbox/base/memory.h"
#include "tools/sandbox/state/clock.h"
#include "tools/sandbox/state/history.h"

/* Bounds of the memory: an entry has about 250 bytes. */
enum { ENTRIES = 8192 };

struct sandbox_history {
	sandbox *box;
	sandbox_watcher watcher;
	struct {
		char *text;    /* JSON, as sandbox_history_next() returns it */
		char *session; /* NULL: none */
	} entries[ENTRIES];
	uint64_t first;     /* number of the oldest entry */
	uint64_t next;      /* number of the next entry */
	uint64_t committed; /* entries from this number on belong to the open transaction */
};

static void free_entry(sandbox_history *history, uint64_t number)
{
	free(history->entries[number % ENTRIES].text);
	free(history->entries[number % ENTRIES].session);
	history->entries[number % ENTRIES].text = NULL;
	history->entries[number % ENTRIES].session = NULL;
}

void sandbox_history_free(sandbox_history *history)
{
	if (!history)
		return;
	while (history->first < history->next)
		free_entry(history, history->first++);
	free(history);
}

/* ---- the state of a document, in one word */

static const char *callback_state(const json_object *document)
{
	if (sandbox_json_flag(document, "delivered", false))
		return "delivered";
	if (sandbox_json_flag(document, "_refused", false))
		return "given up";
	return sandbox_json_int(document, "attempts", 0) ? "attempted" : "queued";
}

static const char *stream_state(const json_object *document)
{
	return sandbox_json_flag(document, "muted", false) ? "muted" : "publishing";
}

static const char *connection_state(const json_object *document)
{
	(void)document;
	return "connected";
}

static const char *session_state(const json_object *document)
{
	return sandbox_json_flag(document, "muted", false) ? "muted" : "open";
}

static const char *state_of(const char *kind, const json_object *document)
{
	static const struct {
		const char *kind;
		const char *(*state)(const json_object *document);
	} states[] = {{"callback", callback_state}, {"stream", stream_state},
		{"connection", connection_state}, {"session", session_state}};

	for (size_t i = 0; i < COUNT_OF(states); i++)
		if (strcmp(states[i].kind, kind) == 0)
			return states[i].state(document);
	return sandbox_json_text(document, "status", "present");
}

static const char *state_after(sandbox_change change, const char *kind, const json_object *document)
{
	switch (change) {
	case SANDBOX_STORED:
		return state_of(kind, document);
	case SANDBOX_DELETED:
		return "gone";
	case SANDBOX_CLEARED:
		break;
	}
	return "cleared";
}

static void add_change(
	void *userdata, sandbox_change change, const char *kind, const json_object *document)
{
	sandbox_history *history = userdata;
	const char *id = sandbox_json_text(document, "id", NULL);
	const char *session =
		strcmp(kind, "session") == 0 ? id : sandbox_json_text(document, "sessionId", NULL);
	json_object *entry = sandbox_new_object();
	const uint64_t number = history->next;

	sandbox_json_set_int(entry, "seq", (int64_t)number);
	sandbox_json_set_int(entry, "time", sandbox_now(history->box));
	sandbox_json_set_text(entry, "kind", kind);
	if (id)
		sandbox_json_set_text(entry, "id", id);
	if (session)
		sandbox_json_set_text(entry, "sessionId", session);
	sandbox_json_set_text(entry, "state", state_after(change, kind, document));
	if (history->next - history->first == ENTRIES)
		free_entry(history, history->first++);
	history->entries[number % ENTRIES].text = sandbox_copy(sandbox_json_print(entry, NULL));
	history->entries[number % ENTRIES].session = session ? sandbox_copy(session) : NULL;
	history->next++;
	json_object_put(entry);
}

/* Changes so far are final: this transaction cannot undo them. */
static void begin_changes(void *userdata)
{
	sandbox_history *history = userdata;

	history->committed = history->next;
}

static void end_changes(void *userdata, bool kept)
{
	sandbox_history *history = userdata;

	if (kept)
		return;
	while (history->next > history->committed && history->next > history->first)
		free_entry(history, --history->next);
	history->next = history->committed;
	if (history->first > history->next)
		history->first = history->next;
}

void sandbox_history_clear(sandbox_history *history, const char *kind)
{
	add_change(history, SANDBOX_CLEARED, kind, NULL);
}

sandbox_history *sandbox_history_new(sandbox *box)
{
	sandbox_history *history = sandbox_alloc(sizeof(*history));

	history->box = box;
	history->first = history->next = history->committed = 1;
	history->watcher = (sandbox_watcher){add_change, begin_changes, end_changes, history};
	sandbox_store_watch(box->store, &history->watcher);
	return history;
}

uint64_t sandbox_history_last(const sandbox_history *history)
{
	return history->next - 1;
}

const char *sandbox_history_next(const sandbox_history *history, uint64_t *since, uint64_t *lost)
{
	uint64_t number = *since + 1;

	*lost = 0;
	if (number < history->first) {
		*lost = history->first - number;
		number = history->first;
	}
	*since = number - 1;
	if (number >= history->next)
		return NULL;
	*since = number;
	return history->entries[number % ENTRIES].text;
}

json_object *sandbox_history_of_session(const sandbox_history *history, const char *session)
{
	json_object *list = sandbox_new_array();

	for (uint64_t number = history->first; number < history->next; number++) {
		const char *text = history->entries[number % ENTRIES].text;
		const char *owner = history->entries[number % ENTRIES].session;

		if (owner && strcmp(owner, session) == 0)
			sandbox_json_append(list, sandbox_json_parse(text, strlen(text)));
	}
	return list;
}
