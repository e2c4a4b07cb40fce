/* SPDX-License-Identifier: MIT */
/* Writing whole files. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/sandbox/base/file.h"
#include "tools/sandbox/base/memory.h"

bool sandbox_write_file(const char *path, const char *text, unsigned int mode)
{
	struct stat there;
	/* A pipe or a device is written to, all else becomes a new file as a whole. */
	const bool is_new = stat(path, &there) || S_ISREG(there.st_mode);
	char *temporary = sandbox_print("%s.%ld.tmp", path, (long)getpid());
	int descriptor = is_new ? open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
				: open(path, O_WRONLY | O_CLOEXEC);
	size_t size = strlen(text);
	bool good = descriptor >= 0 && write(descriptor, text, size) == (ssize_t)size;

	if (descriptor >= 0 && close(descriptor))
		good = false;
	if (good && is_new && rename(temporary, path))
		good = false;
	if (!good) {
		fprintf(stderr, "otk-sandbox: cannot write '%s': %s\n", path, strerror(errno));
		if (descriptor >= 0 && is_new)
			unlink(temporary);
	}
	free(temporary);
	return good;
}
