/* SPDX-License-Identifier: MIT */
/* Functions of plugins that are not REST operations. */
#include "config.h"

#include <otk/plugins.h>
#include <string.h>

#include "core/base/error/status.h"
#include "core/client/client.h"
#include "core/client/host.h"
#include "core/client/loader/plugin_check.h"
#include "core/client/plugins/registry.h"

#include "core/base/cold.h"

/* The plugin's name in an id: "callbacks" of "otk.callbacks/1". */
static otk_status name_of_id(const char *id, char name[OTK_PLUGIN_NAME_MAX + 1], otk_error *error)
{
	const char *slash = strchr(id, '/'), *stem = strncmp(id, "otk.", 4) == 0 ? id + 4 : id;
	const size_t size = slash ? (size_t)(slash - stem) : 0;

	if (!slash || !otk_plugin_name_ok(stem, size))
		return otk_fail(error, OTK_E_ARGUMENT,
			"interface_id: \"%.80s\" is not an id such as \"otk.callbacks/1\"", id);
	memcpy(name, stem, size);
	name[size] = '\0';
	return OTK_OK;
}

static otk_status find_vtable(const otk_plugin *plugin, const char *id, int32_t minor,
	const void **vtable, otk_error *error)
{
	const otk_interface *interface = NULL;
	otk_status status;

	for (size_t i = 0; i < plugin->interface_count && !interface; i++)
		if (strcmp(plugin->interfaces[i].id, id) == 0)
			interface = &plugin->interfaces[i];
	if (!interface)
		return otk_fail(error, OTK_E_UNSUPPORTED,
			"plugin \"%s\" %s does not have the interface %s", plugin->name,
			plugin->version, id);
	status = otk_plugin_check_minor(plugin, interface, minor, error);
	if (!status && !interface->vtable)
		status = otk_fail(error, OTK_E_UNSUPPORTED,
			"%s of plugin \"%s\" has operations only, no functions", id, plugin->name);
	if (!status)
		*vtable = interface->vtable;
	return status;
}

otk_status otk_interface_get(
	otk_client *client, const char *id, int32_t minor, const void **vtable, otk_error *error)
{
	char name[OTK_PLUGIN_NAME_MAX + 1];
	otk_plugin_use use = {0};
	otk_status status;

	if (vtable)
		*vtable = NULL;
	if (!client || !id || !vtable)
		return otk_fail(error, OTK_E_ARGUMENT, "%s: is NULL",
			!client ? "client"
			: !id   ? "interface_id"
				: "vtable");
	status = name_of_id(id, name, error);
	if (!status)
		status = otk_registry_use(client->registry, name, NULL, &use, error);
	return status ? status : find_vtable(use.plugin, id, minor, vtable, error);
}

void *otk_interface_state(otk_client *client, const char *id)
{
	return client && id ? otk_registry_state(client->registry, id) : NULL;
}

OTK_COLD otk_status otk_interface_find(const otk_strings *plugin_path, const char *id,
	int32_t minor, const void **vtable, const otk_host **host, otk_error *error)
{
	const otk_strings nothing = {NULL, 0};
	char name[OTK_PLUGIN_NAME_MAX + 1];
	const otk_plugin *plugin = NULL;
	otk_registry *registry = NULL;
	otk_status status;

	if (vtable)
		*vtable = NULL;
	if (host)
		*host = &otk_host_table;
	if (!id || !vtable)
		return otk_fail(
			error, OTK_E_ARGUMENT, "%s: is NULL", id ? "vtable" : "interface_id");
	status = name_of_id(id, name, error);
	if (!status)
		status = otk_registry_new(
			NULL, plugin_path ? plugin_path : &nothing, &registry, error);
	if (!status)
		status = otk_registry_locate(registry, name, &plugin, error);
	if (!status)
		status = find_vtable(plugin, id, minor, vtable, error);
	otk_registry_free(registry, false);
	return status;
}
