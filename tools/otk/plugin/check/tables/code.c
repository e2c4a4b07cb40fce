/* SPDX-License-Identifier: MIT */
/* Looks for an address in the executable segments of the program and its libraries. */
#include "config.h"

#ifdef __linux__
#	include <link.h>
#endif
#include <stddef.h>
#include <stdint.h>

#include "tools/otk/plugin/check/tables/code.h"

#ifdef __linux__
static int holds_code(struct dl_phdr_info *info, size_t size, void *userdata)
{
	const uintptr_t address = *(const uintptr_t *)userdata;

	(void)size;
	for (size_t i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *segment = &info->dlpi_phdr[i];

		if (segment->p_type == PT_LOAD && segment->p_flags & PF_X &&
			address - (info->dlpi_addr + segment->p_vaddr) < segment->p_memsz)
			return 1;
	}
	return 0;
}

bool otk_cli_check_is_code(otk_cli_check_function *function)
{
	uintptr_t address = (uintptr_t)function;

	return !function || dl_iterate_phdr(holds_code, &address);
}
#else
bool otk_cli_check_is_code(otk_cli_check_function *function)
{
	(void)function;
	return true;
}
#endif
