/* SPDX-License-Identifier: MIT */
/* A progress bar on stderr, if it is a terminal. */
#ifndef OTK_CLI_PROGRESS_H
#define OTK_CLI_PROGRESS_H

#include "tools/otk/cli.h"

typedef struct otk_cli_progress {
	otk_cli *cli;
	int64_t started_ms;
	int64_t shown_ms;
	int64_t began_at; /* bytes that an earlier attempt left */
	bool on;
} otk_cli_progress;

void otk_cli_progress_start(otk_cli_progress *progress, otk_cli *cli, int64_t began_at);
/* For otk_download_options.progress. */
otk_status otk_cli_progress_show(void *progress, int64_t done, int64_t total);
void otk_cli_progress_end(otk_cli_progress *progress);

#endif
