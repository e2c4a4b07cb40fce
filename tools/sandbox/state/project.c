/* SPDX-License-Identifier: MIT */
/* Credentials: OpenTok projects and accounts, Vonage applications and accounts. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "tools/sandbox/base/crypto/rsa.h"
#include "tools/sandbox/base/json.h"
#include "tools/sandbox/base/text.h"
#include "tools/sandbox/state/clock.h"
#include "tools/sandbox/state/project.h"

json_object *sandbox_project_new(
	sandbox *box, const char *id, const char *secret, const char *account, const char *name)
{
	json_object *project = sandbox_new_object();

	sandbox_json_set_text(project, "id", id);
	sandbox_json_set_text(project, "_owner", account);
	sandbox_json_set_text(project, "secret", secret);
	sandbox_json_set_text(project, "status", "ACTIVE");
	sandbox_json_set_text(project, "name", name);
	sandbox_json_set_text(project, "environment", "standard");
	sandbox_json_set_text(project, "environmentName", "default");
	sandbox_json_set_text(project, "environmentDescription", "Standard Environment");
	sandbox_json_set_int(project, "createdAt", sandbox_now(box));
	sandbox_store_put(box->store, "project", project);
	return project;
}

json_object *sandbox_application_new(
	sandbox *box, const char *id, const char *public_key, const char *account, const char *name)
{
	json_object *application = sandbox_new_object();

	sandbox_json_set_text(application, "id", id);
	sandbox_json_set_text(application, "_owner", account);
	sandbox_json_set_text(application, "name", name);
	if (public_key)
		sandbox_json_set_text(application, "_publicKey", public_key);
	sandbox_json_set(application, "capabilities", sandbox_new_object());
	sandbox_json_set_int(application, "_createdAt", sandbox_now(box));
	sandbox_store_put(box->store, "application", application);
	return application;
}

static bool is_missing(sandbox *box, const char *kind, const char *id)
{
	json_object *document = sandbox_store_get(box->store, kind, id);
	bool missing = !document;

	json_object_put(document);
	return missing;
}

void sandbox_account_add(sandbox *box, const char *kind, const char *id, const char *secret)
{
	json_object *document = sandbox_new_object();

	sandbox_json_set_text(document, "id", id);
	sandbox_json_set_text(document, "secret", secret);
	sandbox_store_put(box->store, kind, document);
	json_object_put(document);
}

static void add_published(sandbox *box)
{
	if (is_missing(box, "account", SANDBOX_ACCOUNT_KEY))
		sandbox_account_add(box, "account", SANDBOX_ACCOUNT_KEY, SANDBOX_ACCOUNT_SECRET);
	if (is_missing(box, "vonage-account", SANDBOX_VONAGE_KEY))
		sandbox_account_add(
			box, "vonage-account", SANDBOX_VONAGE_KEY, SANDBOX_VONAGE_SECRET);
	if (is_missing(box, "project", SANDBOX_API_KEY))
		json_object_put(sandbox_project_new(box, SANDBOX_API_KEY, SANDBOX_API_SECRET,
			SANDBOX_ACCOUNT_KEY, "Sandbox project"));
	if (is_missing(box, "project", SANDBOX_OTHER_API_KEY))
		json_object_put(sandbox_project_new(box, SANDBOX_OTHER_API_KEY,
			SANDBOX_OTHER_API_SECRET, SANDBOX_ACCOUNT_KEY, "Another project"));
}

/* The application of the sandbox. Its id is published, its private key is not. */
static void add_application(sandbox *box)
{
	if (is_missing(box, "application", SANDBOX_APPLICATION_ID))
		json_object_put(sandbox_application_new(box, SANDBOX_APPLICATION_ID, NULL,
			box->vonage_account, "Sandbox application"));
}

/* Stores the public key of the key file in the fixed application. */
static bool use_key_file(sandbox *box)
{
	char *public_key = sandbox_rsa_public_of_file(box->options.app_key_file);
	json_object *application;

	if (!public_key)
		return false;
	application = sandbox_store_get(box->store, "application", SANDBOX_APPLICATION_ID);
	if (application && !sandbox_json_is(application, "_publicKey", public_key)) {
		sandbox_json_set_text(application, "_publicKey", public_key);
		sandbox_store_put(box->store, "application", application);
	}
	json_object_put(application);
	free(public_key);
	return true;
}

bool sandbox_project_setup(sandbox *box, bool published)
{
	if (published)
		add_published(box);
	if (published || box->options.app_key_file)
		add_application(box);
	return !box->options.app_key_file || use_key_file(box);
}

void sandbox_project_identify(
	const sandbox *box, json_object *object, const char *owner, bool as_text)
{
	int64_t number;

	if (sandbox_is_unified(owner))
		sandbox_json_set_text(object, "applicationId", owner);
	else if (as_text || box->options.project_id_string || !sandbox_number(owner, &number))
		sandbox_json_set_text(object, "projectId", owner);
	else
		sandbox_json_set_int(object, "projectId", number);
}

bool sandbox_is_unified(const char *owner)
{
	return strchr(owner, '-') != NULL;
}
