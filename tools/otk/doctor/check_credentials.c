/* SPDX-License-Identifier: MIT */
/* otk doctor: checks of credentials and profiles. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/otk/doctor/check_credentials.h"
#include "tools/otk/doctor/findings.h"
#include "tools/otk/memory.h"
#include "tools/otk/output/secrets.h"
#include "tools/otk/settings/config_file.h"
#include "tools/otk/settings/credentials.h"
#include "tools/otk/settings/value_checks.h"

/* ---- the project in effect */

static const char *backend_name(const otk_key *key)
{
	return otk_key_backend(key) == OTK_BACKEND_OPENTOK ? "OpenTok project"
							   : "Vonage application";
}

/* A token that was made elsewhere: what it says about itself. */
static void check_request_token(otk_cli_doctor *d)
{
	otk_error error = OTK_ERROR_INIT;
	otk_token *token = NULL;
	otk_status status =
		otk_token_inspect(NULL, d->credentials.request_token, 0, &token, &error);

	if (status || token->expired == OTK_YES)
		otk_cli_found_problem(&d->findings, OTK_CLI_WRONG_USE, "signing",
			status ? error.message : "the request token has expired",
			"get a new request token");
	else
		otk_cli_found_ok(
			&d->findings, "signing", "requests carry a token that was made elsewhere");
	otk_free(token);
}

static void check_signing(otk_cli_doctor *d)
{
	char *jwt = otk_cli_new(d->cli, OTK_TOKEN_SIZE_MAX), *claims = NULL;
	size_t size = OTK_TOKEN_SIZE_MAX;
	otk_error error = OTK_ERROR_INIT;
	otk_status status = otk_jwt_request(d->key, 0, 0, jwt, &size, &error);

	if (!status)
		status = otk_jwt_verify(d->key, jwt, 0, 0, &claims, &error);
	otk_free(claims);
	if (!status)
		otk_cli_found_ok(&d->findings, "signing", "a token was signed and verified");
	else if (status == OTK_E_UNSUPPORTED)
		otk_cli_found_ok(&d->findings, "signing",
			"a token was signed (not verified: the key has no public part)");
	else
		otk_cli_found_problem(&d->findings, OTK_CLI_WRONG_USE, "signing", error.message,
			"download the private key of the application again");
}

static void check_key_file(otk_cli_doctor *d, const char *name, const otk_cli_credentials *c)
{
	unsigned mode = otk_cli_open_mode(c);

	if (mode)
		otk_cli_found_problem(&d->findings, OTK_CLI_WRONG_USE, name,
			otk_cli_text(d->cli,
				"other users can read or change the private key %s (mode %03o)",
				c->private_key, mode),
			otk_cli_text(d->cli, "chmod 600 '%s'", c->private_key));
}

static bool holds_certificate(const char *file)
{
	static const char begin[] = "-----BEGIN ", kind[] = "CERTIFICATE-----";
	FILE *stream = fopen(file, "re");
	char line[128];
	bool found = false;

	while (stream && !found && fgets(line, sizeof(line), stream))
		found = strncmp(line, begin, strlen(begin)) == 0 && strstr(line, kind);
	if (stream)
		fclose(stream);
	return found;
}

/* NULL: none. A pipe is not read: the request needs what is in it. */
static const char *trust_file_problem(const char *file)
{
	struct stat info;

	if (access(file, R_OK) != 0 || stat(file, &info) != 0)
		return "cannot be read";
	if (!S_ISREG(info.st_mode) && !S_ISFIFO(info.st_mode))
		return "is not a file";
	if (S_ISREG(info.st_mode) && !holds_certificate(file))
		return "has no certificate (\"-----BEGIN CERTIFICATE-----\")";
	return NULL;
}

static void check_trust_file(otk_cli_doctor *d)
{
	const char *file = d->credentials.ca_file;
	const char *problem = file ? trust_file_problem(file) : NULL;

	if (!file)
		otk_cli_found_ok(&d->findings, "ca file",
			"not set: the certificates of the system are used");
	else if (!problem)
		otk_cli_found_ok(&d->findings, "ca file", file);
	else
		otk_cli_found_problem(&d->findings, OTK_CLI_WRONG_USE, "ca file",
			otk_cli_text(d->cli, "%s %s", otk_cli_show(d->cli, file), problem),
			"correct OTK_CA_FILE (ca_file in a profile), or unset it to use the "
			"certificates of the system");
}

