/* SPDX-License-Identifier: MIT */
/* Test programs do not look for plugins where another otk may be installed. */
#include "core/client/plugins/installed_folder.h"

const char otk_installed_folder[] = "";
