/* SPDX-License-Identifier: MIT */
/* All state of the sandbox: JSON documents and settings in one SQLite database. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/sandbox/base/json.h"
#include "tools/sandbox/base/memory.h"
#include "tools/sandbox/state/database.h"
#include "tools/sandbox/state/store.h"

enum statement {
	BEGIN,
	COMMIT,
	ROLLBACK,
	GET,
	GET_NUMBERED,
	PUT,
	DELETE,
	DELETE_KIND,
	KEEP_NEWEST,
	SESSION_SIZE,
	NEXT_DUE,
	DUE,
	SETTING,
	SET,
	UNSET,
	ALL_DOCUMENTS,
	ALL_SETTINGS,
	FIXED_STATEMENTS
};

/* A search: the columns that it compares, and its result. There is one prepared statement for each
 * combination that was used. */
enum {
	BY_OWNER = 1,
	BY_SESSION = 2,
	BY_STATUS = 4,
	BY_TAG = 8,
	BY_SECOND_STATUS = 16,
	CONDITIONS = 32,

	NEWEST_FIRST = 0 * CONDITIONS,
	OLDEST_FIRST = 1 * CONDITIONS,
	COUNT = 2 * CONDITIONS,
	ANY = 3 * CONDITIONS,
	FORMS = 4 * CONDITIONS
};

static const struct {
	const char *columns;
	const char *end;
} results[] = {
	[NEWEST_FIRST / CONDITIONS] = {"seq", " ORDER BY seq DESC LIMIT ?5 OFFSET ?6"},
	[OLDEST_FIRST / CONDITIONS] = {"seq", " ORDER BY seq LIMIT ?5 OFFSET ?6"},
	[COUNT / CONDITIONS] = {"count(*)", ""},
	[ANY / CONDITIONS] = {"1", " LIMIT 1"},
};

enum { GENERATIONS = 64 };

struct sandbox_store {
	sandbox_database database;
	sqlite3 *db; /* of the database */
	sqlite3_stmt *fixed[FIXED_STATEMENTS];
	sqlite3_stmt *search[FORMS];
	uint64_t generations[GENERATIONS]; /* by the hash of the kind */
	int64_t next_due; /* ms; cached: it is read several times for each request */
	bool next_due_known;
	bool failed;
	bool full;
	const sandbox_watcher *watcher; /* NULL: none */
};

static const char *const fixed_text[FIXED_STATEMENTS] = {
	[BEGIN] = "BEGIN",
	[COMMIT] = "COMMIT",
	[ROLLBACK] = "ROLLBACK",
	[GET] = "SELECT doc FROM object WHERE kind = ?1 AND id = ?2",
	[GET_NUMBERED] = "SELECT doc FROM object WHERE seq = ?1",
	[PUT] = "INSERT INTO object(kind, id, owner, session, status, due, doc, tag)"
		" VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"
		" ON CONFLICT(kind, id) DO UPDATE SET owner = excluded.owner,"
		" session = excluded.session, status = excluded.status, due = excluded.due,"
		" doc = excluded.doc, tag = excluded.tag",
	[DELETE] = "DELETE FROM object WHERE kind = ?1 AND id = ?2",
	[DELETE_KIND] = "DELETE FROM object WHERE kind = ?1",
	[KEEP_NEWEST] = "DELETE FROM object WHERE kind = ?1 AND seq <= (SELECT seq FROM object"
			" WHERE kind = ?1 ORDER BY seq DESC LIMIT 1 OFFSET ?2)",
	[SESSION_SIZE] = "SELECT size FROM session_size WHERE session = ?1",
	[NEXT_DUE] = "SELECT min(due) FROM object WHERE due IS NOT NULL",
	[DUE] = "SELECT kind, doc FROM object WHERE due IS NOT NULL AND due <= ?1"
		" ORDER BY due, seq LIMIT 1",
	[UNSET] = "DELETE FROM setting WHERE name = ?1",
	[ALL_DOCUMENTS] = "SELECT kind, doc FROM object ORDER BY seq",
	[ALL_SETTINGS] = "SELECT name, value FROM setting ORDER BY name",
	[SETTING] = "SELECT value FROM setting WHERE name = ?1",
	[SET] = "INSERT INTO setting(name, value) VALUES(?1, ?2)"
		" ON CONFLICT(name) DO UPDATE SET value = excluded.value",
};

static void report_failure(sandbox_store *store)
{
	if (!store->failed)
		fprintf(stderr, "otk-sandbox: database: %s\n", sqlite3_errmsg(store->db));
	store->failed = true;
	store->full = sqlite3_errcode(store->db) == SQLITE_FULL ||
		      sqlite3_extended_errcode(store->db) == SQLITE_IOERR_WRITE;
}

