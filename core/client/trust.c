/* SPDX-License-Identifier: MIT */
/* Who could have written this plugin file? What others may write is not loaded. */
#include "config.h"

#include "core/client/loader.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/status.h"

/* Root, or a program that runs with rights its caller lacks: its group is not trusted either. */
static bool is_privileged(void)
{
	return geteuid() == 0 || getuid() != geteuid() || getgid() != getegid() ||
	       getauxval(AT_SECURE) != 0;
}

/* what: "" for the file itself, "its folder " for where it lies. */
static otk_status check_owner(
	const char *path, const char *what, const struct stat *seen, otk_error *error)
{
	if (seen->st_uid != 0 && seen->st_uid != geteuid())
		return otk_fail(error, OTK_E_PLUGIN_BROKEN,
			"%s is refused: %sbelongs to user %lu, neither root nor the user of this "
			"process",
			path, what, (unsigned long)seen->st_uid);
	if (seen->st_mode & S_IWOTH)
		return otk_fail(error, OTK_E_PLUGIN_BROKEN,
			"%s is refused: %sis writable by everybody (chmod o-w)", path, what);
	if ((seen->st_mode & S_IWGRP) && is_privileged())
		return otk_fail(error, OTK_E_PLUGIN_BROKEN,
			"%s is refused: %sis writable by its group, and this process runs as root "
			"or set-uid (chmod g-w)",
			path, what);
	return OTK_OK;
}

static otk_status check_path(const char *path, otk_error *error)
{
	const size_t size = strlen(path), suffix = strlen(OTK_PLUGIN_SUFFIX);

	if (path[0] != '/')
		return otk_fail(error, OTK_E_ARGUMENT,
			"%s is refused: only absolute paths are loaded", path);
	if (size >= PATH_MAX)
		return otk_fail(error, OTK_E_ARGUMENT, "the path of a plugin is too long");
	if (size <= suffix || strcmp(path + size - suffix, OTK_PLUGIN_SUFFIX))
		return otk_fail(error, OTK_E_ARGUMENT,
			"%s is refused: plugin files end in " OTK_PLUGIN_SUFFIX, path);
	return OTK_OK;
}

/* folder: canonical folder of path as it was asked for; file: where path really leads. */
static otk_status check_place(
	const char *path, const char *folder, const char *file, otk_error *error)
{
	const size_t size = strcmp(folder, "/") ? strlen(folder) : 0;
	struct stat seen;

	if (strncmp(file, folder, size) || file[size] != '/' || strchr(file + size + 1, '/'))
		return otk_fail(error, OTK_E_PLUGIN_BROKEN,
			"%s is refused: it is a link out of its folder, to %s", path, file);
	if (stat(folder, &seen))
		return otk_fail(error, OTK_E_PLUGIN_BROKEN, "%s cannot be examined: %s", folder,
			strerror(errno));
	return check_owner(path, "its folder ", &seen, error);
}

otk_status otk_trust_check(const char *path, char **canonical, otk_error *error)
{
	char *file = NULL, *folder = NULL;
	struct stat seen;
	otk_status status = check_path(path, error);
	char *cut = NULL;

	*canonical = NULL;
	if (status)
		return status;
	file = realpath(path, NULL);
	if (!file && (errno == ENOENT || errno == ENOTDIR))
		return otk_fail(error, OTK_E_NO_PLUGIN, "%s: there is no such file", path);
	if (!file || stat(file, &seen))
		status = errno == ENOMEM
				 ? otk_fail_nomem(error)
				 : otk_fail(error, OTK_E_PLUGIN_BROKEN, "%s cannot be examined: %s",
					   path, strerror(errno));
	else if (!S_ISREG(seen.st_mode))
		status = otk_fail(error, OTK_E_PLUGIN_BROKEN,
			"%s is refused: it is not a regular file", path);
	else
		status = check_owner(path, "it ", &seen, error);
	if (!status) {
		cut = strndup(path, (size_t)(strrchr(path, '/') - path) + 1);
		folder = cut ? realpath(cut, NULL) : NULL;
		status = folder ? check_place(path, folder, file, error) : otk_fail_nomem(error);
	}
	free(cut);
	free(folder);
	if (status) {
		free(file);
		return status;
	}
	*canonical = file;
	return OTK_OK;
}
