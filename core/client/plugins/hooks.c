/* SPDX-License-Identifier: MIT */
/* Hook plugins: opened with the client, called at every attempt. */
#include "config.h"

#include "core/client/plugins/hooks.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/error/status.h"
#include "core/client/client.h"
#include "core/client/plugins/registry.h"

#include "core/base/cold.h"

static otk_status open_one(
	otk_client *client, const otk_hook_options *wanted, otk_hook *hook, otk_error *error)
{
	otk_plugin_use use = {0};
	const otk_hooks *hooks;
	otk_status status = otk_registry_use(
		client->registry, wanted->plugin, wanted->settings_json, &use, error);

	if (status)
		return status;
	hooks = use.plugin->hooks;
	if (!hooks)
		return otk_fail(error, OTK_E_UNSUPPORTED,
			"hooks: plugin \"%s\" %s has no hooks; remove it from the list",
			use.plugin->name, use.plugin->version);
	*hook = (otk_hook){.state = use.state};
	/* A plugin that was compiled with an older header has fewer functions. */
	memcpy(&hook->functions, hooks,
		hooks->struct_size < sizeof(*hooks) ? hooks->struct_size : sizeof(*hooks));
	return OTK_OK;
}

otk_status otk_hooks_open(otk_client *client, otk_error *error)
{
	const size_t count = client->options.hook_count;
	otk_status status = OTK_OK;

	if (!count)
		return OTK_OK;
	client->hooks = calloc(count, sizeof(*client->hooks));
	if (!client->hooks)
		return otk_fail_nomem(error);
	for (size_t i = 0; i < count && !status; i++)
		status = open_one(client, &client->options.hooks[i], &client->hooks[i], error);
	client->hook_count = count;
	return status;
}
