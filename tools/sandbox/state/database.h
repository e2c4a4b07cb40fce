/* SPDX-License-Identifier: MIT */
/* The open database of the sandbox. */
#ifndef OTK_SANDBOX_DATABASE_H
#define OTK_SANDBOX_DATABASE_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct sandbox_database {
	sqlite3 *db;
	int lock; /* descriptor that locks the file; -1: in memory */
} sandbox_database;

/* Opens the file, or a database in memory if path is NULL. limit_mb: its maximum size in MiB.
 * False: the reason was printed. */
bool sandbox_database_open(sandbox_database *database, const char *path, int64_t limit_mb);
/* Closes the database, whose statements have been finalised. */
void sandbox_database_close(sandbox_database *database);

#endif
