/* SPDX-License-Identifier: MIT */
/* otk doctor: what its checks know of each other. */
#ifndef OTK_CLI_DOCTOR_H
#define OTK_CLI_DOCTOR_H

#include "tools/otk/settings/credentials.h"
#include "tools/otk/tables/catalog.h"

#define OTK_CLI_DOCTOR_ROWS 128

typedef struct otk_cli_checkup {
	const char *name;
	const char *state;  /* "ok", "problem", "skipped" */
	const char *detail; /* what was found */
	const char *advice; /* what to do; NULL: nothing */
} otk_cli_checkup;

/* How the one real call went. */
typedef struct otk_cli_probe {
	const char *operation;
	const char *http_version; /* NULL: no answer came */
	const char *skew;         /* s that the service's clock is ahead; "": it did not say */
	const char *duration_ms;
	otk_status status;
	otk_error error;
} otk_cli_probe;

typedef struct otk_cli_doctor {
	otk_cli *cli;
	otk_cli_checkup rows[OTK_CLI_DOCTOR_ROWS];
	size_t count;
	otk_cli_exit code; /* of the first problem */
	otk_cli_credentials credentials;
	otk_key *key;      /* NULL: there is none that works */
	const char *url;   /* of the service; NULL as key */
	const char *proxy; /* that counts, without user and password; NULL: none */
	otk_cli_probe probe;
} otk_cli_doctor;

void otk_cli_doctor_ok(otk_cli_doctor *d, const char *name, const char *format, ...)
	OTK_PRINTF(3, 4);
void otk_cli_doctor_skip(otk_cli_doctor *d, const char *name, const char *why);
/* advice is copied; detail may come from outside. */
void otk_cli_doctor_problem(otk_cli_doctor *d, otk_cli_exit code, const char *name,
	const char *detail, const char *advice);

/* ---- local.c: what can be told without a network */
void otk_cli_doctor_credentials(otk_cli_doctor *d);
void otk_cli_doctor_plugins(otk_cli_doctor *d);

/* ---- network.c */
void otk_cli_doctor_route(otk_cli_doctor *d);
void otk_cli_doctor_service(otk_cli_doctor *d);

#endif
