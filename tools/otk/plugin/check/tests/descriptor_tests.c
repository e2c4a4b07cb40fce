/* SPDX-License-Identifier: MIT */
/* Tests of the descriptor and its interfaces. */
#include "config.h"

#include <string.h>

#include "tools/otk/memory.h"
#include "tools/otk/plugin/check/context/report.h"
#include "tools/otk/plugin/check/context/text.h"
#include "tools/otk/plugin/check/tables/code.h"
#include "tools/otk/plugin/check/tests/descriptor_tests.h"

/* Types of an interface that the library accepts. */
#define TYPES_MAX 256

static const char macro[] = "make the descriptor with OTK_PLUGIN_DESCRIPTOR()";

static void judge_abi(otk_cli_check *check, const otk_plugin *plugin)
{
	if (plugin->magic != OTK_PLUGIN_MAGIC)
		otk_cli_check_find(check, "descriptor.magic", macro, "is 0x%08x, not 0x%08x",
			(unsigned)plugin->magic, OTK_PLUGIN_MAGIC);
	else if (plugin->abi_major != OTK_PLUGIN_ABI_MAJOR)
		otk_cli_check_find(check, "descriptor.abi_major",
			"compile it with the headers of this otk", "is %u, this otk has %d",
			(unsigned)plugin->abi_major, OTK_PLUGIN_ABI_MAJOR);
	else if (plugin->abi_minor > OTK_PLUGIN_ABI_MINOR)
		otk_cli_check_find(check, "descriptor.abi_minor",
			"compile it with the headers of this otk, or update otk",
			"is %u, this otk has %d only", (unsigned)plugin->abi_minor,
			OTK_PLUGIN_ABI_MINOR);
	else if (plugin->struct_size < sizeof(otk_plugin))
		otk_cli_check_find(check, "descriptor.struct_size", macro,
			"is %zu bytes, at least %zu are needed", plugin->struct_size,
			sizeof(otk_plugin));
}

static void judge_text(
	otk_cli_check *check, const char *name, const char *text, const char *example)
{
	if (!text || !*text || !otk_cli_check_is_text(text) || strpbrk(text, "\t\n"))
		otk_cli_check_find(check, otk_cli_text(check->cli, "descriptor.%s", name),
			otk_cli_text(check->cli, ".%s = \"%s\"", name, example),
			"is missing, or has control characters");
}

static void judge_names(otk_cli_check *check, const otk_plugin *plugin)
{
	if (!plugin->name || strcmp(plugin->name, check->name) != 0)
		otk_cli_check_find(check, "descriptor.name",
			otk_cli_text(check->cli, "rename the file to %s.so, or the plugin to %s",
				plugin->name ? plugin->name : "NAME", check->name),
			"is \"%s\", but the file is %s.so", plugin->name ? plugin->name : "(NULL)",
			check->name);
	if (strspn(check->name, "abcdefghijklmnopqrstuvwxyz0123456789._-") != strlen(check->name))
		otk_cli_check_find(check, "the file",
			"use a-z, 0-9, '.', '_' and '-': com.example.thing.so",
			"has a name that is not the name of a plugin");
	judge_text(check, "version", plugin->version, "1.0");
	judge_text(check, "license", plugin->license, "MIT");
	judge_text(check, "summary", plugin->summary, "lists and makes things");
}

static void judge_function(
	otk_cli_check *check, const char *where, otk_cli_check_function *function)
{
	if (!otk_cli_check_is_code(function))
		otk_cli_check_find(check, where, "the name of a function, or leave it out",
			"points to memory that is not code");
}

static void judge_hooks(otk_cli_check *check, const otk_hooks *hooks)
{
	const bool is_complete = hooks->struct_size >= sizeof(*hooks);

	if (hooks->struct_size < offsetof(otk_hooks, after_complete))
		otk_cli_check_find(check, "descriptor.hooks",
			".struct_size = sizeof(otk_hooks), as the first member",
			"has a struct_size of %zu bytes, at least %zu are needed",
			hooks->struct_size, offsetof(otk_hooks, after_complete));
	else if (!hooks->before_send && !hooks->after_receive &&
		 (!is_complete || !hooks->after_complete))
		otk_cli_check_find(check, "descriptor.hooks",
			"set before_send, after_receive or after_complete, or leave .hooks out",
			"has no function");
	judge_function(
		check, "descriptor.hooks.before_send", OTK_CLI_CHECK_FUNCTION(hooks->before_send));
	judge_function(check, "descriptor.hooks.after_receive",
		OTK_CLI_CHECK_FUNCTION(hooks->after_receive));
	if (is_complete)
		judge_function(check, "descriptor.hooks.after_complete",
			OTK_CLI_CHECK_FUNCTION(hooks->after_complete));
}

