/* SPDX-License-Identifier: MIT */
/* Making a call: find its row, check and encode. After this nothing of the caller's is needed. */
#include "config.h"

#include <otk/call.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/base/text.h"
#include "core/base/status.h"
#include "core/client/call.h"

#define REQUEST_MAX   (16 * 1024 * 1024)
#define CALL_EXPECTED 384 /* texts of a usual call, so that it is one allocation */

static otk_call *new_call(otk_client *client, const otk_row *row, otk_error *error)
{
	const otk_type *type = row->operation->options;
	otk_arena *arena =
		otk_arena_new(sizeof(otk_call), CALL_EXPECTED + (type ? type->struct_size : 0));
	otk_call *call = arena ? otk_arena_root(arena) : NULL;

	if (!call) {
		otk_fail_nomem(error);
		return NULL;
	}
	call->arena = arena;
	call->client = client;
	call->row = row;
	call->number = ++client->call_count;
	return call;
}

void otk_call_destroy(otk_call *call)
{
	if (!call)
		return;
	otk_buffer_wipe(&call->texts);
	otk_free(call->record);
	otk_free(call->answer);
	otk_arena_wipe(call->arena); /* options and bodies hold passwords of SIP and storage */
}

/* ---------------------------------------------------------------- encoding */

OTK_COLD static void warn(void *userdata, const char *path, const char *text)
{
	const otk_call *call = userdata;
	char whole[OTK_ERROR_MESSAGE_SIZE];

	/* The same words as the refusal would have, so that a line of a log says enough by itself.
	 */
	snprintf(whole, sizeof(whole), "%s: %s %s", call->row->full_name, path, text);
	otk_log(call->client, OTK_LOG_WARNING, "warning", call->row->full_name, whole,
		(const otk_pair[]){{"field", path}}, 1);
}

static otk_status prepare(otk_call *call, otk_error *error)
{
	otk_error own;
	otk_status status;

	own.struct_size = sizeof(own);
	own.message[0] = '\0';
	status = call->row->operation->prepare(&otk_host_table, call, call->options, &own);
	if (!status)
		return OTK_OK;
	return otk_fail(error, status, "%s: %s", call->row->full_name,
		own.message[0] ? own.message : "the plugin refuses it and gives no reason");
}

