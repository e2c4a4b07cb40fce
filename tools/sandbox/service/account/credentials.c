/* SPDX-License-Identifier: MIT */
/* The credentials with which the sandbox starts: the published ones, those of a file, or new
 * ones. */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "tools/sandbox/base/crypto/rsa.h"
#include "tools/sandbox/base/file.h"
#include "tools/sandbox/base/ids.h"
#include "tools/sandbox/base/json.h"
#include "tools/sandbox/base/memory.h"
#include "tools/sandbox/request/fields.h"
#include "tools/sandbox/request/request.h"
#include "tools/sandbox/service/account/credentials.h"
#include "tools/sandbox/state/project.h"

/* Maximum size of a file; minimum length of a secret and of the token of the control interface. */
enum { MAX_FILE = 1024 * 1024, MIN_SECRET = 8, MIN_TOKEN = 16 };

/* The setting that keeps generated credentials in a database. */
#define SETTING "credentials"

/* ---- the file */

static const sandbox_field pair_fields[] = {
	{.name = "apiKey",
		.kind = SANDBOX_TEXT,
		.required = true,
		.max = SANDBOX_KEY_MAX,
		.characters = sandbox_key_characters},
	{.name = "apiSecret",
		.kind = SANDBOX_TEXT,
		.required = true,
		.one_line = true,
		.min = MIN_SECRET,
		.max = SANDBOX_SECRET_MAX},
	{.name = "name", .kind = SANDBOX_TEXT},
	{.name = NULL},
};

static const sandbox_field application_fields[] = {
	{.name = "applicationId",
		.kind = SANDBOX_TEXT,
		.required = true,
		.min = SANDBOX_UUID_SIZE - 1,
		.max = SANDBOX_UUID_SIZE - 1,
		.characters = sandbox_uuid_characters},
	{.name = "publicKey", .kind = SANDBOX_TEXT, .required = true, .max = 65536},
	{.name = "name", .kind = SANDBOX_TEXT},
	{.name = NULL},
};

static const sandbox_field file_fields[] = {
	{.name = "controlToken",
		.kind = SANDBOX_TEXT,
		.required = true,
		.min = MIN_TOKEN,
		.max = SANDBOX_SECRET_MAX},
	{.name = "projects", .kind = SANDBOX_OBJECTS, .members = pair_fields, .otherwise = "[]"},
	{.name = "account", .kind = SANDBOX_OBJECT, .members = pair_fields},
	{.name = "applications",
		.kind = SANDBOX_OBJECTS,
		.members = application_fields,
		.otherwise = "[]"},
	{.name = "vonageAccount", .kind = SANDBOX_OBJECT, .members = pair_fields},
	{.name = NULL},
};

/* path NULL: the credentials are from the environment. */
static bool cannot_use(const char *path, const char *why)
{
	if (path)
		fprintf(stderr, "otk-sandbox: --credentials-file: \"%s\": %s\n", path, why);
	else
		fprintf(stderr, "otk-sandbox: OTK_SANDBOX_CREDENTIALS: %s\n", why);
	return false;
}

static bool is_published(const json_object *pair)
{
	static const char *const secrets[] = {SANDBOX_API_SECRET, SANDBOX_OTHER_API_SECRET,
		SANDBOX_ACCOUNT_SECRET, SANDBOX_VONAGE_SECRET};

	for (size_t i = 0; i < COUNT_OF(secrets); i++)
		if (sandbox_json_is(pair, "apiSecret", secrets[i]))
			return true;
	return false;
}

/* Whether two objects of a list have the same member `name`, ids in any case. */
static bool has_twins(const json_object *list, const char *name)
{
	for (size_t i = 0; i < sandbox_json_list_size(list); i++)
		for (size_t k = 0; k < i; k++)
			if (strcasecmp(
				    sandbox_json_text(json_object_array_get_idx(list, i), name, ""),
				    sandbox_json_text(
					    json_object_array_get_idx(list, k), name, "")) == 0)
				return true;
	return false;
}

