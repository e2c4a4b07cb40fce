/* SPDX-License-Identifier: MIT */
/* Whose project: from the environment or a profile, never from the command line. */
#ifndef OTK_CLI_CREDENTIALS_H
#define OTK_CLI_CREDENTIALS_H

#include "tools/otk/cli.h"

typedef struct otk_cli_credentials {
	const char *api_key;
	const char *api_secret;
	const char *application_id;
	const char *private_key; /* a file, or a "pkcs11:" address */
	const char *api_url;
	const char *ca_file;
	const char *source; /* "the environment", "profile x of FILE"; NULL: there are none */
} otk_cli_credentials;

/* One setting: how it is called in each place. Ends in one without a name. */
typedef struct otk_cli_setting {
	const char *variable; /* "OTK_API_KEY" */
	const char *key;      /* "api_key" */
	size_t offset;        /* in otk_cli_credentials */
	const char *help;
	bool secret;
	bool is_file;
} otk_cli_setting;

extern const otk_cli_setting otk_cli_settings[];
const char **otk_cli_setting_of(otk_cli_credentials *credentials, const otk_cli_setting *setting);

/* Find them; source is NULL when there are none at all. Both kinds at once is an error. */
otk_cli_exit otk_cli_credentials_find(otk_cli *cli, otk_cli_credentials *credentials);
/* A key made of them. account: for the account's own operations. */
otk_cli_exit otk_cli_credentials_key(
	otk_cli *cli, const otk_cli_credentials *credentials, bool account, otk_key **key);
/* Both in one; none at all is an error that says what to set. */
otk_cli_exit otk_cli_key(
	otk_cli *cli, bool account, otk_cli_credentials *credentials, otk_key **key);

/* ---- config_file.c */

/* The file that counts: --config, OTK_CONFIG, the XDG folder. NULL: no home. */
const char *otk_cli_config_path(otk_cli *cli, bool *is_explicit);
/* Read a profile into credentials; source stays NULL when the file or the profile is not there and
 * nobody asked for it. */
otk_cli_exit otk_cli_config_read(
	otk_cli *cli, const char *profile, otk_cli_credentials *credentials);
/* The names of all profiles, for completion; ends in NULL. */
const char *const *otk_cli_config_profiles(otk_cli *cli);

#endif
