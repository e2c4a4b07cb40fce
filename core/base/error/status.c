/* SPDX-License-Identifier: MIT */
/* Filling the caller's otk_error, and the names of the statuses. */
#include "config.h"

#include "core/base/error/status.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "core/base/error/redact.h"
#include "core/base/text/utf8.h"

#include "core/base/cold.h"

/* Bytes of a formatted message before it is made safe and cut to OTK_ERROR_MESSAGE_SIZE. */
#define FORMAT_MAX 4096

#define STATUSES(X)                                 \
	X(OTK_OK, "ok")                             \
	X(OTK_E_NOMEM, "no_memory")                 \
	X(OTK_E_ARGUMENT, "argument")               \
	X(OTK_E_STATE, "state")                     \
	X(OTK_E_UNSUPPORTED, "unsupported")         \
	X(OTK_E_CRYPTO, "crypto")                   \
	X(OTK_E_IO, "io")                           \
	X(OTK_E_REFUSED, "refused")                 \
	X(OTK_E_TOKEN, "token")                     \
	X(OTK_E_TOKEN_EXPIRED, "token_expired")     \
	X(OTK_E_UNSIGNED, "unsigned")               \
	X(OTK_E_HASH, "hash")                       \
	X(OTK_E_REPLAYED, "replayed")               \
	X(OTK_E_NO_PLUGIN, "no_plugin")             \
	X(OTK_E_PLUGIN_BROKEN, "plugin_broken")     \
	X(OTK_E_PLUGIN_ABI, "plugin_abi")           \
	X(OTK_E_NETWORK, "network")                 \
	X(OTK_E_TLS, "tls")                         \
	X(OTK_E_TIMEOUT, "timeout")                 \
	X(OTK_E_CANCELLED, "cancelled")             \
	X(OTK_E_UNKNOWN_OUTCOME, "unknown_outcome") \
	X(OTK_E_PROTOCOL, "protocol")               \
	X(OTK_E_TOO_LARGE, "too_large")             \
	X(OTK_E_REQUEST, "request")                 \
	X(OTK_E_AUTH, "auth")                       \
	X(OTK_E_NOT_FOUND, "not_found")             \
	X(OTK_E_CONFLICT, "conflict")               \
	X(OTK_E_RATE_LIMIT, "rate_limit")           \
	X(OTK_E_SERVER, "server")

/* In the same order. The names follow each other: pointers would be relocated at each start. */
#define STATUS(status, name) status,
#define NAME(status, name)   name "\0"
static const uint8_t statuses[] = {STATUSES(STATUS)};
static const char names[] = STATUSES(NAME);

const char *otk_status_name(otk_status status)
{
	const char *name = names;

	for (size_t i = 0; i < OTK_COUNT_OF(statuses); i++, name += strlen(name) + 1)
		if (statuses[i] == status)
			return name;
	return "unknown";
}

/* ---- the caller's struct */

/* The texts of an otk_error. */
static const struct {
	size_t offset;
	size_t size;
} texts[] = {
	{offsetof(otk_error, message), OTK_ERROR_MESSAGE_SIZE},
	{offsetof(otk_error, service_message), sizeof(((otk_error *)NULL)->service_message)},
	{offsetof(otk_error, trace_id), sizeof(((otk_error *)NULL)->trace_id)},
	{offsetof(otk_error, body), OTK_ERROR_BODY_SIZE},
};

/* Size shared by the caller's struct and the library's. struct_size 0: the library's version. */
static size_t known_size(const otk_error *error)
{
	if (!error->struct_size)
		return sizeof(*error);
	return error->struct_size < sizeof(*error) ? error->struct_size : sizeof(*error);
}

static void load_error(otk_error *own, const otk_error *error)
{
	memset(own, 0, sizeof(*own));
	memcpy(own, error, known_size(error));
}

