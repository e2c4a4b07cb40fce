/* SPDX-License-Identifier: MIT */
/* Reading a private key file. */
#include "config.h"

#include "core/base/input/key_file.h"

#include <errno.h>
#include <fcntl.h>
#include <otk/key.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/error/quote.h"
#include "core/base/error/status.h"

#include "core/base/cold.h"

/* The limit, one byte by which a longer file is noticed, and the NUL. */
#define CAPACITY (OTK_KEY_PEM_MAX + 2)

/* Reads up to `capacity` bytes and returns their number; -1: failed, see errno. */
static ssize_t read_all(int file, char *text, size_t capacity)
{
	size_t size = 0;

	while (size < capacity) {
		const ssize_t got = read(file, text + size, capacity - size);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		if (got == 0)
			break;
		size += (size_t)got;
	}
	return (ssize_t)size;
}

static otk_status fail_io(const char *name, const char *path, int number, otk_error *error)
{
	return otk_fail(error, OTK_E_IO, "%s: %s cannot be read: %s", name, OTK_QUOTE(path),
		strerror(number));
}

static otk_status check_size(const char *name, const char *path, ssize_t size, otk_error *error)
{
	if (size == 0)
		return otk_fail(error, OTK_E_ARGUMENT, "%s: %s is empty", name, OTK_QUOTE(path));
	if (size > OTK_KEY_PEM_MAX)
		return otk_fail(error, OTK_E_ARGUMENT,
			"%s: %s is larger than %d bytes, which no key is", name, OTK_QUOTE(path),
			OTK_KEY_PEM_MAX);
	return OTK_OK;
}

otk_status otk_key_file_read(
	const char *name, const char *path, char **text, size_t *size, otk_error *error)
{
	const int file = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	ssize_t got;
	int number;
	otk_status status;

	*text = NULL;
	if (file < 0)
		return fail_io(name, path, errno, error);
	*text = calloc(1, CAPACITY);
	got = *text ? read_all(file, *text, CAPACITY - 1) : 0;
	number = errno;
	close(file);
	if (!*text)
		return otk_fail_nomem(error);
	status = got < 0 ? fail_io(name, path, number, error) : check_size(name, path, got, error);
	*size = got < 0 ? 0 : (size_t)got;
	if (status) {
		otk_key_file_free(*text);
		*text = NULL;
	}
	return status;
}

void otk_key_file_free(char *text)
{
	if (text)
		explicit_bzero(text, CAPACITY);
	free(text);
}

bool otk_key_file_is_open(const char *path)
{
	struct stat info;

	return stat(path, &info) == 0 && S_ISREG(info.st_mode) &&
	       (info.st_mode & (S_IRWXG | S_IRWXO));
}
