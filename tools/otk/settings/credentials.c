/* SPDX-License-Identifier: MIT */
/*
 * Finds the credentials: all from one source and of one kind. They are never combined from several
 * sources, and never guessed.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/otk/memory.h"
#include "tools/otk/message.h"
#include "tools/otk/settings/config_file.h"
#include "tools/otk/settings/credentials.h"
#include "tools/otk/settings/secret_command.h"
#include "tools/otk/settings/settings.h"
#include "tools/otk/settings/value_checks.h"

static void read_environment(otk_cli_credentials *credentials)
{
	for (size_t i = 0; otk_cli_settings[i].variable; i++) {
		const char *value = getenv(otk_cli_settings[i].variable);

		if (!value || !*value)
			continue;
		*otk_cli_setting_of(credentials, &otk_cli_settings[i]) = value;
		if (otk_cli_settings[i].identity)
			credentials->source = "the environment";
	}
}

bool otk_cli_environment_has_credentials(void)
{
	otk_cli_credentials found = {0};

	read_environment(&found);
	return found.source;
}

static bool is_environment(const otk_cli_credentials *credentials)
{
	return strcmp(credentials->source, "the environment") == 0;
}

/* Returns the name of a setting in its source: an option, an environment variable or a key. */
static const char *name_in(
	const otk_cli *cli, const otk_cli_credentials *credentials, const otk_cli_setting *setting)
{
	return cli->adding                   ? setting->option
	       : is_environment(credentials) ? setting->variable
					     : setting->key;
}

/* Returns the name with its source: "OTK_API_KEY", "api_key (profile live of FILE)". */
static const char *label_of(
	otk_cli *cli, const otk_cli_credentials *credentials, const otk_cli_setting *setting)
{
	const char *name = name_in(cli, credentials, setting);

	return cli->adding || is_environment(credentials)
		       ? name
		       : otk_cli_text(cli, "%s (%s)", name, credentials->source);
}

static const otk_cli_setting *setting_at(size_t offset)
{
	const otk_cli_setting *s = otk_cli_settings;

	while (s->offset != offset)
		s++;
	return s;
}

/* The names of settings in messages of the library. */
static const struct {
	const char *member;
	size_t offset;
} members[] = {
	{"api_key", offsetof(otk_cli_credentials, api_key)},
	{"api_secret", offsetof(otk_cli_credentials, api_secret)},
	{"application_id", offsetof(otk_cli_credentials, application_id)},
	{"private_key_file", offsetof(otk_cli_credentials, private_key)},
	{"private_key_uri", offsetof(otk_cli_credentials, private_key)},
	{"private key", offsetof(otk_cli_credentials, private_key)},
	{"api_url", offsetof(otk_cli_credentials, api_url)},
	{"ca_file", offsetof(otk_cli_credentials, ca_file)},
	{"request_token", offsetof(otk_cli_credentials, request_token)},
};

/* Advice of the library about options that the tool does not have, and its replacement. */
static const struct {
	const char *ending, *instead;
} advice[] = {
	{"its text belongs in private_key_pem", "write it to a file and give the name of that"},
	{", and pin is not set to its passphrase",
		"; otk does not ask for a passphrase: decrypt the file with openssl pkey"},
};

static const char *with_own_advice(otk_cli *cli, const char *message)
{
	for (size_t i = 0; i < OTK_COUNT_OF(advice); i++) {
		const char *found = strstr(message, advice[i].ending);

		if (found && strcmp(found, advice[i].ending) == 0)
			return otk_cli_text(
				cli, "%.*s%s", (int)(found - message), message, advice[i].instead);
	}
	return message;
}

const char *otk_cli_in_settings(
	otk_cli *cli, const otk_cli_credentials *credentials, const char *message)
{
	for (size_t i = 0; i < OTK_COUNT_OF(members); i++) {
		size_t size = strlen(members[i].member);

		if (strncmp(message, members[i].member, size) == 0 && message[size] == ':')
			return otk_cli_text(cli, "%s%s",
				label_of(cli, credentials, setting_at(members[i].offset)),
				with_own_advice(cli, message + size));
	}
	return otk_cli_text(cli, "%s", message);
}

/* Prints an error of the library about the credentials. */
static otk_cli_exit fail_setting(
	otk_cli *cli, const otk_cli_credentials *credentials, otk_error *error)
{
	const char *message = otk_cli_in_settings(cli, credentials, error->message);

	snprintf(error->message, sizeof(error->message), "%s", message);
	return otk_cli_fail(cli, error);
}

