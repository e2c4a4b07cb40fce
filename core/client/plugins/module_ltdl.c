/* SPDX-License-Identifier: MIT */
/*
 * Modules by libltdl: the only file that knows it. Only absolute paths with suffix are opened, so
 * that neither its search path nor .la files nor LTDL_LIBRARY_PATH play a part.
 */
#include "config.h"

#include <dlfcn.h>
#include <ltdl.h>
#include <stdio.h>
#include <string.h>

#include "core/client/plugins/module.h"

static lt_dlhandle open_local(const char *path)
{
	lt_dladvise advise = NULL;
	lt_dlhandle handle = NULL;

	if (lt_dlinit())
		return NULL;
	if (!lt_dladvise_init(&advise) && !lt_dladvise_local(&advise))
		handle = lt_dlopenadvise(path, advise);
	if (advise)
		lt_dladvise_destroy(&advise);
	return handle;
}

void *otk_module_open(const char *path, char *problem, size_t problem_size)
{
	/*
	 * libltdl binds lazily and forgets the loader's reason. Binding everything now, first,
	 * gives both: a missing function is found here, with its name.
	 */
	void *bound = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	const char *text = bound ? NULL : dlerror();
	lt_dlhandle handle = bound ? open_local(path) : NULL;

	if (bound && !handle)
		text = lt_dlerror();
	if (!handle)
		snprintf(problem, problem_size, "%s", text ? text : "unknown reason");
	return handle ? bound : NULL;
}

otk_plugin_entry_fn *otk_module_entry(void *module)
{
	/* lt_dlsym() would first look for archives_LTX_otk_plugin_entry. */
	void *symbol = dlsym(module, OTK_PLUGIN_ENTRY);
	otk_plugin_entry_fn *entry = NULL;

	/* ISO C has no cast from an object to a function; POSIX says that the bytes are right. */
	memcpy(&entry, &symbol, sizeof(entry));
	return entry;
}
