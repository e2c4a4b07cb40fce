/* SPDX-License-Identifier: MIT */
/* otk doctor: checks of the way to the service, and one call. */
#ifndef OTK_CLI_CHECK_NETWORK_H
#define OTK_CLI_CHECK_NETWORK_H

#include "tools/otk/doctor/doctor.h"

void otk_cli_check_network(otk_cli_doctor *d);

#endif
