/* SPDX-License-Identifier: MIT */
/* The life of a call: made from a row of a table, given settings, freed. */
#include "config.h"

#include "core/client/call/call.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/clock.h"
#include "core/base/error/status.h"
#include "core/base/text/text.h"
#include "core/client/auth_header.h"
#include "core/client/call/request.h"
#include "core/client/client.h"
#include "core/client/plugins/registry.h"
#include "core/schema/copy.h"
#include "core/schema/decode/decode_options.h"
#include "core/transport/process.h"

#include "core/base/cold.h"

#define TIMEOUT_MS_MAX 86400000 /* a day */
#define CALL_EXPECTED  384      /* texts of a usual call, so that it is one allocation */

otk_status otk_call_begin(
	otk_client *client, size_t options_size, otk_call **result, otk_error *error)
{
	otk_arena *arena = otk_arena_new(sizeof(otk_call), CALL_EXPECTED + options_size);
	otk_call *call = arena ? otk_arena_root(arena) : NULL;

	*result = call;
	if (!call)
		return otk_fail_nomem(error);
	call->arena = arena;
	call->client = client;
	call->number = ++client->call_count;
	return OTK_OK;
}

void otk_call_destroy(otk_call *call)
{
	if (!call)
		return;
	otk_buffer_wipe(&call->texts);
	otk_free(call->record);
	otk_free(call->text);
	otk_arena_wipe(call->arena); /* options and bodies hold passwords of SIP and storage */
}

otk_error *otk_call_error(otk_call *call)
{
	if (!call->error) {
		call->error = otk_arena_alloc(call->arena, sizeof(*call->error));
		if (call->error)
			call->error->struct_size = sizeof(*call->error);
	}
	return call->error; /* NULL is what every function that fills an error takes */
}

int64_t otk_call_timeout(const otk_call *call)
{
	return call->timeout_ms ? call->timeout_ms : call->client->options.timeout_ms;
}

int64_t otk_call_time_left(const otk_call *call, int64_t floor_ms)
{
	const int64_t left =
		otk_call_timeout(call) - (otk_clock_monotonic_ms() - call->submitted_at);

	return left > floor_ms ? left : floor_ms;
}

/* ---- making */

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

static otk_status fill_call(
	otk_call *call, const char *const *ids, const void *options, otk_error *error)
{
	const otk_type *type = call->row->operation->options;
	otk_status status = OTK_OK;

	if (type)
		status = otk_copy_options_into(
			call->arena, type, options, &call->options, call->row->full_name, error);
	if (!status)
		status = otk_request_make(call, ids, call->options, error);
	if (!status && may_follow(call))
		status = keep_ids(call, ids, error);
	else
		call->options = NULL; /* not needed again */
	return status;
}

/* The naming that the client options ask for, or the one that fits the way of the call. */
static otk_naming naming_of(const otk_client *client, otk_naming by_call)
{
	switch (client->options.error_names) {
	case OTK_ERROR_NAMES_AUTO:
		return by_call;
	case OTK_ERROR_NAMES_C:
		return OTK_NAMING_MEMBERS;
	case OTK_ERROR_NAMES_WIRE:
		return OTK_NAMING_WIRE;
	case OTK_ERROR_NAMES_OPTIONS:
		return OTK_NAMING_OPTIONS;
	}
	return by_call;
}

static otk_status make_named(otk_client *client, const otk_row *row, const char *const *ids,
	const void *options, otk_naming naming, otk_call **result, otk_error *error)
{
	const otk_type *type = row->operation->options;
	otk_call *call;
	otk_status status = otk_auth_fits(client, row, error);

	*result = NULL;
	if (!status && options && !type)
		status = otk_fail(error, OTK_E_ARGUMENT, "%s takes no options", row->full_name);
	if (!status)
		status = otk_call_begin(client, type ? type->struct_size : 0, &call, error);
	if (status)
		return status;
	call->row = row;
	call->naming = naming_of(client, naming);
	status = fill_call(call, ids, options, error);
	if (status)
		otk_call_destroy(call);
	else
		*result = call;
	return status;
}

otk_status otk_call_make(otk_client *client, const otk_row *row, const char *const *ids,
	const void *options, otk_call **call, otk_error *error)
{
	return make_named(client, row, ids, options, OTK_NAMING_MEMBERS, call, error);
}

otk_status otk_call_may_make(const otk_client *client, otk_error *error)
{
	if (!client)
		return otk_fail(error, OTK_E_ARGUMENT, "client: is NULL");
	if (client->dying)
		return otk_fail(error, OTK_E_STATE, "the client is being freed");
	return otk_transport_check_process(client->transport, error);
}