static void bind_text(sandbox_store *store, sqlite3_stmt *statement, int index, const char *text)
{
	if (sqlite3_bind_text(statement, index, text, -1, SQLITE_STATIC) != SQLITE_OK)
		report_failure(store);
}

static void bind_int(sandbox_store *store, sqlite3_stmt *statement, int index, int64_t number)
{
	if (sqlite3_bind_int64(statement, index, number) != SQLITE_OK)
		report_failure(store);
}

/* Returns true if there is a row. */
static bool step_statement(sandbox_store *store, sqlite3_stmt *statement)
{
	int status = sqlite3_step(statement);

	if (status != SQLITE_ROW && status != SQLITE_DONE)
		report_failure(store);
	return status == SQLITE_ROW;
}

static void reset_statement(sqlite3_stmt *statement)
{
	sqlite3_reset(statement);
	sqlite3_clear_bindings(statement);
}

static void run_statement(sandbox_store *store, sqlite3_stmt *statement)
{
	while (step_statement(store, statement))
		;
	reset_statement(statement);
}

/* All columns that are read as texts are NOT NULL. */
static const char *column_text(sqlite3_stmt *statement, int column)
{
	return sandbox_check_memory((void *)(uintptr_t)sqlite3_column_text(statement, column));
}

/* Every document was JSON when it was stored. One that cannot be read is a failure: it must not
 * look like a missing document. */
static json_object *column_document(sandbox_store *store, sqlite3_stmt *statement, int column)
{
	const char *text = column_text(statement, column);
	json_object *document =
		sandbox_json_parse_document(text, (size_t)sqlite3_column_bytes(statement, column));

	if (!document && !store->failed)
		fputs("otk-sandbox: database: a document cannot be read\n", stderr);
	store->failed = store->failed || !document;
	return document;
}

static bool prepare_statements(sandbox_store *store)
{
	for (int i = 0; i < FIXED_STATEMENTS; i++)
		if (sqlite3_prepare_v3(store->db, fixed_text[i], -1, SQLITE_PREPARE_PERSISTENT,
			    &store->fixed[i], NULL)) {
			report_failure(store);
			return false;
		}
	return true;
}

sandbox_store *sandbox_store_open(const char *path, int64_t limit_mb)
{
	sandbox_store *store = sandbox_alloc(sizeof(*store));

	if (!sandbox_database_open(&store->database, path, limit_mb)) {
		free(store);
		return NULL;
	}
	store->db = store->database.db;
	if (prepare_statements(store))
		return store;
	sandbox_store_close(store);
	return NULL;
}

void sandbox_store_close(sandbox_store *store)
{
	for (size_t i = 0; i < COUNT_OF(store->fixed); i++)
		sqlite3_finalize(store->fixed[i]);
	for (size_t i = 0; i < COUNT_OF(store->search); i++)
		sqlite3_finalize(store->search[i]);
	sandbox_database_close(&store->database);
	free(store);
}

void sandbox_store_watch(sandbox_store *store, const sandbox_watcher *watcher)
{
	store->watcher = watcher;
}

static void report_change(
	sandbox_store *store, sandbox_change change, const char *kind, const json_object *document)
{
	if (store->watcher)
		store->watcher->changed(store->watcher->userdata, change, kind, document);
}

void sandbox_store_begin(sandbox_store *store)
{
	if (store->watcher)
		store->watcher->began(store->watcher->userdata);
	store->failed = false;
	store->full = false;
	run_statement(store, store->fixed[BEGIN]);
}

bool sandbox_store_end(sandbox_store *store, bool keep)
{
	if (!store->failed && keep)
		run_statement(store, store->fixed[COMMIT]);
	if (!sqlite3_get_autocommit(store->db)) {
		store->next_due_known = false;
		sqlite3_step(store->fixed[ROLLBACK]);
		sqlite3_reset(store->fixed[ROLLBACK]);
	}
	if (store->watcher)
		store->watcher->ended(store->watcher->userdata, keep && !store->failed);
	return !store->failed;
}

bool sandbox_store_failed(const sandbox_store *store)
{
	return store->failed;
}

bool sandbox_store_is_full(const sandbox_store *store)
{
	return store->full;
}

/* Kinds with the same hash share a number. */
static size_t generation_of(const char *kind)
{
	size_t hash = 0;

	for (; *kind; kind++)
		hash = hash * 31 + (unsigned char)*kind;
	return hash % GENERATIONS;
}

uint64_t sandbox_store_generation(const sandbox_store *store, const char *kind)
{
	return store->generations[generation_of(kind)];
}

static void note_change(sandbox_store *store, const char *kind)
{
	store->generations[generation_of(kind)]++;
	store->next_due_known = false;
}

