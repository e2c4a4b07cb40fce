/* SPDX-License-Identifier: MIT */
/* The functions that the core offers to plugins. */
#include "config.h"

#include "core/client/host.h"

#include <otk/call.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/base/error/buffer_check.h"
#include "core/base/error/status.h"
#include "core/client/call/call.h"
#include "core/client/client.h"
#include "core/client/log.h"
#include "core/schema/decode/decode_response.h"
#include "core/schema/encode/encode_json.h"
#include "core/schema/validate/validate.h"

#include "core/base/cold.h"

static otk_status host_fail(otk_error *error, otk_status status, const char *format, ...)
	OTK_PRINTF(3, 4);
static otk_status host_fail(otk_error *error, otk_status status, const char *format, ...)
{
	char text[OTK_ERROR_MESSAGE_SIZE];
	va_list args;

	va_start(args, format);
	if (!format || vsnprintf(text, sizeof(text), format, args) < 0)
		text[0] = '\0';
	va_end(args);
	return otk_fail(error, status, "%s", text);
}

static void log_event(otk_client *client, otk_log_level level, const char *event, const char *text,
	const otk_map *fields)
{
	const bool has_fields = fields && fields->items;

	otk_log(client, level, event ? event : "plugin", NULL, text,
		has_fields ? fields->items : NULL, has_fields ? fields->count : 0);
}

static void *call_copy(otk_call *call, const void *data, size_t size)
{
	void *copy = call ? otk_arena_alloc(call->arena, size ? size : 1) : NULL;

	if (copy && data && size)
		memcpy(copy, data, size);
	return copy;
}

OTK_COLD static otk_status host_decode(const otk_type *type, otk_shape shape, const char *json,
	size_t size, void **record, otk_error *error)
{
	if (record)
		*record = NULL;
	if (!type || !json || !record)
		return otk_fail(error, OTK_E_ARGUMENT, "%s: is NULL",
			!type   ? "type"
			: !json ? "json"
				: "record");
	return otk_decode(type, shape, json, size, NULL, record, NULL, error);
}

OTK_COLD static otk_status host_encode(
	const otk_type *type, const void *options, otk_checks checks, char **json, otk_error *error)
{
	const otk_validation validation = {.checks = checks};
	otk_buffer text;
	otk_status status;

	if (json)
		*json = NULL;
	if (!type || !options || !json)
		return otk_fail(error, OTK_E_ARGUMENT, "%s: is NULL",
			!type      ? "type"
			: !options ? "options"
				   : "json");
	status = otk_validate(type, options, &validation, type->name, error);
	if (status)
		return status;
	otk_buffer_init(&text, OTK_MAX_RESPONSE_DEFAULT);
	status = otk_encode_json(type, options, &text, error);
	if (!status)
		status = otk_buffer_check(&text, type->name, error);
	if (!status) {
		*json = otk_string_new(text.data, text.size);
		status = *json ? OTK_OK : otk_fail_nomem(error);
	}
	otk_buffer_wipe(&text);
	return status;
}

static otk_checks client_checks(const otk_client *client)
{
	return client ? client->options.checks : OTK_CHECKS_DEFAULT;
}

static otk_status watch_descriptor(
	otk_client *client, int fd, void (*ready)(void *userdata), void *userdata, otk_error *error)
{
	if (!client || fd < 0)
		return otk_fail(error, OTK_E_ARGUMENT, "client or fd is missing");
	if (!client->transport_freed &&
		!otk_transport_watch(client->transport, fd, ready, userdata))
		return otk_fail_nomem(error);
	return OTK_OK;
}

static const otk_host_calls calls = {.struct_size = sizeof(calls),
	.perform = otk_perform,
	.each = otk_each,
	.download = otk_download,
	.interface_get = otk_interface_get,
	.record_json = otk_record_json};

static const void *get_extension(const char *id)
{
	return id && strcmp(id, OTK_HOST_CALLS_ID) == 0 ? &calls : NULL;
}

const otk_host otk_host_table = {.struct_size = sizeof(otk_host),
	.abi_major = OTK_PLUGIN_ABI_MAJOR,
	.abi_minor = OTK_PLUGIN_ABI_MINOR,
	.version = OTK_VERSION,
	.fail = host_fail,
	.log = log_event,
	.call_copy = call_copy,
	.call_set_header = otk_call_set_header,
	.decode = host_decode,
	.encode = host_encode,
	.free = otk_free,
	.get_extension = get_extension,
	.call_client = otk_call_client,
	.checks = client_checks,
	.watch = watch_descriptor};
