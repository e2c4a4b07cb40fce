/* SPDX-License-Identifier: MIT */
/* Checks a plugin descriptor; every reason to refuse it has a message of its own. */
#include "config.h"

#include "core/client/loader/plugin_check.h"

#include <stdio.h>
#include <string.h>

#include "core/base/error/status.h"
#include "core/base/text/text.h"
#include "core/schema/access.h"
#include "core/schema/check/check_interface.h"
#include "core/schema/check/check_type.h"
#include "core/schema/check/readable.h"
#include "core/schema/limits.h"

#include "core/base/cold.h"

/* The descriptor as in the first release of ABI 1; a plugin must have all of it. */
#define PLUGIN_SIZE_MIN sizeof(otk_plugin)
#define HOOKS_SIZE_MIN  offsetof(otk_hooks, after_complete)

bool otk_plugin_name_ok(const char *name, size_t size)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789._-";

	if (!size || size > OTK_PLUGIN_NAME_MAX || name[0] == '.' || name[size - 1] == '.')
		return false;
	for (size_t i = 0; i < size; i++)
		if (!name[i] || !strchr(allowed, name[i]) || (name[i] == '.' && name[i - 1] == '.'))
			return false;
	return true;
}

static otk_status check_abi(const otk_plugin *plugin, const char *where, otk_error *error)
{
	if (plugin->magic != OTK_PLUGIN_MAGIC)
		return otk_fail(error, OTK_E_PLUGIN_BROKEN,
			"%s is not a plugin of otk: its magic number is 0x%08x", where,
			(unsigned)plugin->magic);
	if (plugin->abi_major != OTK_PLUGIN_ABI_MAJOR)
		return otk_fail(error, OTK_E_PLUGIN_ABI,
			"%s was made for plugin ABI %u.%u, this otk " OTK_VERSION " has %d.%d; "
			"install the version for this otk",
			where, (unsigned)plugin->abi_major, (unsigned)plugin->abi_minor,
			OTK_PLUGIN_ABI_MAJOR, OTK_PLUGIN_ABI_MINOR);
	if (plugin->abi_minor > OTK_PLUGIN_ABI_MINOR)
		return otk_fail(error, OTK_E_PLUGIN_ABI,
			"%s needs plugin ABI %u.%u, this otk " OTK_VERSION " has only %d.%d; "
			"update otk",
			where, (unsigned)plugin->abi_major, (unsigned)plugin->abi_minor,
			OTK_PLUGIN_ABI_MAJOR, OTK_PLUGIN_ABI_MINOR);
	if (plugin->struct_size < PLUGIN_SIZE_MIN)
		return otk_fail(error, OTK_E_PLUGIN_ABI,
			"%s has a descriptor of %zu bytes: make it with OTK_PLUGIN_DESCRIPTOR",
			where, plugin->struct_size);
	return OTK_OK;
}

static otk_status cannot_read(const char *where, const char *what, otk_error *error)
{
	return otk_fail(error, OTK_E_PLUGIN_BROKEN, "%s: %s points to memory that cannot be read",
		where, what);
}

/* Counts are bounded and pointers looked at before anything is read by them. */
static otk_status check_memory(
	otk_module_memory *module, const otk_plugin *plugin, const char *where, otk_error *error)
{
	/* name, version, license and summary are adjacent. */
	for (size_t i = 0; i < 4; i++) {
		const char *text = otk_get_item(&plugin->name, i);

		if (text && !otk_is_readable_text(module, text))
			return cannot_read(where, "name, version, license or summary", error);
	}
	if (plugin->interface_count > OTK_INTERFACES_MAX)
		return otk_fail(error, OTK_E_PLUGIN_BROKEN,
			"%s: interface_count is %zu; at most %d are allowed", where,
			plugin->interface_count, OTK_INTERFACES_MAX);
	if (plugin->interfaces && !otk_is_readable(module, plugin->interfaces,
					  plugin->interface_count * sizeof(*plugin->interfaces)))
		return cannot_read(where, "interfaces", error);
	if (plugin->hooks && !otk_is_readable(module, plugin->hooks, HOOKS_SIZE_MIN))
		return cannot_read(where, "hooks", error);
	return OTK_OK;
}

static otk_status check_names(
	const otk_plugin *plugin, const char *name, const char *where, otk_error *error)
{
	if (!plugin->name || !otk_plugin_name_ok(plugin->name, strlen(plugin->name)))
		return otk_fail(error, OTK_E_PLUGIN_BROKEN,
			"%s has no usable name: a-z, 0-9, '.', '_' and '-', at most %d", where,
			OTK_PLUGIN_NAME_MAX);
	if (name && strcmp(name, plugin->name) != 0)
		return otk_fail(error, OTK_E_PLUGIN_BROKEN,
			"%s says that its name is \"%s\"; a plugin is called as its file", where,
			plugin->name);
	if (!plugin->version || !plugin->version[0] || !plugin->license || !plugin->license[0])
		return otk_fail(error, OTK_E_PLUGIN_BROKEN, "%s does not say its %s", where,
			plugin->version && plugin->version[0] ? "license" : "version");
	if (!plugin->interface_count != !plugin->interfaces)
		return otk_fail(error, OTK_E_PLUGIN_BROKEN,
			"%s: interfaces and interface_count do not fit each other", where);
	if (!plugin->interface_count && !plugin->hooks)
		return otk_fail(error, OTK_E_PLUGIN_BROKEN,
			"%s offers neither interfaces nor hooks", where);
	if (plugin->hooks && (plugin->hooks->struct_size < HOOKS_SIZE_MIN ||
				     plugin->hooks->struct_size % sizeof(void (*)(void))))
		return otk_fail(error, OTK_E_PLUGIN_ABI,
			"%s: its hooks have %zu bytes, not sizeof(otk_hooks)", where,
			plugin->hooks->struct_size);
	return OTK_OK;
}