/* Nothing is set, or something that is wrong. */
static const char *credentials_advice(const otk_cli_doctor *d)
{
	if (strncmp(d->cli->caught->message, "no credentials", 14) == 0)
		return "set the credentials; otk help lists the settings and where they are read "
		       "from";
	return d->cli->profile || getenv("OTK_PROFILE")
		       ? "correct what the message names; otk profile list shows the profiles and "
			 "their problems"
		       : "correct what the message names; otk help lists the settings and where "
			 "they are read from";
}

static bool check_project(otk_cli_doctor *d)
{
	otk_cli_exit code = otk_cli_key(d->cli, false, &d->credentials, &d->key);
	bool opentok;

	if (code) {
		otk_cli_found_problem(&d->findings, code, "credentials", d->cli->caught->message,
			credentials_advice(d));
		check_key_file(d, "private key", &d->credentials);
		otk_cli_found_skipped(&d->findings, "signing", "the credentials are not usable");
		otk_cli_found_skipped(&d->findings, "ca file", "the credentials are not usable");
		return false;
	}
	opentok = otk_key_backend(d->key) == OTK_BACKEND_OPENTOK;
	d->url = d->cli->api_url          ? d->cli->api_url
		 : d->credentials.api_url ? d->credentials.api_url
		 : opentok                ? OTK_URL_OPENTOK
					  : OTK_URL_VONAGE;
	otk_cli_found_ok(&d->findings, "credentials",
		otk_cli_text(d->cli, "%s %s, from %s", backend_name(d->key), otk_key_id(d->key),
			d->credentials.source));
	check_key_file(d, "private key", &d->credentials);
	if (d->credentials.request_token)
		check_request_token(d);
	else
		check_signing(d);
	check_trust_file(d);
	return true;
}

/* ---- the other profiles: without a network, and without running their commands */

static void check_profile(otk_cli_doctor *d, const char *profile, const char *known_problem)
{
	const char *name = otk_cli_text(d->cli, "profile %s", profile);
	otk_cli_credentials credentials = {0};
	otk_key *key = NULL;

	otk_cli_exit code = otk_cli_credentials_peek(d->cli, NULL, profile, &credentials);

	if (!code && !credentials.api_secret_command)
		code = otk_cli_credentials_key(d->cli, &credentials, false, &key);
	if (code && strcmp(d->cli->caught->message, known_problem) != 0)
		otk_cli_found_problem(&d->findings, code, name, d->cli->caught->message, NULL);
	check_key_file(d, name, &credentials);
	if (!code && key)
		otk_cli_found_ok(&d->findings, name,
			otk_cli_text(d->cli, "%s %s", backend_name(key), otk_key_id(key)));
	else if (!code)
		otk_cli_found_ok(&d->findings, name,
			otk_cli_text(d->cli, "OpenTok project %s; its secret command was not run",
				credentials.api_key));
	otk_key_free(key);
}

/* Returns true when the credentials in effect are those of this profile. */
static bool is_in_effect(const otk_cli_doctor *d, const char *profile)
{
	const char *source = d->credentials.source;
	size_t size = strlen(profile);

	if (d->cli->profile && strcmp(d->cli->profile, profile) == 0)
		return true;
	return source && strncmp(source, "profile ", 8) == 0 &&
	       strncmp(source + 8, profile, size) == 0 && source[8 + size] == ' ';
}

void otk_cli_check_credentials(otk_cli_doctor *d)
{
	bool is_good = check_project(d);
	const char *problem = is_good ? "" : otk_cli_text(d->cli, "%s", d->cli->caught->message);
	const char *const *names = otk_cli_config_profiles(d->cli);

	for (size_t i = 0; names && names[i]; i++)
		if (!is_in_effect(d, names[i]))
			check_profile(d, names[i], problem);
}