/* Checks the values. Messages never show a value, because it may be a secret. */
static otk_cli_exit check_values(otk_cli *cli, otk_cli_credentials *c)
{
	for (const otk_cli_setting *s = otk_cli_settings; s->variable; s++) {
		const char *value = *otk_cli_setting_of(c, s);
		const char *wrapping = value ? otk_cli_wrapping(value) : NULL;
		/* A command may begin or end with a quoted word. */
		bool is_command = s->offset == offsetof(otk_cli_credentials, api_secret_command);
		/* For a key in place of the name of its file, the library has a better message. */
		bool is_key = s->is_file && value && strstr(value, "-----BEGIN");

		if (wrapping && !is_command && !is_key)
			return otk_cli_wrong(cli,
				"%s: the value begins or ends with %s; remove what does not "
				"belong to it",
				label_of(cli, c, s), wrapping);
	}
	if (c->api_secret && c->api_secret_command)
		return otk_cli_wrong(cli, "%s and %s (%s) are mutually exclusive; remove one",
			name_in(cli, c, setting_at(offsetof(otk_cli_credentials, api_secret))),
			name_in(cli, c,
				setting_at(offsetof(otk_cli_credentials, api_secret_command))),
			c->source);
	return OTK_CLI_DONE;
}

/* A request token takes the place of everything that signs. */
static otk_cli_exit check_request_token(otk_cli *cli, const otk_cli_credentials *c)
{
	static const size_t excluded[] = {offsetof(otk_cli_credentials, api_secret),
		offsetof(otk_cli_credentials, api_secret_command),
		offsetof(otk_cli_credentials, private_key)};

	for (size_t i = 0; c->request_token && i < OTK_COUNT_OF(excluded); i++) {
		const otk_cli_setting *other = setting_at(excluded[i]);

		if (*otk_cli_setting_of((otk_cli_credentials *)(uintptr_t)c, other))
			return otk_cli_wrong(cli,
				"%s and %s (%s) are mutually exclusive; remove one",
				name_in(cli, c,
					setting_at(offsetof(otk_cli_credentials, request_token))),
				name_in(cli, c, other), c->source);
	}
	return OTK_CLI_DONE;
}

static otk_cli_exit check_kind(otk_cli *cli, const otk_cli_credentials *c)
{
	const otk_cli_setting *s = otk_cli_settings;
	bool has_secret = c->api_secret || c->api_secret_command;
	bool has_token = c->request_token;
	bool opentok = c->api_key || has_secret, vonage = c->application_id || c->private_key;
	const otk_cli_setting *missing;

	if (opentok && vonage)
		return otk_cli_wrong(cli,
			"%s holds credentials of both kinds; unset %s and %s to use the Vonage "
			"application, or %s and %s to use the OpenTok project",
			c->source, name_in(cli, c, &s[0]), name_in(cli, c, &s[1]),
			name_in(cli, c, &s[2]), name_in(cli, c, &s[3]));
	if (has_token && !opentok && !vonage)
		return otk_cli_wrong(cli, "%s: needs %s (OpenTok) or %s (Vonage) of its project",
			label_of(cli, c, setting_at(offsetof(otk_cli_credentials, request_token))),
			name_in(cli, c, &s[0]), name_in(cli, c, &s[2]));
	missing = opentok                         ? !c->api_key                 ? &s[0]
						    : !has_secret && !has_token ? &s[1]
										: NULL
		  : !c->application_id            ? &s[2]
		  : !c->private_key && !has_token ? &s[3]
						  : NULL;
	if (missing) /* the pairs (key, secret) and (application, private key) begin at even indices */
		return otk_cli_wrong(cli, "%s: it is not set, but %s is; both are needed",
			label_of(cli, c, missing), name_in(cli, c, &s[(missing - s) ^ 1]));
	return OTK_CLI_DONE;
}

otk_cli_exit otk_cli_credentials_find(otk_cli *cli, otk_cli_credentials *credentials)
{
	otk_cli_exit code = OTK_CLI_DONE;

	*credentials = (otk_cli_credentials){0};
	if (!cli->profile && !cli->config)
		read_environment(credentials);
	if (!credentials->source) {
		otk_cli_credentials where = *credentials;

		code = otk_cli_config_read(
			cli, cli->profile ? cli->profile : "default", credentials);
		if (!code && !credentials->source)
			*credentials = where;
	}
	if (!code && credentials->source)
		code = check_values(cli, credentials);
	if (!code && credentials->source)
		code = check_request_token(cli, credentials);
	return code || !credentials->source ? code : check_kind(cli, credentials);
}

