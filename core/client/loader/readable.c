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

typedef struct segment_search {
	uintptr_t address;
	size_t left; /* bytes from the address to the end of its segment; 0: not found yet */
} segment_search;

static int search_object(struct dl_phdr_info *object, size_t size, void *userdata)
{
	segment_search *search = userdata;

	(void)size;
	for (size_t i = 0; i < object->dlpi_phnum && !search->left; i++) {
		const ElfW(Phdr) *header = &object->dlpi_phdr[i];
		const uintptr_t at = search->address - object->dlpi_addr - header->p_vaddr;

		if (header->p_type == PT_LOAD && header->p_flags & PF_R && at < header->p_memsz)
			search->left = header->p_memsz - at;
	}
	return search->left > 0;
}

/*
 * Number of bytes at this address that belong to a loaded module, where tables usually are: the
 * kernel, which takes microseconds for each question, need not be asked.
 */
static size_t loaded_size(const void *memory)
{
	segment_search search = {.address = (uintptr_t)memory};

	dl_iterate_phdr(search_object, &search);
	return search.left;
}
#else
static ssize_t copy_own(void *to, const void *from, size_t size)
{
	(void)to, (void)from, (void)size;
	return -1;
}

static size_t loaded_size(const void *memory)
{
	(void)memory;
	return 0;
}
#endif

bool otk_is_readable(const void *memory, size_t size)
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
	if (loaded_size(memory) >= size)
		return true;
	for (uintptr_t at = begin; at <= end; at = (at | (PAGE - 1)) + 1) {
		if (copy_own(&byte, (const void *)at, 1) == 0)
			return false;
		if ((at | (PAGE - 1)) == UINTPTR_MAX)
			break;
	}
	return true;
}

bool otk_is_readable_text(const char *text)
{
	const uintptr_t begin = (uintptr_t)text;
	const size_t loaded = text ? loaded_size(text) : 0;
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
