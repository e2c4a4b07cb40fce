/* SPDX-License-Identifier: MIT */
/*
 * --timeout limits the whole command. The library limits each call; a command that makes as many
 * calls as the service requires limits them together.
 */
#ifndef OTK_CLI_TIME_LIMIT_H
#define OTK_CLI_TIME_LIMIT_H

#include "tools/otk/cli.h"

/* The time of cli->timeout_ms begins now. */
void otk_cli_time_begin(otk_cli *cli);
/* Whether that time has passed; false without --timeout. */
bool otk_cli_time_is_up(const otk_cli *cli);
otk_cli_exit otk_cli_report_timeout(otk_cli *cli);
/*
 * Reports the error of a walk over pages that has failed, or that a visitor has stopped with
 * OTK_E_TIMEOUT because the time had passed.
 */
otk_cli_exit otk_cli_fail_walk(otk_cli *cli, otk_status status, const otk_error *error);

/*
 * From here to otk_cli_unguard_time() the process ends shortly after the time has passed, with the
 * message of otk_cli_report_timeout(), whatever it waits for. Without --timeout: no effect.
 */
void otk_cli_guard_time(otk_cli *cli);
void otk_cli_unguard_time(void);

#endif
