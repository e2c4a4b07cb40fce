/* SPDX-License-Identifier: MIT */
/* Who could have written this plugin file? What others may write is not loaded. */
#include "config.h"

#include "core/client/plugins/trust.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/buffer.h"
#include "core/base/status.h"
#include "core/client/plugins/loader.h"

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

static otk_status cannot_examine(const char *path, otk_error *error)
{
	if (errno == ENOENT || errno == ENOTDIR)
		return otk_fail(error, OTK_E_NO_PLUGIN, "%s: there is no such file", path);
	if (errno == ENOMEM)
		return otk_fail_nomem(error);
	return otk_fail(
		error, OTK_E_PLUGIN_BROKEN, "%s cannot be examined: %s", path, strerror(errno));
}

/* Where the folder of path really is, unless that is known and still there. */
static otk_status check_folder(const char *path, char **folder, otk_error *error)
{
	const size_t size = (size_t)(strrchr(path, '/') - path);
	otk_status status = OTK_OK;
	struct stat seen;
	char *asked;

	if (!*folder || lstat(*folder, &seen) || !S_ISDIR(seen.st_mode)) {
		free(*folder);
		*folder = NULL;
		asked = strndup(path, size ? size : 1);
		if (!asked)
			return otk_fail_nomem(error);
		*folder = realpath(asked, NULL);
		if (!*folder || lstat(*folder, &seen))
			status = cannot_examine(path, error);
		free(asked);
	}
	return status ? status : check_owner(path, "its folder ", &seen, error);
}

/* A link may lead to another name in its folder, not out of it. */
static otk_status follow_link(
	const char *path, const char *folder, char **file, struct stat *seen, otk_error *error)
{
	const size_t size = strcmp(folder, "/") ? strlen(folder) : 0;
	char *target = realpath(*file, NULL);

	if (!target)
		return cannot_examine(path, error);
	free(*file);
	*file = target;
	if (strncmp(target, folder, size) || strrchr(target, '/') != target + size)
		return otk_fail(error, OTK_E_PLUGIN_BROKEN,
			"%s is refused: it is a link out of its folder, to %s", path, target);
	return lstat(target, seen) ? cannot_examine(path, error) : OTK_OK;
}

static otk_status check_file(const char *path, const char *folder, char **file, otk_error *error)
{
	struct stat seen;
	otk_status status = OTK_OK;

	if (lstat(*file, &seen))
		return cannot_examine(path, error);
	if (S_ISLNK(seen.st_mode))
		status = follow_link(path, folder, file, &seen, error);
	if (status)
		return status;
	if (!S_ISREG(seen.st_mode))
		return otk_fail(error, OTK_E_PLUGIN_BROKEN,
			"%s is refused: it is not a regular file", path);
	return check_owner(path, "it ", &seen, error);
}

otk_status otk_trust_check(const char *path, char **folder, char **canonical, otk_error *error)
{
	otk_status status = check_path(path, error);
	const char *name;
	otk_buffer file;

	*canonical = NULL;
	if (!status)
		status = check_folder(path, folder, error);
	if (status)
		return status;
	name = strrchr(path, '/');
	otk_buffer_init(&file, PATH_MAX);
	otk_buffer_add_text(&file, strcmp(*folder, "/") ? *folder : "");
	otk_buffer_add_text(&file, name);
	*canonical = otk_buffer_take(&file);
	status = *canonical ? check_file(path, *folder, canonical, error) : otk_fail_nomem(error);
	if (status) {
		free(*canonical);
		*canonical = NULL;
	}
	return status;
}
