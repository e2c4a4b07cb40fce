/* SPDX-License-Identifier: MIT */
/* All state of the sandbox: JSON documents and settings in one SQLite database.
 *
 * A document has a kind and, inside, its id. The members "_owner" (project), "sessionId", "status",
 * "_due" (when it advances, ms) and "_tag" (if it is missing, "connectionId") are copied into
 * columns that can be searched. Members that begin with an underscore are never shown to clients.
 *
 * Failures are recorded, not returned: sandbox_store_end() reports them.
 */
#ifndef OTK_SANDBOX_STORE_H
#define OTK_SANDBOX_STORE_H

#include <json-c/json_object.h>
#include <stdbool.h>
#include <stdint.h>

/* Documents of one session, of all kinds together: code that adds to a session checks it. */
enum { SANDBOX_SESSION_LIMIT = 10000 };

typedef struct sandbox_store sandbox_store;

/* What happened to a document. */
typedef enum sandbox_change {
	SANDBOX_STORED,  /* it is new, or has changed */
	SANDBOX_DELETED, /* a client left, for example */
	SANDBOX_CLEARED  /* all documents of the kind were deleted; there is no document */
} sandbox_change;

/* Is notified of changes. `began` and `ended` enclose those of one transaction. */
typedef struct sandbox_watcher {
	void (*changed)(void *userdata, sandbox_change change, const char *kind,
		const json_object *document);
	void (*began)(void *userdata);
	void (*ended)(void *userdata, bool kept);
	void *userdata;
} sandbox_watcher;

typedef struct sandbox_query {
	const char *kind;
	const char *owner; /* NULL: any, as below */
	const char *session;
	const char *status;
	const char *second_status; /* or this one */
	const char *tag;
	int64_t offset;
	int64_t count; /* 0: all */
	bool oldest_first;
} sandbox_query;

/* Opens the database and locks it for this process. limit_mb: maximum size in MiB. A path of
 * NULL: in memory. NULL: the reason was printed on stderr. */
sandbox_store *sandbox_store_open(const char *path, int64_t limit_mb);
void sandbox_store_close(sandbox_store *store);
/* Sets the watcher; it must live as long as the store. */
void sandbox_store_watch(sandbox_store *store, const sandbox_watcher *watcher);

void sandbox_store_begin(sandbox_store *store);
/* Commits, or rolls back if `keep` is false or something failed. False: it failed. */
bool sandbox_store_end(sandbox_store *store, bool keep);
bool sandbox_store_failed(const sandbox_store *store);
/* Whether the last failure was that the database has reached its limit, or its disk is full. */
bool sandbox_store_is_full(const sandbox_store *store);

json_object *sandbox_store_get(sandbox_store *store, const char *kind, const char *id);
void sandbox_store_put(sandbox_store *store, const char *kind, json_object *document);
void sandbox_store_delete(sandbox_store *store, const char *kind, const char *id);
/* Deletes all documents of the kind but the `count` newest. */
void sandbox_store_keep_newest(sandbox_store *store, const char *kind, int64_t count);
void sandbox_store_delete_kind(sandbox_store *store, const char *kind);

/*
 * Iterates over the documents that match a query: a list of all of them would need several times
 * the memory of the database. Documents of status "deleted" do not match. The set is fixed when the
 * walk begins. Documents may be changed or deleted during the walk: it returns their current state,
 * and skips those that were deleted.
 */
typedef struct sandbox_walk {
	sandbox_store *store;
	int64_t *numbers; /* of the documents; free() them if the walk ends early */
	size_t count, next;
} sandbox_walk;

sandbox_walk sandbox_store_walk(sandbox_store *store, const sandbox_query *query);
/* Returns the next document. NULL: the end of the walk, which is freed. json_object_put() it. */
json_object *sandbox_walk_next(sandbox_walk *walk);
/* The same as JSON text. free() it. */
char *sandbox_walk_next_text(sandbox_walk *walk);
int64_t sandbox_store_count(sandbox_store *store, const sandbox_query *query);
/* Whether any document matches. */
bool sandbox_store_has(sandbox_store *store, const sandbox_query *query);

/* Returns a number that differs after each change of the documents of the kind. */
uint64_t sandbox_store_generation(const sandbox_store *store, const char *kind);

/* Returns the number of documents of a session, of all kinds. */
int64_t sandbox_store_session_size(sandbox_store *store, const char *session);

/* Returns when the next document is due; INT64_MAX if none is due. */
int64_t sandbox_store_next_due(sandbox_store *store);
/*
 * Gives the first document that is due by `now`. False: there is none. free() the kind,
 * json_object_put() the document.
 */
bool sandbox_store_due(sandbox_store *store, int64_t now, char **kind, json_object **document);

/* Calls `each` with every document and its kind, in the order of creation. */
void sandbox_store_each(sandbox_store *store,
	void (*each)(void *userdata, const char *kind, const char *document), void *userdata);
/* Calls `each` with every setting, in the order of names. */
void sandbox_store_each_setting(sandbox_store *store,
	void (*each)(void *userdata, const char *name, const char *value), void *userdata);
void sandbox_store_unset(sandbox_store *store, const char *name);

/* Returns a setting, NULL: it was never set. free() it. */
char *sandbox_store_setting(sandbox_store *store, const char *name);
void sandbox_store_set(sandbox_store *store, const char *name, const char *value);

#endif