/* "otk.archives/1" belongs to "archives", "com.example.echo/1" to "com.example.echo". */
static bool id_fits(const char *id, const char *plugin_name)
{
	const char *stem = id;
	const size_t size = strlen(plugin_name);
	int64_t revision;

	if (!strchr(plugin_name, '.')) {
		if (strncmp(id, "otk.", 4) != 0)
			return false;
		stem = id + 4;
	}
	return strncmp(stem, plugin_name, size) == 0 && stem[size] == '/' &&
	       otk_parse_int(stem + size + 1, strlen(stem + size + 1), &revision) && revision > 0;
}

static otk_status check_interface(otk_module_memory *module, const otk_plugin *plugin, size_t index,
	const char *where, otk_error *error)
{
	const otk_interface *interface = &plugin->interfaces[index];

	/* A signer's vtable begins with its size; another one need not even be aligned. */
	if ((interface->id && !otk_is_readable_text(module, interface->id)) ||
		(interface->vtable &&
			!otk_is_readable(module,
				(const void *)((uintptr_t)interface->vtable & -sizeof(size_t)),
				sizeof(size_t))))
		return cannot_read(where, "id or vtable of an interface", error);
	if (!interface->id || !id_fits(interface->id, plugin->name))
		return otk_fail(error, OTK_E_PLUGIN_BROKEN,
			"%s has an interface \"%s\"; in a plugin of this name it must be "
			"\"%s%s/1\"",
			where, interface->id ? interface->id : "(NULL)",
			strchr(plugin->name, '.') ? "" : "otk.", plugin->name);
	for (size_t i = 0; i < index; i++)
		if (strcmp(plugin->interfaces[i].id, interface->id) == 0)
			return otk_fail(error, OTK_E_PLUGIN_BROKEN, "%s has the interface %s twice",
				where, interface->id);
	if (interface->minor < 0)
		return otk_fail(error, OTK_E_PLUGIN_BROKEN, "%s: %s has a negative minor number",
			where, interface->id);
	if (!interface->operation_count != !interface->operations)
		return otk_fail(error, OTK_E_PLUGIN_BROKEN,
			"%s: %s: operations and operation_count do not fit each other", where,
			interface->id);
	return otk_interface_check(module, interface, where, error);
}

/* A broken table gives OTK_E_PLUGIN_BROKEN, regardless of the status of the table's check. */
static otk_status as_plugin_status(otk_status status, otk_error *error)
{
	if (!status || status == OTK_E_NOMEM || status == OTK_E_PLUGIN_ABI)
		return status;
	if (error)
		error->status = OTK_E_PLUGIN_BROKEN;
	return OTK_E_PLUGIN_BROKEN;
}

otk_status otk_plugin_check(
	const otk_plugin *plugin, const char *name, const char *where, otk_error *error)
{
	otk_module_memory module = {0};
	otk_status status;

	if (plugin && !otk_is_readable(&module, plugin, offsetof(otk_plugin, name)))
		return cannot_read(where, "its descriptor", error);
	if (!plugin)
		return otk_fail(error, OTK_E_PLUGIN_BROKEN,
			"%s refuses this otk: its entry returned NULL for plugin ABI %d.%d", where,
			OTK_PLUGIN_ABI_MAJOR, OTK_PLUGIN_ABI_MINOR);
	status = check_abi(plugin, where, error);
	if (!status && !otk_is_readable(&module, plugin, PLUGIN_SIZE_MIN))
		return cannot_read(where, "its descriptor", error);
	if (!status)
		status = check_memory(&module, plugin, where, error);
	if (!status)
		status = check_names(plugin, name, where, error);
	for (size_t i = 0; i < plugin->interface_count && !status; i++)
		status = check_interface(&module, plugin, i, where, error);
	if (!status && plugin->settings_type)
		status = otk_type_check(&module, plugin->settings_type, where, error);
	return as_plugin_status(status, error);
}

otk_status otk_plugin_check_minor(
	const otk_plugin *plugin, const otk_interface *interface, int32_t minor, otk_error *error)
{
	if (minor <= interface->minor)
		return OTK_OK;
	return otk_fail(error, OTK_E_PLUGIN_ABI,
		"plugin \"%s\" %s is older than this program: it has %s.%d, %s.%d is needed; "
		"update it",
		plugin->name, plugin->version, interface->id, (int)interface->minor, interface->id,
		(int)minor);
}
