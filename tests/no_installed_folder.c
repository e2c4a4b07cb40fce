/* SPDX-License-Identifier: MIT */
/* Test programs do not search the folder in which another otk may be installed. */
#include "core/client/loader/installed_folder.h"

const char otk_installed_folder[] = "";
