/* SPDX-License-Identifier: MIT */
/* The authorization header: signed, cached, renewed shortly before it expires. */
#include "config.h"

#include "core/client/auth_header.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/clock.h"
#include "core/base/error/status.h"
#include "core/client/client.h"
#include "core/client/plugins/registry.h"
#include "core/client/request_token.h"

#include "core/base/cold.h"

#define LINE_MAX       (OTK_REQUEST_TOKEN_MAX + 32)
#define RENEW_MARGIN_S 30 /* before expiry; a sixth of the lifetime if that is shorter */

static otk_auth_header *header_of(otk_client *client, otk_auth auth)
{
	return auth == OTK_AUTH_BASIC ? &client->basic_auth : &client->project_auth;
}

static const char *prefix_of(const otk_client *client, otk_auth auth)
{
	if (auth == OTK_AUTH_BASIC)
		return "Authorization: ";
	return otk_key_backend(client->key) == OTK_BACKEND_OPENTOK ? "X-OPENTOK-AUTH: "
								   : "Authorization: Bearer ";
}

void otk_auth_wipe(otk_auth_header *header)
{
	if (header->line)
		explicit_bzero(header->line, strlen(header->line));
	free(header->line);
	header->line = NULL;
}

static int64_t life_of(const otk_client *client)
{
	if (client->options.request_ttl)
		return client->options.request_ttl;
	return otk_key_backend(client->key) == OTK_BACKEND_OPENTOK ? OTK_REST_TTL_DEFAULT_OPENTOK
								   : OTK_REST_TTL_DEFAULT_VONAGE;
}

static otk_status make_line(
	otk_client *client, otk_auth auth, otk_auth_header *header, int64_t now, otk_error *error)
{
	char line[LINE_MAX];
	const char *prefix = prefix_of(client, auth);
	const size_t begin = strlen(prefix);
	int64_t end = INT64_MAX, margin;
	size_t size = sizeof(line) - begin;
	otk_status status;

	memcpy(line, prefix, begin);
	if (auth == OTK_AUTH_BASIC) {
		status = otk_key_basic(client->key, line + begin, &size, error);
	} else if (otk_request_token_is_used(&client->options)) {
		status = otk_request_token_get(client, now, line + begin, &end, error);
	} else {
		end = now + life_of(client);
		status = otk_jwt_request(client->key, end - now, now, line + begin, &size, error);
	}
	otk_auth_wipe(header);
	if (!status) {
		header->line = strdup(line);
		if (!header->line)
			status = otk_fail_nomem(error);
	}
	explicit_bzero(line, sizeof(line));
	margin = (end - now) / 6;
	if (margin > RENEW_MARGIN_S)
		margin = RENEW_MARGIN_S;
	header->renew_at = end - (margin > 0 ? margin : 1);
	header->life = header->renew_at - now;
	header->generation++;
	return status;
}

otk_status otk_auth_line(otk_client *client, otk_auth auth, const char **line, uint64_t *generation,
	bool *fresh, otk_error *error)
{
	otk_auth_header *header = header_of(client, auth);
	const int64_t now = otk_clock_seconds() + client->clock_offset;
	otk_status status = OTK_OK;

	/* A clock that was set back must not keep a header for longer. */
	*fresh = !header->line || now >= header->renew_at ||
		 header->renew_at - now - RENEW_MARGIN_S > header->life;
	if (*fresh)
		status = make_line(client, auth, header, now, error);
	*line = header->line;
	*generation = header->generation;
	return status;
}

void otk_auth_refused(otk_client *client, otk_auth auth, uint64_t generation)
{
	otk_auth_header *header = header_of(client, auth);

	if (header->generation == generation)
		otk_auth_wipe(header);
}

otk_status otk_auth_fits(const otk_client *client, const otk_row *row, otk_error *error)
{
	const otk_operation *operation = row->operation;
	const otk_backend backend = otk_key_backend(client->key);
	const bool is_account = otk_key_account(client->key) == OTK_YES;

	if (operation->backends && !(operation->backends & backend))
		return otk_fail(error, OTK_E_UNSUPPORTED, "%s: %s has it, %s does not",
			row->full_name,
			backend == OTK_BACKEND_OPENTOK ? "only the Vonage Video API"
						       : "only the OpenTok API",
			backend == OTK_BACKEND_OPENTOK ? "the OpenTok API" : "the Vonage one");
	if (operation->auth == OTK_AUTH_ACCOUNT && !is_account)
		return otk_fail(error, OTK_E_ARGUMENT,
			"%s needs the key of the account: make one by otk_key_new() with .account "
			"= OTK_YES",
			row->full_name);
	if (operation->auth == OTK_AUTH_PROJECT && is_account)
		return otk_fail(error, OTK_E_ARGUMENT,
			"%s needs the key of a project; this client has the key of an account",
			row->full_name);
	return OTK_OK;
}
