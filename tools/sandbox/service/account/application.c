/* SPDX-License-Identifier: MIT */
/* The Application API of the unified platform, as far as video needs it. */
#include "config.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "tools/sandbox/base/crypto/rsa.h"
#include "tools/sandbox/base/ids.h"
#include "tools/sandbox/base/json.h"
#include "tools/sandbox/base/memory.h"
#include "tools/sandbox/base/text.h"
#include "tools/sandbox/request/reply.h"
#include "tools/sandbox/service/routes.h"
#include "tools/sandbox/state/project.h"

static const sandbox_field key_fields[] = {
	{.name = "public_key", .kind = SANDBOX_TEXT},
	{.name = NULL},
};

static const sandbox_field application_fields[] = {
	{.name = "name", .kind = SANDBOX_TEXT, .required = true},
	{.name = "keys", .kind = SANDBOX_OBJECT, .members = key_fields},
	{.name = "capabilities", .kind = SANDBOX_ANY, .otherwise = "{}"},
	{.name = "privacy", .kind = SANDBOX_ANY, .otherwise = "{\"improve_ai\":false}"},
	{.name = NULL},
};

static json_object *application_view(json_object *application, const char *private_pem)
{
	json_object *shown = sandbox_json_public(application);
	json_object *keys = sandbox_new_object();

	sandbox_json_set_text(keys, "public_key", sandbox_json_text(application, "_publicKey", ""));
	if (private_pem)
		sandbox_json_set_text(keys, "private_key", private_pem);
	sandbox_json_set(shown, "keys", keys);
	return shown;
}

/* Copies the members of the request into the application. If it has no key, the old key is kept. */
static bool apply_input(sandbox_request *request, json_object *application)
{
	static const char *const given[] = {"name", "capabilities", "privacy", NULL};
	json_object *keys = sandbox_json_member(request->input, "keys");
	const char *public_key = sandbox_json_text(keys, "public_key", NULL);

	if (!json_object_is_type(
		    sandbox_json_member(request->input, "capabilities"), json_type_object)) {
		sandbox_refuse_problem(
			request, 400, "Bad Request", "capabilities must be an object");
		return false;
	}
	if (public_key && !sandbox_rsa_is_public(public_key)) {
		sandbox_refuse_problem(request, 400, "Bad Request",
			"keys.public_key must be an RSA public key in PEM");
		return false;
	}
	if (public_key)
		sandbox_json_set_text(application, "_publicKey", public_key);
	sandbox_json_take(application, request->input, given);
	return true;
}

static void create_application(sandbox_request *request)
{
	char id[SANDBOX_UUID_SIZE];
	json_object *application;
	char *private_pem = NULL;
	char *public_pem = NULL;

	sandbox_uuid(id);
	application = sandbox_application_new(request->box, id, NULL, request->owner,
		sandbox_json_text(request->input, "name", ""));
	if (apply_input(request, application)) {
		if (!sandbox_json_member(application, "_publicKey") &&
			sandbox_rsa_pair(&private_pem, &public_pem))
			sandbox_json_set_text(application, "_publicKey", public_pem);
		sandbox_store_put(request->box->store, "application", application);
		sandbox_reply_json(request, 201, application_view(application, private_pem));
	}
	if (private_pem)
		explicit_bzero(private_pem, strlen(private_pem));
	free(private_pem);
	free(public_pem);
	json_object_put(application);
}

static void add_page_links(json_object *response, int64_t page, int64_t size, int64_t pages)
{
	const struct {
		const char *name;
		int64_t page;
	} links[] = {{"self", page}, {"first", 1}, {"last", pages}, {"prev", page - 1},
		{"next", page < pages ? page + 1 : 0}};
	json_object *all = sandbox_new_object();

	for (size_t i = 0; i < COUNT_OF(links); i++) {
		json_object *link;
		char *address;

		if (links[i].page < 1)
			continue;
		address = sandbox_print("/v2/applications?page_size=%" PRId64 "&page=%" PRId64,
			size, links[i].page);
		link = sandbox_new_object();
		sandbox_json_set_text(link, "href", address);
		sandbox_json_set(all, links[i].name, link);
		free(address);
	}
	sandbox_json_set(response, "_links", all);
}

