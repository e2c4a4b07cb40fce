/* SPDX-License-Identifier: MIT */
/* The folders of plugins. Only this file of the loader reads the environment (OTK_PLUGIN_PATH). */
#include "config.h"

#include "core/client/loader/folders.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/error/status.h"
#include "core/client/loader/installed_folder.h"
#include "core/client/loader/loader.h"
#include "core/client/log.h"

#include "core/base/cold.h"

static const char *path_of_environment(void)
{
#ifndef OTK_ENV_PLUGIN_PATH
	return NULL;
#elif defined(HAVE_SECURE_GETENV)
	return secure_getenv("OTK_PLUGIN_PATH");
#else
	/* A set-uid program must not load files from folders that its caller chose. */
	if (getuid() != geteuid() || getgid() != getegid())
		return NULL;
	return getenv("OTK_PLUGIN_PATH");
#endif
}

static otk_status add_folder(
	otk_folders *folders, const char *folder, size_t size, otk_error *error)
{
	char *copy;

	while (size > 1 && folder[size - 1] == '/')
		size--;
	copy = strndup(folder, size);
	if (!copy)
		return otk_fail_nomem(error);
	folders->owned[folders->list.count++] = copy;
	return OTK_OK;
}

static otk_status add_environment(
	otk_folders *folders, otk_client *client, const char *path, otk_error *error)
{
	otk_status status = OTK_OK;

	while (path && !status) {
		const char *colon = strchr(path, ':');
		size_t size = colon ? (size_t)(colon - path) : strlen(path);

		if (path[0] == '/')
			status = add_folder(folders, path, size, error);
		else if (size)
			otk_log(client, OTK_LOG_WARNING, "plugin", NULL,
				"OTK_PLUGIN_PATH: a folder that is not absolute is ignored", NULL,
				0);
		path = colon ? colon + 1 : NULL;
	}
	return status;
}

otk_status otk_folders_init(
	otk_folders *folders, otk_client *client, const otk_strings *own, otk_error *error)
{
	const char *environment = path_of_environment();
	size_t capacity = own->count + 2;
	otk_status status = OTK_OK;

	for (const char *c = environment; c && *c; c++)
		capacity += *c == ':';
	folders->owned = calloc(capacity, 2 * sizeof(*folders->owned));
	if (!folders->owned)
		return otk_fail_nomem(error);
	folders->real = folders->owned + capacity;
	folders->list = (otk_strings){.items = (const char *const *)folders->owned};
	for (size_t i = 0; i < own->count && !status; i++)
		status = add_folder(folders, own->items[i], strlen(own->items[i]), error);
	if (!status)
		status = add_environment(folders, client, environment, error);
	if (!status && otk_installed_folder[0])
		status = add_folder(
			folders, otk_installed_folder, strlen(otk_installed_folder), error);
	if (status)
		otk_folders_free(folders);
	return status;
}

void otk_folders_free(otk_folders *folders)
{
	for (size_t i = 0; i < folders->list.count; i++) {
		free(folders->owned[i]);
		free(folders->real[i]);
	}
	free(folders->owned);
	*folders = (otk_folders){.list = {NULL, 0}};
}

char *otk_folders_file(const otk_folders *folders, size_t index, const char *name)
{
	otk_buffer path;

	otk_buffer_init(&path, SIZE_MAX); /* the loader refuses what is too long */
	otk_buffer_add_text(&path, folders->list.items[index]);
	otk_buffer_add_char(&path, '/');
	otk_buffer_add_text(&path, name);
	otk_buffer_add_text(&path, OTK_PLUGIN_SUFFIX);
	return otk_buffer_take(&path);
}

void otk_folders_append(const otk_folders *folders, otk_buffer *out)
{
	for (size_t i = 0; i < folders->list.count; i++) {
		otk_buffer_add_text(out, i ? ", " : "");
		otk_buffer_add_text(out, folders->list.items[i]);
	}
}
