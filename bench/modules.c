/* SPDX-License-Identifier: MIT */
/*
 * Finds and opens eight plugins in a process that has none loaded.
 *
 *   modules FOLDER bare   with readdir() and dlopen(), without any check
 *   modules FOLDER otk    by preparing one call of each plugin
 *   modules FOLDER one    by preparing calls of one plugin; prints the number of mapped plugins
 */
#include "config.h"

#include <dirent.h>
#include <dlfcn.h>
#include <otk/otk.h>
#include <otk/plugin.h>
#include <otk/types.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "bench/samples.h"

#define ID "b40ef09b-3811-4726-b508-e41a0f96c68f"

static const struct feature {
	const char *file, *operation, *json;
} features[] = {
	{"archives.so", "archives.get", "{\"archiveId\":\"" ID "\"}"},
	{"broadcasts.so", "broadcasts.get", "{\"broadcastId\":\"" ID "\"}"},
	{"captions.so", "captions.stop", "{\"captionsId\":\"" ID "\"}"},
	{"connections.so", "connections.list", "{\"sessionId\":\"" SESSION "\"}"},
	{"renders.so", "renders.get", "{\"renderId\":\"" ID "\"}"},
	{"signals.so", "signals.send", "{\"sessionId\":\"" SESSION "\",\"data\":\"x\"}"},
	{"sip.so", "sip.dtmf", "{\"sessionId\":\"" SESSION "\",\"digits\":\"1\"}"},
	{"streams.so", "streams.list", "{\"sessionId\":\"" SESSION "\"}"},
};
#define FEATURES (OTK_COUNT_OF(features))

static double now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static bool is_wanted(const char *file)
{
	for (size_t i = 0; i < FEATURES; i++)
		if (strcmp(features[i].file, file) == 0)
			return true;
	return false;
}

static size_t open_bare(const char *folder)
{
	DIR *files = opendir(folder);
	struct dirent *entry;
	size_t opened = 0;

	while (files && (entry = readdir(files))) {
		char path[4096];
		void *module;
		otk_plugin_entry_fn *function;

		if (!is_wanted(entry->d_name))
			continue;
		snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		module = dlopen(path, RTLD_NOW | RTLD_LOCAL);
		if (!module)
			break;
		*(void **)&function = dlsym(module, "otk_plugin_entry");
		opened += function && function((uint32_t)OTK_PLUGIN_ABI_MAJOR << 16);
	}
	if (files)
		closedir(files);
	return opened;
}

static size_t open_otk(otk_client *client, size_t count)
{
	otk_error error = OTK_ERROR_INIT;
	size_t opened = 0;

	for (size_t i = 0; i < count; i++) {
		otk_call *call =
			otk_call_new_json(client, features[i].operation, features[i].json, &error);

		if (!call)
			fprintf(stderr, "%s\n", error.message);
		opened += call != NULL;
		otk_call_free(call);
	}
	return opened;
}

static size_t mapped(const char *folder)
{
	FILE *maps = fopen("/proc/self/maps", "r");
	char line[4096];
	size_t count = 0;

	while (maps && fgets(line, sizeof(line), maps)) {
		const char *file = strrchr(line, '/');

		line[strcspn(line, "\n")] = '\0';
		/* The first mapping of each file. */
		if (file && strstr(line, folder) && strstr(line, " 00000000 ") &&
			is_wanted(file + 1))
			count++;
	}
	if (maps)
		fclose(maps);
	return count;
}

int main(int argc, char **argv)
{
	const char *folder = argc == 3 ? argv[1] : "", *how = argc == 3 ? argv[2] : "";
	otk_error error = OTK_ERROR_INIT;
	otk_client *client =
		otk_client_new(&OTK_CLIENT_OPTIONS(.api_key = "123456", .api_secret = "secret",
				       .plugin_path = {.items = &folder, .count = 1}),
			&error);
	double begin = now_us();
	size_t opened = 0;

	if (!client)
		return 1;
	if (strcmp(how, "one") == 0) {
		opened = open_otk(client, 1);
		printf("modules one\tmapped\t%zu\n", mapped(folder));
		otk_client_free(client);
		return opened != 1;
	}
	opened = strcmp(how, "bare") == 0 ? open_bare(folder) : open_otk(client, FEATURES);
	printf("%.1f %.1f\n", now_us() - begin, now_us() - begin);
	otk_client_free(client);
	return opened != FEATURES;
}
