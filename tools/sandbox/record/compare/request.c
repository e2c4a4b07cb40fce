/* SPDX-License-Identifier: MIT */
/* The request of a recorded exchange, made again for the sandbox. */
#include "config.h"

#include "tools/sandbox/record/compare/request.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/sandbox/base/ids.h"
#include "tools/sandbox/base/json.h"
#include "tools/sandbox/base/memory.h"
#include "tools/sandbox/base/text.h"
#include "tools/sandbox/request/route_find.h"
#include "tools/sandbox/state/project.h"

/* ---- target and body */

static void add_escaped(sandbox_bytes *out, const char *text)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				    "0123456789-._~";

	for (; *text; text++) {
		char unit[4];

		snprintf(unit, sizeof(unit), strchr(plain, *text) ? "%c" : "%%%02X",
			(unsigned char)*text);
		sandbox_bytes_add_text(out, unit);
	}
}

static char *make_target(const sandbox_comparison *c, const sandbox_recorded *item)
{
	json_object *query = sandbox_json_member(item->request, "query");
	const char *path = item->path;
	sandbox_bytes target = {0};
	json_object_iter each;
	char mark = '?';

	while (*path == '/') {
		const size_t length = strcspn(++path, "/");
		char *segment = sandbox_copy_n(path, length);

		sandbox_bytes_add_text(&target, "/");
		add_escaped(&target, sandbox_own_id(c, segment));
		free(segment);
		path += length;
	}
	if (json_object_is_type(query, json_type_object)) {
		json_object_object_foreachC(query, each) {
			sandbox_bytes_add(&target, &mark, 1);
			add_escaped(&target, each.key);
			sandbox_bytes_add_text(&target, "=");
			add_escaped(&target, sandbox_own_id(c, json_object_get_string(each.val)));
			mark = '&';
		}
	}
	return target.data;
}

static char *make_form(json_object *form)
{
	sandbox_bytes text = {0};
	json_object_iter each;

	sandbox_bytes_add_text(&text, "");
	json_object_object_foreachC(form, each) {
		if (text.size)
			sandbox_bytes_add_text(&text, "&");
		add_escaped(&text, each.key);
		sandbox_bytes_add_text(&text, "=");
		add_escaped(&text, json_object_get_string(each.val));
	}
	return text.data;
}

static void add_body(
	const sandbox_comparison *c, sandbox_request *request, const sandbox_recorded *item)
{
	json_object *body = sandbox_json_member(item->request, "body");
	json_object *json = sandbox_with_own_ids(c, sandbox_json_member(body, "json"));
	json_object *form = sandbox_with_own_ids(c, sandbox_json_member(body, "form"));

	if (json) {
		sandbox_bytes_add_text(&request->body, sandbox_json_print(json, NULL));
	} else if (form) {
		char *text = make_form(form);

		sandbox_bytes_add_text(&request->body, text);
		free(text);
	}
	json_object_put(json);
	json_object_put(form);
}

/* ---- credentials */

/* The issuer of recorded claims gets credentials here; nobody knows its secret. */
static void add_issuer(sandbox_comparison *c, json_object *claims)
{
	static const char unknown[] = "not recorded";
	const char *application = sandbox_json_text(claims, "application_id", NULL);
	const char *id = application ? application : sandbox_json_text(claims, "iss", "");
	const char *kind = application                                 ? "application"
			   : sandbox_json_is(claims, "ist", "account") ? "account"
								       : "project";
	json_object *known = sandbox_store_get(c->box->store, kind, id);

	sandbox_json_set_flag(c->projects, id, true);
	if (!known && application)
		known = sandbox_application_new(
			c->box, id, NULL, c->box->vonage_account, "recorded");
	else if (!known && strcmp(kind, "account") == 0)
		sandbox_account_add(c->box, kind, id, unknown);
	else if (!known)
		known = sandbox_project_new(c->box, id, unknown, c->box->account, "recorded");
	json_object_put(known);
}

static char *encode_part(json_object *part)
{
	const char *text = sandbox_json_print(part, NULL);

	return sandbox_base64url(text, strlen(text));
}

/* The account of a Vonage application is not recorded: the sandbox's own stands for it. */
static void add_basic(json_object *headers)
{
	static const char pair[] = SANDBOX_VONAGE_KEY ":" SANDBOX_VONAGE_SECRET;
	char *encoded = sandbox_base64url(pair, sizeof(pair) - 1);
	char *value = sandbox_print("Basic %s", encoded);

	sandbox_json_set_text(headers, "authorization", value);
	free(encoded);
	free(value);
}

/* A header like the recorded one. The signature is not checked for a recorded request. */
static void add_credential(
	sandbox_comparison *c, json_object *headers, const sandbox_recorded *item)
{
	json_object *credential = sandbox_json_member(item->request, "credential");
	json_object *claims = sandbox_json_clone(sandbox_json_member(credential, "claims"));
	const char *name = sandbox_json_text(credential, "name", NULL);
	char *left, *right, *value;

	if (sandbox_json_is(credential, "scheme", "Basic"))
		add_basic(headers);
	if (!name || !json_object_is_type(claims, json_type_object)) {
		json_object_put(claims);
		return;
	}
	add_issuer(c, claims);
	/* The paths of an acl were replaced. */
	json_object_object_del(claims, "acl");
	left = encode_part(sandbox_json_member(credential, "header"));
	right = encode_part(claims);
	value = sandbox_print(
		"%s%s.%s.eA", strcmp(name, "authorization") == 0 ? "Bearer " : "", left, right);
	sandbox_json_set_text(headers, name, value);
	json_object_put(claims);
	free(left);
	free(right);
	free(value);
}

/* ---- the request */

sandbox_request *sandbox_comparison_request(sandbox_comparison *c, const sandbox_recorded *item)
{
	char *target = make_target(c, item);
	sandbox_request *request = sandbox_request_new(c->box, target);
	json_object *headers = sandbox_json_clone(sandbox_json_member(item->request, "headers"));

	free(target);
	request->method = sandbox_copy(item->method);
	request->recorded = headers ? headers : sandbox_new_object();
	add_body(c, request, item);
	add_credential(c, request->recorded, item);
	sandbox_route_find(request);
	return request;
}
