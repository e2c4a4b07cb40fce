/* SPDX-License-Identifier: MIT */
/* One source, one kind: credentials are never mixed from several places and never guessed. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "tools/otk/message.h"
#include "tools/otk/settings/config_file.h"
#include "tools/otk/settings/credentials.h"
#include "tools/otk/settings/settings.h"

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

/* What to unset, or what is missing, in the words of the place where it stands. */
static const char *name_in(const otk_cli_credentials *credentials, const otk_cli_setting *setting)
{
	bool environment = strcmp(credentials->source, "the environment") == 0;
	return environment ? setting->variable : setting->key;
}

static otk_cli_exit check_kind(otk_cli *cli, const otk_cli_credentials *c)
{
	const otk_cli_setting *s = otk_cli_settings;
	bool opentok = c->api_key || c->api_secret, vonage = c->application_id || c->private_key;
	if (opentok && vonage)
		return otk_cli_wrong(cli,
			"%s holds credentials of both kinds: unset %s and %s to use the Vonage "
			"application, or %s and %s to use the OpenTok project",
			c->source, name_in(c, &s[0]), name_in(c, &s[1]), name_in(c, &s[2]),
			name_in(c, &s[3]));
	const otk_cli_setting *missing = opentok              ? !c->api_key      ? &s[0]
								: !c->api_secret ? &s[1]
										 : NULL
					 : !c->application_id ? &s[2]
					 : !c->private_key    ? &s[3]
							      : NULL;
	if (missing)
		return otk_cli_wrong(
			cli, "%s lacks %s (%s)", c->source, name_in(c, missing), missing->help);
	return OTK_CLI_DONE;
}

otk_cli_exit otk_cli_credentials_find(otk_cli *cli, otk_cli_credentials *credentials)
{
	*credentials = (otk_cli_credentials){0};
	otk_cli_exit code = OTK_CLI_DONE;
	if (!cli->profile)
		read_environment(credentials);
	if (!credentials->source) {
		otk_cli_credentials where = *credentials;
		code = otk_cli_config_read(
			cli, cli->profile ? cli->profile : "default", credentials);
		if (!code && !credentials->source)
			*credentials = where;
	}
	return code || !credentials->source ? code : check_kind(cli, credentials);
}

otk_cli_exit otk_cli_credentials_key(
	otk_cli *cli, const otk_cli_credentials *credentials, bool account, otk_key **key)
{
	static const char scheme[] = "pkcs11:";
	const char *file = credentials->private_key;
	bool is_uri = file && strncmp(file, scheme, sizeof(scheme) - 1) == 0;
	otk_error error = OTK_ERROR_INIT;
	*key = otk_key_new(&OTK_KEY_OPTIONS(.api_key = credentials->api_key,
				   .api_secret = credentials->api_secret,
				   .application_id = credentials->application_id,
				   .private_key_file = is_uri ? NULL : file,
				   .private_key_uri = is_uri ? file : NULL,
				   .account = account ? OTK_YES : OTK_UNSET),
		&error);
	if (*key)
		return OTK_CLI_DONE;
	/* A key file that cannot be read is wrong use, not an unreachable service. */
	if (error.status == OTK_E_IO)
		error.status = OTK_E_ARGUMENT;
	return otk_cli_fail(cli, &error);
}

otk_cli_exit otk_cli_key(
	otk_cli *cli, bool account, otk_cli_credentials *credentials, otk_key **key)
{
	otk_cli_exit code = otk_cli_credentials_find(cli, credentials);
	if (code)
		return code;
	bool is_explicit = false;
	const char *path = otk_cli_config_path(cli, &is_explicit);
	if (!credentials->source)
		return otk_cli_wrong(cli,
			"no credentials: set OTK_API_KEY and OTK_API_SECRET (OpenTok), or "
			"OTK_APPLICATION_ID and OTK_PRIVATE_KEY (Vonage), or write a [profile "
			"default] into %s",
			path ? path : "a file that OTK_CONFIG names");
	if (account && !credentials->api_key)
		return otk_cli_wrong(cli,
			"this is an operation of the account, not of a project: set OTK_API_KEY "
			"and "
			"OTK_API_SECRET to the account's (%s has an application's)",
			credentials->source);
	return otk_cli_credentials_key(cli, credentials, account, key);
}
