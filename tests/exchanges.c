/* SPDX-License-Identifier: MIT */
/* Reading the exchanges of the official SDKs. */
#include "config.h"

#include "tests/exchanges.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/harness.h"

char *otk_exchanges_path(const char *file)
{
	const char *named = getenv("OTK_EXCHANGES");
	char *path = NULL;

	if (!named || !*named) {
		char *beside = otk_test_source("../shared/exchanges");
		int made = beside ? asprintf(&path, "%s/%s", beside, file) : -1;

		free(beside);
		return made < 0 ? NULL : path;
	}
	return asprintf(&path, "%s/%s", named, file) < 0 ? NULL : path;
}

bool otk_exchanges_present(void)
{
	char *path = otk_exchanges_path("README.md");
	bool present = path && access(path, R_OK) == 0;

	free(path);
	return present;
}

size_t otk_exchanges_each(
	const char *file, void (*each)(json_object *exchange, void *context), void *context)
{
	char *path = otk_exchanges_path(file);
	char *text = path ? otk_test_read(path, NULL) : NULL;
	char *rest = text, *line;
	size_t count = 0;

	CHECK_CASE(text != NULL, "%s cannot be read", path ? path : file);
	while ((line = strsep(&rest, "\n"))) {
		json_object *exchange;

		if (!*line)
			continue;
		count++;
		exchange = json_tokener_parse(line);
		if (CHECK_CASE(exchange != NULL, "%s line %zu is not JSON", file, count))
			each(exchange, context);
		json_object_put(exchange);
	}
	CHECK_CASE(count > 0, "%s is empty", file);
	free(text);
	free(path);
	return count;
}

json_object *otk_exchange_get(json_object *object, const char *path)
{
	while (object && *path) {
		const char *dot = strchrnul(path, '.');
		char name[128];
		json_object *found = NULL;

		if ((size_t)(dot - path) >= sizeof(name))
			return NULL;
		memcpy(name, path, (size_t)(dot - path));
		name[dot - path] = '\0';
		if (!json_object_object_get_ex(object, name, &found))
			return NULL;
		object = found;
		path = *dot ? dot + 1 : dot;
	}
	return object;
}

const char *otk_exchange_text(json_object *object, const char *path)
{
	json_object *found = otk_exchange_get(object, path);

	return found ? json_object_get_string(found) : NULL;
}

int64_t otk_exchange_int(json_object *object, const char *path, int64_t otherwise)
{
	json_object *found = otk_exchange_get(object, path);

	return found ? json_object_get_int64(found) : otherwise;
}

bool otk_exchange_has(json_object *object, const char *path)
{
	return otk_exchange_get(object, path) != NULL;
}
