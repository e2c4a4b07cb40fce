/* SPDX-License-Identifier: MIT */
/* Opens modules, with libltdl (module_ltdl.c) or with dlopen() alone (module_dl.c). */
#ifndef OTK_CLIENT_MODULE_H
#define OTK_CLIENT_MODULE_H

#include <otk/plugin.h>
#include <stdbool.h>

/*
 * Called with the loader's lock held. NULL on failure: problem gets the reason. Modules are never
 * closed.
 */
void *otk_module_open(const char *path, char *problem, size_t problem_size);
otk_plugin_entry_fn *otk_module_entry(void *module);

#endif
