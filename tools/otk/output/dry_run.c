/* SPDX-License-Identifier: MIT */
/* --dry-run: the request as it would go out, without signature and without secrets. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "tools/otk/json.h"
#include "tools/otk/memory.h"
#include "tools/otk/message.h"
#include "tools/otk/output/dry_run.h"
#include "tools/otk/output/response.h"
#include "tools/otk/output/text.h"
#include "tools/otk/tables/catalog.h"

#define HIDDEN "(secret)"

static void hide_in(const otk_cli_type *type, json_object *json)
{
	if (json_object_is_type(json, json_type_array)) {
		for (size_t i = 0; i < json_object_array_length(json); i++)
			hide_in(type, json_object_array_get_idx(json, i));
		return;
	}
	for (size_t i = 0; type && i < type->count; i++) {
		const otk_cli_field *field = &type->fields[i];
		json_object *member = NULL;
		if (!json_object_object_get_ex(json, field->name, &member))
			continue;
		if (field->secret)
			otk_cli_json_add(json, field->name, otk_cli_json_string(HIDDEN));
		else
			hide_in(field->type, member);
	}
}

/* "a=1&password=x" */
static const char *hide_in_form(otk_cli *cli, const otk_cli_type *type, const char *body)
{
	char *rest = otk_cli_copy(cli, body, strlen(body)), *save = NULL;
	const char *joined = "";
	for (char *pair = strtok_r(rest, "&", &save); pair; pair = strtok_r(NULL, "&", &save)) {
		char *equals = strchr(pair, '=');
		char *name =
			otk_cli_copy(cli, pair, equals ? (size_t)(equals - pair) : strlen(pair));
		const otk_cli_field *field = otk_cli_field_named(type, name);
		const char *shown =
			field && field->secret ? otk_cli_text(cli, "%s=" HIDDEN, name) : pair;
		joined = otk_cli_text(cli, "%s%s%s", joined, *joined ? "&" : "", shown);
	}
	return joined;
}

static bool is_json(const otk_request_view *view)
{
	return view->content_type && strncmp(view->content_type, "application/json", 16) == 0;
}

/* The body, safe to show; a JSON one is left in *parsed, too. */
static const char *safe_body(otk_cli *cli, const otk_cli_operation *operation,
	const otk_request_view *view, json_object **parsed)
{
	const char *problem = NULL;
	*parsed = is_json(view) ? otk_cli_json_parse(cli, view->body, view->body_size, &problem)
				: NULL;
	if (!*parsed)
		return hide_in_form(cli, operation->options, view->body ? view->body : "");
	hide_in(operation->options, *parsed);
	const char *text = otk_cli_json_text(*parsed);
	return text;
}

static void print_as_json(
	otk_cli *cli, const otk_request_view *view, const char *body, json_object *parsed)
{
	json_object *request = otk_cli_json_object(cli);
	otk_cli_json_add(request, "method", otk_cli_json_string(view->method));
	otk_cli_json_add(request, "url", otk_cli_json_string(view->url));
	if (view->content_type)
		otk_cli_json_add(request, "contentType", otk_cli_json_string(view->content_type));
	if (parsed)
		otk_cli_json_add(request, "body", json_object_get(parsed));
	else if (*body)
		otk_cli_json_add(request, "body", otk_cli_json_string(body));
	otk_cli_print_json(cli, request);
}

otk_cli_exit otk_cli_dry_run(
	otk_cli *cli, otk_client *client, const otk_cli_operation *operation, const char *json)
{
	otk_error error = OTK_ERROR_INIT;
	otk_request_view view = {.struct_size = sizeof(view)};
	otk_call *call = otk_call_new_json(client, operation->name, json, &error);
	if (!call)
		return otk_cli_fail(cli, &error);
	if (otk_call_request(call, &view)) {
		otk_call_free(call);
		return otk_cli_wrong(cli, "this request cannot be shown");
	}
	json_object *parsed = NULL;
	const char *body = safe_body(cli, operation, &view, &parsed);
	if (cli->json) {
		print_as_json(cli, &view, body, parsed);
	} else {
		printf("%s %s\n", view.method, otk_cli_safe(cli, view.url, strlen(view.url)));
		if (view.content_type)
			printf("Content-Type: %s\n", view.content_type);
		if (*body)
			printf("\n%s\n", otk_cli_safe(cli, body, strlen(body)));
	}
	otk_call_free(call);
	return OTK_CLI_DONE;
}