void otk_cli_check_descriptor(otk_cli_check *check)
{
	const otk_plugin *plugin = check->plugin;

	otk_cli_check_at(check, "descriptor");
	judge_abi(check, plugin);
	if (check->finding_count)
		return;
	judge_names(check, plugin);
	for (size_t i = 0; i < OTK_COUNT_OF(plugin->reserved); i++)
		if (plugin->reserved[i])
			otk_cli_check_find(check, "descriptor.reserved", macro, "is not zero");
	if (!plugin->interface_count && !plugin->hooks)
		otk_cli_check_find(check, "descriptor",
			".interfaces = interfaces, .interface_count = OTK_COUNT_OF(interfaces), or "
			".hooks = &hooks",
			"offers neither interfaces nor hooks");
	if (plugin->interface_count > OTK_INTERFACES_MAX ||
		!plugin->interfaces != !plugin->interface_count)
		otk_cli_check_find(check, "descriptor.interface_count",
			".interface_count = OTK_COUNT_OF(interfaces)",
			"is %zu, with %s; at most %d are allowed", plugin->interface_count,
			plugin->interfaces ? "interfaces" : "interfaces NULL", OTK_INTERFACES_MAX);
	judge_function(check, "descriptor.open", OTK_CLI_CHECK_FUNCTION(plugin->open));
	judge_function(check, "descriptor.close", OTK_CLI_CHECK_FUNCTION(plugin->close));
	otk_cli_check_at(check, "descriptor.hooks");
	if (plugin->hooks)
		judge_hooks(check, plugin->hooks);
}

/* ---- interfaces */

/* An id is the plugin's name and a revision: "com.example.thing/1"; of otk: "otk.archives/1". */
static void judge_id(otk_cli_check *check, const char *where, const char *id)
{
	const char *name = check->plugin->name ? check->plugin->name : check->name;
	const char *stem = strchr(name, '.') ? name : otk_cli_text(check->cli, "otk.%s", name);
	const size_t size = strlen(stem);

	if (!id || strncmp(id, stem, size) != 0 || id[size] != '/' ||
		strspn(id + size + 1, "0123456789") != strlen(id + size + 1) || id[size + 1] < '1')
		otk_cli_check_find(check, where, otk_cli_text(check->cli, ".id = \"%s/1\"", stem),
			"has the id \"%s\"; it must be the plugin's name and a revision",
			id ? id : "(NULL)");
}

static void judge_types(otk_cli_check *check, const char *where, const otk_type *const *types)
{
	for (size_t i = 0; types && types[i]; i++)
		if (i == TYPES_MAX) {
			otk_cli_check_find(check, where,
				"list at most 256 types in .types, and NULL at its end",
				"has a list of more than %d types", TYPES_MAX);
			return;
		}
}

static void judge_interface(otk_cli_check *check, const otk_interface *interface, size_t index)
{
	const otk_plugin *plugin = check->plugin;
	const char *where = otk_cli_text(check->cli, "interfaces[%zu]", index);

	judge_id(check, where, interface->id);
	for (size_t i = 0; i < index && interface->id; i++)
		if (plugin->interfaces[i].id &&
			strcmp(plugin->interfaces[i].id, interface->id) == 0)
			otk_cli_check_find(check, where, "merge the two interfaces",
				"has the id of interfaces[%zu], \"%s\"", i, interface->id);
	if (interface->minor < 0)
		otk_cli_check_find(check, where, "begin with .minor = 0 and count upwards",
			"has the minor %d", (int)interface->minor);
	if (interface->reserved)
		otk_cli_check_find(check, where, "leave .reserved out",
			"has a reserved member that is not zero");
	if (interface->operation_count > OTK_OPERATIONS_MAX ||
		!interface->operations != !interface->operation_count)
		otk_cli_check_find(check, where,
			".operations = operations, .operation_count = OTK_COUNT_OF(operations)",
			"has an operation_count of %zu%s; at most %d are allowed",
			interface->operation_count,
			interface->operations ? "" : ", but operations is NULL",
			OTK_OPERATIONS_MAX);
	if (!interface->operation_count && !interface->types && !interface->vtable)
		otk_cli_check_find(
			check, where, "add .operations, .types or .vtable", "offers nothing");
	judge_types(check, where, interface->types);
}

void otk_cli_check_interfaces(otk_cli_check *check)
{
	for (size_t i = 0; i < check->plugin->interface_count; i++) {
		otk_cli_check_at(check, "interfaces[%zu]", i);
		judge_interface(check, &check->plugin->interfaces[i], i);
	}
}