/* Checks what the table of fields cannot express. Returns what is wrong; NULL: nothing. */
static const char *problem_of(const json_object *given)
{
	json_object *projects = sandbox_json_member(given, "projects");
	json_object *applications = sandbox_json_member(given, "applications");
	bool published = is_published(sandbox_json_member(given, "account")) ||
			 is_published(sandbox_json_member(given, "vonageAccount"));

	for (size_t i = 0; i < sandbox_json_list_size(projects); i++)
		published = published || is_published(json_object_array_get_idx(projects, i));
	if (published)
		return "it has a secret of doc/sandbox.md, which everybody knows";
	if (has_twins(projects, "apiKey"))
		return "projects: two have the same apiKey";
	if (has_twins(applications, "applicationId"))
		return "applications: two have the same applicationId";
	for (size_t i = 0; i < sandbox_json_list_size(applications); i++)
		if (!sandbox_rsa_is_public(sandbox_json_text(
			    json_object_array_get_idx(applications, i), "publicKey", "")))
			return "applications: publicKey must be an RSA key in PEM";
	return NULL;
}

/* Returns the checked credentials; NULL: the reason was printed. */
static json_object *check_credentials(sandbox *box, const char *path, json_object *given)
{
	sandbox_request *request = sandbox_request_new(box, "/");
	json_object *checked = NULL;
	const char *problem = NULL;

	request->strict = true;
	if (json_object_is_type(given, json_type_object))
		checked = sandbox_fields_read(request, file_fields, given);
	if (checked)
		problem = problem_of(checked);
	else
		problem = sandbox_json_text(request->reply.json, "message", "is not a JSON object");
	if (problem) {
		cannot_use(path, problem);
		json_object_put(checked);
		checked = NULL;
	}
	sandbox_request_free(request);
	return checked;
}

static json_object *read_credentials(sandbox *box, const char *path)
{
	sandbox_bytes text = {0};
	json_object *given = NULL, *checked = NULL;

	sandbox_warn_of_readers(path);
	if (sandbox_read_file(path, &text, MAX_FILE)) {
		given = sandbox_json_parse(text.data ? text.data : "", text.size);
		checked = check_credentials(box, path, given);
	} else {
		cannot_use(path, errno ? strerror(errno) : "is larger than 1 MiB");
	}
	if (text.data)
		explicit_bzero(text.data, text.size);
	sandbox_bytes_free(&text);
	json_object_put(given);
	return checked;
}

static json_object *credentials_of_environment(sandbox *box)
{
	const char *text = box->options.credentials;
	json_object *given = sandbox_json_parse(text, strlen(text));
	json_object *checked = check_credentials(box, NULL, given);

	json_object_put(given);
	return checked;
}

/* ---- new ones */

static void set_random(json_object *object, const char *name, size_t bytes)
{
	char *text = sandbox_random_hex(bytes);

	sandbox_json_set_text(object, name, text);
	explicit_bzero(text, strlen(text));
	free(text);
}

/* A key of the service is a number. */
static json_object *new_pair(size_t secret_bytes)
{
	json_object *pair = sandbox_new_object();
	char *digits = sandbox_random_hex(4);
	char *key = sandbox_print("%lu", 10000000 + strtoul(digits, NULL, 16) % 90000000);

	sandbox_json_set_text(pair, "apiKey", key);
	set_random(pair, "apiSecret", secret_bytes);
	free(digits);
	free(key);
	return pair;
}

static json_object *new_credentials(void)
{
	json_object *made = sandbox_new_object(), *projects = sandbox_new_array();

	set_random(made, "controlToken", 24);
	sandbox_json_append(projects, new_pair(20));
	sandbox_json_set(made, "projects", projects);
	sandbox_json_set(made, "account", new_pair(20));
	sandbox_json_set(made, "vonageAccount", new_pair(8));
	return made;
}

