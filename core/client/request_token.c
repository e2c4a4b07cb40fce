/* SPDX-License-Identifier: MIT */
/* Request tokens made elsewhere: given once, or handed over by a function of the host. */
#include "config.h"

#include "core/client/request_token.h"

#include <inttypes.h>
#include <string.h>

#include "core/base/error/status.h"
#include "core/base/text/text.h"
#include "core/client/client.h"
#include "core/client/plugins/plugin_error.h"

#include "core/base/cold.h"

static otk_status copy_token(otk_client *client, char *buffer, otk_error *error)
{
	const otk_client_options *options = &client->options;
	otk_status status;

	if (!options->request_token) {
		client->depth++; /* it is not freed meanwhile, and nothing of it may block */
		status = options->token_source(
			buffer, OTK_REQUEST_TOKEN_MAX, options->token_source_userdata, error);
		client->depth--;
		otk_plugin_error_seal(error);
		buffer[OTK_REQUEST_TOKEN_MAX - 1] = '\0';
		return status;
	}
	if (strlen(options->request_token) >= OTK_REQUEST_TOKEN_MAX)
		return otk_fail(
			error, OTK_E_ARGUMENT, "has more than %d bytes", OTK_REQUEST_TOKEN_MAX - 1);
	memcpy(buffer, options->request_token, strlen(options->request_token) + 1);
	return OTK_OK;
}

/* What the token says about itself; only the service can check its signature. */
static otk_status check_token(
	const otk_client *client, const otk_token *token, int64_t now, otk_error *error)
{
	if (token->kind != OTK_TOKEN_JWT || token->session_id)
		return otk_fail(
			error, OTK_E_TOKEN, "is a client token; a request token is expected");
	if (token->project_id &&
		!otk_ascii_equal(token->project_id, otk_key_id(client->key), SIZE_MAX))
		return otk_fail(error, OTK_E_TOKEN, "is for another project, not for %s",
			otk_key_id(client->key));
	if (token->expires_at < 0 || token->expires_at > now ||
		client->options.correct_clock == OTK_YES)
		return OTK_OK;
	return otk_fail(error, OTK_E_TOKEN_EXPIRED,
		"expired %" PRId64 " s ago by the clock of this machine; get a new one",
		now - token->expires_at);
}

otk_status otk_request_token_get(
	otk_client *client, int64_t now, char *buffer, int64_t *expires_at, otk_error *error)
{
	otk_error own = OTK_ERROR_INIT;
	otk_token *token = NULL;
	otk_status status = copy_token(client, buffer, &own);

	if (!status)
		status = otk_token_inspect(NULL, buffer, now, &token, &own);
	if (!status) {
		*expires_at = token->expires_at < 0 ? INT64_MAX : token->expires_at;
		status = check_token(client, token, now, &own);
		otk_free(token);
	}
	if (!status)
		return OTK_OK;
	return otk_fail(error, status, "%s: %s",
		client->options.request_token ? "request_token" : "token_source",
		own.message[0] ? own.message : "gives no token and no reason");
}
