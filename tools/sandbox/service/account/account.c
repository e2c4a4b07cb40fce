/* SPDX-License-Identifier: MIT */
/* Account management: the projects of an OpenTok account. */
#include "config.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "tools/sandbox/base/ids.h"
#include "tools/sandbox/base/json.h"
#include "tools/sandbox/base/text.h"
#include "tools/sandbox/request/list.h"
#include "tools/sandbox/request/reply.h"
#include "tools/sandbox/service/routes.h"
#include "tools/sandbox/state/project.h"

enum { FIRST_KEY = 46000001, LAST_KEY = 2000000000, SECRET_BYTES = 20 };

static const char *const statuses[] = {"ACTIVE", "SUSPENDED", NULL};

static const sandbox_field create_fields[] = {
	{.name = "name", .kind = SANDBOX_TEXT, .otherwise = "\"\""},
	{.name = "environmentId", .kind = SANDBOX_TEXT},
	{.name = NULL},
};

static const sandbox_field change_fields[] = {
	{.name = "status", .kind = SANDBOX_TEXT, .values = statuses},
	{.name = "environmentId", .kind = SANDBOX_TEXT},
	{.name = NULL},
};

static json_object *project_view(json_object *project)
{
	json_object *shown = sandbox_json_public(project);
	int64_t number;

	if (sandbox_number(sandbox_json_text(project, "id", ""), &number))
		sandbox_json_set_int(shown, "id", number);
	return shown;
}

/* Whether a project has the key, such as one that the control interface has added. */
static bool is_used(sandbox *box, const char *key)
{
	json_object *project = sandbox_store_get(box->store, "project", key);

	json_object_put(project);
	return project != NULL;
}

static char *next_key(sandbox *box)
{
	char *last = sandbox_store_setting(box->store, "last_key");
	int64_t number = FIRST_KEY - 1;
	char *key = NULL;

	if (last && (!sandbox_number(last, &number) || number < FIRST_KEY || number > LAST_KEY))
		number = FIRST_KEY - 1;
	do {
		free(key);
		key = sandbox_print("%" PRId64, ++number);
	} while (is_used(box, key));
	sandbox_store_set(box->store, "last_key", key);
	free(last);
	return key;
}

/* Environments have ids of their own; responses show only the kind. */
static void set_environment(json_object *project, json_object *input)
{
	const char *id = sandbox_json_text(input, "environmentId", NULL);

	if (id)
		sandbox_json_set_text(project, "environment",
			strcmp(id, "enterprise") == 0 ? "enterprise" : "standard");
}

static void create_project(sandbox_request *request)
{
	char *key = next_key(request->box);
	char *secret = sandbox_random_hex(SECRET_BYTES);
	json_object *project = sandbox_project_new(request->box, key, secret, request->owner,
		sandbox_json_text(request->input, "name", ""));

	set_environment(project, request->input);
	sandbox_store_put(request->box->store, "project", project);
	sandbox_reply_json(request, 200, project_view(project));
	json_object_put(project);
	explicit_bzero(secret, strlen(secret));
	free(secret);
	free(key);
}

static json_object *listed_project(sandbox *box, json_object *project)
{
	(void)box;
	return project_view(project);
}

static void list_projects(sandbox_request *request)
{
	const sandbox_query query = {
		.kind = "project", .owner = request->owner, .oldest_first = true};
	sandbox_bytes text = {0};

	sandbox_list_write(&text, request->box, &query, listed_project);
	sandbox_reply_bytes(request, "application/json", &text);
}

static void show_project(sandbox_request *request)
{
	sandbox_reply_json(request, 200, project_view(request->object));
}

static void save_project(sandbox_request *request)
{
	sandbox_store_put(request->box->store, "project", request->object);
	show_project(request);
}

static void change_project(sandbox_request *request)
{
	const char *status = sandbox_json_text(request->input, "status", NULL);

	if (!status && !sandbox_json_member(request->input, "environmentId")) {
		sandbox_refuse(request, 400, -1, "status or environmentId is expected");
		return;
	}
	if (status)
		sandbox_json_set_text(request->object, "status", status);
	set_environment(request->object, request->input);
	save_project(request);
}

static void delete_project(sandbox_request *request)
{
	sandbox_store_delete(request->box->store, "project", sandbox_parameter(request, "id"));
	sandbox_reply_empty(request, 204);
}

static void refresh_project_secret(sandbox_request *request)
{
	char *secret = sandbox_random_hex(SECRET_BYTES);

	sandbox_json_set_text(request->object, "secret", secret);
	explicit_bzero(secret, strlen(secret));
	free(secret);
	save_project(request);
}

#define BASE "/v2/project"

const sandbox_route sandbox_account_routes[] = {
	{
		.method = "POST",
		.path = BASE,
		.operation = "projects.create",
		.summary = "creates a project",
		.auth = SANDBOX_AUTH_ACCOUNT,
		.flags = SANDBOX_JSON_OPTIONAL,
		.fields = create_fields,
		.handle = create_project,
	},
	{
		.method = "GET",
		.path = BASE,
		.operation = "projects.list",
		.summary = "lists the projects of the account",
		.auth = SANDBOX_AUTH_ACCOUNT,
		.handle = list_projects,
	},
	{
		.method = "GET",
		.path = BASE "/{id}",
		.operation = "projects.get",
		.summary = "shows a project",
		.auth = SANDBOX_AUTH_ACCOUNT,
		.object = "project",
		.parameter = "id",
		.handle = show_project,
	},
	{
		.method = "PUT",
		.path = BASE "/{id}",
		.operation = "projects.update",
		.summary = "suspends a project or makes it active",
		.auth = SANDBOX_AUTH_ACCOUNT,
		.flags = SANDBOX_JSON,
		.fields = change_fields,
		.object = "project",
		.parameter = "id",
		.handle = change_project,
	},
	{
		.method = "DELETE",
		.path = BASE "/{id}",
		.operation = "projects.delete",
		.summary = "deletes a project",
		.auth = SANDBOX_AUTH_ACCOUNT,
		.object = "project",
		.parameter = "id",
		.handle = delete_project,
	},
	{
		.method = "POST",
		.path = BASE "/{id}/refreshSecret",
		.operation = "projects.refresh_secret",
		.summary = "gives a project a new secret",
		.auth = SANDBOX_AUTH_ACCOUNT,
		.object = "project",
		.parameter = "id",
		.handle = refresh_project_secret,
	},
	{0},
};
