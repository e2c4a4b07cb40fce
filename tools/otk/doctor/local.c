/* SPDX-License-Identifier: MIT */
/* otk doctor: credentials and plugins. */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/otk/doctor/doctor.h"
#include "tools/otk/memory.h"
#include "tools/otk/settings/connect.h"
#include "tools/otk/settings/credentials.h"

/* --------------------------------------------------------------- credentials */

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
		otk_cli_doctor_ok(d, "signing", "a token was signed and verified");
	else if (status == OTK_E_UNSUPPORTED)
		otk_cli_doctor_ok(d, "signing", "a token was signed");
	else
		otk_cli_doctor_problem(d, OTK_CLI_WRONG_USE, "signing", error.message,
			"get the private key of the application again");
}

static void check_trust_file(otk_cli_doctor *d)
{
	const char *file = d->credentials.ca_file;
	if (!file)
		otk_cli_doctor_ok(d, "ca file", "the system's certificates");
	else if (access(file, R_OK) == 0)
		otk_cli_doctor_ok(d, "ca file", "%s", file);
	else
		otk_cli_doctor_problem(d, OTK_CLI_WRONG_USE, "ca file",
			otk_cli_text(d->cli, "%s cannot be read", file),
			"correct OTK_CA_FILE or ca_file, or unset it for the system's "
			"certificates");
}

void otk_cli_doctor_credentials(otk_cli_doctor *d)
{
	otk_cli_exit code = otk_cli_key(d->cli, false, &d->credentials, &d->key);
	if (code) {
		otk_cli_doctor_problem(d, code, "credentials", d->cli->caught->message,
			"otk help shows where they are looked for");
		otk_cli_doctor_skip(d, "signing", "there is no key");
		otk_cli_doctor_skip(d, "ca file", "there is no key");
		return;
	}
	bool opentok = otk_key_backend(d->key) == OTK_BACKEND_OPENTOK;
	d->url = d->credentials.api_url ? d->credentials.api_url
		 : opentok              ? OTK_URL_OPENTOK
					: OTK_URL_VONAGE;
	otk_cli_doctor_ok(d, "credentials", "%s %s, from %s",
		opentok ? "OpenTok project" : "Vonage application", otk_key_id(d->key),
		d->credentials.source);
	check_signing(d);
	check_trust_file(d);
}

/* ------------------------------------------------------------------- plugins */

static void check_folder(otk_cli_doctor *d, const char *folder)
{
	struct stat info;
	if (stat(folder, &info) == 0 && S_ISDIR(info.st_mode) && access(folder, R_OK | X_OK) == 0)
		otk_cli_doctor_ok(d, "plugin folder", "%s", folder);
	else
		otk_cli_doctor_problem(d, OTK_CLI_NO_PLUGIN, "plugin folder",
			otk_cli_text(d->cli, "%s is no folder that can be read", folder),
			"correct OTK_PLUGIN_PATH, or unset it");
}

/* Those that the user named; the one that libotk was installed with needs no word. */
static void check_folders(otk_cli_doctor *d)
{
	const char *path = getenv("OTK_PLUGIN_PATH");
	for (size_t i = 0; i < d->cli->plugin_path.count; i++)
		check_folder(d, d->cli->plugin_path.items[i]);
	while (path && *path) {
		size_t size = strcspn(path, ":");
		if (size)
			check_folder(d, otk_cli_copy(d->cli, path, size));
		path += size + (path[size] == ':');
	}
}

static void check_plugin(otk_cli_doctor *d, const otk_plugin_info *plugin)
{
	const char *path = plugin->path ? plugin->path : "builtin";
	const char *slash = strrchr(path, '/');
	const char *name = otk_cli_text(d->cli, "plugin %s",
		plugin->name ? plugin->name
		: slash      ? slash + 1
			     : path);
	if (plugin->problem)
		otk_cli_doctor_problem(d, OTK_CLI_NO_PLUGIN, name, plugin->problem,
			"install its package again, in the version of libotk");
	else
		otk_cli_doctor_ok(d, name, "%s, %s", plugin->version ? plugin->version : "", path);
}

void otk_cli_doctor_plugins(otk_cli_doctor *d)
{
	otk_plugin_list *list = NULL;
	otk_error error = OTK_ERROR_INIT;
	check_folders(d);
	otk_client *client = otk_cli_describer(d->cli, &error);
	if (!client || otk_plugins_list(client, &list, &error)) {
		otk_cli_doctor_problem(
			d, otk_cli_exit_of(error.status), "plugins", error.message, NULL);
		return;
	}
	for (size_t i = 0; i < list->item_count; i++)
		check_plugin(d, list->items[i]);
	/* libotk has one of its own: sessions. */
	if (list->item_count < 2)
		otk_cli_doctor_problem(d, OTK_CLI_NO_PLUGIN, "plugins", "none is installed",
			"install the packages of the features you need, or set OTK_PLUGIN_PATH");
	otk_free(list);
}
