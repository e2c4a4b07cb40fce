/* SPDX-License-Identifier: MIT */
/* Filling the caller's otk_error, and the names of the statuses. */
#include "config.h"

#include "core/base/status.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/base/utf8.h"

/* What the first version had; a struct of the caller's is never smaller. */
#define ERROR_SIZE_V1 (offsetof(otk_error, body) + OTK_ERROR_BODY_SIZE)

/* Names in place, here and in other tables: pointers would have to be relocated at each start. */
static const struct {
	otk_status status;
	char name[20];
} names[] = {
	{OTK_OK, "ok"},
	{OTK_E_NOMEM, "no_memory"},
	{OTK_E_ARGUMENT, "argument"},
	{OTK_E_STATE, "state"},
	{OTK_E_UNSUPPORTED, "unsupported"},
	{OTK_E_CRYPTO, "crypto"},
	{OTK_E_IO, "io"},
	{OTK_E_REFUSED, "refused"},
	{OTK_E_TOKEN, "token"},
	{OTK_E_TOKEN_EXPIRED, "token_expired"},
	{OTK_E_UNSIGNED, "unsigned"},
	{OTK_E_HASH, "hash"},
	{OTK_E_REPLAYED, "replayed"},
	{OTK_E_NO_PLUGIN, "no_plugin"},
	{OTK_E_PLUGIN_BROKEN, "plugin_broken"},
	{OTK_E_PLUGIN_ABI, "plugin_abi"},
	{OTK_E_NETWORK, "network"},
	{OTK_E_TLS, "tls"},
	{OTK_E_TIMEOUT, "timeout"},
	{OTK_E_CANCELLED, "cancelled"},
	{OTK_E_UNKNOWN_OUTCOME, "unknown_outcome"},
	{OTK_E_PROTOCOL, "protocol"},
	{OTK_E_TOO_LARGE, "too_large"},
	{OTK_E_REQUEST, "request"},
	{OTK_E_AUTH, "auth"},
	{OTK_E_NOT_FOUND, "not_found"},
	{OTK_E_CONFLICT, "conflict"},
	{OTK_E_RATE_LIMIT, "rate_limit"},
	{OTK_E_SERVER, "server"},
};

const char *otk_status_name(otk_status status)
{
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i].status == status)
			return names[i].name;
	return "unknown";
}

/* May we write? A zeroed struct counts as one of the first version. */
static bool writable(const otk_error *error)
{
	return error && (!error->struct_size || error->struct_size >= ERROR_SIZE_V1);
}

static void set_message(otk_error *error, const char *text)
{
	size_t size = strlen(text);

	size = otk_utf8_cut(text, size, sizeof(error->message) - 1);
	memcpy(error->message, text, size);
	error->message[size] = '\0';
}

static void clear(otk_error *error, otk_status status)
{
	size_t size = error->struct_size ? error->struct_size : ERROR_SIZE_V1;

	memset(error, 0, ERROR_SIZE_V1);
	error->struct_size = size;
	error->status = status;
	error->service_code = OTK_NO_SERVICE_CODE;
	error->retry_after_ms = -1;
}

otk_status otk_fail(otk_error *error, otk_status status, const char *format, ...)
{
	/* One more than fits, so that a cut is seen; apart, as an argument may be the old message.
	 */
	char text[OTK_ERROR_MESSAGE_SIZE + 4];
	va_list args;

	if (!writable(error))
		return status;
	va_start(args, format);
	if (vsnprintf(text, sizeof(text), format, args) < 0)
		text[0] = '\0';
	va_end(args);
	clear(error, status);
	set_message(error, text);
	return status;
}

otk_status otk_fail_nomem(otk_error *error)
{
	if (writable(error)) {
		clear(error, OTK_E_NOMEM);
		set_message(error, "out of memory");
	}
	return OTK_E_NOMEM;
}

void otk_error_prefix(otk_error *error, const char *format, ...)
{
	char text[2 * OTK_ERROR_MESSAGE_SIZE];
	size_t size, message_size;
	va_list args;
	int used;

	if (!writable(error))
		return;
	va_start(args, format);
	used = vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (used < 0)
		return;
	size = otk_utf8_cut(text, strlen(text), OTK_ERROR_MESSAGE_SIZE - 1);
	message_size = strnlen(error->message, sizeof(error->message) - 1);
	memcpy(text + size, error->message, message_size);
	text[size + message_size] = '\0';
	set_message(error, text);
}

void otk_error_copy(otk_error *dst, const otk_error *src)
{
	size_t size;

	if (!writable(dst) || !src || dst == src)
		return;
	size = dst->struct_size ? dst->struct_size : ERROR_SIZE_V1;
	memcpy(dst, src, ERROR_SIZE_V1);
	dst->struct_size = size;
}
