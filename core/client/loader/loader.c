/* SPDX-License-Identifier: MIT */
/* The loader. All process-wide state of libotk is in this file, protected by one lock. */
#include "config.h"

#include "core/client/loader/loader.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/error/status.h"
#include "core/client/loader/module.h"
#include "core/client/loader/plugin_check.h"
#include "core/client/loader/trust.h"

#include "core/base/cold.h"

/* A descriptor that passed the checks. Never freed, as modules are never unloaded. */
typedef struct accepted {
	struct accepted *next;
	const otk_plugin *plugin;
	char path[]; /* canonical; "" when linked in */
} accepted;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static accepted *all_accepted;

static const otk_plugin *find_path(const char *path)
{
	for (const accepted *a = all_accepted; a; a = a->next)
		if (strcmp(a->path, path) == 0)
			return a->plugin;
	return NULL;
}

static bool is_accepted(const otk_plugin *plugin)
{
	for (const accepted *a = all_accepted; a; a = a->next)
		if (a->plugin == plugin)
			return true;
	return false;
}

static otk_status remember_plugin(const otk_plugin *plugin, const char *path, otk_error *error)
{
	size_t size = strlen(path) + 1;
	accepted *a = malloc(sizeof(*a) + size);

	if (!a)
		return otk_fail_nomem(error);
	a->plugin = plugin;
	memcpy(a->path, path, size);
	a->next = all_accepted;
	all_accepted = a;
	return OTK_OK;
}

/* Copies "archives" of "/usr/lib/otk/1/archives.so" into OTK_PLUGIN_NAME_MAX + 1 bytes. */
static bool name_of_file(const char *path, char *name)
{
	const char *base = strrchr(path, '/') + 1;
	size_t size = strlen(base) - strlen(OTK_PLUGIN_SUFFIX);

	if (size > OTK_PLUGIN_NAME_MAX || !otk_plugin_name_ok(base, size))
		return false;
	memcpy(name, base, size);
	name[size] = '\0';
	return true;
}

static otk_status load_file(
	const char *path, const char *canonical, const otk_plugin **plugin, otk_error *error)
{
	char name[OTK_PLUGIN_NAME_MAX + 1], problem[256] = "";
	otk_plugin_entry_fn *entry;
	const otk_plugin *found;
	otk_status status;
	void *module;

	if (!name_of_file(path, name))
		return otk_fail(error, OTK_E_ARGUMENT,
			"%s: not a plugin file name; use a-z, 0-9, '.', '_' and '-'", path);
	module = otk_module_open(canonical, problem, sizeof(problem));
	if (!module)
		return otk_fail(
			error, OTK_E_PLUGIN_BROKEN, "%s: cannot be loaded: %s", path, problem);
	entry = otk_module_entry(module);
	if (!entry)
		return otk_fail(error, OTK_E_PLUGIN_BROKEN,
			"%s is not a plugin of otk: it has no function " OTK_PLUGIN_ENTRY, path);
	found = entry(OTK_HOST_ABI);
	status = otk_plugin_check(found, name, path, error);
	if (!status)
		status = remember_plugin(found, canonical, error);
	if (!status)
		*plugin = found;
	return status;
}

otk_status otk_loader_open(
	const char *path, char **folder, const otk_plugin **plugin, otk_error *error)
{
	char *canonical = NULL;
	otk_status status = otk_trust_check(path, folder, &canonical, error);

	*plugin = NULL;
	if (status)
		return status;
	pthread_mutex_lock(&lock);
	*plugin = find_path(canonical);
	if (!*plugin)
		status = load_file(path, canonical, plugin, error);
	pthread_mutex_unlock(&lock);
	free(canonical);
	return status;
}

otk_status otk_loader_link(
	otk_plugin_entry_fn *entry, const char *where, const otk_plugin **plugin, otk_error *error)
{
	const otk_plugin *found = entry(OTK_HOST_ABI);
	otk_status status = OTK_OK;

	*plugin = NULL;
	pthread_mutex_lock(&lock);
	if (!found || !is_accepted(found)) {
		status = otk_plugin_check(found, NULL, where, error);
		if (!status)
			status = remember_plugin(found, "", error);
	}
	pthread_mutex_unlock(&lock);
	if (!status)
		*plugin = found;
	return status;
}
