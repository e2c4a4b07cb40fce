/* SPDX-License-Identifier: MIT */
/* Stubs: routes that the author of a plugin has written down. */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/sandbox/base/file.h"
#include "tools/sandbox/base/ids.h"
#include "tools/sandbox/base/json.h"
#include "tools/sandbox/base/memory.h"
#include "tools/sandbox/request/listed.h"
#include "tools/sandbox/request/reply.h"
#include "tools/sandbox/request/route.h"
#include "tools/sandbox/request/stubs/placeholder.h"
#include "tools/sandbox/request/stubs/stub.h"

/* Bounds of one stub and of all stubs. */
enum {
	MAX_BODY = 1024 * 1024,
	MAX_PATH = 512,
	MAX_STUBS = 1000,
	MAX_STUBS_SIZE = 16 * 1024 * 1024,
	MAX_FILE = 4 * 1024 * 1024
};

/* Lives as long as a request uses it, also when it was removed meanwhile. */
typedef struct sandbox_stub {
	char id[SANDBOX_UUID_SIZE];
	json_object *json; /* as given */
	size_t size;       /* of its text */
	int64_t hits;
	size_t users; /* the list and the requests */
	sandbox_route route;
} stub;

struct sandbox_stubs {
	stub **items; /* oldest first */
	size_t count;
};

sandbox_stubs *sandbox_stubs_new(void)
{
	return sandbox_alloc(sizeof(sandbox_stubs));
}

static void drop_stub(stub *one)
{
	if (--one->users)
		return;
	json_object_put(one->json);
	free(one);
}

void sandbox_stubs_clear(sandbox_stubs *stubs)
{
	for (size_t i = 0; i < stubs->count; i++)
		drop_stub(stubs->items[i]);
	free(stubs->items);
	stubs->items = NULL;
	stubs->count = 0;
}

void sandbox_stubs_free(sandbox_stubs *stubs)
{
	if (!stubs)
		return;
	sandbox_stubs_clear(stubs);
	free(stubs);
}

/* ---- responses */

static void reply_of_stub(sandbox_request *request)
{
	json_object *described = request->stub->json;
	const unsigned int status = (unsigned int)sandbox_json_int(described, "status", 200);
	const char *type = sandbox_json_text(described, "contentType", NULL);
	json_object *given = sandbox_json_member(described, "body"), *body = NULL;
	json_object *headers = sandbox_json_member(described, "headers");
	json_object_iter each;

	request->stub->hits++;
	if (sandbox_json_flag(described, "echo", false))
		body = sandbox_json_parse(request->body.data ? request->body.data : "null",
			request->body.data ? request->body.size : 4);
	else if (given && !sandbox_placeholders_fill(request, given, &body)) {
		sandbox_refuse(request, 507, 507, "The placeholders of the stub become too large");
		return;
	}
	if (json_object_is_type(body, json_type_object) ||
		json_object_is_type(body, json_type_array))
		sandbox_reply_json(request, status, json_object_get(body));
	else if (body)
		sandbox_reply_text(
			request, status, "text/plain; charset=utf-8", json_object_get_string(body));
	else
		sandbox_reply_empty(request, status);
	json_object_put(body);
	if (type)
		request->reply.type = type;
	if (!headers)
		return;
	json_object_object_foreachC(headers, each)
		sandbox_reply_header(request, each.key, json_object_get_string(each.val));
}

/* A path of another project than the credential's is refused, as the service does. */
static void run_stub(sandbox_request *request)
{
	const char *project = sandbox_parameter(request, "project");

	if (*project && request->owner && strcmp(project, request->owner) != 0 &&
		request->route->auth != SANDBOX_AUTH_ACCOUNT)
		sandbox_refuse(
			request, 403, -1, "Id in the token does not match the one in the url");
	else
		reply_of_stub(request);
}

/* ---- the list */

static const char *const methods[] = {"GET", "POST", "PUT", "PATCH", "DELETE", NULL};
static const char *const auths[] = {"project", "account", "basic", "either", "none", NULL};
static const sandbox_auth auth_kinds[] = {SANDBOX_AUTH_SIGNED, SANDBOX_AUTH_ACCOUNT,
	SANDBOX_AUTH_BASIC, SANDBOX_AUTH_ANY, SANDBOX_AUTH_NONE};

