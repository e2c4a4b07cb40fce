/* SPDX-License-Identifier: MIT */
/* otk doctor: checks the connection to the service, and makes one call. */
#ifndef OTK_CLI_CHECK_NETWORK_H
#define OTK_CLI_CHECK_NETWORK_H

#include "tools/otk/doctor/doctor.h"

void otk_cli_check_network(otk_cli_doctor *d);

#endif
