/* SPDX-License-Identifier: MIT */
/* Reads from untrusted addresses without a crash: the kernel copies, and reports bad ones. */
#include "config.h"

#include "core/client/loader/readable.h"

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
/* Copies at most `size` bytes and returns their number; -1: the system forbids such copies. */
static ssize_t copy_own(void *to, const void *from, size_t size)
{
	const struct iovec local = {to, size}, remote = {(void *)(uintptr_t)from, size};
	const ssize_t copied = process_vm_readv(getpid(), &local, 1, &remote, 1, 0);

	return copied < 0 && errno == EFAULT ? 0 : copied;
}

/* Bytes from this address to the end of the segment that holds it; 0: no segment of the module. */
static size_t size_in_module(const otk_module_memory *module, uintptr_t address)
{
	const ElfW(Phdr) *segments = module->segments;

	for (size_t i = 0; i < module->count; i++) {
		const uintptr_t at = address - module->base - segments[i].p_vaddr;

		if (segments[i].p_type == PT_LOAD && segments[i].p_flags & PF_R &&
			at < segments[i].p_memsz)
			return segments[i].p_memsz - at;
	}
	return 0;
}

typedef struct module_search {
	uintptr_t address;
	otk_module_memory *module;
} module_search;

static int search_module(struct dl_phdr_info *info, size_t size, void *userdata)
{
	const module_search *search = userdata;

	(void)size;
	*search->module = (otk_module_memory){info->dlpi_addr, info->dlpi_phdr, info->dlpi_phnum};
	return size_in_module(search->module, search->address) > 0;
}

/*
 * Number of bytes at this address that belong to a loaded module, where tables usually are: the
 * kernel, which takes microseconds for each question, need not be asked. Other memory gives 0.
 */
static size_t loaded_size(otk_module_memory *module, const void *memory)
{
	const uintptr_t address = (uintptr_t)memory;

	if (!size_in_module(module, address)) {
		module_search search = {address, module};

		dl_iterate_phdr(search_module, &search);
	}
	return size_in_module(module, address);
}
#else
static ssize_t copy_own(void *to, const void *from, size_t size)
{
	(void)to, (void)from, (void)size;
	return -1;
}

static size_t loaded_size(otk_module_memory *module, const void *memory)
{
	(void)module, (void)memory;
	return 0;
}
#endif

bool otk_is_readable(otk_module_memory *module, const void *memory, size_t size)
{
	const uintptr_t begin = (uintptr_t)memory;
	uintptr_t end;
	char byte;

	if (!size)
		return true;
	if (begin % _Alignof(void *))
		return false;
	if (!memory || __builtin_add_overflow(begin, size - 1, &end))
		return false;
	if (loaded_size(module, memory) >= size)
		return true;
	for (uintptr_t at = begin; at <= end; at = (at | (PAGE - 1)) + 1) {
		if (copy_own(&byte, (const void *)at, 1) == 0)
			return false;
		if ((at | (PAGE - 1)) == UINTPTR_MAX)
			break;
	}
	return true;
}

bool otk_is_readable_text(otk_module_memory *module, const char *text)
{
	const uintptr_t begin = (uintptr_t)text;
	const size_t loaded = text ? loaded_size(module, text) : 0;
	char copy[PAGE];
	size_t done = 0;

	if (loaded && memchr(text, 0, loaded < OTK_PLUGIN_TEXT_MAX ? loaded : OTK_PLUGIN_TEXT_MAX))
		return true;
	while (text && done < OTK_PLUGIN_TEXT_MAX) {
		const size_t rest = PAGE - ((begin + done) & (PAGE - 1));
		const size_t left = OTK_PLUGIN_TEXT_MAX - done, size = rest < left ? rest : left;
		const ssize_t copied = copy_own(copy, text + done, size);

		if (copied < 0)
			return true;
		if (copied != (ssize_t)size)
			return copied > 0 && memchr(copy, 0, (size_t)copied);
		if (memchr(copy, 0, size))
			return true;
		done += size;
	}
	return false;
}