otk_cli_exit otk_cli_credentials_peek(
	otk_cli *cli, const char *config, const char *profile, otk_cli_credentials *credentials)
{
	const otk_cli before = *cli;
	otk_cli_exit code;

	cli->config = config ? config : cli->config;
	cli->profile = profile;
	code = otk_cli_credentials_find(cli, credentials);
	cli->config = before.config;
	cli->profile = before.profile;
	cli->hooks = before.hooks;
	cli->hook_places = before.hook_places;
	cli->hook_count = before.hook_count;
	return code;
}

/* Warns if other users can read or change the private key, as for the configuration file. */
static void warn_of_open_key(otk_cli *cli, const otk_cli_credentials *credentials)
{
	unsigned mode = otk_cli_open_mode(credentials);

	if (mode && !cli->caught)
		otk_cli_hint(cli,
			"warning: other users can read or change the private key %s (mode %03o); "
			"run chmod 600 '%s'",
			credentials->private_key, mode, credentials->private_key);
}

otk_cli_exit otk_cli_credentials_key(
	otk_cli *cli, const otk_cli_credentials *credentials, bool account, otk_key **key)
{
	const char *file = credentials->private_key, *secret = credentials->api_secret;
	bool is_address = otk_cli_is_key_address(file);
	otk_error error = OTK_ERROR_INIT;
	otk_cli_exit code = OTK_CLI_DONE;

	*key = NULL;
	if (credentials->api_secret_command)
		code = otk_cli_secret_command(cli, credentials->api_secret_command, &secret);
	if (code)
		return code;
	*key = otk_key_new(&OTK_KEY_OPTIONS(.api_key = credentials->api_key, .api_secret = secret,
				   .application_id = credentials->application_id,
				   .private_key_file = is_address ? NULL : file,
				   .private_key_uri = is_address ? file : NULL,
				   .account = account ? OTK_YES : OTK_UNSET,
				   .id_only = credentials->request_token ? OTK_YES : OTK_UNSET),
		&error);
	if (*key) {
		warn_of_open_key(cli, credentials);
		return OTK_CLI_DONE;
	}
	/* A key file that cannot be read is wrong use, not an unreachable service. */
	if (error.status == OTK_E_IO)
		error.status = OTK_E_ARGUMENT;
	return fail_setting(cli, credentials, &error);
}

otk_cli_exit otk_cli_key(
	otk_cli *cli, bool account, otk_cli_credentials *credentials, otk_key **key)
{
	otk_cli_exit code = otk_cli_credentials_find(cli, credentials);
	bool is_explicit = false;
	const char *path;

	if (code)
		return code;
	path = otk_cli_config_path(cli, &is_explicit);
	if (!credentials->source)
		return otk_cli_wrong(cli,
			"no credentials: set OTK_API_KEY and OTK_API_SECRET (OpenTok), or "
			"OTK_APPLICATION_ID and OTK_PRIVATE_KEY (Vonage), or save them in %s with: "
			"otk profile add default",
			path ? path : "a file that OTK_CONFIG names");
	if (account && !credentials->api_key)
		return otk_cli_wrong(cli,
			"this is an operation of the account, not of a project: set OTK_API_KEY "
			"and OTK_API_SECRET to those of the account (%s has those of an "
			"application)",
			credentials->source);
	if (account && credentials->request_token)
		return otk_cli_wrong(cli,
			"%s: is for a project; operations of the account need its key and secret",
			label_of(cli, credentials,
				setting_at(offsetof(otk_cli_credentials, request_token))));
	return otk_cli_credentials_key(cli, credentials, account, key);
}

otk_cli_exit otk_cli_signing_key(otk_cli *cli, otk_cli_credentials *credentials, otk_key **key)
{
	const otk_cli_setting *s = otk_cli_settings;
	otk_cli_exit code = otk_cli_key(cli, false, credentials, key);

	if (code || !credentials->request_token)
		return code;
	otk_key_free(*key);
	*key = NULL;
	return otk_cli_wrong(cli,
		"%s: it sends requests and cannot make tokens; make them with %s or %s",
		label_of(
			cli, credentials, setting_at(offsetof(otk_cli_credentials, request_token))),
		name_in(cli, credentials, &s[1]), name_in(cli, credentials, &s[3]));
}
