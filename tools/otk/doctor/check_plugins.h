/* SPDX-License-Identifier: MIT */
/* otk doctor: checks of plugins. */
#ifndef OTK_CLI_CHECK_PLUGINS_H
#define OTK_CLI_CHECK_PLUGINS_H

#include "tools/otk/doctor/doctor.h"

void otk_cli_check_plugins(otk_cli_doctor *d);

#endif
