/* SPDX-License-Identifier: MIT */
/* Reads from untrusted addresses without a crash: the kernel copies a byte of each page. */
#include "config.h"

#include "core/schema/check/readable.h"

#include <errno.h>
#ifdef __linux__
#	include <link.h>
#endif
#include <stdint.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include "core/base/cold.h"

/* The smallest page of any system; pages are readable as a whole. */
#define PAGE 4096

#ifdef __linux__
/* Whether a byte can be copied; true also where the system forbids such copies. */
static bool can_copy(uintptr_t from)
{
	char byte;
	const struct iovec local = {&byte, 1}, remote = {(void *)from, 1};

	return process_vm_readv(getpid(), &local, 1, &remote, 1, 0) == 1 || errno != EFAULT;
}

/*
 * Remembers the segment of the module that holds this address; false: it has none. Its last byte
 * may be padding that AddressSanitizer watches.
 */
__attribute__((no_sanitize_address)) static bool find_segment(
	otk_module_memory *module, uintptr_t address, bool text)
{
	const ElfW(Phdr) *segments = module->segments;

	for (size_t i = 0; i < module->count; i++) {
		const uintptr_t begin = module->base + segments[i].p_vaddr;

		if (segments[i].p_type == PT_LOAD && segments[i].p_flags & PF_R &&
			address - begin < segments[i].p_memsz) {
			module->last[text].begin = begin;
			module->last[text].size = segments[i].p_memsz;
			if (text)
				module->texts = ((const char *)begin)[segments[i].p_memsz - 1]
							? 0
							: segments[i].p_memsz;
			return true;
		}
	}
	return false;
}

typedef struct module_search {
	otk_module_memory *module;
	uintptr_t address;
	bool text;
} module_search;

static int search_module(struct dl_phdr_info *info, size_t size, void *userdata)
{
	const module_search *search = userdata;

	(void)size;
	search->module->base = info->dlpi_addr;
	search->module->segments = info->dlpi_phdr;
	search->module->count = info->dlpi_phnum;
	return find_segment(search->module, search->address, search->text);
}

/*
 * Number of bytes at this address that belong to a loaded module, where tables usually are: the
 * kernel, which takes microseconds for each question, need not be asked. Other memory gives 0.
 */
static size_t loaded_size(otk_module_memory *module, const void *memory, bool text)
{
	const uintptr_t address = (uintptr_t)memory;

	if (address - module->last[text].begin >= module->last[text].size &&
		!find_segment(module, address, text)) {
		module_search search = {module, address, text};

		if (!dl_iterate_phdr(search_module, &search))
			return 0;
	}
	return module->last[text].size - (address - module->last[text].begin);
}
#else
static bool can_copy(uintptr_t from)
{
	(void)from;
	return true;
}

static size_t loaded_size(otk_module_memory *module, const void *memory, bool text)
{
	(void)module, (void)memory, (void)text;
	return 0;
}
#endif

bool otk_is_readable(otk_module_memory *module, const void *memory, size_t size)
{
	const uintptr_t begin = (uintptr_t)memory;
	uintptr_t end;

	if (!size)
		return true;
	if (begin % _Alignof(void *))
		return false;
	if (!memory || __builtin_add_overflow(begin, size - 1, &end))
		return false;
	if (loaded_size(module, memory, false) >= size)
		return true;
	for (uintptr_t page = begin / PAGE; page <= end / PAGE; page++)
		if (!can_copy(page * PAGE))
			return false;
	return true;
}

bool otk_is_readable_text(otk_module_memory *module, const char *text)
{
	const size_t loaded = text ? loaded_size(module, text, true) : 0;
	size_t done = 0;

	if (loaded && memchr(text, 0, loaded < OTK_PLUGIN_TEXT_MAX ? loaded : OTK_PLUGIN_TEXT_MAX))
		return true;
	while (text && done < OTK_PLUGIN_TEXT_MAX) {
		const size_t rest = PAGE - (((uintptr_t)text + done) & (PAGE - 1));
		const size_t left = OTK_PLUGIN_TEXT_MAX - done, size = rest < left ? rest : left;

		if (!can_copy((uintptr_t)text + done))
			return false;
		if (memchr(text + done, 0, size))
			return true;
		done += size;
	}
	return false;
}
