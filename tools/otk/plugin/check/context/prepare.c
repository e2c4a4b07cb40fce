/* SPDX-License-Identifier: MIT */
/* Loads the module and makes clients for the tests. */
#include "config.h"

#include <dlfcn.h>
#include <string.h>

#include "tools/otk/memory.h"
#include "tools/otk/plugin/check/context/prepare.h"
#include "tools/otk/plugin/check/context/report.h"

/* ---- the probe */

/*
 * The probe is a plugin of the tool itself. Its open() gets the host's table of functions and
 * returns it as the state, from where the tests read it.
 */
static otk_status open_probe(const otk_host *host, otk_client *client, const void *settings,
	void **state, otk_error *error)
{
	(void)client, (void)settings, (void)error;
	*state = (void *)(uintptr_t)host;
	return OTK_OK;
}

#define PROBE "com.example.otk-plugin-check"

static const int probe_functions = 1; /* an interface must have operations or a vtable */
static const otk_interface probe_interfaces[] = {{.id = PROBE "/1", .vtable = &probe_functions}};
static const otk_plugin probe = OTK_PLUGIN_DESCRIPTOR(PROBE, .version = OTK_VERSION,
	.license = "MIT", .summary = "the host's functions for otk plugin check",
	.interfaces = probe_interfaces, .interface_count = 1, .open = open_probe);

static const otk_plugin *probe_entry(uint32_t host_abi)
{
	(void)host_abi;
	return &probe;
}

/* ---- the module */

otk_plugin_entry_fn *otk_cli_check_module(otk_cli_check *check, const char **problem)
{
	otk_plugin_entry_fn *entry = NULL;
	void *module, *symbol;

	otk_cli_check_at(check, "loading the file");
	module = dlopen(check->path, RTLD_NOW | RTLD_LOCAL);
	if (!module) {
		const char *text = dlerror();

		*problem = otk_cli_text(check->cli, "%s", text ? text : "unknown reason");
		return NULL;
	}
	symbol = dlsym(module, OTK_PLUGIN_ENTRY);
	*problem = symbol ? NULL : "it has no function " OTK_PLUGIN_ENTRY;
	/* ISO C has no cast from an object to a function; POSIX allows copying the bytes. */
	memcpy(&entry, &symbol, sizeof(entry));
	return entry;
}

/* Whether the members of the descriptor that lead to the tables can be used. */
static bool is_readable(const otk_plugin *plugin)
{
	return plugin->magic == OTK_PLUGIN_MAGIC && plugin->abi_major == OTK_PLUGIN_ABI_MAJOR &&
	       plugin->abi_minor <= OTK_PLUGIN_ABI_MINOR &&
	       plugin->struct_size >= sizeof(otk_plugin) &&
	       plugin->interface_count <= OTK_INTERFACES_MAX &&
	       (plugin->interfaces || !plugin->interface_count);
}

otk_client *otk_cli_check_client(otk_cli_check *check, bool account, bool hook,
	const char *settings, const char *url, otk_error *error)
{
	otk_plugin_entry_fn *const plugins[] = {probe_entry, check->entry};
	const otk_hook_options hooks = {.plugin = check->plugin->name, .settings_json = settings};
	otk_key *key =
		otk_key_new(&OTK_KEY_OPTIONS(.api_key = "123456", .api_secret = "not-a-real-secret",
				    .account = account ? OTK_YES : OTK_UNSET),
			error);
	otk_client *client = NULL;

	if (key)
		client = otk_client_new(
			&OTK_CLIENT_OPTIONS(.key = key, .api_url = url ? url : "http://127.0.0.1:9",
				.plugins = plugins, .plugin_count = 2, .hooks = &hooks,
				.hook_count = hook, .max_attempts = 1, .timeout_ms = 5000),
			error);
	otk_key_free(key);
	return client;
}

static bool prepare_client(otk_cli_check *check)
{
	otk_error error = OTK_ERROR_INIT;
	const void *functions = NULL;

	check->client = otk_cli_check_client(check, false, false, NULL, NULL, &error);
	if (!check->client || otk_interface_get(check->client, PROBE "/1", 0, &functions, &error)) {
		otk_cli_check_skip(check, "the library refuses the plugin, see the test \"load\"");
		return false;
	}
	check->host = otk_interface_state(check->client, PROBE "/1");
	return true;
}

bool otk_cli_check_prepare(otk_cli_check *check, otk_cli_check_need need)
{
	const char *problem = NULL;

	if (need == OTK_CLI_CHECK_FILE)
		return true;
	check->entry = otk_cli_check_module(check, &problem);
	otk_cli_check_at(check, OTK_PLUGIN_ENTRY "()");
	check->plugin =
		check->entry
			? check->entry((uint32_t)OTK_PLUGIN_ABI_MAJOR << 16 | OTK_PLUGIN_ABI_MINOR)
			: NULL;
	if (!check->plugin) {
		otk_cli_check_skip(check, "needs a descriptor; see the test \"entry\"");
		return false;
	}
	if (need >= OTK_CLI_CHECK_TABLES && !is_readable(check->plugin)) {
		otk_cli_check_skip(check,
			"the descriptor cannot be used, see the tests \"descriptor\" and "
			"\"interfaces\"");
		return false;
	}
	return need < OTK_CLI_CHECK_ACCEPTED || prepare_client(check);
}

void otk_cli_check_release(otk_cli_check *check)
{
	otk_client_free(check->client);
	check->client = NULL;
}
