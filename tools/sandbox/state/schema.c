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
