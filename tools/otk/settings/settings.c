/* SPDX-License-Identifier: MIT */
/* The table of settings. */
#include "config.h"

#include "tools/otk/settings/settings.h"

#define SETTING(variable_name, key_name, option_name, ...)                          \
	{                                                                           \
		.variable = variable_name, .key = #key_name, .option = option_name, \
		.offset = offsetof(otk_cli_credentials, key_name), __VA_ARGS__      \
	}

const otk_cli_setting otk_cli_settings[] = {
	SETTING("OTK_API_KEY", api_key, "--api-key", .help = "OpenTok: the project's API key",
		.identity = true),
	SETTING("OTK_API_SECRET", api_secret, "the secret", .help = "OpenTok: its secret",
		.secret = true, .identity = true),
	SETTING("OTK_APPLICATION_ID", application_id, "--application-id",
		.help = "Vonage: the application's id", .identity = true),
	SETTING("OTK_PRIVATE_KEY", private_key, "--private-key",
		.help = "Vonage: the file of its private key, or a pkcs11: address",
		.is_file = true, .identity = true),
	SETTING("OTK_API_URL", api_url, "--api-url",
		.help = "another server, such as a local sandbox; may carry a path"),
	SETTING("OTK_CA_FILE", ca_file, "--ca-file",
		.help = "certificates to trust (PEM) instead of the system's", .is_file = true),
	SETTING("OTK_API_SECRET_COMMAND", api_secret_command, "--secret-command",
		.help = "OpenTok: a program that prints the secret, instead of the secret",
		.identity = true),
	SETTING("OTK_REQUEST_TOKEN", request_token, "the request token",
		.help = "a request token made elsewhere, instead of the secret or private key",
		.secret = true, .identity = true),
	{.variable = NULL},
};

const char **otk_cli_setting_of(otk_cli_credentials *credentials, const otk_cli_setting *setting)
{
	return (const char **)(void *)((char *)credentials + setting->offset);
}
