/* SPDX-License-Identifier: MIT */
/* Clients with all features, however configure built them. */
#include "config.h"

#include "tests/plugins/add_features.h"

#include <string.h>

#include "core/client/plugins/builtin.h"
#include "tests/plugins/features.h"

bool otk_feature_is_builtin(const char *name)
{
	for (size_t i = 0; otk_builtin_plugins[i]; i++)
		if (strcmp(otk_builtin_plugins[i](OTK_PLUGIN_ABI_MAJOR)->name, name) == 0)
			return true;
	return false;
}

otk_status otk_features_add(otk_client *client, const char *except, otk_error *error)
{
	otk_status status = OTK_OK;

	for (size_t i = 0; !status && otk_feature_names[i]; i++) {
		const char *name = otk_feature_names[i];

		if (!otk_feature_is_builtin(name) && (!except || strcmp(except, name) != 0))
			status = otk_client_add_plugin(client, otk_feature_entry(name), error);
	}
	return status;
}

bool otk_plugin_add(otk_client *client, otk_plugin_entry_fn *entry, otk_error *error)
{
	const otk_status status = otk_client_add_plugin(client, entry, error);

	return status == OTK_OK || status == OTK_E_STATE || status == OTK_E_ARGUMENT;
}
