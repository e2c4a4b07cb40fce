/* SPDX-License-Identifier: MIT */
/* Reads exchanges: those of otk, and those of the official SDKs if present. */
#include "config.h"

#include "tests/exchanges.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/harness.h"

/* Relative to the folder of the official SDKs; ends in NULL. */
static const char *const official[][8] = {
	[OTK_EXCHANGES_CALLS] = {"ruby.jsonl", "node.jsonl", "python.jsonl", "java.jsonl",
		"php.jsonl", "dotnet.jsonl", "vonage.jsonl", NULL},
	[OTK_EXCHANGES_TOKENS] = {"tokens.jsonl", NULL},
	[OTK_EXCHANGES_VALIDATION] = {"validation.jsonl", NULL},
};
static const char *const own[][3] = {
	[OTK_EXCHANGES_CALLS] = {"opentok.jsonl", "vonage.jsonl", NULL},
	[OTK_EXCHANGES_TOKENS] = {"tokens.jsonl", NULL},
	[OTK_EXCHANGES_VALIDATION] = {"validation.jsonl", NULL},
};

static char *join_path(char *folder, const char *file)
{
	char *path = NULL;

	if (!folder || asprintf(&path, "%s/%s", folder, file) < 0)
		path = NULL;
	free(folder);
	return path;
}

static char *official_path(const char *file)
{
	const char *named = getenv("OTK_EXCHANGES"), *checkout = getenv("OTK_TEST_CHECKOUT");
	char *folder;

	if (named && *named)
		folder = strdup(named);
	else if (checkout && *checkout)
		folder = join_path(strdup(checkout), "../shared/exchanges");
	else
		folder = otk_test_source("../shared/exchanges");
	return join_path(folder, file);
}

static char *own_path(const char *file)
{
	return join_path(otk_test_source("tests/exchanges"), file);
}

char *otk_exchanges_path(const char *file)
{
	char *path = own_path(file);

	if (path && access(path, R_OK) == 0)
		return path;
	free(path);
	return official_path(file);
}

bool otk_exchanges_official(void)
{
	static bool reported;
	char *path = official_path("README.md");
	const bool present = path && access(path, R_OK) == 0;

	if (!present && !reported)
		puts("     the exchanges of the official SDKs are absent: our own are used alone");
	reported = true;
	free(path);
	return present;
}

/* Takes the path. */
static size_t each_line(
	char *path, void (*each)(json_object *exchange, void *context), void *context)
{
	char *text = path ? otk_test_read(path, NULL) : NULL;
	char *rest = text, *line;
	size_t count = 0;

	CHECK_CASE(text != NULL, "%s cannot be read", path ? path : "?");
	while ((line = strsep(&rest, "\n"))) {
		json_object *exchange;

		if (!*line)
			continue;
		count++;
		exchange = json_tokener_parse(line);
		if (CHECK_CASE(exchange != NULL, "%s line %zu is not JSON", path, count))
			each(exchange, context);
		json_object_put(exchange);
	}
	CHECK_CASE(count > 0, "%s is empty", path ? path : "?");
	free(text);
	free(path);
	return count;
}

size_t otk_exchanges_each(
	otk_exchange_kind kind, void (*each)(json_object *exchange, void *context), void *context)
{
	size_t count = 0;

	for (size_t i = 0; own[kind][i]; i++)
		count += each_line(own_path(own[kind][i]), each, context);
	for (size_t i = 0; otk_exchanges_official() && official[kind][i]; i++)
		count += each_line(official_path(official[kind][i]), each, context);
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