/* A text that the caller's struct has in part ends with it. */
static void store_error(otk_error *error, const otk_error *own)
{
	const size_t given = error->struct_size ? error->struct_size : sizeof(*error);
	const size_t size = known_size(error);
	char *bytes = (char *)error;

	if (size < sizeof(error->struct_size))
		return;
	memcpy(error, own, size);
	error->struct_size = given;
	for (size_t i = 0; i < OTK_COUNT_OF(texts); i++)
		if (size > texts[i].offset && size < texts[i].offset + texts[i].size)
			bytes[size - 1] = '\0';
}

/* ---- messages */

/* text (its beginning, if `cut`) as a text of at most `size` bytes, NUL included. */
static void set_text(char *to, size_t size, const char *text, bool cut)
{
	char storage[FORMAT_MAX];
	otk_buffer safe;

	/* A fixed buffer keeps what fits. */
	otk_buffer_init_fixed(&safe, storage, sizeof(storage));
	otk_redact_sentence(&safe, text, strlen(text), cut);
	memset(to, 0, size);
	memcpy(to, storage, otk_utf8_cut(storage, strlen(storage), size - 1));
}

OTK_PRINTF(3, 0)
static bool format_text(char *text, size_t size, const char *format, va_list args)
{
	const int length = vsnprintf(text, size, format, args);

	if (length < 0)
		text[0] = '\0';
	return length >= (int)size;
}

static void clear_error(otk_error *own, otk_status status)
{
	memset(own, 0, sizeof(*own));
	own->status = status;
	own->service_code = OTK_NO_SERVICE_CODE;
	own->retry_after_ms = -1;
}

otk_status otk_fail(otk_error *error, otk_status status, const char *format, ...)
{
	char text[FORMAT_MAX];
	otk_error own;
	va_list args;
	bool cut;

	if (!error)
		return status;
	/* Apart: an argument may be the old message. */
	va_start(args, format);
	cut = format_text(text, sizeof(text), format, args);
	va_end(args);
	clear_error(&own, status);
	set_text(own.message, sizeof(own.message), text, cut);
	store_error(error, &own);
	return status;
}

otk_status otk_fail_nomem(otk_error *error)
{
	otk_error own;

	if (error) {
		clear_error(&own, OTK_E_NOMEM);
		memcpy(own.message, "out of memory", sizeof("out of memory"));
		store_error(error, &own);
	}
	return OTK_E_NOMEM;
}

void otk_error_prefix(otk_error *error, const char *format, ...)
{
	char text[FORMAT_MAX + OTK_ERROR_MESSAGE_SIZE];
	otk_error own;
	va_list args;
	bool cut;

	if (!error)
		return;
	va_start(args, format);
	cut = format_text(text, FORMAT_MAX, format, args);
	va_end(args);
	load_error(&own, error);
	own.message[sizeof(own.message) - 1] = '\0';
	if (!cut)
		memcpy(text + strlen(text), own.message, strlen(own.message) + 1);
	set_text(own.message, sizeof(own.message), text, cut);
	store_error(error, &own);
}

void otk_error_append(otk_error *error, const char *format, ...)
{
	char text[FORMAT_MAX];
	size_t used;
	otk_error own;
	va_list args;
	bool cut;

	if (!error)
		return;
	load_error(&own, error);
	used = strnlen(own.message, sizeof(own.message) - 1);
	memcpy(text, own.message, used);
	va_start(args, format);
	cut = format_text(text + used, sizeof(text) - used, format, args);
	va_end(args);
	set_text(own.message, sizeof(own.message), text, cut);
	store_error(error, &own);
}

/* ---- copying */

void otk_error_copy(otk_error *dst, const otk_error *src)
{
	otk_error own;

	if (!dst || !src || dst == src)
		return;
	load_error(&own, src);
	store_error(dst, &own);
}

void otk_error_import(otk_error *dst, const otk_error *src)
{
	char text[OTK_ERROR_MESSAGE_SIZE + 1];
	otk_error own = *src;

	if (!dst)
		return;
	for (size_t i = 0; i < OTK_COUNT_OF(texts); i++) {
		char *member = (char *)&own + texts[i].offset;
		const size_t length = strnlen(member, texts[i].size);

		memcpy(text, member, length);
		text[length] = '\0';
		set_text(member, texts[i].size, text, length == texts[i].size);
	}
	store_error(dst, &own);
}
