/* SPDX-License-Identifier: MIT */
/* The tables of the database. The columns of `object` repeat members of `doc` for searches; seq
 * is the order of creation, due is in milliseconds. */
#include "config.h"

#include "tools/sandbox/state/schema.h"

const char sandbox_schema[] =
	"CREATE TABLE object("
	" seq INTEGER PRIMARY KEY AUTOINCREMENT,"
	" kind TEXT NOT NULL,"
	" id TEXT NOT NULL,"
	" owner TEXT NOT NULL DEFAULT '',"
	" session TEXT NOT NULL DEFAULT '',"
	" status TEXT NOT NULL DEFAULT '',"
	" tag TEXT NOT NULL DEFAULT '',"
	" due INTEGER,"
	" doc TEXT NOT NULL,"
	" UNIQUE(kind, id));"
	"CREATE INDEX object_owner ON object(kind, owner, seq, status);"
	"CREATE INDEX object_session ON object(session, kind, status, tag) WHERE session <> '';"
	"CREATE INDEX object_due ON object(due) WHERE due IS NOT NULL;"
	"CREATE TABLE setting(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;";

/* count(*) would read each document of the session in the index. */
const char sandbox_session_sizes[] =
	"PRAGMA temp_store = MEMORY;"
	"CREATE TEMP TABLE session_size(session TEXT PRIMARY KEY, size INTEGER NOT NULL) WITHOUT ROWID;"
	"INSERT INTO session_size"
	" SELECT session, count(*) FROM object WHERE session <> '' GROUP BY session;"
	"CREATE TEMP TRIGGER object_added AFTER INSERT ON object WHEN new.session <> '' BEGIN"
	" INSERT OR IGNORE INTO session_size VALUES(new.session, 0);"
	" UPDATE session_size SET size = size + 1 WHERE session = new.session; END;"
	"CREATE TEMP TRIGGER object_deleted AFTER DELETE ON object WHEN old.session <> '' BEGIN"
	" UPDATE session_size SET size = size - 1 WHERE session = old.session;"
	" DELETE FROM session_size WHERE session = old.session AND size = 0; END;"
	/* A seed may name a document of another session. */
	"CREATE TEMP TRIGGER object_moved AFTER UPDATE OF session ON object"
	" WHEN old.session <> new.session BEGIN"
	" UPDATE session_size SET size = size - 1 WHERE session = old.session;"
	" DELETE FROM session_size WHERE session = old.session AND size = 0;"
	" INSERT OR IGNORE INTO session_size SELECT new.session, 0 WHERE new.session <> '';"
	" UPDATE session_size SET size = size + 1 WHERE session = new.session; END;";
