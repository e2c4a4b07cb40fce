/* SPDX-License-Identifier: MIT */
/* Hook plugins: opened with the client, asked at every attempt. */
#include "config.h"

#include "core/client/plugins/hooks.h"

#include <stdlib.h>

#include "core/base/status.h"
#include "core/client/client.h"
#include "core/client/plugins/registry.h"

static otk_status open_one(
	otk_client *client, const otk_hook_options *wanted, otk_hook *hook, otk_error *error)
{
	otk_plugin_use use = {0};
	otk_status status = otk_registry_use(client->registry, wanted->plugin,
		wanted->settings_json ? wanted->settings_json : NULL, &use, error);

	if (status)
		return status;
	if (!use.plugin->hooks)
		return otk_fail(error, OTK_E_UNSUPPORTED,
			"plugin \"%s\" %s has no hooks: it cannot stand in .hooks",
			use.plugin->name, use.plugin->version);
	*hook = (otk_hook){.table = use.plugin->hooks, .state = use.state};
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