static otk_status validate(
	otk_call *call, const char *const *ids, const void *options, otk_error *error)
{
	const otk_operation *operation = call->row->operation;
	const otk_validation validation = {.key = call->client->key,
		.checks = call->client->options.checks,
		.triggers = call->row->plan->triggers,
		.warn = warn,
		.userdata = call};
	otk_status status = OTK_OK;

	if (operation->prepare)
		status = prepare(call, error);
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
	status = otk_encode_path(
		operation, plan->path, otk_key_id(call->client->key), ids, options, out, error);
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

static otk_status encode(
	otk_call *call, const char *const *ids, const void *options, otk_error *error)
{
	otk_status status = validate(call, ids, options, error);
	size_t room;
	char *rest = otk_arena_rest(call->arena, &room);

	otk_buffer_init_in(&call->texts, rest, room, REQUEST_MAX);
	if (!status)
		status = encode_url(call, ids, options, error);
	if (!status)
		status = encode_body(call, options, error);
	if (call->texts.borrowed)
		call->texts.capacity = call->texts.size + 1;
	otk_arena_shrink(call->arena, rest, room, call->texts.borrowed ? call->texts.capacity : 0);
	if (status && !call->texts.status && error &&
		strncmp(error->message, call->row->full_name, strlen(call->row->full_name)))
		otk_error_prefix(error, "%s: ", call->row->full_name);
	if (status) {
		/* The sticky status of a buffer that ran out of memory counts first. */
		return call->texts.status
			       ? otk_buffer_check(&call->texts, call->row->full_name, error)
			       : status;
	}
	return otk_buffer_check(&call->texts, call->row->full_name, error);
}

/* ------------------------------------------------------------------- making */

static bool may_follow(const otk_call *call)
{
	return call->row->operation->settle_by ||
	       (call->row->operation->adopts && call->client->options.adopt == OTK_YES);
}

static otk_status keep_ids(otk_call *call, const char *const *ids, otk_error *error)
{
	const char **own = otk_arena_alloc(call->arena, (OTK_PATH_IDS_MAX + 1) * sizeof(*own));

	for (size_t i = 0; own && ids && ids[i] && i < OTK_PATH_IDS_MAX; i++) {
		own[i] = otk_arena_text(call->arena, ids[i], strlen(ids[i]));
		if (!own[i])
			return otk_fail_nomem(error);
	}
	call->ids = own;
	return own ? OTK_OK : otk_fail_nomem(error);
}

static otk_status fill(
	otk_call *call, const char *const *ids, const void *options, otk_error *error)
{
	const otk_type *type = call->row->operation->options;
	otk_status status = OTK_OK;

	if (type)
		status = otk_copy_options_into(
			call->arena, type, options, &call->options, call->row->full_name, error);
	if (!status)
		status = encode(call, ids, call->options, error);
	if (!status && may_follow(call))
		status = keep_ids(call, ids, error);
	else
		call->options = NULL; /* nobody will look at them again */
	return status;
}

otk_status otk_call_make(otk_client *client, const otk_row *row, const char *const *ids,
	const void *options, otk_call **result, otk_error *error)
{
	otk_call *call;
	otk_status status = otk_auth_fits(client, row, error);

	*result = NULL;
	if (!status && options && !row->operation->options)
		status = otk_fail(error, OTK_E_ARGUMENT, "%s takes no options", row->full_name);
	if (status)
		return status;
	call = new_call(client, row, error);
	if (!call)
		return OTK_E_NOMEM;
	status = fill(call, ids, options, error);
	if (status)
		otk_call_destroy(call);
	else
		*result = call;
	return status;
}

/* A call can be made anywhere but in a child, or for a client that goes. */
static otk_status find(otk_client *client, const char *operation, int32_t minor,
	const otk_row **row, otk_error *error)
{
	otk_status status;

	if (!client || !operation)
		return otk_fail(error, OTK_E_ARGUMENT, "%s is NULL",
			client ? "the name of the operation" : "client");
	if (client->dying)
		return otk_fail(error, OTK_E_STATE, "the client is being freed");
	status = otk_transport_check_process(client->transport, error);
	return status ? status : otk_registry_find(client->registry, operation, minor, row, error);
}

otk_call *otk_call_new(otk_client *client, const char *operation, int32_t minor,
	const char *const *ids, const void *options, otk_error *error)
{
	const otk_row *row = NULL;
	otk_call *call = NULL;

	if (!find(client, operation, minor, &row, error) &&
		otk_call_make(client, row, ids, options, &call, error))
		return NULL;
	return call;
}

otk_call *otk_call_new_json(
	otk_client *client, const char *operation, const char *json, otk_error *error)
{
	const otk_row *row = NULL;
	otk_call *call = NULL;

	if (!find(client, operation, 0, &row, error) &&
		otk_call_make_json(client, row, json, &call, error))
		return NULL;
	return call;
}

OTK_COLD otk_status otk_call_make_json(
	otk_client *client, const otk_row *row, const char *json, otk_call **call, otk_error *error)
{
	const otk_type *type = row->operation->options;
	const char *ids[OTK_PATH_IDS_MAX + 1] = {NULL};
	void *options = NULL; /* the ids lie in its arena, too */
	otk_status status = otk_auth_fits(client, row, error);

	*call = NULL;
	if (status)
		return status;
	status = otk_decode_options(
		row->operation, type, json && json[0] ? json : "{}", &options, ids, error);
	if (status)
		otk_error_prefix(error, "%s: ", row->full_name);
	else
		status = otk_call_make(client, row, ids, type ? options : NULL, call, error);
	otk_free(options);
	return status;
}

/* ------------------------------------------------------------------ settings */

otk_status otk_call_set_timeout(otk_call *call, int64_t timeout_ms)
{
	if (!call || timeout_ms < 0)
		return OTK_E_ARGUMENT;
	if (call->state != OTK_CALL_NEW)
		return OTK_E_STATE;
	call->timeout_ms = timeout_ms;
	return OTK_OK;
}

/* Those that otk or libcurl write; a second one would be a trap. */
static const char reserved_headers[] =
	"authorization|x-opentok-auth|accept|accept-encoding|content-type|content-length|"
	"user-agent|host|transfer-encoding|connection|expect|range|proxy-authorization|te|upgrade";

static bool is_token(const char *name, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (name[i] <= 0x20 || name[i] == 0x7f || (name[i] & 0x80) ||
			strchr("()<>@,;:\\\"/[]?={}", name[i]))
			return false;
	return size > 0 && size < 128;
}

OTK_COLD static bool is_reserved(const char *name, size_t size)
{
	char lower[128];

	for (size_t i = 0; i < size; i++)
		lower[i] = name[i] >= 'A' && name[i] <= 'Z' ? (char)(name[i] + 32) : name[i];
	return otk_word_in(reserved_headers, lower, size);
}

static bool is_header_value(const char *value)
{
	for (; *value; value++)
		if (((unsigned char)*value < 0x20 && *value != '\t') || *value == 0x7f)
			return false;
	return true;
}

static otk_call_header *header_for(otk_call *call, const char *name, size_t size)
{
	otk_call_header **link = &call->headers;

	while (*link && ((*link)->name_size != size || strncasecmp((*link)->line, name, size)))
		link = &(*link)->next;
	if (!*link) {
		*link = otk_arena_alloc(call->arena, sizeof(**link));
		if (*link)
			(*link)->name_size = size;
	}
	return *link;
}

OTK_COLD otk_status otk_call_set_header(
	otk_call *call, const char *name, const char *value, otk_error *error)
{
	const size_t name_size = name ? strlen(name) : 0, value_size = value ? strlen(value) : 0;
	otk_call_header *header;
	char *line;

	if (!call || !name || !value)
		return otk_fail(error, OTK_E_ARGUMENT, "a header needs a call, a name and a value");
	if (!is_token(name, name_size))
		return otk_fail(error, OTK_E_ARGUMENT, "\"%.80s\" is no name of a header", name);
	if (is_reserved(name, name_size))
		return otk_fail(error, OTK_E_ARGUMENT, "the header %s is otk's own", name);
	if (value_size > 8192 || !is_header_value(value))
		return otk_fail(error, OTK_E_ARGUMENT, "the value of header %s %s", name,
			value_size > 8192 ? "is longer than 8192 bytes"
					  : "holds a line break or another control character");
	line = otk_arena_bytes(call->arena, name_size + value_size + 3);
	header = line ? header_for(call, name, name_size) : NULL;
	if (!header)
		return otk_fail_nomem(error);
	memcpy(line, name, name_size);
	memcpy(line + name_size, ": ", 2);
	memcpy(line + name_size + 2, value, value_size + 1);
	header->line = line;
	return OTK_OK;
}

otk_client *otk_call_client(const otk_call *call)
{
	return call ? call->client : NULL;
}

/* ------------------------------------------------------------------- looking */

static const char *content_type(const otk_call *call)
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

const char *otk_call_content_type(const otk_call *call)
{
	return content_type(call);
}

size_t otk_call_body_size(const otk_call *call)
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
	own.content_type = content_type(call);
	own.body = call->body_at ? url + call->body_at : "";
	own.body_size = otk_call_body_size(call);
	own.path = copy;
	own.query = call->query_at ? url + call->query_at : "";
	own.struct_size = view->struct_size < sizeof(own) ? view->struct_size : sizeof(own);
	memcpy(view, &own, own.struct_size);
	return OTK_OK;
}
