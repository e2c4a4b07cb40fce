/* SPDX-License-Identifier: MIT */
/* otk doctor: the state that its checks share; each check uses the results of the earlier ones. */
#ifndef OTK_CLI_DOCTOR_H
#define OTK_CLI_DOCTOR_H

#include "tools/otk/doctor/findings.h"
#include "tools/otk/settings/settings.h"

typedef struct otk_cli_doctor {
	otk_cli *cli;
	otk_cli_findings findings;
	otk_cli_credentials credentials;
	otk_key *key;      /* NULL: there is no usable key */
	const char *url;   /* of the service; NULL: there is no usable key */
	const char *proxy; /* host of the proxy in effect; NULL: none */
} otk_cli_doctor;

/* Runs all checks and prints their results; returns the exit code of the first problem. */
otk_cli_exit otk_cli_doctor_run(otk_cli *cli);

#endif
