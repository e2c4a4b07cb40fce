/* SPDX-License-Identifier: MIT */
/*
 * Projects of an account (doc/contract.md, 23). OpenTok only; the client needs the account's key
 * and secret (otk_key_options.account). Needs the plugin "projects".
 */
#ifndef OTK_PROJECTS_H
#define OTK_PROJECTS_H

#include <otk/project.h>
#include <otk/wrap.h>

OTK_BEGIN_DECLS

#define OTK_PROJECTS_ID    "otk.projects/1"
#define OTK_PROJECTS_MINOR 0

/* Both may be NULL. */
typedef struct otk_project_options {
	size_t struct_size;
	const char *name;
	const char *environment_id; /* NULL: the standard environment */
	const char *extra_json;
} otk_project_options;

OTK_ASSERT_NO_TAIL(otk_project_options, extra_json);
#define OTK_PROJECT_OPTIONS(...) OTK_MAKE(otk_project_options, __VA_ARGS__)
#define OTK_PROJECT_OPTIONS_INIT OTK_INIT(otk_project_options)

/* Exactly one of status and environment_id. */
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

/*
 * Creates a project of the account. project (may be NULL) gets the project with its secret, freed
 * with otk_free(); NULL on failure.
 *
 * Errors: those of every call (otk/wrap.h) and OTK_E_ARGUMENT: the client has no account key;
 * OTK_E_UNKNOWN_OUTCOME: the response was lost, the project may exist; list the projects before
 * creating again, or set otk_client_options.adopt. [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_projects_create(otk_client *client,
	const otk_project_options *options, otk_project **project, otk_error *error)
{
	OTK_RESULT_BODY(
		"projects.create", OTK_PROJECTS_MINOR, OTK_NO_IDS, options, otk_project, project);
}

/*
 * Returns otk_projects_create() as a call to submit or perform, owned by the caller; NULL on
 * failure. Errors: those before sending (otk/wrap.h). [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_call *otk_projects_create_call(
	otk_client *client, const otk_project_options *options, otk_error *error)
{
	OTK_CALL_BODY("projects.create", OTK_PROJECTS_MINOR, OTK_NO_IDS, options);
}

/*
 * Lists all projects of the account; the list has no pages. list (may be NULL) gets the list,
 * secrets included, freed with otk_free(); NULL on failure.
 *
 * Errors: those of every call (otk/wrap.h) and OTK_E_ARGUMENT: the client has no account key.
 * [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_projects_list(
	otk_client *client, otk_project_list **list, otk_error *error)
{
	OTK_RESULT_BODY(
		"projects.list", OTK_PROJECTS_MINOR, OTK_NO_IDS, NULL, otk_project_list, list);
}

/*
 * Returns otk_projects_list() as a call to submit or perform, owned by the caller; NULL on
 * failure. Errors: those before sending (otk/wrap.h). [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_call *otk_projects_list_call(otk_client *client, otk_error *error)
{
	OTK_CALL_BODY("projects.list", OTK_PROJECTS_MINOR, OTK_NO_IDS, NULL);
}

/*
 * Reads one project. api_key is that of the project. project (may be NULL) gets the project with
 * its secret, freed with otk_free(); NULL on failure.
 *
 * Errors: those of every call (otk/wrap.h) and OTK_E_ARGUMENT: the client has no account key;
 * OTK_E_NOT_FOUND: the account has no such project. [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_projects_get(
	otk_client *client, const char *api_key, otk_project **project, otk_error *error)
{
	OTK_RESULT_BODY(
		"projects.get", OTK_PROJECTS_MINOR, OTK_IDS(api_key), NULL, otk_project, project);
}

/*
 * Returns otk_projects_get() as a call to submit or perform, owned by the caller; NULL on failure.
 * Errors: those before sending (otk/wrap.h). [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_call *otk_projects_get_call(
	otk_client *client, const char *api_key, otk_error *error)
{
	OTK_CALL_BODY("projects.get", OTK_PROJECTS_MINOR, OTK_IDS(api_key), NULL);
}

/*
 * Suspends or activates a project, or moves it to another environment. api_key is that of the
 * project. project (may be NULL) gets the project after the change, freed with otk_free(); NULL on
 * failure.
 *
 * Errors: those of every call (otk/wrap.h) and OTK_E_ARGUMENT: the client has no account key;
 * OTK_E_NOT_FOUND: the account has no such project. [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_projects_update(otk_client *client, const char *api_key,
	const otk_project_update_options *options, otk_project **project, otk_error *error)
{
	OTK_RESULT_BODY("projects.update", OTK_PROJECTS_MINOR, OTK_IDS(api_key), options,
		otk_project, project);
}

/*
 * Returns otk_projects_update() as a call to submit or perform, owned by the caller; NULL on
 * failure. Errors: those before sending (otk/wrap.h). [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_call *otk_projects_update_call(otk_client *client,
	const char *api_key, const otk_project_update_options *options, otk_error *error)
{
	OTK_CALL_BODY("projects.update", OTK_PROJECTS_MINOR, OTK_IDS(api_key), options);
}

/*
 * Deletes a project. api_key is that of the project.
 *
 * Errors: those of every call (otk/wrap.h) and OTK_E_ARGUMENT: the client has no account key;
 * OTK_E_NOT_FOUND: the account has no such project. [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_projects_delete(
	otk_client *client, const char *api_key, otk_error *error)
{
	OTK_PERFORM_BODY("projects.delete", OTK_PROJECTS_MINOR, OTK_IDS(api_key), NULL);
}

/*
 * Returns otk_projects_delete() as a call to submit or perform, owned by the caller; NULL on
 * failure. Errors: those before sending (otk/wrap.h). [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_call *otk_projects_delete_call(
	otk_client *client, const char *api_key, otk_error *error)
{
	OTK_CALL_BODY("projects.delete", OTK_PROJECTS_MINOR, OTK_IDS(api_key), NULL);
}

/*
 * Gives a project a new secret; the old one stops working at once. api_key is that of the project.
 * project (may be NULL) gets the project with its new secret, freed with otk_free(); NULL on
 * failure.
 *
 * Errors: those of every call (otk/wrap.h) and OTK_E_ARGUMENT: the client has no account key;
 * OTK_E_NOT_FOUND: the account has no such project; OTK_E_UNKNOWN_OUTCOME: the response was lost,
 * the secret may have changed; read it with otk_projects_get(). [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_projects_refresh_secret(
	otk_client *client, const char *api_key, otk_project **project, otk_error *error)
{
	OTK_RESULT_BODY("projects.refresh_secret", OTK_PROJECTS_MINOR, OTK_IDS(api_key), NULL,
		otk_project, project);
}

/*
 * Returns otk_projects_refresh_secret() as a call to submit or perform, owned by the caller; NULL
 * on failure. Errors: those before sending (otk/wrap.h). [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_call *otk_projects_refresh_secret_call(
	otk_client *client, const char *api_key, otk_error *error)
{
	OTK_CALL_BODY("projects.refresh_secret", OTK_PROJECTS_MINOR, OTK_IDS(api_key), NULL);
}

OTK_END_DECLS

#endif
