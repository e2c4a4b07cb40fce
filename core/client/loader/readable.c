/* SPDX-License-Identifier: MIT */
/* Reading foreign pointers without a crash: the kernel copies, and says so when it cannot. */
#include "config.h"

#include "core/client/loader/readable.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include "core/base/cold.h"

/* The smallest page of any system; pages are readable as a whole. */
#define PAGE 4096

#ifdef __linux__
/* Copies at most `size` bytes; the number copied, -1: the system does not allow the question. */
static ssize_t copy_own(void *to, const void *from, size_t size)
{
	const struct iovec local = {to, size}, remote = {(void *)(uintptr_t)from, size};
	const ssize_t copied = process_vm_readv(getpid(), &local, 1, &remote, 1, 0);

	return copied < 0 && errno == EFAULT ? 0 : copied;
}
#else
static ssize_t copy_own(void *to, const void *from, size_t size)
{
	(void)to, (void)from, (void)size;
	return -1;
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
	char copy[PAGE];
	size_t done = 0;

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