static const sandbox_field stub_fields[] = {
	{.name = "method", .kind = SANDBOX_TEXT, .values = methods, .otherwise = "\"GET\""},
	{.name = "path", .kind = SANDBOX_TEXT, .required = true, .max = MAX_PATH},
	{.name = "auth", .kind = SANDBOX_TEXT, .values = auths, .otherwise = "\"project\""},
	{.name = "status", .kind = SANDBOX_NUMBER, .min = 200, .max = 599, .otherwise = "200"},
	{.name = "body", .kind = SANDBOX_ANY, .max = MAX_BODY},
	{.name = "echo", .kind = SANDBOX_FLAG},
	{.name = "contentType", .kind = SANDBOX_TEXT, .one_line = true},
	{.name = "headers", .kind = SANDBOX_MAP, .one_line = true},
	{.name = NULL},
};

static size_t index_of(const char *const *words, const char *word)
{
	size_t i = 0;

	while (words[i] && strcmp(words[i], word) != 0)
		i++;
	return i;
}

/* Each part between slashes is a text or one {name}. */
static const char *path_problem(const char *path)
{
	if (*path != '/')
		return "it must begin with /";
	if (strcmp(path, "/sandbox") == 0 || strncmp(path, "/sandbox/", 9) == 0)
		return "paths below /sandbox are those of the control interface";
	if (strpbrk(path, "?#[]*"))
		return "it is a path such as \"/v2/project/{project}/things/{thingId}\", without "
		       "query, [ ] and *";
	for (const char *at = path; *at; at += strcspn(at, "/")) {
		const size_t length = strcspn(++at, "/");
		const size_t inner = length > 2 ? strcspn(at + 1, "{}/") : 0;

		if (memchr(at, '{', length) || memchr(at, '}', length)) {
			if (*at != '{' || !inner || inner + 2 != length || at[length - 1] != '}')
				return "a {name} must be a whole part between slashes";
		}
	}
	return NULL;
}

static size_t size_of_all(const sandbox_stubs *stubs)
{
	size_t sum = 0;

	for (size_t i = 0; i < stubs->count; i++)
		sum += stubs->items[i]->size;
	return sum;
}

/* Returns the checked description; NULL: the request was refused. json_object_put() it. */
static json_object *read_stub(sandbox_request *request, json_object *given)
{
	json_object *checked = sandbox_fields_read(request, stub_fields, given);
	const char *problem = checked ? path_problem(sandbox_json_text(checked, "path", "")) : NULL;
	const char *headers = sandbox_headers_problem(sandbox_json_member(checked, "headers"));

	if (headers) {
		sandbox_refuse(request, 400, -1, "%s", headers);
	} else if (checked && !problem && sandbox_json_flag(checked, "echo", false) &&
		   sandbox_json_member(checked, "body")) {
		sandbox_refuse(
			request, 400, -1, "Invalid echo: body and echo are mutually exclusive");
	} else if (checked && problem) {
		sandbox_refuse(request, 400, -1, "Invalid path: %s", problem);
	} else {
		return checked;
	}
	json_object_put(checked);
	return NULL;
}

/* Adds a stub; takes over its checked description. */
static stub *append_stub(sandbox_stubs *stubs, json_object *json)
{
	stub *added = sandbox_alloc(sizeof(*added));

	*added = (stub){.json = json,
		.users = 1,
		.route = {.method = sandbox_json_text(json, "method", ""),
			.path = sandbox_json_text(json, "path", ""),
			.auth = auth_kinds[index_of(auths, sandbox_json_text(json, "auth", ""))],
			.handle = run_stub}};
	sandbox_json_print(json, &added->size);
	stubs->items = sandbox_grow(stubs->items, (stubs->count + 1) * sizeof(*stubs->items));
	stubs->items[stubs->count++] = added;
	return added;
}

const char *sandbox_stubs_add(sandbox_request *request)
{
	sandbox_stubs *stubs = request->box->stubs;
	json_object *json;
	size_t size = 0;
	stub *added;

	request->strict = true;
	json = read_stub(request, request->input);
	if (!json)
		return NULL;
	sandbox_json_print(json, &size);
	if (stubs->count == MAX_STUBS || size_of_all(stubs) + size > MAX_STUBS_SIZE) {
		sandbox_refuse(request, 409, -1, "Too many stubs: at most %d, of 16 MiB together",
			MAX_STUBS);
		json_object_put(json);
		return NULL;
	}
	added = append_stub(stubs, json);
	sandbox_uuid(added->id);
	return added->id;
}

/* What the list adds to the description of a stub. */
static const char *const added_members[] = {"id", "hits", NULL};

