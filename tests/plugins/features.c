/* SPDX-License-Identifier: MIT */
/* All features, linked in. */
#include "config.h"

#include "tests/plugins/features.h"

#include <string.h>

#define X(name) const otk_plugin *otk_plugin_##name##_entry(uint32_t host_abi);
OTK_FEATURE_LIST
#undef X

#define X(name) #name,
const char *const otk_feature_names[] = {OTK_FEATURE_LIST NULL};
#undef X

#define X(name) otk_plugin_##name##_entry,
static otk_plugin_entry_fn *const entries[] = {OTK_FEATURE_LIST};
#undef X

otk_plugin_entry_fn *otk_feature_entry(const char *name)
{
	for (size_t i = 0; otk_feature_names[i]; i++)
		if (strcmp(otk_feature_names[i], name) == 0)
			return entries[i];
	return NULL;
}

const otk_plugin *otk_feature(const char *name)
{
	otk_plugin_entry_fn *entry = otk_feature_entry(name);

	return entry ? entry(OTK_PLUGIN_ABI_MAJOR) : NULL;
}

const otk_operation *otk_feature_operation(const char *full_name)
{
	const char *dot = strrchr(full_name, '.');
	char name[64];
	const otk_plugin *plugin;

	if (!dot || (size_t)(dot - full_name) >= sizeof(name))
		return NULL;
	memcpy(name, full_name, (size_t)(dot - full_name));
	name[dot - full_name] = '\0';
	plugin = otk_feature(name);
	for (size_t i = 0; plugin && i < plugin->interface_count; i++)
		for (size_t j = 0; j < plugin->interfaces[i].operation_count; j++)
			if (strcmp(plugin->interfaces[i].operations[j].name, dot + 1) == 0)
				return &plugin->interfaces[i].operations[j];
	return NULL;
}

void otk_feature_interfaces(void (*take)(const otk_interface *interface))
{
	for (size_t f = 0; otk_feature_names[f]; f++) {
		const otk_plugin *plugin = otk_feature(otk_feature_names[f]);

		for (size_t i = 0; i < plugin->interface_count; i++)
			take(&plugin->interfaces[i]);
	}
}
