/* SPDX-License-Identifier: MIT */
/* Runs an operation of the service. */
#ifndef OTK_CLI_OPERATION_RUN_H
#define OTK_CLI_OPERATION_RUN_H

#include "tools/otk/tables/command.h"

otk_cli_run_fn otk_cli_run_operation;

#endif
