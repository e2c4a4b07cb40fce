/* SPDX-License-Identifier: MIT */
/* Opens modules, with libltdl (module_ltdl.c) or with dlopen() alone (module_dl.c). */
#ifndef OTK_CLIENT_MODULE_H
#define OTK_CLIENT_MODULE_H

#include <otk/plugin.h>
#include <string.h>

/*
 * Called with the loader's lock held. NULL on failure: problem gets the reason. Modules are never
 * closed.
 */
void *otk_module_open(const char *path, char *problem, size_t problem_size);
otk_plugin_entry_fn *otk_module_entry(void *module);

/* ISO C has no cast from an object to a function; POSIX allows copying the bytes. */
static inline otk_plugin_entry_fn *otk_module_function(void *symbol)
{
	otk_plugin_entry_fn *entry = NULL;

	memcpy(&entry, &symbol, sizeof(entry));
	return entry;
}

#endif
