/* SPDX-License-Identifier: MIT */
/* The password of the server, from a file. */
#define _DEFAULT_SOURCE /* explicit_bzero */
#include "plugins/redis/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "plugins/types/small.h"

#define SECRET_MAX 4096

static otk_status open_file(const otk_host *host, const char *path, int *fd, otk_error *error)
{
	struct stat info;

	*fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (*fd < 0 || fstat(*fd, &info))
		return host->fail(error, OTK_E_IO, "passwordFile: \"%s\" cannot be opened: %s",
			path, strerror(errno));
	if (!S_ISREG(info.st_mode))
		return host->fail(
			error, OTK_E_ARGUMENT, "passwordFile: \"%s\" is not a regular file", path);
	if (info.st_mode & (S_IRWXO | S_IWGRP))
		return host->fail(error, OTK_E_ARGUMENT,
			"passwordFile: others may read or write \"%s\"; run chmod 600 on it", path);
	return OTK_OK;
}

otk_status otk_redis_secret_read(
	const otk_host *host, const char *path, char **password, otk_error *error)
{
	char *text = calloc(1, SECRET_MAX + 1);
	int fd = -1;
	ssize_t size = 0;
	otk_status status = text ? open_file(host, path, &fd, error)
				 : host->fail(error, OTK_E_NOMEM, "out of memory");

	if (!status) {
		size = read(fd, text, SECRET_MAX);
		if (size >= 0)
			text[size] = '\0';
		text[strcspn(text, "\r\n")] = '\0';
		if (size < 0 || size == SECRET_MAX || !text[0])
			status = host->fail(error, OTK_E_ARGUMENT,
				"passwordFile: the first line of \"%s\" is not a password of 1 to "
				"%d bytes",
				path, SECRET_MAX - 1);
	}
	if (fd >= 0)
		close(fd);
	if (status) {
		otk_redis_secret_free(text);
		text = NULL;
	}
	*password = text;
	return status;
}

void otk_redis_secret_free(char *password)
{
	if (password)
		explicit_bzero(password, SECRET_MAX + 1);
	free(password);
}
