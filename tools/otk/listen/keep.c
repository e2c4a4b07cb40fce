/* SPDX-License-Identifier: MIT */
/*
 * otk listen --to sqlite:FILE: each callback is one transaction that is on the disk when it ends.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "tools/otk/listen/keep.h"
#include "tools/otk/memory.h"
#include "tools/otk/message.h"
#include "tools/otk/output/secrets.h"

#define APPLICATION_ID \
	0x6f746b31 /* "otk1", in the file: it is not the database of another program */
#define BUSY_TIMEOUT_MS 5000

struct otk_cli_keep {
	sqlite3 *database;
	sqlite3_stmt *insert;
};

static const char tables[] =
	"BEGIN IMMEDIATE;"
	"CREATE TABLE IF NOT EXISTS callbacks (id INTEGER PRIMARY KEY, received_at INTEGER NOT NULL,"
	" kind TEXT NOT NULL, what TEXT, object_id TEXT, session_id TEXT, verdict TEXT NOT NULL,"
	" jti TEXT UNIQUE, body BLOB NOT NULL);"
	"PRAGMA application_id = 1869900593;"
	"COMMIT";

static const char insert_row[] =
	"INSERT INTO callbacks (received_at, kind, what, object_id, session_id, verdict, jti, body)"
	" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (jti) DO NOTHING";

static int64_t read_number(sqlite3 *database, const char *query, int *problem)
{
	sqlite3_stmt *statement = NULL;
	int64_t number = 0;

	*problem = sqlite3_prepare_v2(database, query, -1, &statement, NULL);
	if (!*problem && sqlite3_step(statement) == SQLITE_ROW)
		number = sqlite3_column_int64(statement, 0);
	else if (!*problem)
		*problem = sqlite3_errcode(database);
	sqlite3_finalize(statement);
	return number;
}

/* NULL, or why the file is not one that this command has made. */
static const char *check_owner(sqlite3 *database)
{
	int problem = 0;
	const int64_t id = read_number(database, "PRAGMA application_id", &problem);
	const int64_t count =
		problem ? 0 : read_number(database, "SELECT count(*) FROM sqlite_schema", &problem);

	if (problem)
		return sqlite3_errmsg(database);
	return id == APPLICATION_ID || (!id && !count) ? NULL
						       : "it is the database of another program";
}

/* WAL: readers do not hold up the listener. FULL: a commit is on the disk when it returns. */
static const char *prepare_database(otk_cli_keep *keep)
{
	static const char pragmas[] = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL";
	const char *problem;

	sqlite3_busy_timeout(keep->database, BUSY_TIMEOUT_MS);
	problem = check_owner(keep->database);
	if (problem)
		return problem;
	if (sqlite3_exec(keep->database, pragmas, NULL, NULL, NULL) ||
		sqlite3_exec(keep->database, tables, NULL, NULL, NULL) ||
		sqlite3_prepare_v2(keep->database, insert_row, -1, &keep->insert, NULL))
		return sqlite3_errmsg(keep->database);
	return NULL;
}

void otk_cli_keep_close(void *userdata)
{
	otk_cli_keep *keep = userdata;

	sqlite3_finalize(keep->insert);
	sqlite3_close(keep->database);
	free(keep);
}

/* Bodies hold secrets: only the user can read a new file. */
static const char *make_file(const char *path)
{
	const int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	struct stat info;
	bool is_file;

	if (fd < 0)
		return strerror(errno);
	is_file = fstat(fd, &info) == 0 && S_ISREG(info.st_mode);
	if (close(fd) != 0)
		return strerror(errno);
	return is_file ? NULL : "it is not a regular file";
}

