/* SPDX-License-Identifier: MIT */
/* Reads and writes whole files, and writes into named pipes. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/sandbox/base/file.h"
#include "tools/sandbox/base/memory.h"

enum { RETRY_MS = 20 };

static bool report_problem(const char *path)
{
	fprintf(stderr, "otk-sandbox: \"%s\" cannot be written: %s\n", path, strerror(errno));
	return false;
}

static bool write_and_close(int descriptor, const char *text)
{
	const size_t size = strlen(text);
	const bool written = write(descriptor, text, size) == (ssize_t)size;

	return close(descriptor) == 0 && written;
}

bool sandbox_is_file_or_missing(const char *path)
{
	struct stat status;

	if (stat(path, &status) == 0)
		return S_ISREG(status.st_mode);
	/* What cannot be examined may be a pipe, which must not be replaced. */
	return errno == ENOENT || errno == ENOTDIR || errno == EACCES;
}

static bool replace_file(const char *path, const char *text, unsigned int mode)
{
	char *temporary = sandbox_print("%s.%ld.tmp", path, (long)getpid());
	const int descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	bool good = descriptor >= 0 && write_and_close(descriptor, text) &&
		    rename(temporary, path) == 0;

	if (!good) {
		report_problem(path);
		if (descriptor >= 0)
			unlink(temporary);
	}
	free(temporary);
	return good;
}

bool sandbox_write_file(const char *path, const char *text, unsigned int mode)
{
	/* rename() would put the file in the place of a pipe, or of a device such as /dev/null. */
	if (sandbox_is_file_or_missing(path))
		return replace_file(path, text, mode);
	fprintf(stderr, "otk-sandbox: \"%s\" is not a regular file, or cannot be examined\n", path);
	return false;
}

bool sandbox_write_file_or_pipe(const char *path, const char *text, int stop, bool *stopped)
{
	struct pollfd wait = {.fd = stop, .events = POLLIN};
	int descriptor;

	*stopped = false;
	if (sandbox_is_file_or_missing(path))
		return replace_file(path, text, 0644);
	/* A blocking open() of a pipe without a reader could not be ended by a signal. */
	while ((descriptor = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC)) < 0 && errno == ENXIO) {
		if (poll(&wait, 1, RETRY_MS) > 0) {
			*stopped = true;
			return true;
		}
	}
	return (descriptor >= 0 && write_and_close(descriptor, text)) || report_problem(path);
}

/*
 * A named pipe has nothing to read until somebody writes. SIGINT and SIGTERM, which are blocked for
 * the server's signal descriptor, end the process during this wait.
 */
static ssize_t read_part(int descriptor, char *part, size_t size)
{
	struct pollfd wait = {.fd = descriptor, .events = POLLIN};
	sigset_t none;
	ssize_t got;

	sigemptyset(&none);
	do {
		if (ppoll(&wait, 1, NULL, &none) < 0 && errno != EINTR)
			return -1;
		got = read(descriptor, part, size);
	} while (got < 0 && (errno == EAGAIN || errno == EINTR));
	return got;
}

bool sandbox_read_file(const char *path, sandbox_bytes *bytes, size_t max)
{
	/* open() would wait for the writer of a pipe with these signals blocked. */
	const int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	char part[8192];
	ssize_t size = 0;
	int problem;

	if (descriptor < 0)
		return false;
	while (bytes->size <= max && (size = read_part(descriptor, part, sizeof(part))) > 0)
		sandbox_bytes_add(bytes, part, (size_t)size);
	problem = size < 0 ? errno : 0;
	explicit_bzero(part, sizeof(part));
	close(descriptor);
	errno = problem;
	return !problem && bytes->size <= max;
}

void sandbox_warn_of_readers(const char *path)
{
	struct stat status;

	/* The mode of a pipe does not say who can read what is in it. */
	if (stat(path, &status) == 0 && S_ISREG(status.st_mode) &&
		status.st_mode & (S_IRWXG | S_IRWXO))
		fprintf(stderr,
			"otk-sandbox: warning: \"%s\" holds secrets, and other users can read or "
			"change it (mode %03o)\n",
			path, (unsigned)(status.st_mode & 0777));
}
