/* SPDX-License-Identifier: MIT */
/* otk api: calls any path of the service, also one that no operation describes. */
#include "config.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "tools/otk/code/dry_run.h"
#include "tools/otk/input.h"
#include "tools/otk/json.h"
#include "tools/otk/memory.h"
#include "tools/otk/message.h"
#include "tools/otk/operations/raw_call.h"
#include "tools/otk/operations/raw_pages.h"
#include "tools/otk/output/response.h"
#include "tools/otk/output/secrets.h"
#include "tools/otk/settings/connect.h"
#include "tools/otk/tables/catalog.h"
#include "tools/otk/tables/command.h"
#include "tools/otk/tables/known_values.h"
#include "tools/otk/terminal/text.h"

/* In the order of otk_repeat and otk_auth. */
static const char *const repeats[] = {"unsafe", "settle", "safe", NULL};
static const char *const auths[] = {"project", "account", "basic", "either", NULL};

static const otk_cli_field fields[] = {
	OTK_CLI_FIELD("repeat", STRING,
		"whether the request may be sent again (default: unsafe; a GET always may)",
		.values = repeats),
	OTK_CLI_FIELD(
		"auth", STRING, "which key signs the request (default project)", .values = auths),
	OTK_CLI_FIELD("form", FLAG, "the body is a form, not JSON", .bare = true),
	OTK_CLI_FIELD("all", FLAG, "get all pages of a list", .bare = true),
};
static const otk_cli_type options = OTK_CLI_TYPE(fields);

/* No table says what is secret; names and URLs do. */
static const otk_cli_operation any = {
	.options = &otk_cli_no_options, .result = &otk_cli_no_options};

static int number_of(const char *const *words, const char *word, int otherwise)
{
	for (int i = 0; word && words[i]; i++)
		if (strcmp(words[i], word) == 0)
			return i;
	return otherwise;
}

static otk_cli_exit read_body(otk_cli *cli, const otk_cli_input *input, otk_raw_options *raw)
{
	json_object *json = NULL;
	const char *twice = NULL;
	otk_cli_exit code;

	if (raw->form == OTK_YES && cli->extra)
		return otk_cli_wrong(cli, "--extra-json: the body is a form, not JSON");
	if (raw->form == OTK_YES)
		return otk_cli_input_text(
			cli, "BODY", input->words[2], &raw->body, &raw->body_size);
	code = otk_cli_input_json(cli, input->words[2], &json);
	if (!code && cli->extra) {
		json = json ? json : otk_cli_json_object(cli);
		if (!json_object_is_type(json, json_type_object))
			return otk_cli_wrong(cli, "--extra-json: the body is not an object");
		twice = otk_cli_json_merge_new(json, cli->extra);
	}
	if (twice)
		return otk_cli_wrong(
			cli, "--extra-json: %s is given twice", otk_cli_quote(cli, NULL, twice));
	if (!code && json)
		raw->body = otk_cli_json_text(json);
	return code;
}

static otk_cli_exit read_request(otk_cli *cli, const otk_cli_input *input, otk_raw_options *raw)
{
	const char *method = input->words[0];
	char *upper = otk_cli_copy(cli, method, strlen(method));
	otk_cli_exit code = otk_cli_check_known(cli, &options, input->local);

	for (char *c = upper; *c; c++)
		*c = (char)toupper((unsigned char)*c);
	raw->method = upper;
	raw->path = input->words[1];
	raw->form = otk_cli_json_yes(input->local, "form") ? OTK_YES : OTK_UNSET;
	raw->repeat = (otk_repeat)number_of(repeats, otk_cli_json_get(input->local, "repeat"),
		strcmp(upper, "GET") == 0 ? OTK_REPEAT_SAFE : OTK_REPEAT_UNSAFE);
	raw->auth = (otk_auth)number_of(
		auths, otk_cli_json_get(input->local, "auth"), OTK_AUTH_PROJECT);
	return code ? code : read_body(cli, input, raw);
}

/* Prints a response that json-c does not parse into an object: null, or nested too deeply. */
static otk_cli_exit print_text(otk_cli *cli, const char *response)
{
	const char *text = cli->show_secrets ? response : otk_cli_hide_in_text(cli, response);

	if (cli->field && *text)
		return otk_cli_wrong(cli, "--field: the response is not an object");
	if (*text)
		printf("%s\n", otk_cli_safe_json(cli, text, strlen(text)));
	return OTK_CLI_DONE;
}

static otk_cli_exit print_result(otk_cli *cli, json_object *json, const char *response)
{
	const char *text;

	if (!json)
		return print_text(cli, response);
	if (!cli->show_secrets)
		otk_cli_hide(cli, NULL, json);
	if (otk_cli_wants_result(cli))
		return otk_cli_print_result(cli, json);
	text = json_object_to_json_string_ext(
		json, JSON_C_TO_STRING_NOSLASHESCAPE |
			      (cli->raw ? JSON_C_TO_STRING_PLAIN
					: JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED));
	if (!text)
		otk_cli_out_of_memory();
	printf("%s\n", otk_cli_safe_json(cli, text, strlen(text)));
	return OTK_CLI_DONE;
}

static otk_cli_exit show_request(otk_cli *cli, otk_client *client, const otk_raw_options *raw)
{
	otk_error error = OTK_ERROR_INIT;
	otk_call *call = otk_call_new_raw(client, raw, &error);
	otk_cli_exit code;

	if (!call)
		return otk_cli_fail(cli, &error);
	code = otk_cli_show_request(cli, call, &any, "", raw);
	otk_call_free(call);
	return code;
}

static otk_cli_exit run_api(
	otk_cli *cli, const otk_cli_command *command, const otk_cli_input *input)
{
	otk_raw_options raw = OTK_RAW_OPTIONS_INIT;
	otk_client *client = NULL;
	json_object *json = NULL;
	const char *response = "";
	otk_cli_exit code = read_request(cli, input, &raw);

	(void)command;
	if (!code)
		code = otk_cli_connect(
			cli, raw.auth == OTK_AUTH_ACCOUNT || raw.auth == OTK_AUTH_BASIC, &client);
	if (code)
		return code;
	if (cli->dry_run)
		return show_request(cli, client, &raw);
	if (otk_cli_json_yes(input->local, "all"))
		code = otk_cli_raw_pages(cli, client, &raw, &json);
	else
		code = otk_cli_raw_call(cli, client, &raw, &json, &response);
	cli->changed = strcasecmp(input->words[0], "GET") != 0;
	return code ? code : print_result(cli, json, response);
}

OTK_CLI_COMMAND(api) = {
	.feature = "api",
	.summary = "Call any path of the service, also one that no operation describes",
	.words = OTK_CLI_WORDS("METHOD", "PATH", "[JSON|@FILE|-]"),
	.local = &options,
	.examples = OTK_CLI_WORDS("api GET '/v2/project/{project}/archive?count=3'",
		"api GET '/v2/project/{project}/archive' --all --field id",
		"api POST '/v2/project/{project}/archive/ARCHIVE-ID/stop' --repeat settle"),
	.takes_extra = true,
	.run = run_api,
};