bool sandbox_stub_check(sandbox_request *request, json_object *item)
{
	return sandbox_listed_check(request, item, added_members, read_stub);
}

void sandbox_stubs_replace(sandbox_stubs *stubs, json_object *items)
{
	sandbox_stubs_clear(stubs);
	for (size_t i = 0; i < sandbox_json_list_size(items) && i < MAX_STUBS; i++) {
		json_object *item = json_object_array_get_idx(items, i);
		stub *added = append_stub(stubs, sandbox_listed_description(item, added_members));

		snprintf(added->id, sizeof(added->id), "%s", sandbox_json_text(item, "id", ""));
		added->hits = sandbox_json_int(item, "hits", 0);
	}
}

size_t sandbox_stubs_count(const sandbox_stubs *stubs)
{
	return stubs->count;
}

void sandbox_stubs_truncate(sandbox_stubs *stubs, size_t count)
{
	while (stubs->count > count)
		drop_stub(stubs->items[--stubs->count]);
}

bool sandbox_stubs_remove(sandbox_stubs *stubs, const char *id)
{
	for (size_t i = 0; i < stubs->count; i++) {
		if (strcmp(stubs->items[i]->id, id) != 0)
			continue;
		drop_stub(stubs->items[i]);
		stubs->count--;
		memmove(&stubs->items[i], &stubs->items[i + 1],
			(stubs->count - i) * sizeof(*stubs->items));
		return true;
	}
	return false;
}

json_object *sandbox_stubs_list(const sandbox_stubs *stubs)
{
	json_object *list = sandbox_new_array();

	for (size_t i = 0; i < stubs->count; i++) {
		json_object *item = sandbox_json_clone(stubs->items[i]->json);

		sandbox_json_set_text(item, "id", stubs->items[i]->id);
		sandbox_json_set_int(item, "hits", stubs->items[i]->hits);
		sandbox_json_append(list, item);
	}
	return list;
}

/* ---- the file */

static bool cannot_load(const char *path, const char *why)
{
	fprintf(stderr, "otk-sandbox: --stubs: \"%s\": %s\n", path, why);
	return false;
}

/* The same checks as for POST /sandbox/stubs; a refusal is printed instead of sent. */
static bool load_stub(sandbox *box, const char *path, size_t index, json_object *item)
{
	sandbox_request *request = sandbox_request_new(box, "/sandbox/stubs");
	bool good = json_object_is_type(item, json_type_object);

	request->input = json_object_get(item);
	if (good)
		good = sandbox_stubs_add(request) != NULL;
	if (!good)
		fprintf(stderr, "otk-sandbox: --stubs: \"%s\": item %zu: %s\n", path, index,
			sandbox_json_text(request->reply.json, "message", "is not an object"));
	sandbox_request_free(request);
	return good;
}

bool sandbox_stubs_load(sandbox *box, const char *path)
{
	sandbox_bytes text = {0};
	json_object *list;
	bool good = true;

	if (!sandbox_read_file(path, &text, MAX_FILE)) {
		sandbox_bytes_free(&text);
		return cannot_load(path, errno ? strerror(errno) : "is larger than 4 MiB");
	}
	list = sandbox_json_parse(text.data ? text.data : "", text.size);
	sandbox_bytes_free(&text);
	if (!json_object_is_type(list, json_type_array)) {
		json_object_put(list);
		return cannot_load(path, "is not a JSON array of stubs");
	}
	for (size_t i = 0; i < sandbox_json_list_size(list) && good; i++)
		good = load_stub(box, path, i, json_object_array_get_idx(list, i));
	json_object_put(list);
	return good;
}

/* ---- matching */

void sandbox_stub_find(sandbox_request *request, const char *method)
{
	const sandbox_stubs *stubs = request->box->stubs;

	for (size_t i = stubs->count; i-- > 0;) {
		stub *one = stubs->items[i];

		if (strcmp(one->route.method, method) != 0 ||
			!sandbox_path_matches(request, one->route.path))
			continue;
		one->users++;
		request->stub = one;
		request->stub_free = drop_stub;
		request->route = &one->route;
		return;
	}
}

void sandbox_stub_methods(const sandbox_request *request,
	void (*each)(sandbox_bytes *methods, const char *method), sandbox_bytes *found)
{
	const sandbox_stubs *stubs = request->box->stubs;

	for (size_t i = 0; i < stubs->count; i++)
		if (sandbox_path_matches(request, stubs->items[i]->route.path))
			each(found, stubs->items[i]->route.method);
}
