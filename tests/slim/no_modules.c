/* SPDX-License-Identifier: MIT */
/*
 * Linked before libotk.a, this takes the place of its loader of plugin files (module_dl.c), so that
 * the program contains no call of dlopen(): its plugins are built into libotk.
 */
#include <stdio.h>

void *otk_module_open(const char *path, char *problem, size_t problem_size);
void *otk_module_entry(void *module);

void *otk_module_open(const char *path, char *problem, size_t problem_size)
{
	(void)path;
	snprintf(problem, problem_size, "this static program loads no plugin files");
	return NULL;
}

void *otk_module_entry(void *module)
{
	return module;
}
