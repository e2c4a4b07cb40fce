/* SPDX-License-Identifier: MIT */
/* Account management: the projects of an OpenTok account. */
#include "config.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "tools/sandbox/base/ids.h"
#include "tools/sandbox/base/json.h"
#include "tools/sandbox/base/text.h"
#include "tools/sandbox/request/reply.h"
#include "tools/sandbox/service/routes.h"
#include "tools/sandbox/state/project.h"

enum { FIRST_KEY = 46000001, SECRET_BYTES = 20 };

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

static json_object *view(json_object *project)
{
	json_object *shown = sandbox_json_public(project);
	int64_t number;

	if (sandbox_number(sandbox_json_text(project, "id", ""), &number))
		sandbox_json_set_int(shown, "id", number);
	return shown;
}

static char *next_key(sandbox *box)
{
	char *last = sandbox_store_setting(box->store, "last_key");
	int64_t number = FIRST_KEY - 1;
	char *key;

	if (last)
		sandbox_number(last, &number);
	key = sandbox_print("%" PRId64, number + 1);
	sandbox_store_set(box->store, "last_key", key);
	free(last);
	return key;
}

/* Environments have ids of their own; of those the answers show only the kind. */
static void set_environment(json_object *project, json_object *input)
{
	const char *id = sandbox_json_text(input, "environmentId", NULL);

	if (id)
		sandbox_json_set_text(project, "environment",
			strcmp(id, "enterprise") ? "standard" : "enterprise");
}

static void create(sandbox_request *request)
{
	char *key = next_key(request->box);
	char *secret = sandbox_random_hex(SECRET_BYTES);
	json_object *project = sandbox_project_new(request->box, key, secret, request->owner,
		sandbox_json_text(request->input, "name", ""));

	set_environment(project, request->input);
	sandbox_store_put(request->box->store, "project", project);
	sandbox_answer(request, 200, view(project));
	json_object_put(project);
	explicit_bzero(secret, strlen(secret));
	free(secret);
	free(key);
}

static void list(sandbox_request *request)
{
	const sandbox_query query = {
		.kind = "project", .owner = request->owner, .oldest_first = true};
	json_object *projects = sandbox_store_list(request->box->store, &query, NULL);
	json_object *answer = json_object_new_array();

	for (size_t i = 0; i < sandbox_json_list_size(projects); i++)
		json_object_array_add(answer, view(json_object_array_get_idx(projects, i)));
	json_object_put(projects);
	sandbox_answer(request, 200, answer);
}

static void get(sandbox_request *request)
{
	sandbox_answer(request, 200, view(request->object));
}

static void save(sandbox_request *request)
{
	sandbox_store_put(request->box->store, "project", request->object);
	get(request);
}

static void change(sandbox_request *request)
{
	const char *status = sandbox_json_text(request->input, "status", NULL);

	if (!status && !sandbox_json_member(request->input, "environmentId")) {
		sandbox_refuse(request, 400, -1, "status or environmentId is expected");
		return;
	}
	if (status)
		sandbox_json_set_text(request->object, "status", status);
	set_environment(request->object, request->input);
	save(request);
}

static void delete (sandbox_request *request)
{
	sandbox_store_delete(request->box->store, "project", sandbox_parameter(request, "id"));
	sandbox_answer_empty(request, 204);
}

static void refresh_secret(sandbox_request *request)
{
	char *secret = sandbox_random_hex(SECRET_BYTES);

	sandbox_json_set_text(request->object, "secret", secret);
	explicit_bzero(secret, strlen(secret));
	free(secret);
	save(request);
}

#define BASE "/v2/project"
#define ONE  "project", "id"

const sandbox_route sandbox_account_routes[] = {
	{"POST", BASE, SANDBOX_AUTH_ACCOUNT, SANDBOX_JSON_OPTIONAL, create_fields, NULL, NULL,
		create},
	{"GET", BASE, SANDBOX_AUTH_ACCOUNT, 0, NULL, NULL, NULL, list},
	{"GET", BASE "/{id}", SANDBOX_AUTH_ACCOUNT, 0, NULL, ONE, get},
	{"PUT", BASE "/{id}", SANDBOX_AUTH_ACCOUNT, SANDBOX_JSON, change_fields, ONE, change},
	{"DELETE", BASE "/{id}", SANDBOX_AUTH_ACCOUNT, 0, NULL, ONE, delete},
	{"POST", BASE "/{id}/refreshSecret", SANDBOX_AUTH_ACCOUNT, 0, NULL, ONE, refresh_secret},
	{0},
};
