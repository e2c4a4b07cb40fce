/* SPDX-License-Identifier: MIT */
/* FEATURE download. */
#ifndef OTK_CLI_DOWNLOAD_H
#define OTK_CLI_DOWNLOAD_H

#include "tools/otk/tables/command.h"

extern const otk_cli_type otk_cli_download_options;

otk_cli_run_fn otk_cli_run_download;

#endif
