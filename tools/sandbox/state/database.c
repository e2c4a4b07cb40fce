/* SPDX-License-Identifier: MIT */
/* Opens the database: its file, which only one server uses, its tables and its limits. */
#include "config.h"

#include "tools/sandbox/state/database.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

#include "tools/sandbox/base/file.h"
#include "tools/sandbox/base/memory.h"
#include "tools/sandbox/state/schema.h"

static int64_t read_pragma(sqlite3 *db, const char *text)
{
	sqlite3_stmt *statement = NULL;
	int64_t value = -1;

	if (!sqlite3_prepare_v2(db, text, -1, &statement, NULL) &&
		sqlite3_step(statement) == SQLITE_ROW)
		value = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	return value;
}

/* Accepts a database of the sandbox and creates the tables of an empty one. False: the reason was
 * printed. */
static bool prepare_file(sqlite3 *db, const char *path)
{
	int64_t tables = read_pragma(db, "SELECT count(*) FROM sqlite_master");
	char *setup;
	bool good;

	if (tables > 0) {
		if (read_pragma(db, "PRAGMA application_id") != SANDBOX_SCHEMA_ID) {
			fprintf(stderr,
				"otk-sandbox: \"%s\" is a database of another program; name "
				"another file\n",
				path);
			return false;
		}
		if (read_pragma(db, "PRAGMA user_version") != SANDBOX_SCHEMA_VERSION) {
			fprintf(stderr,
				"otk-sandbox: \"%s\" was written by another version of "
				"otk-sandbox (schema %lld instead of %d); use that version or "
				"name a new file\n",
				path, (long long)read_pragma(db, "PRAGMA user_version"),
				SANDBOX_SCHEMA_VERSION);
			return false;
		}
		return true;
	}
	setup = sandbox_print("BEGIN;%sPRAGMA application_id=%d;PRAGMA user_version=%d;COMMIT",
		sandbox_schema, SANDBOX_SCHEMA_ID, SANDBOX_SCHEMA_VERSION);
	good = tables == 0 && !sqlite3_exec(db, setup, NULL, NULL, NULL);
	free(setup);
	if (!good)
		fprintf(stderr, "otk-sandbox: \"%s\" cannot be used as a database: %s\n", path,
			sqlite3_errmsg(db));
	return good;
}

/* Locks the file against a second server. flock() does not touch the locks of SQLite, as long as
 * the descriptor is closed after the database. */
static bool lock_file(const char *path, int *lock)
{
	*lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
	if (*lock < 0)
		return true; /* sqlite3_open() fails as well, and its reason is printed */
	if (!sandbox_is_file_or_missing(path)) {
		fprintf(stderr, "otk-sandbox: \"%s\" is not a regular file\n", path);
		return false;
	}
	if (flock(*lock, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK)
		return true;
	fprintf(stderr, "otk-sandbox: \"%s\" is in use by another otk-sandbox; name another file\n",
		path);
	return false;
}

static bool set_limits(sqlite3 *db, bool is_file, int64_t limit_mb)
{
	const int64_t page = read_pragma(db, "PRAGMA page_size");
	char *text = sandbox_print("PRAGMA max_page_count=%lld%s",
		(long long)(limit_mb * 1024 * 1024 / (page > 0 ? page : 4096)),
		/* With NORMAL nothing is lost when the process is killed: a commit has handed its
		 * data to the kernel. */
		is_file ? ";PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL" : "");
	const bool good = sqlite3_exec(db, text, NULL, NULL, NULL) == SQLITE_OK;

	free(text);
	if (!good && sqlite3_errcode(db) != SQLITE_READONLY)
		fprintf(stderr, "otk-sandbox: the database cannot be set up: %s\n",
			sqlite3_errmsg(db));
	return good;
}

static bool count_sessions(sqlite3 *db, const char *path)
{
	if (sqlite3_exec(db, sandbox_session_sizes, NULL, NULL, NULL) == SQLITE_OK)
		return true;
	fprintf(stderr, "otk-sandbox: the sessions of \"%s\" cannot be counted: %s\n", path,
		sqlite3_errmsg(db));
	return false;
}

static bool prepare_database(sqlite3 **db, const char *path, int64_t limit_mb)
{
	const char *name = path ? path : ":memory:";

	if (sqlite3_open(name, db) != SQLITE_OK) {
		fprintf(stderr, "otk-sandbox: \"%s\" cannot be opened: %s\n", name,
			sqlite3_errmsg(*db));
		return false;
	}
	sqlite3_busy_timeout(*db, 2000);
	if (prepare_file(*db, name) && set_limits(*db, path != NULL, limit_mb) &&
		count_sessions(*db, name))
		return true;
	if (sqlite3_errcode(*db) == SQLITE_READONLY)
		fprintf(stderr, "otk-sandbox: \"%s\" cannot be written\n", name);
	return false;
}

bool sandbox_database_open(sandbox_database *database, const char *path, int64_t limit_mb)
{
	*database = (sandbox_database){.lock = -1};
	if ((!path || lock_file(path, &database->lock)) &&
		prepare_database(&database->db, path, limit_mb))
		return true;
	sandbox_database_close(database);
	return false;
}

void sandbox_database_close(sandbox_database *database)
{
	sqlite3_close(database->db);
	if (database->lock >= 0)
		close(database->lock);
}
