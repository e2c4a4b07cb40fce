/* SPDX-License-Identifier: MIT */
/* From options to the text of a request: prepared by the plugin, checked, encoded. */
#include "config.h"

#include "core/client/call/request.h"

#include <stdio.h>
#include <string.h>

#include "core/base/error/buffer_check.h"
#include "core/base/error/status.h"
#include "core/client/call/call.h"
#include "core/client/client.h"
#include "core/client/drive.h"
#include "core/client/log.h"
#include "core/client/plugins/plan.h"
#include "core/client/plugins/plugin_error.h"
#include "core/schema/encode/encode_form.h"
#include "core/schema/encode/encode_json.h"
#include "core/schema/encode/encode_path.h"
#include "core/schema/validate/validate.h"
#include "core/schema/validate/validate_ids.h"

#include "core/base/cold.h"

#define REQUEST_MAX (16 * 1024 * 1024)

OTK_COLD static void log_warning(void *userdata, const char *path, const char *text)
{
	const otk_call *call = userdata;
	char whole[OTK_ERROR_MESSAGE_SIZE];

	/* The same text as that of an error, so that the log line is complete. */
	snprintf(whole, sizeof(whole), "%s: %s", call->row->full_name, text);
	otk_log(call->client, OTK_LOG_WARNING, "warning", call->row->full_name, whole,
		(const otk_pair[]){{"field", path}}, 1);
}

static otk_status run_prepare_hook(otk_call *call, otk_error *error)
{
	otk_client *client = call->client;
	otk_error own = OTK_ERROR_INIT;
	otk_status status;

	call->state = OTK_CALL_LOCKED;
	client->depth++; /* the client is not freed under us, and nothing may block */
	status = call->row->operation->prepare(client->host, call, call->options, &own);
	client->depth--;
	call->state = OTK_CALL_NEW;
	if (client->dying)
		return otk_client_gone(error);
	if (!status)
		return OTK_OK;
	return otk_fail(error, status, "%s: %s", call->row->full_name, otk_plugin_error_seal(&own));
}

static otk_status validate_options(
	otk_call *call, const char *const *ids, const void *options, otk_error *error)
{
	const otk_operation *operation = call->row->operation;
	const otk_validation validation = {.key = call->client->key,
		.checks = call->client->options.checks,
		.naming = call->naming,
		.warn = log_warning,
		.userdata = call};
	otk_status status = OTK_OK;

	if (operation->prepare)
		status = run_prepare_hook(call, error);
	if (status)
		return status;
	status = otk_validate_ids(operation, ids, &validation, call->row->full_name, error);
	if (status)
		return status;
	return otk_validate(operation->options, options, &validation, call->row->full_name, error);
}

static otk_status encode_url(
	otk_call *call, const char *const *ids, const void *options, otk_error *error)
{
	const otk_operation *operation = call->row->operation;
	const otk_plan *plan = call->row->plan;
	otk_buffer *out = &call->texts;
	otk_status status;
	size_t before;

	otk_buffer_add(out, plan->url, plan->url_size);
	status = otk_encode_path(operation, plan->path, otk_key_id(call->client->key), ids, options,
		call->naming, out, error);
	if (status)
		return status;
	before = out->size;
	if (plan->has_query) {
		otk_buffer_add_char(out, '?');
		status = otk_encode_query(operation->options, options, out, error);
		if (!status && out->size == before + 1 && !out->status)
			out->size = before;
		else
			call->query_at = before + 1;
	}
	otk_buffer_add_char(out, '\0');
	return status;
}

static otk_status encode_body(otk_call *call, const void *options, otk_error *error)
{
	const otk_operation *operation = call->row->operation;
	otk_status status = OTK_OK;

	if (operation->body == OTK_BODY_NONE)
		return OTK_OK;
	call->body_at = call->texts.size;
	if (operation->body == OTK_BODY_FORM && operation->options)
		status = otk_encode_form(operation->options, options, &call->texts, error);
	else if (operation->options)
		status = otk_encode_json(operation->options, options, &call->texts, error);
	else if (operation->body == OTK_BODY_JSON)
		otk_buffer_add_text(&call->texts, "{}");
	otk_buffer_add_char(&call->texts, '\0');
	return status;
}

static otk_status encode_request(
	otk_call *call, const char *const *ids, const void *options, otk_error *error)
{
	otk_status status = encode_url(call, ids, options, error);

	if (!status)
		status = encode_body(call, options, error);
	/* The sticky status of a buffer that could not grow counts first. */
	if (!status || call->texts.status)
		return otk_buffer_check(&call->texts, call->row->full_name, error);
	otk_error_prefix(error, "%s: ", call->row->full_name);
	return status;
}

otk_status otk_request_make(
	otk_call *call, const char *const *ids, const void *options, otk_error *error)
{
	otk_status status = validate_options(call, ids, options, error);
	size_t capacity;
	char *rest = otk_arena_rest(call->arena, &capacity);

	otk_buffer_init_in(&call->texts, rest, capacity, REQUEST_MAX);
	if (!status)
		status = encode_request(call, ids, options, error);
	if (call->texts.borrowed)
		call->texts.capacity = call->texts.size + 1;
	otk_arena_shrink(
		call->arena, rest, capacity, call->texts.borrowed ? call->texts.capacity : 0);
	return status;
}

/* ---- the view of a request */

const char *otk_request_content_type(const otk_call *call)
{
	switch ((otk_body)call->row->operation->body) {
	case OTK_BODY_JSON:
		return "application/json";
	case OTK_BODY_FORM:
		return "application/x-www-form-urlencoded";
	case OTK_BODY_NONE:
		break;
	}
	return NULL;
}

size_t otk_request_body_size(const otk_call *call)
{
	return call->body_at ? call->texts.size - call->body_at - 1 : 0;
}

OTK_COLD otk_status otk_call_request(const otk_call *call, otk_request_view *view)
{
	otk_request_view own = {.struct_size = sizeof(own)};
	const char *url, *path;
	size_t path_size;
	char *copy;

	if (!call || !view || view->struct_size < sizeof(view->struct_size))
		return OTK_E_ARGUMENT;
	url = call->texts.data;
	path = strchr(strstr(url, "://") + 3, '/');
	path_size = call->query_at ? (size_t)(url + call->query_at - 1 - path) : strlen(path);
	copy = otk_arena_text(call->arena, path, path_size);
	if (!copy)
		return OTK_E_NOMEM;
	own.method = otk_method_name(call->row->operation->method);
	own.url = url;
	own.content_type = otk_request_content_type(call);
	own.body = call->body_at ? url + call->body_at : "";
	own.body_size = otk_request_body_size(call);
	own.path = copy;
	own.query = call->query_at ? url + call->query_at : "";
	own.struct_size = view->struct_size < sizeof(own) ? view->struct_size : sizeof(own);
	memcpy(view, &own, own.struct_size);
	return OTK_OK;
}