static int64_t read_query_number(
	sandbox_request *request, const char *name, int64_t otherwise, int64_t max)
{
	int64_t number;

	if (!sandbox_number(sandbox_json_text(request->query, name, ""), &number) || number < 1 ||
		number > max)
		return otherwise;
	return number;
}

static void list_applications(sandbox_request *request)
{
	const int64_t size = read_query_number(request, "page_size", 10, 100);
	const int64_t page = read_query_number(request, "page", 1, INT64_C(1000000));
	const sandbox_query query = {.kind = "application",
		.owner = request->owner,
		.offset = (page - 1) * size,
		.count = size,
		.oldest_first = true};
	json_object *response = sandbox_new_object();
	json_object *embedded = sandbox_new_object();
	json_object *items = sandbox_new_array();
	const int64_t total = sandbox_store_count(request->box->store, &query);
	sandbox_walk walk = sandbox_store_walk(request->box->store, &query);
	json_object *application;
	int64_t pages;

	while ((application = sandbox_walk_next(&walk))) {
		sandbox_json_append(items, application_view(application, NULL));
		json_object_put(application);
	}
	pages = (total + size - 1) / size;
	sandbox_json_set_int(response, "page_size", size);
	sandbox_json_set_int(response, "page", page);
	sandbox_json_set_int(response, "total_items", total);
	sandbox_json_set_int(response, "total_pages", pages);
	sandbox_json_set(embedded, "applications", items);
	sandbox_json_set(response, "_embedded", embedded);
	add_page_links(response, page, size, pages);
	sandbox_reply_json(request, 200, response);
}

static void show_application(sandbox_request *request)
{
	sandbox_reply_json(request, 200, application_view(request->object, NULL));
}

static void replace_application(sandbox_request *request)
{
	if (!apply_input(request, request->object))
		return;
	sandbox_store_put(request->box->store, "application", request->object);
	show_application(request);
}

static void delete_application(sandbox_request *request)
{
	sandbox_store_delete(
		request->box->store, "application", sandbox_parameter(request, "appId"));
	sandbox_reply_empty(request, 204);
}

#define BASE "/v2/applications"

const sandbox_route sandbox_application_routes[] = {
	{
		.method = "GET",
		.path = BASE,
		.operation = "applications.list",
		.summary = "lists the applications of the account",
		.auth = SANDBOX_AUTH_BASIC,
		.handle = list_applications,
	},
	{
		.method = "POST",
		.path = BASE,
		.operation = "applications.create",
		.summary = "creates an application",
		.auth = SANDBOX_AUTH_BASIC,
		.flags = SANDBOX_JSON,
		.fields = application_fields,
		.handle = create_application,
	},
	{
		.method = "GET",
		.path = BASE "/{appId}",
		.operation = "applications.get",
		.summary = "shows an application",
		.auth = SANDBOX_AUTH_BASIC,
		.object = "application",
		.parameter = "appId",
		.handle = show_application,
	},
	{
		.method = "PUT",
		.path = BASE "/{appId}",
		.operation = "applications.update",
		.summary = "replaces the settings of an application",
		.auth = SANDBOX_AUTH_BASIC,
		.flags = SANDBOX_JSON,
		.fields = application_fields,
		.object = "application",
		.parameter = "appId",
		.handle = replace_application,
	},
	{
		.method = "DELETE",
		.path = BASE "/{appId}",
		.operation = "applications.delete",
		.summary = "deletes an application",
		.auth = SANDBOX_AUTH_BASIC,
		.object = "application",
		.parameter = "appId",
		.handle = delete_application,
	},
	{0},
};
