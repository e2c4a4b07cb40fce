/* SPDX-License-Identifier: MIT */
/* Sends the request of a command to the sandbox's control interface and prints the response. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/otk/file.h"
#include "tools/otk/http_client.h"
#include "tools/otk/json.h"
#include "tools/otk/memory.h"
#include "tools/otk/message.h"
#include "tools/otk/output/record.h"
#include "tools/otk/output/response.h"
#include "tools/otk/output/secrets.h"
#include "tools/otk/output/table.h"
#include "tools/otk/sandbox/control.h"
#include "tools/otk/tables/usage.h"
#include "tools/otk/tables/values.h"

#define FILE_MAX_SIZE (64 * 1024 * 1024)

/* ---- the request */

/* Replaces {0}, {1} by the command's words. "/x/{0?}": the word, and the slash, may be absent. */
static const char *fill_path(otk_cli *cli, const char *path, const otk_cli_input *input)
{
	const char *filled = "";

	while (*path) {
		size_t plain = strcspn(path, "{");
		const char *word;

		filled = otk_cli_text(cli, "%s%.*s", filled, (int)plain, path);
		path += plain;
		if (!*path)
			break;
		word = input->words[path[1] - '0'];
		if (word)
			filled = otk_cli_text(cli, "%s%s", filled, otk_cli_http_escape(cli, word));
		else if (*filled)
			filled = otk_cli_copy(cli, filled, strlen(filled) - 1);
		path += strcspn(path, "}") + 1;
	}
	return filled;
}

/* "?operation=archives.start&limit=5" */
static const char *query_of(otk_cli *cli, json_object *options)
{
	const char *query = "";
	json_object_iter each;

	json_object_object_foreachC(options, each) {
		query = otk_cli_text(cli, "%s%c%s=%s", query, *query ? '&' : '?', each.key,
			otk_cli_http_escape(cli, json_object_get_string(each.val)));
	}
	return query;
}

/* The sandbox expects a number, which no kind of option is. */
static otk_cli_exit read_fraction(otk_cli *cli, json_object *body, const char *name)
{
	const char *text = otk_cli_json_get(body, name);
	json_object *value;
	char *end = NULL;

	if (!text)
		return OTK_CLI_DONE;
	value = json_object_new_double_s(strtod(text, &end), text);
	if (end == text || *end || strspn(text, "0123456789.") != strlen(text)) {
		json_object_put(value);
		return otk_cli_wrong(cli, "--%s: %s is not a number from 0 to 1", name,
			otk_cli_quote(cli, NULL, text));
	}
	otk_cli_json_add(body, name, value);
	return OTK_CLI_DONE;
}

static otk_cli_exit read_body_file(otk_cli *cli, const char *path, bool lines, const char **body)
{
	const char *problem = NULL;
	size_t size = 0;
	char *text = otk_cli_read_file(cli, path, FILE_MAX_SIZE, &size, &problem);

	if (text && (strlen(text) != size ||
			    (!lines && !otk_cli_json_parse(cli, text, size, &problem))))
		problem = problem ? problem : "it is not JSON";
	*body = text;
	return problem ? otk_cli_wrong(cli, "FILE: %s: %s", otk_cli_quote_alone(cli, path), problem)
		       : OTK_CLI_DONE;
}

/* Makes the text of the body; NULL: none. */
static otk_cli_exit make_body(
	otk_cli *cli, const otk_cli_command *command, const otk_cli_input *input, const char **text)
{
	const otk_cli_control *control = command->control;
	json_object *body = input->options;
	otk_cli_exit code = OTK_CLI_DONE;

	*text = NULL;
	if (control->file)
		return read_body_file(cli, input->words[0], control->lines, text);
	if (control->word && input->words[0])
		code = otk_cli_option_set(cli,
			&(const otk_cli_option){.steps = {{control->word, 0}}, .count = 1}, body,
			command->words[0], input->words[0]);
	if (!code && control->fraction)
		code = read_fraction(cli, body, control->fraction);
	if (!code && control->example && !json_object_object_length(body))
		return otk_cli_wrong(cli, "an option is missing, such as %s; usage: %s",
			control->example, otk_cli_usage(cli, command));
	if (!code && !control->query && json_object_object_length(body))
		*text = otk_cli_json_text(body);
	return code;
}

/* ---- the response */

static otk_cli_exit refuse_response(otk_cli *cli, const otk_cli_http_response *response)
{
	const char *problem = NULL;
	json_object *json = otk_cli_json_read(cli, response->body, response->size, &problem);
	const char *message = json_object_is_type(json, json_type_object)
				      ? otk_cli_json_get(json, "message")
				      : NULL;

	return otk_cli_report(cli, OTK_CLI_REFUSED, "refused",
		"the sandbox refused the request: %s",
		message ? message : otk_cli_text(cli, "HTTP %ld", response->status));
}