static otk_status find_row(otk_client *client, const char *operation, int32_t minor,
	const otk_row **row, otk_error *error)
{
	const otk_status status = otk_call_may_make(client, error);

	if (!status && !operation)
		return otk_fail(error, OTK_E_ARGUMENT, "operation: is NULL");
	return status ? status : otk_registry_find(client->registry, operation, minor, row, error);
}

/* A plugin freed the client in prepare: its memory was kept until now. */
static void free_if_dying(otk_client *client)
{
	if (client->dying && !client->depth)
		otk_client_free(client);
}

otk_status otk_call_create(otk_client *client, const char *operation, int32_t minor,
	const char *const *ids, const void *options, otk_call **call, otk_error *error)
{
	const otk_row *row = NULL;
	otk_status status = find_row(client, operation, minor, &row, error);

	*call = NULL;
	if (status)
		return status;
	status = otk_call_make(client, row, ids, options, call, error);
	if (status)
		free_if_dying(client);
	return status;
}

otk_status otk_call_create_json(otk_client *client, const char *operation, const char *json,
	otk_call **call, otk_error *error)
{
	const otk_row *row = NULL;
	otk_status status = find_row(client, operation, 0, &row, error);

	*call = NULL;
	if (status)
		return status;
	status = otk_call_make_json(client, row, json, call, error);
	if (status)
		free_if_dying(client);
	return status;
}

otk_call *otk_call_new(otk_client *client, const char *operation, int32_t minor,
	const char *const *ids, const void *options, otk_error *error)
{
	otk_call *call = NULL;

	(void)otk_call_create(client, operation, minor, ids, options, &call, error);
	return call;
}

otk_call *otk_call_new_json(
	otk_client *client, const char *operation, const char *json, otk_error *error)
{
	otk_call *call = NULL;

	(void)otk_call_create_json(client, operation, json, &call, error);
	return call;
}

OTK_COLD otk_status otk_call_make_json(
	otk_client *client, const otk_row *row, const char *json, otk_call **call, otk_error *error)
{
	const otk_type *type = row->operation->options;
	const char *ids[OTK_PATH_IDS_MAX + 1] = {NULL};
	void *options = NULL; /* its arena holds the ids as well */
	otk_status status = otk_auth_fits(client, row, error);

	*call = NULL;
	if (status)
		return status;
	status = otk_decode_options(row->operation, type, json && json[0] ? json : "{}",
		naming_of(client, OTK_NAMING_WIRE), &options, ids, error);
	if (status)
		otk_error_prefix(error, "%s: ", row->full_name);
	else
		status = make_named(
			client, row, ids, type ? options : NULL, OTK_NAMING_WIRE, call, error);
	otk_free(options);
	return status;
}

/* ---- settings */

otk_status otk_call_set_timeout(otk_call *call, int64_t timeout_ms, otk_error *error)
{
	if (!call)
		return otk_fail(error, OTK_E_ARGUMENT, "call: is NULL");
	if (timeout_ms < 0 || timeout_ms > TIMEOUT_MS_MAX)
		return otk_fail(error, OTK_E_ARGUMENT,
			"timeout_ms: %" PRId64 " is not a time in ms; use 1 to %d, or 0 for the "
			"client's",
			timeout_ms, TIMEOUT_MS_MAX);
	if (call->state != OTK_CALL_NEW)
		return otk_fail(error, OTK_E_STATE,
			"%s: the call was submitted; set its timeout before", call->row->full_name);
	call->timeout_ms = timeout_ms;
	return OTK_OK;
}

/* Headers set by otk or libcurl; callers must not duplicate them. */
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

	while (*link && ((*link)->name_size != size || !otk_ascii_equal((*link)->line, name, size)))
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
		return otk_fail(error, OTK_E_ARGUMENT, "%s: is NULL",
			!call   ? "call"
			: !name ? "name"
				: "value");
	if (call->state == OTK_CALL_COMPLETING || call->state == OTK_CALL_DONE)
		return otk_fail(
			error, OTK_E_STATE, "%s: the call has completed", call->row->full_name);
	if (!is_token(name, name_size))
		return otk_fail(error, OTK_E_ARGUMENT,
			"name: \"%.80s\" is not a header name; use letters, digits and hyphens",
			name);
	if (is_reserved(name, name_size))
		return otk_fail(error, OTK_E_ARGUMENT,
			"name: otk sets the header %s itself; leave it out", name);
	if (value_size > 8192 || !is_header_value(value))
		return otk_fail(error, OTK_E_ARGUMENT, "value: the header %s %s", name,
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
