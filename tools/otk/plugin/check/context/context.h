/* SPDX-License-Identifier: MIT */
/* The context of a test of `otk plugin check`, in the process of the test. */
#ifndef OTK_CLI_CHECK_CONTEXT_H
#define OTK_CLI_CHECK_CONTEXT_H

#include <otk/plugin.h>
#include <stdio.h>

#include "tools/otk/cli.h"

#define OTK_CLI_CHECK_PLACE_MAX 200

typedef struct otk_cli_check {
	otk_cli *cli;
	const char *path; /* absolute path of the plugin file */
	const char *name; /* file name without .so */
	uint64_t random;  /* state of the random number generator */
	char *place;      /* what is being tried; the parent reads it after a crash */
	FILE *report;
	size_t finding_count;
	/* The following members are NULL if the test does not need them. */
	otk_plugin_entry_fn *entry;
	const otk_plugin *plugin;
	const otk_host *host;
	otk_client *client; /* of an OpenTok project; no server listens at its URL */
	const char *api_url;
} otk_cli_check;

#endif