/* Generates credentials, or takes those that the database keeps since an earlier start. */
static json_object *generated_credentials(sandbox *box)
{
	char *kept = sandbox_store_setting(box->store, SETTING);
	json_object *made = kept ? sandbox_json_parse(kept, strlen(kept)) : NULL;

	if (!made) {
		made = new_credentials();
		box->new_credentials = true;
		sandbox_store_set(box->store, SETTING, sandbox_json_print(made, NULL));
	}
	if (kept)
		explicit_bzero(kept, strlen(kept));
	free(kept);
	return made;
}

/* Returns the credentials of the options; NULL: the reason was printed. */
static json_object *chosen_credentials(sandbox *box)
{
	const char *path = box->options.credentials_file;
	json_object *made;

	if (!path && box->options.credentials)
		return credentials_of_environment(box);
	if (!path)
		return generated_credentials(box);
	if (!box->options.generate_credentials || access(path, F_OK) == 0)
		return read_credentials(box, path);
	made = new_credentials();
	box->new_credentials = true;
	if (sandbox_write_file(path, sandbox_json_print(made, NULL), 0600))
		return made;
	json_object_put(made);
	return NULL;
}

/* ---- storing them */

/* A database that was used with the published credentials must not accept them any more. */
static void forget_published(sandbox *box)
{
	static const char *const rows[][3] = {
		{"project", SANDBOX_API_KEY, SANDBOX_API_SECRET},
		{"project", SANDBOX_OTHER_API_KEY, SANDBOX_OTHER_API_SECRET},
		{"account", SANDBOX_ACCOUNT_KEY, SANDBOX_ACCOUNT_SECRET},
		{"vonage-account", SANDBOX_VONAGE_KEY, SANDBOX_VONAGE_SECRET},
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		json_object *document = sandbox_store_get(box->store, rows[i][0], rows[i][1]);

		if (sandbox_json_is(document, "secret", rows[i][2]))
			sandbox_store_delete(box->store, rows[i][0], rows[i][1]);
		json_object_put(document);
	}
}

/* Keeps changes that the account API made in an earlier run, except those of the secret. */
static void store_project(sandbox *box, const json_object *pair)
{
	const char *key = sandbox_json_text(pair, "apiKey", "");
	const char *secret = sandbox_json_text(pair, "apiSecret", "");
	json_object *project = sandbox_store_get(box->store, "project", key);

	if (!project) {
		project = sandbox_project_new(
			box, key, secret, box->account, sandbox_json_text(pair, "name", ""));
	} else if (!sandbox_json_is(project, "secret", secret)) {
		sandbox_json_set_text(project, "secret", secret);
		sandbox_store_put(box->store, "project", project);
	}
	json_object_put(project);
}

static void store_application(sandbox *box, const json_object *given)
{
	const char *id = sandbox_json_text(given, "applicationId", "");
	const char *key = sandbox_json_text(given, "publicKey", "");
	json_object *application = sandbox_store_get(box->store, "application", id);

	if (!application) {
		application = sandbox_application_new(
			box, id, key, box->vonage_account, sandbox_json_text(given, "name", ""));
	} else if (!sandbox_json_is(application, "_publicKey", key)) {
		sandbox_json_set_text(application, "_publicKey", key);
		sandbox_store_put(box->store, "application", application);
	}
	json_object_put(application);
}

static void store_account(sandbox *box, const char *kind, const json_object *pair)
{
	if (pair)
		sandbox_account_add(box, kind, sandbox_json_text(pair, "apiKey", ""),
			sandbox_json_text(pair, "apiSecret", ""));
}

static void store_own(sandbox *box)
{
	json_object *projects = sandbox_json_member(box->credentials, "projects");
	json_object *applications = sandbox_json_member(box->credentials, "applications");

	forget_published(box);
	store_account(box, "account", sandbox_json_member(box->credentials, "account"));
	store_account(
		box, "vonage-account", sandbox_json_member(box->credentials, "vonageAccount"));
	for (size_t i = 0; i < sandbox_json_list_size(projects); i++)
		store_project(box, json_object_array_get_idx(projects, i));
	for (size_t i = 0; i < sandbox_json_list_size(applications); i++)
		store_application(box, json_object_array_get_idx(applications, i));
}

