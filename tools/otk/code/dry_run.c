/* SPDX-License-Identifier: MIT */
/* Prints a request instead of sending it. */
#include "config.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "tools/otk/code/dry_run.h"
#include "tools/otk/code/request_code.h"
#include "tools/otk/json.h"
#include "tools/otk/memory.h"
#include "tools/otk/message.h"
#include "tools/otk/output/response.h"
#include "tools/otk/output/secrets.h"
#include "tools/otk/tables/catalog.h"
#include "tools/otk/terminal/text.h"

static int hex_digit(char c)
{
	const char *digits = "0123456789abcdef", *found = strchr(digits, tolower((unsigned char)c));

	return c && found ? (int)(found - digits) : -1;
}

/* Decodes "%40" and "+" of a form or a query. */
static char *decode_pair_part(otk_cli *cli, const char *text)
{
	char *decoded = otk_cli_copy(cli, text, strlen(text)), *out = decoded;

	for (const char *in = text; *in; in++) {
		int high = *in == '%' ? hex_digit(in[1]) : -1;
		int low = high >= 0 ? hex_digit(in[2]) : -1;

		*out++ = low >= 0 ? (char)(high * 16 + low) : *in == '+' ? ' ' : *in;
		in += low >= 0 ? 2 : 0;
	}
	*out = '\0';
	return decoded;
}

/* Returns true if the value must not be shown: the field, the name or a URL in it is secret. */
static bool is_secret_pair(
	otk_cli *cli, const otk_cli_type *type, const char *name, const char *value)
{
	const otk_cli_field *field = otk_cli_field_named(type, name);
	const char *plain = decode_pair_part(cli, value);

	if (cli->show_secrets)
		return false;
	if (field ? field->secret : otk_cli_is_secret_name(name))
		return true;
	return strcmp(otk_cli_hide_in_text(cli, plain), plain) != 0;
}

/* Returns the pairs with secret values hidden: "a=1&password=(secret)". */
static const char *hide_in_pairs(otk_cli *cli, const otk_cli_type *type, const char *pairs)
{
	char *rest = otk_cli_copy(cli, pairs, strlen(pairs)), *save = NULL;
	const char *joined = "";

	for (char *pair = strtok_r(rest, "&", &save); pair; pair = strtok_r(NULL, "&", &save)) {
		const char *equals = strchr(pair, '=');
		const char *name =
			otk_cli_copy(cli, pair, equals ? (size_t)(equals - pair) : strlen(pair));

		if (equals && is_secret_pair(cli, type, decode_pair_part(cli, name), equals + 1))
			pair = otk_cli_text(cli, "%s=" OTK_CLI_HIDDEN, name);
		joined = otk_cli_text(cli, "%s%s%s", joined, *joined ? "&" : "", pair);
	}
	return joined;
}

static const char *safe_url(otk_cli *cli, const otk_cli_type *type, const char *url)
{
	const char *query = strchr(url, '?');
	const char *path = otk_cli_copy(cli, url, query ? (size_t)(query - url) : strlen(url));

	if (!cli->show_secrets)
		path = otk_cli_hide_in_text(cli, path);
	return query ? otk_cli_text(cli, "%s?%s", path, hide_in_pairs(cli, type, query + 1)) : path;
}

static bool is_json(const otk_request_view *view)
{
	return view->content_type && strncmp(view->content_type, "application/json", 16) == 0;
}

/* Returns the body without secrets. *parsed gets the same as JSON; NULL: it is not JSON. */
static const char *safe_body(otk_cli *cli, const otk_cli_operation *operation,
	const otk_request_view *view, json_object **parsed)
{
	const char *problem = NULL;

	*parsed = is_json(view) ? otk_cli_json_parse(cli, view->body, view->body_size, &problem)
				: NULL;
	if (!*parsed)
		return hide_in_pairs(cli, operation->options, view->body ? view->body : "");
	if (!cli->show_secrets)
		otk_cli_hide(cli, operation->options, *parsed);
	return otk_cli_json_text(*parsed);
}

static void print_as_json(otk_cli *cli, const otk_request_view *view, const char *url,
	const char *body, json_object *parsed)
{
	json_object *request = otk_cli_json_object(cli);

	otk_cli_json_add(request, "method", otk_cli_json_string(view->method));
	otk_cli_json_add(request, "url", otk_cli_json_string(url));
	if (view->content_type)
		otk_cli_json_add(request, "contentType", otk_cli_json_string(view->content_type));
	if (parsed)
		otk_cli_json_add(request, "body", json_object_get(parsed));
	else if (*body)
		otk_cli_json_add(request, "body", otk_cli_json_string(body));
	otk_cli_print_json(cli, request);
}

static void print_as_text(
	otk_cli *cli, const otk_request_view *view, const char *url, const char *body)
{
	printf("%s %s\n", view->method, otk_cli_plain(cli, url));
	if (view->content_type)
		printf("Content-Type: %s\n", view->content_type);
	if (*body)
		printf("\n%s\n", otk_cli_plain(cli, body));
}

/* The options of an operation as the program gets them: without secrets. */
static const char *safe_options(otk_cli *cli, const otk_cli_operation *operation, const char *json)
{
	const char *problem = NULL;
	json_object *parsed = otk_cli_json_parse(cli, json, strlen(json), &problem);

	if (!parsed)
		return "{}";
	if (!cli->show_secrets)
		otk_cli_hide(cli, operation->options, parsed);
	return otk_cli_json_text(parsed);
}

otk_cli_exit otk_cli_show_request(otk_cli *cli, otk_call *call, const otk_cli_operation *operation,
	const char *json, const otk_raw_options *raw)
{
	const char *language = cli->dry_run_as;
	otk_request_view view = {.struct_size = sizeof(view)};
	otk_cli_request_text request = {.raw = raw};
	otk_raw_options own;
	json_object *parsed = NULL;

	if (otk_call_request(call, &view))
		return otk_cli_wrong(cli, "--dry-run: the request cannot be shown");
	request.method = view.method;
	request.content_type = view.content_type;
	request.url = safe_url(cli, operation->options, view.url);
	request.body = safe_body(cli, operation, &view, &parsed);
	if (!language && cli->json) {
		print_as_json(cli, &view, request.url, request.body, parsed);
	} else if (!language) {
		print_as_text(cli, &view, request.url, request.body);
	} else {
		request.backend = otk_key_backend(otk_client_key(otk_call_client(call)));
		request.basic = raw ? raw->auth == OTK_AUTH_BASIC : operation->basic;
		if (raw) {
			own = *raw;
			own.path = safe_url(cli, operation->options, raw->path);
			own.body = raw->body ? request.body : NULL;
			own.body_size = 0;
			request.raw = &own;
		} else {
			request.operation = operation->name;
			request.json = safe_options(cli, operation, json);
		}
		otk_cli_print_code(language, &request);
	}
	return OTK_CLI_DONE;
}

otk_cli_exit otk_cli_dry_run(
	otk_cli *cli, otk_client *client, const otk_cli_operation *operation, const char *json)
{
	otk_error error = OTK_ERROR_INIT;
	otk_call *call = otk_call_new_json(client, operation->name, json, &error);
	otk_cli_exit code;

	if (!call)
		return otk_cli_fail(cli, &error);
	code = otk_cli_show_request(cli, call, operation, json, NULL);
	otk_call_free(call);
	return code;
}
