/* SPDX-License-Identifier: MIT */
/* The folder into which plugins are installed, as configured. */
#include "config.h"

#include "core/client/loader/installed_folder.h"

#include "core/base/cold.h"

#ifndef OTK_PLUGINDIR
#	error "OTK_PLUGINDIR is not defined: the folder into which plugins are installed"
#endif

const char otk_installed_folder[] = OTK_PLUGINDIR;
