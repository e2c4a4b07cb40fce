/* SPDX-License-Identifier: MIT */
/* The functions that the core offers to plugins. */
#ifndef OTK_CLIENT_HOST_H
#define OTK_CLIENT_HOST_H

#include <otk/plugin.h>

extern const otk_host otk_host_table;

#endif