json_object *sandbox_store_get(sandbox_store *store, const char *kind, const char *id)
{
	sqlite3_stmt *statement = store->fixed[GET];
	json_object *document = NULL;

	bind_text(store, statement, 1, kind);
	bind_text(store, statement, 2, id);
	if (step_statement(store, statement))
		document = column_document(store, statement, 0);
	reset_statement(statement);
	return document;
}

void sandbox_store_put(sandbox_store *store, const char *kind, json_object *document)
{
	sqlite3_stmt *statement = store->fixed[PUT];
	json_object *due = sandbox_json_member(document, "_due");

	note_change(store, kind);
	bind_text(store, statement, 1, kind);
	bind_text(store, statement, 2, sandbox_json_text(document, "id", ""));
	bind_text(store, statement, 3, sandbox_json_text(document, "_owner", ""));
	bind_text(store, statement, 4, sandbox_json_text(document, "sessionId", ""));
	bind_text(store, statement, 5, sandbox_json_text(document, "status", ""));
	if (due)
		bind_int(store, statement, 6, json_object_get_int64(due));
	bind_text(store, statement, 7, sandbox_json_print(document, NULL));
	bind_text(store, statement, 8,
		sandbox_json_text(
			document, "_tag", sandbox_json_text(document, "connectionId", "")));
	run_statement(store, statement);
	report_change(store, SANDBOX_STORED, kind, document);
}

void sandbox_store_delete(sandbox_store *store, const char *kind, const char *id)
{
	sqlite3_stmt *statement = store->fixed[DELETE];
	json_object *document = store->watcher ? sandbox_store_get(store, kind, id) : NULL;

	note_change(store, kind);
	if (document)
		report_change(store, SANDBOX_DELETED, kind, document);
	json_object_put(document);
	bind_text(store, statement, 1, kind);
	bind_text(store, statement, 2, id);
	run_statement(store, statement);
}

void sandbox_store_delete_kind(sandbox_store *store, const char *kind)
{
	note_change(store, kind);
	bind_text(store, store->fixed[DELETE_KIND], 1, kind);
	run_statement(store, store->fixed[DELETE_KIND]);
	report_change(store, SANDBOX_CLEARED, kind, NULL);
}

void sandbox_store_keep_newest(sandbox_store *store, const char *kind, int64_t count)
{
	note_change(store, kind);
	bind_text(store, store->fixed[KEEP_NEWEST], 1, kind);
	bind_int(store, store->fixed[KEEP_NEWEST], 2, count);
	run_statement(store, store->fixed[KEEP_NEWEST]);
}

static sqlite3_stmt *search_statement(sandbox_store *store, unsigned int form)
{
	char *text;

	if (store->search[form])
		return store->search[form];
	text = sandbox_print(
		"SELECT %s FROM object WHERE kind = ?1 AND status <> 'deleted'%s%s%s%s%s",
		results[form / CONDITIONS].columns, form & BY_OWNER ? " AND owner = ?2" : "",
		form & BY_SESSION ? " AND session = ?3 AND session <> ''" : "",
		form & BY_SECOND_STATUS ? " AND status IN (?4, ?8)"
		: form & BY_STATUS      ? " AND status = ?4"
					: "",
		form & BY_TAG ? " AND tag = ?7" : "", results[form / CONDITIONS].end);
	if (sqlite3_prepare_v3(
		    store->db, text, -1, SQLITE_PREPARE_PERSISTENT, &store->search[form], NULL))
		report_failure(store);
	free(text);
	return store->search[form];
}

static sqlite3_stmt *start_search(
	sandbox_store *store, const sandbox_query *query, unsigned int form)
{
	sqlite3_stmt *statement;

	if (query->owner)
		form |= BY_OWNER;
	if (query->session)
		form |= BY_SESSION;
	if (query->status)
		form |= BY_STATUS;
	if (query->second_status)
		form |= BY_SECOND_STATUS;
	if (query->tag)
		form |= BY_TAG;
	statement = search_statement(store, form);
	if (!statement)
		return NULL;
	bind_text(store, statement, 1, query->kind);
	if (query->owner)
		bind_text(store, statement, 2, query->owner);
	if (query->session)
		bind_text(store, statement, 3, query->session);
	if (query->status)
		bind_text(store, statement, 4, query->status);
	if (query->second_status)
		bind_text(store, statement, 8, query->second_status);
	if (query->tag)
		bind_text(store, statement, 7, query->tag);
	if (form < COUNT) {
		bind_int(store, statement, 5, query->count ? query->count : -1);
		bind_int(store, statement, 6, query->offset);
	}
	return statement;
}

sandbox_walk sandbox_store_walk(sandbox_store *store, const sandbox_query *query)
{
	sqlite3_stmt *statement =
		start_search(store, query, query->oldest_first ? OLDEST_FIRST : NEWEST_FIRST);
	sandbox_walk walk = {.store = store};
	sandbox_bytes numbers = {0};

	while (statement && step_statement(store, statement)) {
		const int64_t number = sqlite3_column_int64(statement, 0);

		sandbox_bytes_add(&numbers, &number, sizeof(number));
	}
	if (statement)
		reset_statement(statement);
	walk.numbers = (int64_t *)(void *)numbers.data;
	walk.count = numbers.size / sizeof(*walk.numbers);
	return walk;
}

