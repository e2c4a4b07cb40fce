/* SPDX-License-Identifier: MIT */
/* Whether a plugin file may be loaded into this process. */
#ifndef OTK_CLIENT_TRUST_H
#define OTK_CLIENT_TRUST_H

#include "core/base/error/status.h"

/*
 * *canonical gets the real path of the file; *folder as in otk_loader_open(). Owners and modes may
 * change, so they are checked for each file.
 */
otk_status otk_trust_check(
	const char *path, char **folder, char **canonical, otk_error *error) OTK_COLD;

#endif
