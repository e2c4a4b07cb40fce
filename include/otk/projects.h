/* SPDX-License-Identifier: MIT */
/*
 * Projects of an account (wire contract 23). OpenTok only; the client needs the account's key and
 * secret (otk_key_options.account). Needs the plugin "projects".
 */
#ifndef OTK_PROJECTS_H
#define OTK_PROJECTS_H

#include <otk/project.h>
#include <otk/wrap.h>

OTK_BEGIN_DECLS

#define OTK_PROJECTS_ID    "otk.projects/1"
#define OTK_PROJECTS_MINOR 0

typedef struct otk_project_options {
	size_t struct_size;
	const char *name;
	const char *environment_id;
	const char *extra_json;
} otk_project_options;

OTK_ASSERT_NO_TAIL(otk_project_options, extra_json);
#define OTK_PROJECT_OPTIONS(...) \
	((otk_project_options){.struct_size = sizeof(otk_project_options), __VA_ARGS__})
#define OTK_PROJECT_OPTIONS_INIT OTK_INIT(otk_project_options)

/* One of the two. */
typedef struct otk_project_update_options {
	size_t struct_size;
	const char *status; /* OTK_PROJECT_… */
	const char *environment_id;
	const char *extra_json;
} otk_project_update_options;

OTK_ASSERT_NO_TAIL(otk_project_update_options, extra_json);
#define OTK_PROJECT_UPDATE_OPTIONS(...) \
	((otk_project_update_options){  \
		.struct_size = sizeof(otk_project_update_options), __VA_ARGS__})
#define OTK_PROJECT_UPDATE_OPTIONS_INIT OTK_INIT(otk_project_update_options)

typedef struct otk_project_list {
	size_t struct_size;
	const otk_project *const *items;
	size_t item_count;
} otk_project_list;

OTK_ASSERT_NO_TAIL(otk_project_list, item_count);

/* The new project's secret is in the answer. A lost answer: OTK_E_UNKNOWN_OUTCOME. */
OTK_FN_OPTIONS_RESULT(otk_projects_create, "projects.create", OTK_PROJECTS_MINOR,
	otk_project_options, otk_project)
OTK_FN_RESULT(otk_projects_list, "projects.list", OTK_PROJECTS_MINOR, otk_project_list)
/* API key */
OTK_FN_ID_RESULT(otk_projects_get, "projects.get", OTK_PROJECTS_MINOR, otk_project)
/* API key: suspend, activate, move to another environment. */
OTK_FN_ID_OPTIONS_RESULT(otk_projects_update, "projects.update", OTK_PROJECTS_MINOR,
	otk_project_update_options, otk_project)
/* API key */
OTK_FN_ID(otk_projects_delete, "projects.delete", OTK_PROJECTS_MINOR)
/* API key. The old secret stops at once; the new one is in the answer. */
OTK_FN_ID_RESULT(
	otk_projects_refresh_secret, "projects.refresh_secret", OTK_PROJECTS_MINOR, otk_project)

OTK_END_DECLS

#endif
