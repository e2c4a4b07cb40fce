/* SPDX-License-Identifier: MIT */
/* The hook plugins of a client. */
#ifndef OTK_CLIENT_HOOKS_H
#define OTK_CLIENT_HOOKS_H

#include <otk/plugin.h>

#include "core/base/error/status.h"

typedef struct otk_hook {
	otk_hooks functions; /* those that the plugin does not know are NULL */
	void *state;
} otk_hook;

/* Opens the plugins that the client options name in .hooks. */
otk_status otk_hooks_open(otk_client *client, otk_error *error) OTK_COLD;

#endif
