/* SPDX-License-Identifier: MIT */
/* The version of the library that is running. */
#include "config.h"

#include <otk/auth.h>

const char *otk_version(void)
{
	return OTK_VERSION;
}