static char *key_of(const json_object *pair)
{
	return sandbox_copy(sandbox_json_text(pair, "apiKey", ""));
}

static void use_own(sandbox *box, json_object *own)
{
	json_object *projects = sandbox_json_member(own, "projects");

	box->credentials = own;
	box->token = sandbox_copy(sandbox_json_text(own, "controlToken", ""));
	box->account = key_of(sandbox_json_member(own, "account"));
	box->vonage_account = key_of(sandbox_json_member(own, "vonageAccount"));
	box->project = key_of(
		sandbox_json_list_size(projects) ? json_object_array_get_idx(projects, 0) : NULL);
}

static void use_published(sandbox *box)
{
	box->account = sandbox_copy(SANDBOX_ACCOUNT_KEY);
	box->vonage_account = sandbox_copy(SANDBOX_VONAGE_KEY);
	box->project = sandbox_copy(SANDBOX_API_KEY);
}

/* Stores the credentials that are used. False: the reason was printed. */
static bool store_credentials(sandbox *box)
{
	if (box->credentials)
		store_own(box);
	return sandbox_project_setup(box, !box->credentials);
}

bool sandbox_credentials_setup(sandbox *box)
{
	json_object *own = NULL;
	bool good = true;

	sandbox_store_begin(box->store);
	if (sandbox_options_published(&box->options)) {
		use_published(box);
	} else {
		own = chosen_credentials(box);
		good = own != NULL;
	}
	if (own)
		use_own(box, own);
	good = good && store_credentials(box);
	return sandbox_store_end(box->store, good) && good;
}

void sandbox_credentials_restore(sandbox *box)
{
	store_credentials(box);
}

void sandbox_credentials_free(sandbox *box)
{
	if (box->token)
		explicit_bzero(box->token, strlen(box->token));
	free(box->token);
	free(box->account);
	free(box->vonage_account);
	free(box->project);
	json_object_put(box->credentials);
}

/* ---- printing them */

static void print_pair(const char *what, const char *key, const char *secret)
{
	printf("%s: API key %s%s%s\n", what, key, secret ? ", secret " : "", secret ? secret : "");
}

static void print_own(const sandbox *box)
{
	static const char *const accounts[][2] = {
		{"account", "OpenTok account"}, {"vonageAccount", "Vonage account"}};
	json_object *projects = sandbox_json_member(box->credentials, "projects");
	const bool new = box->new_credentials;

	for (size_t i = 0; i < sandbox_json_list_size(projects); i++) {
		json_object *pair = json_object_array_get_idx(projects, i);

		print_pair("OpenTok project", sandbox_json_text(pair, "apiKey", ""),
			new ? sandbox_json_text(pair, "apiSecret", "") : NULL);
	}
	for (size_t i = 0; i < COUNT_OF(accounts); i++) {
		json_object *pair = sandbox_json_member(box->credentials, accounts[i][0]);

		if (pair)
			print_pair(accounts[i][1], sandbox_json_text(pair, "apiKey", ""),
				new ? sandbox_json_text(pair, "apiSecret", "") : NULL);
	}
	if (new)
		printf("token of the control interface: %s\n", box->token);
}

void sandbox_credentials_print(const sandbox *box)
{
	if (box->credentials) {
		print_own(box);
		return;
	}
	print_pair("OpenTok project", SANDBOX_API_KEY, SANDBOX_API_SECRET);
	print_pair("another project", SANDBOX_OTHER_API_KEY, SANDBOX_OTHER_API_SECRET);
	print_pair("OpenTok account", SANDBOX_ACCOUNT_KEY, SANDBOX_ACCOUNT_SECRET);
	print_pair("Vonage account", SANDBOX_VONAGE_KEY, SANDBOX_VONAGE_SECRET);
}
