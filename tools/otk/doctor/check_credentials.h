/* SPDX-License-Identifier: MIT */
/* otk doctor: checks credentials and profiles. */
#ifndef OTK_CLI_CHECK_CREDENTIALS_H
#define OTK_CLI_CHECK_CREDENTIALS_H

#include "tools/otk/doctor/doctor.h"

void otk_cli_check_credentials(otk_cli_doctor *d);

#endif
