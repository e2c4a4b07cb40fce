/* SPDX-License-Identifier: MIT */
/* The tables of the database. Raise SANDBOX_SCHEMA_VERSION with every change. */
#ifndef OTK_SANDBOX_SCHEMA_H
#define OTK_SANDBOX_SCHEMA_H

enum { SANDBOX_SCHEMA_VERSION = 2, SANDBOX_SCHEMA_ID = 0x6f746b73 };

extern const char sandbox_schema[];
/* A temporary table with the number of documents of each session, and the triggers that keep it.
 * It is made after the tables of the database, each time that the database is opened. */
extern const char sandbox_session_sizes[];

#endif
