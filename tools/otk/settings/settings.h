/* SPDX-License-Identifier: MIT */
/* The settings that say which project is meant and where it is; from one source each. */
#ifndef OTK_CLI_SETTINGS_H
#define OTK_CLI_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>

typedef struct otk_cli_credentials {
	const char *api_key;
	const char *api_secret;
	const char *api_secret_command; /* prints the secret; instead of api_secret */
	const char *application_id;
	const char *private_key;   /* a file, or a "pkcs11:" address */
	const char *request_token; /* made elsewhere; instead of the secret or private key */
	const char *api_url;
	const char *ca_file;
	const char *source; /* "the environment", "profile x of FILE"; NULL: none were found */
} otk_cli_credentials;

/* One setting and its name in each source. */
typedef struct otk_cli_setting {
	const char *variable; /* "OTK_API_KEY" */
	const char *key;      /* "api_key" */
	const char *option;   /* of otk profile add: "--api-key" */
	size_t offset;        /* in otk_cli_credentials */
	const char *help;
	bool secret;
	bool is_file;
	bool identity; /* part of what makes a project; the others only say where it is */
} otk_cli_setting;

/* Ends in one without a variable. */
extern const otk_cli_setting otk_cli_settings[];
/* The member of the credentials that the setting sets. */
const char **otk_cli_setting_of(otk_cli_credentials *credentials, const otk_cli_setting *setting);

#endif
