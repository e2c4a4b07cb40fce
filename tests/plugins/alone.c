/* SPDX-License-Identifier: MIT */
/*
 * Each plugin is the only one that is installed: it works, and each of the others is missed with
 * the name of its package.
 */
#include "config.h"

#include <otk/otk.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/harness.h"
#include "tests/plugins/add_features.h"
#include "tests/plugins/features.h"

/* Copies a built module into a folder; returns false if it was not built. */
static bool install(const char *name, char *folder, size_t size)
{
	char relative[96], path[512];
	char *from, *data;
	size_t length = 0;
	FILE *file;

	snprintf(relative, sizeof(relative), ".libs/%s.so", name);
	from = otk_test_build(relative);
	data = from && access(from, R_OK) == 0 ? otk_test_read(from, &length) : NULL;
	snprintf(folder, size, "%s/%s", otk_test_folder(), name);
	snprintf(path, sizeof(path), "%s/%s%s", folder, name, ".so");
	if (data && CHECK(mkdir(folder, 0700) == 0)) {
		file = fopen(path, "w");
		CHECK(file && fwrite(data, 1, length, file) == length && !fclose(file));
	}
	free(data);
	free(from);
	return data != NULL;
}

static otk_client *client_of(const char *folder)
{
	const char *const folders[] = {folder};
	otk_error error = OTK_ERROR_INIT;
	otk_client *client =
		otk_client_new(&OTK_CLIENT_OPTIONS(.api_key = "123456", .api_secret = "secret",
				       .plugin_path = {folders, 1}, .checks = OTK_CHECKS_OFF),
			&error);

	CHECK_CASE(client != NULL, "%s", error.message);
	return client;
}

/* "archives.start" */
static const char *first_operation(const char *feature, char *name, size_t size)
{
	snprintf(name, size, "%s.%s", feature,
		otk_feature(feature)->interfaces[0].operations[0].name);
	return name;
}

/* The plugin is found and its rows are read: the call may fail only for its arguments. */
static void check_works(otk_client *client, const char *feature)
{
	char operation[96];
	otk_error error = OTK_ERROR_INIT;
	otk_call *call =
		otk_call_new_json(client, first_operation(feature, operation, sizeof(operation)),
			"{\"sessionId\":\"1_x\",\"apiKey\":\"1\",\"applicationId\":\"1\"}", &error);

	CHECK_CASE(call || (error.status < OTK_E_NO_PLUGIN && error.status), "%s: %s", operation,
		error.message);
	otk_call_free(call);
}

static void check_missing(otk_client *client, const char *feature)
{
	char operation[96], package[96];
	otk_error error = OTK_ERROR_INIT;
	otk_call *call;

	if (otk_feature_is_builtin(feature))
		return;
	call = otk_call_new_json(
		client, first_operation(feature, operation, sizeof(operation)), "{}", &error);
	CHECK_CASE(!call && error.status == OTK_E_NO_PLUGIN, "%s: %s", operation, error.message);
	snprintf(package, sizeof(package), "otk-plugin-%s", feature);
	CHECK_HAS(error.message, package);
	otk_call_free(call);
}

static void each_plugin_alone(void)
{
	size_t tried = 0;

	for (size_t i = 0; otk_feature_names[i]; i++) {
		char folder[256];
		otk_client *client;

		if (!install(otk_feature_names[i], folder, sizeof(folder)))
			continue;
		tried++;
		client = client_of(folder);
		for (size_t j = 0; client && otk_feature_names[j]; j++) {
			if (i == j)
				check_works(client, otk_feature_names[j]);
			else
				check_missing(client, otk_feature_names[j]);
		}
		otk_client_free(client);
	}
	if (!tried)
		SKIP("no plugin was built as a module");
	printf("%zu plugins\n", tried);
}

static void each_plugin_removed(void)
{
	for (size_t i = 0; otk_feature_names[i]; i++) {
		otk_client *client = client_of(otk_test_folder());

		if (client)
			CHECK_INT(otk_features_add(client, otk_feature_names[i], NULL), OTK_OK);
		for (size_t j = 0; client && otk_feature_names[j]; j++) {
			if (i != j)
				check_works(client, otk_feature_names[j]);
			else
				check_missing(client, otk_feature_names[j]);
		}
		otk_client_free(client);
	}
}

int main(void)
{
	static const otk_test tests[] = {TEST(each_plugin_alone), TEST(each_plugin_removed)};

	unsetenv("OTK_PLUGIN_PATH");
	return otk_test_main("alone", tests, OTK_COUNT_OF(tests), NULL, NULL);
}