otk_cli_exit otk_cli_keep_open(otk_cli *cli, const char *path, otk_cli_keep **keep)
{
	const char *problem = make_file(path);

	*keep = calloc(1, sizeof(**keep));
	if (!*keep)
		otk_cli_out_of_memory();
	if (!problem && sqlite3_open_v2(path, &(*keep)->database, SQLITE_OPEN_READWRITE, NULL))
		problem = sqlite3_errmsg((*keep)->database);
	if (!problem)
		problem = prepare_database(*keep);
	if (problem)
		problem = otk_cli_text(cli, "%s", problem);
	if (problem)
		otk_cli_keep_close(*keep);
	return problem ? otk_cli_report(cli, OTK_CLI_NOT_REACHED, "io", "%s: %s",
				 otk_cli_quote_alone(cli, path), problem)
		       : OTK_CLI_DONE;
}

static bool bind_texts(otk_cli_keep *keep, const char *const *texts, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (texts[i] &&
			sqlite3_bind_text(keep->insert, (int)i + 2, texts[i], -1, SQLITE_STATIC))
			return false;
	return true;
}

const char *otk_cli_keep_add(otk_cli_keep *keep, otk_cli *scratch, const otk_cli_received *received,
	const char *jti, const otk_cli_delivery *delivery)
{
	const otk_cli_gist gist = otk_cli_gist_of(received);
	const char *const texts[] = {gist.kind ? gist.kind : "unknown", gist.what, gist.id,
		gist.session_id, received->verdict, jti};
	const char *problem = NULL;

	if (sqlite3_bind_int64(keep->insert, 1, (sqlite3_int64)time(NULL)) ||
		!bind_texts(keep, texts, OTK_COUNT_OF(texts)) ||
		sqlite3_bind_blob64(
			keep->insert, 8, delivery->body, delivery->size, SQLITE_STATIC) ||
		sqlite3_step(keep->insert) != SQLITE_DONE)
		problem = otk_cli_text(scratch, "the callback could not be kept: %s",
			sqlite3_errmsg(keep->database));
	sqlite3_reset(keep->insert);
	sqlite3_clear_bindings(keep->insert);
	return problem;
}

/* ---- reading */

static const char *read_rows(
	sqlite3 *database, bool (*each)(void *userdata, const otk_cli_kept *kept), void *userdata)
{
	sqlite3_stmt *statement = NULL;
	int code = sqlite3_prepare_v2(
		database, "SELECT id, kind, body FROM callbacks ORDER BY id", -1, &statement, NULL);

	while (!code && (code = sqlite3_step(statement)) == SQLITE_ROW) {
		const void *body = sqlite3_column_blob(statement, 2);
		const otk_cli_kept kept = {.id = sqlite3_column_int64(statement, 0),
			.kind = (const char *)sqlite3_column_text(statement, 1),
			.body = body ? body : "",
			.size = (size_t)sqlite3_column_bytes(statement, 2)};

		if (!kept.kind || (!body && kept.size)) {
			sqlite3_finalize(statement);
			return "out of memory";
		}
		code = each(userdata, &kept) ? SQLITE_OK : SQLITE_DONE;
	}
	sqlite3_finalize(statement);
	return code == SQLITE_DONE ? NULL : sqlite3_errmsg(database);
}

otk_cli_exit otk_cli_keep_read(otk_cli *cli, const char *path,
	bool (*each)(void *userdata, const otk_cli_kept *kept), void *userdata)
{
	sqlite3 *database = NULL;
	const char *problem = NULL;

	if (sqlite3_open_v2(path, &database, SQLITE_OPEN_READWRITE, NULL))
		problem = sqlite3_errmsg(database);
	else
		sqlite3_busy_timeout(database, BUSY_TIMEOUT_MS);
	if (!problem)
		problem = check_owner(database);
	if (!problem)
		problem = read_rows(database, each, userdata);
	if (problem)
		problem = otk_cli_text(cli, "%s", problem);
	sqlite3_close(database);
	return problem ? otk_cli_wrong(cli, "%s: %s", otk_cli_quote_alone(cli, path), problem)
		       : OTK_CLI_DONE;
}
