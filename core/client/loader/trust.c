/* SPDX-License-Identifier: MIT */
/* Checks who can write a plugin file. A file that other users can write is not loaded. */
#include "config.h"

#include "core/client/loader/trust.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#ifdef __linux__
#	include <link.h>
#endif
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/buffer.h"
#include "core/base/error/status.h"
#include "core/client/loader/loader.h"

#include "core/base/cold.h"

/* Root, or a program with more rights than its caller: its group is not trusted either. */
static bool is_privileged(void)
{
	return geteuid() == 0 || getuid() != geteuid() || getgid() != getegid() ||
	       getauxval(AT_SECURE) != 0;
}

static otk_status refuse_file(
	const char *path, const char *part, const char *problem, otk_error *error)
{
	const bool is_file = strcmp(path, part) == 0;

	return otk_fail(error, OTK_E_PLUGIN_BROKEN, "%s: refused: %s%s %s", path,
		is_file ? "the file" : "its folder ", is_file ? "" : part, problem);
}

/*
 * The rule for a plugin file and for each folder that leads to it. part: the file or folder that
 * `seen` is about. A sticky folder above the plugin's own may be writable by everybody (/tmp): what
 * it holds can be replaced by its owner only, who is checked as well.
 */
static otk_status check_owner(const char *path, const char *part, const struct stat *seen,
	bool may_be_sticky, otk_error *error)
{
	const bool is_sticky = may_be_sticky && (seen->st_mode & S_ISVTX);
	char owner[96];

	if (seen->st_uid != 0 && seen->st_uid != geteuid()) {
		snprintf(owner, sizeof(owner),
			"belongs to user %lu, neither root nor the user of this process",
			(unsigned long)seen->st_uid);
		return refuse_file(path, part, owner, error);
	}
	if ((seen->st_mode & S_IWOTH) && !is_sticky)
		return refuse_file(path, part, "is writable by everybody; chmod o-w", error);
	if ((seen->st_mode & S_IWGRP) && !is_sticky && is_privileged())
		return refuse_file(path, part,
			"is writable by its group, and this process is privileged; chmod g-w",
			error);
	return OTK_OK;
}

static otk_status check_path(const char *path, otk_error *error)
{
	const size_t size = strlen(path), suffix = strlen(OTK_PLUGIN_SUFFIX);

	if (path[0] != '/')
		return otk_fail(
			error, OTK_E_ARGUMENT, "%s: refused: the path must be absolute", path);
	if (size >= PATH_MAX)
		return otk_fail(
			error, OTK_E_ARGUMENT, "%.80s…: refused: the path is too long", path);
	if (size <= suffix || strcmp(path + size - suffix, OTK_PLUGIN_SUFFIX) != 0)
		return otk_fail(error, OTK_E_ARGUMENT,
			"%s: refused: plugin files end in " OTK_PLUGIN_SUFFIX, path);
	return OTK_OK;
}

static otk_status cannot_examine(const char *path, otk_error *error)
{
	if (errno == ENOENT || errno == ENOTDIR)
		return otk_fail(error, OTK_E_NO_PLUGIN, "%s: the file does not exist", path);
	if (errno == ENOMEM)
		return otk_fail_nomem(error);
	return otk_fail(
		error, OTK_E_PLUGIN_BROKEN, "%s: cannot be examined: %s", path, strerror(errno));
}

/*
 * Every folder from the root down to the plugin's own. In this order: once a folder is known to be
 * writable by root and us only, nobody else can exchange what comes below it.
 */
static otk_status check_ancestors(const char *path, char *folder, otk_error *error)
{
	otk_status status = OTK_OK;
	struct stat seen;
	char *end = folder + 1, kept;

	do {
		kept = *end;
		*end = '\0';
		if (lstat(folder, &seen))
			status = cannot_examine(path, error);
		else if (!S_ISDIR(seen.st_mode))
			status = refuse_file(path, folder, "is not a folder any more", error);
		else
			status = check_owner(path, folder, &seen, kept != '\0', error);
		*end = kept;
		if (kept)
			end += 1 + strcspn(end + 1, "/");
	} while (kept && !status);
	return status;
}

/* *folder: the real path of the plugin's folder; it is resolved again if it no longer exists. */
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
		if (!*folder)
			status = cannot_examine(path, error);
		free(asked);
	}
	return status ? status : check_ancestors(path, *folder, error);
}

/* A link may lead to another name in its folder, not out of it. */
static otk_status follow_link(const char *path, char **file, struct stat *seen, otk_error *error)
{
	char *target = realpath(*file, NULL);
	const size_t size = (size_t)(strrchr(*file, '/') - *file);
	bool is_inside;

	if (!target)
		return cannot_examine(path, error);
	is_inside = strncmp(target, *file, size) == 0 && strrchr(target, '/') == target + size;
	free(*file);
	*file = target;
	if (!is_inside)
		return otk_fail(error, OTK_E_PLUGIN_BROKEN,
			"%s: refused: it is a link out of its folder, to %s", path, target);
	return lstat(target, seen) ? cannot_examine(path, error) : OTK_OK;
}

/*
 * Refuses a file whose end is missing, as after a copy to a full disk: the dynamic linker would map
 * pages that do not exist, and the process would end by SIGBUS. The table of sections is at the end
 * of a module.
 */
static otk_status check_end(const char *path, const char *file, off_t size, otk_error *error)
{
#ifdef __linux__
	const int fd = open(file, O_RDONLY | O_CLOEXEC);
	ElfW(Ehdr) head;
	ssize_t got = -1;

	if (fd >= 0) {
		do
			got = read(fd, &head, sizeof(head));
		while (got < 0 && errno == EINTR);
		close(fd);
	}
	if (got < 0)
		return cannot_examine(path, error);
	if (got == sizeof(head) &&
		head.e_shoff + (size_t)head.e_shnum * head.e_shentsize > (size_t)size)
		return refuse_file(path, path, "is incomplete", error);
#else
	(void)path, (void)file, (void)size, (void)error;
#endif
	return OTK_OK;
}

static otk_status check_file(const char *path, char **file, otk_error *error)
{
	struct stat seen;
	otk_status status = OTK_OK;

	if (lstat(*file, &seen))
		return cannot_examine(path, error);
	if (S_ISLNK(seen.st_mode))
		status = follow_link(path, file, &seen, error);
	if (status)
		return status;
	if (!S_ISREG(seen.st_mode))
		return refuse_file(path, path, "is not a regular file", error);
	status = check_owner(path, path, &seen, false, error);
	return status ? status : check_end(path, *file, seen.st_size, error);
}

otk_status otk_trust_check(const char *path, char **folder, char **canonical, otk_error *error)
{
	otk_status status = check_path(path, error);
	otk_buffer file;

	*canonical = NULL;
	if (!status)
		status = check_folder(path, folder, error);
	if (status)
		return status;
	otk_buffer_init(&file, PATH_MAX);
	otk_buffer_add_text(&file, strcmp(*folder, "/") == 0 ? "" : *folder);
	otk_buffer_add_text(&file, strrchr(path, '/'));
	*canonical = otk_buffer_take(&file);
	status = *canonical ? check_file(path, canonical, error) : otk_fail_nomem(error);
	if (status) {
		free(*canonical);
		*canonical = NULL;
	}
	return status;
}