/* Returns the row of the next document that still exists; NULL at the end. */
static sqlite3_stmt *find_next(sandbox_walk *walk)
{
	sqlite3_stmt *statement = walk->store->fixed[GET_NUMBERED];

	while (walk->next < walk->count) {
		bind_int(walk->store, statement, 1, walk->numbers[walk->next++]);
		if (step_statement(walk->store, statement))
			return statement;
		reset_statement(statement);
	}
	free(walk->numbers);
	walk->numbers = NULL;
	return NULL;
}

json_object *sandbox_walk_next(sandbox_walk *walk)
{
	sqlite3_stmt *statement;
	json_object *document = NULL;

	while (!document && (statement = find_next(walk))) {
		document = column_document(walk->store, statement, 0);
		reset_statement(statement);
	}
	return document;
}

char *sandbox_walk_next_text(sandbox_walk *walk)
{
	sqlite3_stmt *statement = find_next(walk);
	char *text = NULL;

	if (statement) {
		text = sandbox_copy(column_text(statement, 0));
		reset_statement(statement);
	}
	return text;
}

/* Returns the number in the first row; 0 without one. */
static int64_t read_number(sandbox_store *store, sqlite3_stmt *statement)
{
	int64_t number = 0;

	if (step_statement(store, statement))
		number = sqlite3_column_int64(statement, 0);
	reset_statement(statement);
	return number;
}

int64_t sandbox_store_count(sandbox_store *store, const sandbox_query *query)
{
	sqlite3_stmt *statement = start_search(store, query, COUNT);

	return statement ? read_number(store, statement) : 0;
}

bool sandbox_store_has(sandbox_store *store, const sandbox_query *query)
{
	sqlite3_stmt *statement = start_search(store, query, ANY);

	return statement && read_number(store, statement);
}

int64_t sandbox_store_session_size(sandbox_store *store, const char *session)
{
	bind_text(store, store->fixed[SESSION_SIZE], 1, session);
	return read_number(store, store->fixed[SESSION_SIZE]);
}

int64_t sandbox_store_next_due(sandbox_store *store)
{
	sqlite3_stmt *statement = store->fixed[NEXT_DUE];

	if (store->next_due_known)
		return store->next_due;
	store->next_due = INT64_MAX;
	if (step_statement(store, statement) && sqlite3_column_type(statement, 0) == SQLITE_INTEGER)
		store->next_due = sqlite3_column_int64(statement, 0);
	store->next_due_known = !store->failed;
	reset_statement(statement);
	return store->next_due;
}

bool sandbox_store_due(sandbox_store *store, int64_t now, char **kind, json_object **document)
{
	sqlite3_stmt *statement = store->fixed[DUE];
	bool found;

	bind_int(store, statement, 1, now);
	found = step_statement(store, statement);
	if (found) {
		*kind = sandbox_copy(column_text(statement, 0));
		*document = column_document(store, statement, 1);
	}
	reset_statement(statement);
	return found;
}

static void visit_rows(sandbox_store *store, enum statement which,
	void (*each)(void *userdata, const char *first, const char *second), void *userdata)
{
	sqlite3_stmt *statement = store->fixed[which];

	while (step_statement(store, statement))
		each(userdata, column_text(statement, 0), column_text(statement, 1));
	reset_statement(statement);
}

void sandbox_store_each(sandbox_store *store,
	void (*each)(void *userdata, const char *kind, const char *document), void *userdata)
{
	visit_rows(store, ALL_DOCUMENTS, each, userdata);
}

void sandbox_store_each_setting(sandbox_store *store,
	void (*each)(void *userdata, const char *name, const char *value), void *userdata)
{
	visit_rows(store, ALL_SETTINGS, each, userdata);
}

void sandbox_store_unset(sandbox_store *store, const char *name)
{
	bind_text(store, store->fixed[UNSET], 1, name);
	run_statement(store, store->fixed[UNSET]);
}

char *sandbox_store_setting(sandbox_store *store, const char *name)
{
	sqlite3_stmt *statement = store->fixed[SETTING];
	char *value = NULL;

	bind_text(store, statement, 1, name);
	if (step_statement(store, statement))
		value = sandbox_copy(column_text(statement, 0));
	reset_statement(statement);
	return value;
}

void sandbox_store_set(sandbox_store *store, const char *name, const char *value)
{
	bind_text(store, store->fixed[SET], 1, name);
	bind_text(store, store->fixed[SET], 2, value);
	run_statement(store, store->fixed[SET]);
}
