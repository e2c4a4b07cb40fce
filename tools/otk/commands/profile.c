/* SPDX-License-Identifier: MIT */
/* otk profile: the projects in the configuration file. */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/otk/doctor/doctor.h"
#include "tools/otk/file.h"
#include "tools/otk/json.h"
#include "tools/otk/memory.h"
#include "tools/otk/message.h"
#include "tools/otk/operations/confirm.h"
#include "tools/otk/output/response.h"
#include "tools/otk/output/secrets.h"
#include "tools/otk/output/table.h"
#include "tools/otk/settings/config_file.h"
#include "tools/otk/settings/config_write.h"
#include "tools/otk/settings/credentials.h"
#include "tools/otk/settings/prompt.h"
#include "tools/otk/settings/settings.h"
#include "tools/otk/settings/value_checks.h"
#include "tools/otk/tables/command.h"
#include "tools/otk/terminal/text.h"

#define NAME_MAX_SIZE 64
#define SECRET_MAX    4096

static const otk_cli_field add_fields[] = {
	OTK_CLI_FIELD("api-key", STRING, "OpenTok: the API key of the project"),
	OTK_CLI_FIELD("secret-file", STRING,
		"OpenTok: read the secret from this file, - for stdin (default: ask for it)"),
	OTK_CLI_FIELD("secret-command", STRING,
		"OpenTok: run this program each time to get the secret; nothing is stored"),
	OTK_CLI_FIELD("application-id", STRING, "Vonage: the id of the application"),
	OTK_CLI_FIELD(
		"private-key", STRING, "Vonage: the file of its private key, or a pkcs11: address"),
	OTK_CLI_FIELD("api-url", STRING, "another server, such as a local sandbox"),
	OTK_CLI_FIELD("ca-file", STRING, "certificates to trust (PEM) instead of the system's"),
	OTK_CLI_FIELD("default", FLAG, "use this profile when none is named", .bare = true),
	OTK_CLI_FIELD("force", FLAG, "replace a profile of this name", .bare = true),
};
static const otk_cli_type add_options = OTK_CLI_TYPE(add_fields);

/* ---- helpers */

static const char *section_of(otk_cli *cli, const char *name)
{
	return otk_cli_text(cli, "profile %s", name);
}

