/* SPDX-License-Identifier: MIT */
/* Makes the client that only knows the tables, and the one that sends. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <otk/plugin.h>

#include "tools/otk/memory.h"
#include "tools/otk/message.h"
#include "tools/otk/output/wording.h"
#include "tools/otk/plugin/hook_problem.h"
#include "tools/otk/settings/connect.h"
#include "tools/otk/settings/credentials.h"
#include "tools/otk/settings/settings.h"
#include "tools/otk/terminal/text.h"

static void free_client(void *client)
{
	otk_client_free(client);
}

static otk_cli_exit keep_client(
	otk_cli *cli, otk_client *made, otk_client **client, otk_error *error)
{
	if (!made)
		return otk_cli_fail(cli, error);
	otk_cli_defer(cli, free_client, made);
	*client = made;
	return OTK_CLI_DONE;
}

/* Help must work without credentials; nothing is ever sent with these. */
otk_client *otk_cli_describer(otk_cli *cli, otk_error *error)
{
	if (cli->describer)
		return cli->describer;
	cli->describer = otk_client_new(&OTK_CLIENT_OPTIONS(.api_key = "1", .api_secret = "none",
						.plugin_path = cli->plugin_path),
		error);
	if (cli->describer)
		otk_cli_defer(cli, free_client, cli->describer);
	return cli->describer;
}

/* Prints an event, which the library has redacted, as one line. */
static void print_event(const otk_log_event *event, void *userdata)
{
	otk_cli *cli = userdata;

	char *line = otk_cli_text(cli, "%s%s%s: %s", event->operation ? event->operation : "",
		event->operation ? " " : "", event->event, event->text ? event->text : "");

	for (size_t i = 0; i < event->fields.count; i++)
		line = otk_cli_text(cli, "%s %s=%s", line, event->fields.items[i].name,
			event->fields.items[i].value ? event->fields.items[i].value : "");
	fprintf(stderr, "otk: %s\n", otk_cli_safe(cli, line, strlen(line)));
}

/* Prints the warnings of the checks; other events are for --verbose. */
static void print_warning(const otk_log_event *event, void *userdata)
{
	if (event->level <= OTK_LOG_WARNING)
		otk_cli_hint(userdata, "%s: %s", event->event,
			otk_cli_in_user_words(userdata, event->text ? event->text : ""));
}

bool otk_cli_is_loopback(const char *url)
{
	const char *host = url ? strstr(url, "://") : NULL;
	size_t size;

	if (!host)
		return false;
	host += 3;
	size = *host == '[' ? strcspn(host, "]") + 1 : strcspn(host, ":/?#");
	return (size == 9 && strncasecmp(host, "localhost", size) == 0) ||
	       (size == 5 && strncmp(host, "[::1]", size) == 0) ||
	       (strncmp(host, "127.", 4) == 0 && strspn(host, "0123456789.") == size);
}

/* An address of this machine without a scheme is that of a sandbox, which needs no https. */
static void advise_scheme(otk_cli *cli, const char *api_url, otk_error *error)
{
	const char *whole = api_url ? otk_cli_text(cli, "http://%s", api_url) : NULL;
	const char *host = whole ? whole + 7 : "";

	if (otk_cli_is_loopback(whole) && strstr(error->message, "does not begin with https://"))
		snprintf(error->message, sizeof(error->message),
			"api_url: it does not begin with http:// or https://; write http://%.*s",
			(int)strcspn(host, "/?#"), host);
}

otk_cli_exit otk_cli_connect(otk_cli *cli, bool account, otk_client **client)
{
	otk_cli_credentials credentials;
	otk_key *key = NULL;
	otk_error error = OTK_ERROR_INIT;
	otk_cli_exit code = otk_cli_key(cli, account, &credentials, &key);
	const char *api_url;
	bool has_token;
	otk_client *made;

	if (code)
		return code;
	api_url = cli->api_url ? cli->api_url : credentials.api_url;
	has_token = credentials.request_token;
	made = otk_client_new(
		&OTK_CLIENT_OPTIONS(.key = has_token ? NULL : key,
			.request_token = credentials.request_token,
			.api_key = has_token ? credentials.api_key : NULL,
			.application_id = has_token ? credentials.application_id : NULL,
			.api_url = api_url, .ca_file = credentials.ca_file,
			.user_agent = "otk-cli/" OTK_VERSION, .plugin_path = cli->plugin_path,
			.hooks = cli->hooks, .hook_count = cli->hook_count,
			.timeout_ms = cli->timeout_ms, .checks = cli->checks, .adopt = OTK_YES,
			.error_names =
				cli->json_names ? OTK_ERROR_NAMES_WIRE : OTK_ERROR_NAMES_OPTIONS,
			.proxy_from_env = otk_cli_is_loopback(api_url) ? OTK_NO : OTK_YES,
			.log = cli->verbose ? print_event : print_warning, .log_userdata = cli,
			.log_level = cli->verbose ? OTK_LOG_DEBUG : OTK_LOG_WARNING),
		&error);
	otk_key_free(key);
	if (!made) {
		advise_scheme(cli, api_url, &error);
		otk_cli_explain_hook(cli, &error);
	}
	if (!made && cli->api_url && strncmp(error.message, "api_url:", 8) == 0)
		return otk_cli_wrong(cli, "--api-url:%s", error.message + 8);
	/* A file of the configuration that cannot be read is wrong use. */
	if (!made && error.status == OTK_E_IO)
		error.status = OTK_E_ARGUMENT;
	if (!made) {
		const char *message = otk_cli_in_settings(cli, &credentials, error.message);

		snprintf(error.message, sizeof(error.message), "%s", message);
	}
	return keep_client(cli, made, client, &error);
}
