/* SPDX-License-Identifier: MIT */
/* Modules by plain dlopen(). */
#include "config.h"

#include <dlfcn.h>
#include <stdio.h>

#include "core/client/loader/module.h"

#include "core/base/cold.h"

void *otk_module_open(const char *path, char *problem, size_t problem_size)
{
	void *module = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	const char *text = module ? NULL : dlerror();

	if (!module)
		snprintf(problem, problem_size, "%s", text ? text : "unknown reason");
	return module;
}

otk_plugin_entry_fn *otk_module_entry(void *module)
{
	return otk_module_function(dlsym(module, OTK_PLUGIN_ENTRY));
}