static bool profile_exists(otk_cli *cli, const char *name)
{
	const char *const *names = otk_cli_config_profiles(cli);

	for (size_t i = 0; names && names[i]; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

static otk_cli_exit check_name(otk_cli *cli, const char *name)
{
	static const char allowed[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
	size_t size = strlen(name);

	if (size && size <= NAME_MAX_SIZE && strspn(name, allowed) == size)
		return OTK_CLI_DONE;
	return otk_cli_wrong(cli,
		"NAME: %s is not a name of a profile; use at most %d letters, digits, '.', "
		"'_' and '-'",
		otk_cli_quote(cli, NULL, name), NAME_MAX_SIZE);
}

/* Returns the name of the default profile; NULL when the configuration does not set one. */
static const char *default_profile(otk_cli *cli)
{
	static const char prefix[] = "profile ";
	const otk_cli before = *cli;
	otk_cli_credentials credentials = {0};
	otk_error caught = OTK_ERROR_INIT;
	const char *name = NULL;

	cli->caught = &caught;
	cli->profile = NULL;
	if (!otk_cli_config_read(cli, "default", &credentials) && credentials.source) {
		name = credentials.source + strlen(prefix);
		name = otk_cli_copy(cli, name, strcspn(name, " "));
	}
	cli->caught = before.caught;
	cli->profile = before.profile;
	cli->hooks = before.hooks;
	cli->hook_count = before.hook_count;
	return name;
}

/* ---- add */

/* Makes the path of a file absolute, so that the profile works from every folder. */
static otk_cli_exit absolute_file(otk_cli *cli, const char *option, const char **file)
{
	char *path;

	if (!*file || otk_cli_is_key_address(*file))
		return OTK_CLI_DONE;
	path = realpath(*file, NULL);
	if (!path)
		return otk_cli_wrong(cli, "--%s: the file %s cannot be read: %s", option,
			otk_cli_quote(cli, NULL, *file), strerror(errno));
	otk_cli_defer(cli, free, path);
	*file = path;
	return OTK_CLI_DONE;
}

static otk_cli_exit get_secret(otk_cli *cli, json_object *local, otk_cli_credentials *c)
{
	const char *file = otk_cli_json_get(local, "secret-file");
	char *text = NULL;
	otk_cli_exit code;

	c->api_secret_command = otk_cli_json_get(local, "secret-command");
	if (file && c->api_secret_command)
		return otk_cli_wrong(
			cli, "--secret-file and --secret-command are mutually exclusive");
	if (c->api_secret_command)
		return OTK_CLI_DONE;
	if (!file && otk_cli_can_ask())
		return otk_cli_ask(
			cli, "Secret of the project (not shown): ", true, &c->api_secret);
	code = otk_cli_read_secret(cli, "--secret-file", file ? file : "-", SECRET_MAX, &text);
	if (!code && !*text)
		code = otk_cli_wrong(cli,
			"%s: the secret is empty; give it by --secret-file, "
			"--secret-command or stdin",
			file ? "--secret-file" : "stdin");
	c->api_secret = text;
	return code;
}

static otk_cli_exit check_kind(otk_cli *cli, const otk_cli_credentials *c, json_object *local)
{
	bool secret = otk_cli_json_get(local, "secret-file") || c->api_secret_command;

	if (c->api_key && (c->application_id || c->private_key))
		return otk_cli_wrong(cli,
			"--api-key (OpenTok) and --application-id, --private-key (Vonage) are "
			"mutually exclusive; make two profiles");
	if (!c->api_key && !c->application_id)
		return otk_cli_wrong(cli,
			"the project is missing; give --api-key KEY (OpenTok), or --application-id "
			"ID and --private-key FILE (Vonage)");
	if (c->application_id && !c->private_key)
		return otk_cli_wrong(cli,
			"--private-key is missing (the file of the application's private key)");
	if (c->application_id && secret)
		return otk_cli_wrong(
			cli, "--secret-file and --secret-command belong to --api-key (OpenTok)");
	return OTK_CLI_DONE;
}

static otk_cli_exit read_profile_options(otk_cli *cli, json_object *local, otk_cli_credentials *c)
{
	otk_cli_exit code;

	*c = (otk_cli_credentials){.api_key = otk_cli_json_get(local, "api-key"),
		.api_secret_command = otk_cli_json_get(local, "secret-command"),
		.application_id = otk_cli_json_get(local, "application-id"),
		.private_key = otk_cli_json_get(local, "private-key"),
		.api_url = otk_cli_json_get(local, "api-url"),
		.ca_file = otk_cli_json_get(local, "ca-file")};
	code = check_kind(cli, c, local);
	if (!code)
		code = absolute_file(cli, "private-key", &c->private_key);
	if (!code)
		code = absolute_file(cli, "ca-file", &c->ca_file);
	if (!code && c->api_key)
		code = get_secret(cli, local, c);
	return code;
}

/* The contents that the profile must have when it is read again. */
typedef struct expectation {
	const char *name;
	otk_cli_credentials *credentials;
} expectation;

static otk_cli_exit read_back(
	otk_cli *cli, const char *path, const char *name, otk_cli_credentials *read)
{
	otk_error caught = OTK_ERROR_INIT, *outer = cli->caught;
	const char *found;
	otk_cli_exit code;

	cli->caught = &caught;
	code = otk_cli_credentials_peek(cli, path, name, read);
	cli->caught = outer;
	if (!code)
		return OTK_CLI_DONE;
	/* The message names the temporary file, which the user does not know. */
	found = strstr(caught.message, path);
	if (!found)
		return otk_cli_wrong(cli, "%s", caught.message);
	return otk_cli_wrong(cli, "%.*sthe new profile%s", (int)(found - caught.message),
		caught.message, found + strlen(path));
}

static otk_cli_exit check_written(otk_cli *cli, const char *path, void *userdata)
{
	expectation *expected = userdata;
	otk_cli_credentials read = {0};
	otk_key *key = NULL;
	otk_cli_exit code;

	cli->adding = true;
	code = read_back(cli, path, expected->name, &read);
	for (const otk_cli_setting *s = otk_cli_settings; !code && s->variable; s++) {
		const char *wanted = *otk_cli_setting_of(expected->credentials, s);
		const char *found = *otk_cli_setting_of(&read, s);

		if (!wanted != !found || (wanted && strcmp(wanted, found) != 0))
			code = otk_cli_wrong(cli,
				"%s: the value cannot be stored in the configuration file",
				s->option);
	}
	if (!code && !read.api_secret_command)
		code = otk_cli_credentials_key(cli, &read, false, &key);
	otk_key_free(key);
	cli->adding = false;
	return code;
}

static otk_cli_exit write_profile(otk_cli *cli, const char *name, otk_cli_credentials *c)
{
	otk_pair pairs[16];
	size_t count = 0;
	expectation expected = {name, c};

	for (const otk_cli_setting *s = otk_cli_settings; s->variable; s++) {
		const char *value = *otk_cli_setting_of(c, s);

		if (!value)
			continue;
		if (strpbrk(value, "\r\n"))
			return otk_cli_wrong(
				cli, "%s: the value has more than one line", s->option);
		if (count < OTK_COUNT_OF(pairs))
			pairs[count++] = (otk_pair){s->key, value};
	}
	return otk_cli_config_set_section(
		cli, section_of(cli, name), (otk_map){pairs, count}, check_written, &expected);
}

static otk_cli_exit report_saved(otk_cli *cli, const char *name, bool is_default)
{
	bool is_explicit = false;
	const char *path = otk_cli_config_path(cli, &is_explicit);

	if (otk_cli_wants_result(cli)) {
		json_object *result = otk_cli_json_object(cli);

		otk_cli_json_add(result, "profile", otk_cli_json_string(name));
		otk_cli_json_add(result, "file", otk_cli_json_string(path));
		return otk_cli_print_result(cli, result);
	}
	path = otk_cli_safe(cli, path, strlen(path));
	printf("profile %s %s in %s\n", name, cli->dry_run ? "would be saved" : "is saved", path);
	if (cli->dry_run)
		return OTK_CLI_DONE;
	if (is_default)
		printf("it is used when no profile is named\n");
	else
		printf("use it with --profile %s or OTK_PROFILE=%s; make it the default with: otk "
		       "profile use %s\n",
			name, name, name);
	return OTK_CLI_DONE;
}

static otk_cli_exit run_profile_add(
	otk_cli *cli, const otk_cli_command *command, const otk_cli_input *input)
{
	const char *name = input->words[0];
	otk_cli_credentials credentials;
	bool make_default = otk_cli_json_yes(input->local, "default");
	otk_cli_exit code = check_name(cli, name);
	const char *used;

	(void)command;
	if (!code && profile_exists(cli, name) && !otk_cli_json_yes(input->local, "force"))
		code = otk_cli_wrong(
			cli, "NAME: profile \"%s\" exists; replace it with --force", name);
	if (!code)
		code = read_profile_options(cli, input->local, &credentials);
	if (!code)
		code = write_profile(cli, name, &credentials);
	if (!code && make_default)
		code = otk_cli_config_set(cli, "otk", "profile", name);
	if (code)
		return code;
	used = default_profile(cli);
	return report_saved(cli, name, used && strcmp(used, name) == 0);
}

/* ---- list */

typedef struct entry {
	const char *name, *backend, *project, *server, *secret, *problem;
	bool is_default;
} entry;

static const char *kind_of_secret(const otk_cli_credentials *c)
{
	if (c->api_secret_command)
		return "command";
	if (c->api_secret)
		return "stored";
	if (c->request_token)
		return "token";
	return otk_cli_is_key_address(c->private_key) ? "pkcs11"
	       : c->private_key                       ? "key file"
						      : NULL;
}

static entry read_entry(otk_cli *cli, const char *name, const char *used)
{
	otk_cli_credentials c = {0};
	otk_error caught = OTK_ERROR_INIT, *outer = cli->caught;
	otk_cli_exit code;

	cli->caught = &caught;
	code = otk_cli_credentials_peek(cli, NULL, name, &c);
	cli->caught = outer;
	return (entry){.name = name,
		.backend = c.api_key          ? "OpenTok"
			   : c.application_id ? "Vonage"
					      : NULL,
		.project = c.api_key ? c.api_key : c.application_id,
		.server = c.api_url,
		.secret = kind_of_secret(&c),
		.problem = code ? otk_cli_text(cli, "%s", caught.message) : NULL,
		.is_default = used && strcmp(used, name) == 0};
}

static otk_cli_exit print_entries_json(otk_cli *cli, const entry *entries, size_t count)
{
	json_object *root = otk_cli_json_object(cli), *array = otk_cli_json_array(cli);

	for (size_t i = 0; i < count; i++) {
		json_object *object = otk_cli_json_object(cli);
		json_object *is_default = json_object_new_boolean(entries[i].is_default);

		if (!is_default)
			otk_cli_out_of_memory();
		otk_cli_json_add_text(object, "name", entries[i].name);
		otk_cli_json_add(object, "default", is_default);
		otk_cli_json_add_text(object, "backend", entries[i].backend);
		otk_cli_json_add_text(object, "project", entries[i].project);
		otk_cli_json_add_text(object, "server", entries[i].server);
		otk_cli_json_add_text(object, "secret", entries[i].secret);
		otk_cli_json_add_text(object, "problem", entries[i].problem);
		otk_cli_json_append(array, json_object_get(object));
	}
	otk_cli_json_add(root, "profiles", json_object_get(array));
	return otk_cli_print_result(cli, root);
}

static otk_cli_exit print_entries(otk_cli *cli, const entry *entries, size_t count)
{
	static const otk_cli_column columns[] = {{"NAME", false, false}, {"DEFAULT", false, false},
		{"BACKEND", false, false}, {"PROJECT", false, false}, {"SECRET", false, false},
		{"SERVER", false, true}, {"PROBLEM", false, true}};
	size_t width = OTK_COUNT_OF(columns);
	const char **cells = otk_cli_new(cli, (count + 1) * width * sizeof(*cells));

	for (size_t i = 0; i < count; i++) {
		const entry *e = &entries[i];
		const char *row[] = {e->name, e->is_default ? "yes" : NULL, e->backend, e->project,
			e->secret, e->server, e->problem};

		for (size_t k = 0; k < width; k++)
			cells[i * width + k] =
				row[k] ? otk_cli_safe(cli, row[k], strlen(row[k])) : NULL;
	}
	return otk_cli_print_table(cli, columns, width, cells, count);
}

static otk_cli_exit run_profile_list(
	otk_cli *cli, const otk_cli_command *command, const otk_cli_input *input)
{
	const char *const *names = otk_cli_config_profiles(cli);
	const char *used = default_profile(cli);
	size_t count = 0;
	entry *entries;

	(void)command;
	(void)input;
	while (names && names[count])
		count++;
	entries = otk_cli_new(cli, (count + 1) * sizeof(*entries));
	for (size_t i = 0; i < count; i++)
		entries[i] = read_entry(cli, names[i], used);
	if (otk_cli_wants_result(cli))
		return print_entries_json(cli, entries, count);
	if (count)
		return print_entries(cli, entries, count);
	puts("no profiles; add one with: otk profile add NAME");
	return OTK_CLI_DONE;
}

/* ---- use, remove, check */

static otk_cli_exit print_name(otk_cli *cli, const char *name)
{
	json_object *result = otk_cli_json_object(cli);

	otk_cli_json_add(result, "profile", otk_cli_json_string(name));
	return otk_cli_print_result(cli, result);
}

static otk_cli_exit run_profile_use(
	otk_cli *cli, const otk_cli_command *command, const otk_cli_input *input)
{
	const char *name = input->words[0];
	otk_cli_credentials ignored = {0};
	otk_cli_exit code = otk_cli_credentials_peek(cli, NULL, name, &ignored);

	(void)command;
	if (!code)
		code = otk_cli_config_set(cli, "otk", "profile", name);
	if (code)
		return code;
	if (otk_cli_wants_result(cli))
		return print_name(cli, name);
	printf("profile %s %s used when no profile is named and the environment has no "
	       "credentials\n",
		name, cli->dry_run ? "would be" : "is");
	if (otk_cli_environment_has_credentials())
		otk_cli_hint(cli,
			"the environment has credentials (OTK_API_KEY or others), which are used "
			"instead; unset them, or use --profile %s",
			name);
	return OTK_CLI_DONE;
}

/* Also removes the setting that makes this profile the default. */
static otk_cli_exit run_profile_remove(
	otk_cli *cli, const otk_cli_command *command, const otk_cli_input *input)
{
	const char *name = input->words[0];
	otk_cli_exit code = check_name(cli, name);

	if (!code && !profile_exists(cli, name))
		code = otk_cli_config_no_profile(cli, name);
	if (!code && !cli->dry_run)
		code = otk_cli_confirm(cli, command, input);
	if (!code)
		code = otk_cli_config_remove_profile(cli, name);
	if (code)
		return code;
	if (otk_cli_wants_result(cli))
		return print_name(cli, name);
	printf("profile %s %s removed\n", name, cli->dry_run ? "would be" : "is");
	return OTK_CLI_DONE;
}

static otk_cli_exit run_profile_check(
	otk_cli *cli, const otk_cli_command *command, const otk_cli_input *input)
{
	(void)command;
	if (input->words[0])
		cli->profile = input->words[0];
	return otk_cli_doctor_run(cli);
}

/* ---- the commands */

OTK_CLI_COMMAND(profile_add) = {
	.feature = "profile",
	.verb = "add",
	.summary = "Save the credentials of a project in the configuration file",
	.words = OTK_CLI_WORDS("NAME"),
	.examples = OTK_CLI_WORDS("profile add sandbox --api-key 123456 --api-url "
				  "http://localhost:8080 --secret-file secret.txt",
		"profile add live --api-key 123456 --secret-command 'pass show otk/live'"),
	.local = &add_options,
	.results = OTK_CLI_WORDS("profile", "file"),
	.run = run_profile_add,
};

OTK_CLI_COMMAND(profile_list) = {
	.feature = "profile",
	.verb = "list",
	.summary = "List the profiles, without secrets",
	.words = OTK_CLI_WORDS(),
	.examples = OTK_CLI_WORDS("profile list"),
	.run = run_profile_list,
};

OTK_CLI_COMMAND(profile_use) = {
	.feature = "profile",
	.verb = "use",
	.summary = "Make a profile the default",
	.word_values = otk_cli_config_profiles,
	.words = OTK_CLI_WORDS("NAME"),
	.examples = OTK_CLI_WORDS("profile use live"),
	.results = OTK_CLI_WORDS("profile"),
	.run = run_profile_use,
};

OTK_CLI_COMMAND(profile_remove) = {
	.feature = "profile",
	.verb = "remove",
	.summary = "Remove a profile and its secret from the configuration file",
	.words = OTK_CLI_WORDS("NAME"),
	.examples = OTK_CLI_WORDS("profile remove sandbox"),
	.results = OTK_CLI_WORDS("profile"),
	.run = run_profile_remove,
};

OTK_CLI_COMMAND(profile_check) = {
	.feature = "profile",
	.verb = "check",
	.summary = "Check a profile as otk doctor does, with one real call",
	.word_values = otk_cli_config_profiles,
	.words = OTK_CLI_WORDS("[NAME]"),
	.examples = OTK_CLI_WORDS("profile check live"),
	.acts = true,
	.run = run_profile_check,
};
