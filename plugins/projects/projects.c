/* SPDX-License-Identifier: MIT */
/* Projects: the tables (doc/contract.md, 23). */
#include <otk/projects.h>

#include "plugins/types/feature.h"
#include "plugins/types/project.h"

static const char *const statuses[] = {OTK_PROJECT_ACTIVE, OTK_PROJECT_SUSPENDED, NULL};

static const otk_field create_fields[] = {
	OTK_FIELD(otk_project_options, name, "name", .help = "name of the project"),
	OTK_FIELD(otk_project_options, environment_id, "environmentId",
		.help = "id of the environment"),
};
static const otk_type create_type =
	OTK_OPTIONS_TYPE(otk_project_options, "project_options", create_fields, OTK_NO_RULES);

static const otk_field update_fields[] = {
	OTK_FIELD(otk_project_update_options, status, "status", .values = statuses,
		.help = "ACTIVE, or SUSPENDED: all its calls fail"),
	OTK_FIELD(otk_project_update_options, environment_id, "environmentId",
		.help = "id of the environment to move it to"),
};
static const otk_rule update_rules[] = {
	{.kind = OTK_RULE_EXACTLY_ONE, .field = "status|environmentId"},
};
static const otk_type update_type = OTK_OPTIONS_TYPE(otk_project_update_options,
	"project_update_options", update_fields, OTK_RULES(update_rules));

static const otk_field project_fields[] = {OTK_PROJECT_FIELDS(.required = 1, .role = OTK_ROLE_ID)};
static const otk_type project_type = OTK_TYPE(otk_project, "project", project_fields);

static const otk_field list_fields[] = {
	OTK_LIST(otk_project_list, items, item_count, &project_type, "items"),
};
static const otk_type list_type = OTK_TYPE(otk_project_list, "project_list", list_fields);

static const otk_adopts adopts = {.list = "list", .match = "name"};

#define PROJECTS "/v2/project"
#define PROJECT  PROJECTS "/{apiKey}"

/* Signed with the account's key, never with a project's. */
#define ACCOUNT         .auth = OTK_AUTH_ACCOUNT, .backends = OTK_BACKEND_OPENTOK
#define RETURNS_PROJECT .result = &project_type, .shape = OTK_SHAPE_OBJECT

static const otk_operation operations[] = {
	OTK_OPERATION("create", .summary = "Create a project", .method = OTK_METHOD_POST,
		.path = PROJECTS, .body = OTK_BODY_JSON, .options = &create_type, RETURNS_PROJECT,
		.repeat = OTK_REPEAT_UNSAFE, .adopts = &adopts, ACCOUNT,
		OTK_EXAMPLES("projects create --name staging")),
	OTK_OPERATION("list", .summary = "List the projects of the account",
		.method = OTK_METHOD_GET, .path = PROJECTS, .result = &list_type,
		.shape = OTK_SHAPE_ARRAY, .repeat = OTK_REPEAT_SAFE, ACCOUNT,
		OTK_EXAMPLES("projects list")),
	OTK_OPERATION("get", .summary = "Show a project", .method = OTK_METHOD_GET, .path = PROJECT,
		RETURNS_PROJECT, .repeat = OTK_REPEAT_SAFE, ACCOUNT,
		OTK_EXAMPLES("projects get API-KEY")),
	OTK_OPERATION("update", .summary = "Suspend or activate a project, or move it",
		.method = OTK_METHOD_PUT, .path = PROJECT, .body = OTK_BODY_JSON,
		.options = &update_type, RETURNS_PROJECT, .repeat = OTK_REPEAT_SAFE, ACCOUNT,
		OTK_EXAMPLES("projects update API-KEY --status SUSPENDED")),
	OTK_OPERATION("delete", .summary = "Delete a project", .method = OTK_METHOD_DELETE,
		.path = PROJECT, .repeat = OTK_REPEAT_SETTLE, ACCOUNT,
		OTK_EXAMPLES("projects delete API-KEY")),
	OTK_OPERATION("refresh_secret",
		.summary = "Replace the secret of a project; the old one stops working",
		.method = OTK_METHOD_POST, .path = PROJECT "/refreshSecret", .body = OTK_BODY_JSON,
		RETURNS_PROJECT, .repeat = OTK_REPEAT_UNSAFE, ACCOUNT,
		OTK_EXAMPLES("projects refresh-secret API-KEY")),
};

OTK_FEATURE(projects, OTK_PROJECTS_ID, OTK_PROJECTS_MINOR, "projects of an account")
