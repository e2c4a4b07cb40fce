/* SPDX-License-Identifier: MIT */
/* Lists what is installed. */
#ifndef OTK_CLIENT_PLUGINS_LIST_H
#define OTK_CLIENT_PLUGINS_LIST_H

#include <otk/plugins.h>

#include "core/base/error/status.h"
#include "core/client/plugins/registry.h"

/* otk_plugins_list(), for a registry. *list is set on success only. */
otk_status otk_plugins_of(
	const otk_registry *registry, otk_plugin_list **list, otk_error *error) OTK_COLD;

#endif
