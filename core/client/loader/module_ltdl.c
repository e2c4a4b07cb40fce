/* SPDX-License-Identifier: MIT */
/*
 * Modules by libltdl; the only file that uses it. A module is opened once, by an absolute path with
 * suffix, so that neither libltdl's search path nor .la files nor LTDL_LIBRARY_PATH matter.
 *
 * libltdl's own loader binds lazily, and no advice changes that: a function that a module lacks
 * would end the process at its first use. It also drops the reason of a failure. So libltdl gets a
 * loader of otk, which binds everything at once and keeps the reason. This loader acts only while
 * otk opens a plugin; other users of libltdl in the process are not affected.
 */
#include "config.h"

#include <dlfcn.h>
#include <ltdl.h>
#include <stdbool.h>
#include <stdio.h>

#include "core/client/loader/module.h"

#include "core/base/cold.h"

#define LOADER_NAME "otk"

/* Only under the lock of the plugin loader. */
static char *problem_text; /* NULL: no plugin is being opened */
static size_t problem_capacity;
/* Stands for a module that cannot be opened, so that libltdl tries no other loader. */
static char not_opened;

static lt_module open_bound(lt_user_data data, const char *path, lt_dladvise advise)
{
	void *module;
	const char *text;

	(void)data;
	(void)advise;
	if (!problem_text || !path)
		return NULL;
	module = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	if (module)
		return module;
	text = dlerror();
	snprintf(problem_text, problem_capacity, "%s", text ? text : "unknown reason");
	return &not_opened;
}

static int close_module(lt_user_data data, lt_module module)
{
	(void)data;
	return module == &not_opened ? 0 : dlclose(module);
}

static void *find_symbol(lt_user_data data, lt_module module, const char *name)
{
	(void)data;
	return dlsym(module, name);
}

/* false: libltdl cannot be used; lt_dlerror() says why. */
static bool add_loader(void)
{
	static const lt_dlvtable loader = {.name = LOADER_NAME,
		.module_open = open_bound,
		.module_close = close_module,
		.find_sym = find_symbol,
		.priority = LT_DLLOADER_PREPEND};

	return lt_dlloader_find(LOADER_NAME) || lt_dlloader_add(&loader) == 0;
}

static lt_dlhandle open_local(const char *path)
{
	lt_dladvise advise = NULL;
	lt_dlhandle handle = NULL;

	if (lt_dladvise_init(&advise) == 0 && lt_dladvise_local(&advise) == 0)
		handle = lt_dlopenadvise(path, advise);
	if (advise)
		lt_dladvise_destroy(&advise);
	return handle;
}

void *otk_module_open(const char *path, char *problem, size_t problem_size)
{
	static bool is_ready;
	lt_dlhandle handle = NULL;
	const char *text;

	problem[0] = '\0';
	if (!is_ready)
		is_ready = lt_dlinit() == 0 && add_loader();
	if (is_ready) {
		problem_text = problem;
		problem_capacity = problem_size;
		handle = open_local(path);
		problem_text = NULL;
	}
	if (handle && problem[0]) {
		lt_dlclose(handle);
		return NULL;
	}
	if (!handle) {
		text = lt_dlerror();
		snprintf(problem, problem_size, "%s", text ? text : "unknown reason");
	}
	return handle;
}

otk_plugin_entry_fn *otk_module_entry(void *module)
{
	return otk_module_function(lt_dlsym(module, OTK_PLUGIN_ENTRY));
}
