/* SPDX-License-Identifier: MIT */
/* The meaning of HTTP statuses and service codes, as otk_status and in words. */
#include "config.h"

#include "core/client/call/meaning.h"

#include <otk/service_codes.h>
#include <string.h>

#include "core/schema/status_list.h"

#include "core/base/cold.h"

static const struct known_status {
	int32_t http_status;
	otk_meaning meaning;
} known_statuses[] = {
	{400, {OTK_E_REQUEST, "bad request", false}},
	{401, {OTK_E_AUTH, "not authenticated", false}},
	{403, {OTK_E_AUTH, "not allowed", false}},
	{404, {OTK_E_NOT_FOUND, "not found", false}},
	{405, {OTK_E_REQUEST, "method not allowed", false}},
	{408, {OTK_E_REQUEST, "the service timed out", true}},
	{409, {OTK_E_CONFLICT, "conflict", false}},
	{413, {OTK_E_REQUEST, "too large", false}},
	{415, {OTK_E_REQUEST, "wrong content type", false}},
	{429, {OTK_E_RATE_LIMIT, "too many requests", false}},
	{500, {OTK_E_SERVER, "failure at the service", true}},
	{501, {OTK_E_SERVER, "not implemented", false}},
	{502, {OTK_E_SERVER, "bad gateway", true}},
	{503, {OTK_E_SERVER, "service unavailable", false}},
	{504, {OTK_E_SERVER, "gateway timeout", true}},
	{505, {OTK_E_SERVER, "HTTP version not supported", false}},
	{511, {OTK_E_SERVER, "the network asks for a login", false}},
};

/* A status by its class; a gateway's own 5xx (520 to 527) leave the outcome open. */
static otk_meaning meaning_of_class(int32_t http_status)
{
	if (http_status >= 300 && http_status < 400)
		return (otk_meaning){
			OTK_E_PROTOCOL, "a redirection, which is never followed", false};
	if (http_status >= 400 && http_status < 500)
		return (otk_meaning){OTK_E_REQUEST, "refused", false};
	if (http_status >= 500 && http_status < 600)
		return (otk_meaning){OTK_E_SERVER, "failure at the service", true};
	return (otk_meaning){OTK_E_PROTOCOL, "unexpected status", true};
}

static int32_t read_as(const otk_operation *operation, int32_t http_status)
{
	otk_status_list list;

	otk_status_list_parse(operation->read_status_as, &list);
	return otk_status_list_read(&list, http_status);
}

otk_meaning otk_meaning_of(const otk_operation *operation, int32_t http_status)
{
	const int32_t status = read_as(operation, http_status);

	for (size_t i = 0; i < OTK_COUNT_OF(known_statuses); i++)
		if (known_statuses[i].http_status == status)
			return known_statuses[i].meaning;
	return meaning_of_class(status);
}

static const struct {
	int64_t code;
	bool of_token; /* about the client token, if the operation sends one */
	const char *hint;
} hints[] = {
	{OTK_CODE_NOT_ROUTED, false,
		"create a session with media mode \"routed\" and without e2ee"},
	{OTK_CODE_TOKEN_INVALID, true, "check the client token and the key that signed it"},
	{OTK_CODE_TOKEN_NOT_AUTHORISED, true, "check the role of the client token"},
	{OTK_CODE_TOKEN_OTHER_SESSION, true, "use a client token of this session"},
	{OTK_CODE_TOKEN_EXPIRED, true, "make a new client token"},
};

/* These codes are also those of the token in the request header, which otk makes itself. */
static bool sends_client_token(const otk_operation *operation)
{
	const otk_type *type = operation->options;

	for (size_t i = 0; type && i < type->field_count; i++)
		if (type->fields[i].format == OTK_FORMAT_TOKEN)
			return true;
	return false;
}

const char *otk_meaning_hint(
	const otk_operation *operation, int64_t service_code, otk_status status)
{
	for (size_t i = 0; i < OTK_COUNT_OF(hints); i++)
		if (hints[i].code == service_code &&
			(!hints[i].of_token || sends_client_token(operation)))
			return hints[i].hint;
	if (status == OTK_E_PROTOCOL)
		return "check api_url";
	if (status == OTK_E_RATE_LIMIT || status == OTK_E_SERVER)
		return "try again later";
	if (status != OTK_E_AUTH)
		return NULL;
	if (operation->auth == OTK_AUTH_ACCOUNT || operation->auth == OTK_AUTH_BASIC)
		return "check key and secret of the account";
	return "check the credentials of the project, and that the feature is enabled for it";
}