/* Sends a request and checks that a sandbox has accepted it. */
static otk_cli_exit send_request(otk_cli *cli, const otk_cli_target *target,
	otk_cli_http_request *request, const char *type, otk_cli_http_response *response)
{
	const char *const headers[] = {otk_cli_text(cli, "Content-Type: %s", type),
		target->token ? otk_cli_text(cli, "Authorization: Bearer %s", target->token) : NULL,
		NULL};
	const char *problem;

	request->headers = headers;
	request->ca_file = target->ca_file;
	request->url = otk_cli_text(cli, "%s/sandbox%s", target->url, request->url);
	request->size = request->body ? strlen(request->body) : 0;
	if (!request->timeout_ms)
		request->timeout_ms = cli->timeout_ms;
	problem = otk_cli_http_send(cli, request, response);
	request->headers = NULL;
	if (problem)
		return otk_cli_report(cli, OTK_CLI_NOT_REACHED, "not_reached",
			"the sandbox does not respond: %s", problem);
	if (!response->server || strncmp(response->server, "otk-sandbox", 11) != 0)
		return otk_cli_wrong(cli,
			"%s is not an otk-sandbox; start one with: otk sandbox up",
			otk_cli_hide_in_text(cli, target->url));
	return response->status >= 300 ? refuse_response(cli, response) : OTK_CLI_DONE;
}

otk_cli_exit otk_cli_sandbox_ask(otk_cli *cli, const otk_cli_target *target, const char *method,
	const char *path, const char *body, int64_t timeout_ms, json_object **json)
{
	otk_cli_http_request request = {
		.method = method, .url = path, .body = body, .timeout_ms = timeout_ms};
	otk_cli_http_response response;
	const char *problem = NULL;
	otk_cli_exit code = send_request(cli, target, &request, "application/json", &response);

	*json = NULL;
	if (!code && response.size)
		*json = otk_cli_json_read(cli, response.body, response.size, &problem);
	return problem ? otk_cli_report(cli, OTK_CLI_REFUSED, "response",
				 "the response of the sandbox is not JSON: %s", problem)
		       : code;
}

/* Prints the response as it is: a file that another command reads. */
static otk_cli_exit pass_lines(otk_cli *cli, const otk_cli_target *target,
	const otk_cli_control *control, const char *path, const char *body)
{
	otk_cli_http_request request = {.method = control->method, .url = path, .body = body};
	otk_cli_http_response response;
	otk_cli_exit code = send_request(cli, target, &request, "application/x-ndjson", &response);

	if (!code && response.size)
		fwrite(response.body, 1, response.size, stdout);
	else if (!code)
		printf("%s: done\n", cli->command);
	return code;
}

static otk_cli_exit print_list(otk_cli *cli, const otk_cli_control *control, json_object *json)
{
	json_object *items = NULL;

	if (!json_object_object_get_ex(json, "items", &items) || !json_object_array_length(items)) {
		puts("nothing found");
		return OTK_CLI_DONE;
	}
	return otk_cli_print_items(cli, control->items, items);
}

static otk_cli_exit print_response(otk_cli *cli, const otk_cli_control *control, json_object *json)
{
	if (otk_cli_wants_result(cli) || cli->raw)
		return otk_cli_print_result(cli, json ? json : otk_cli_json_object(cli));
	if (control->items)
		return print_list(cli, control, json);
	if (json_object_is_type(json, json_type_object) && json_object_object_length(json))
		otk_cli_print_record(cli, NULL, json);
	else
		printf("%s: done\n", cli->command);
	return OTK_CLI_DONE;
}

otk_cli_exit otk_cli_sandbox_run(
	otk_cli *cli, const otk_cli_command *command, const otk_cli_input *input)
{
	const otk_cli_control *control = command->control;
	const char *path = fill_path(cli, control->path, input), *body = NULL;
	otk_cli_target target;
	json_object *json = NULL;
	otk_cli_exit code = make_body(cli, command, input, &body);

	if (control->query)
		path = otk_cli_text(cli, "%s%s", path, query_of(cli, input->options));
	if (!code)
		code = otk_cli_target_find(cli, input->local, &target);
	if (code)
		return code;
	if (cli->dry_run) {
		printf("%s %s/sandbox%s\n%s%s", control->method,
			otk_cli_hide_in_text(cli, target.url), path, body ? body : "",
			body ? "\n" : "");
		return OTK_CLI_DONE;
	}
	if (control->lines)
		return pass_lines(cli, &target, control, path, body);
	code = otk_cli_sandbox_ask(cli, &target, control->method, path, body, 0, &json);
	cli->changed = strcmp(control->method, "GET") != 0;
	return code ? code : print_response(cli, control, json);
}
