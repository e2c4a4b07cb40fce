/* SPDX-License-Identifier: MIT */
/* A service may repeat what it was sent, without a name that would give it away. */
#include "config.h"

#include "core/client/own_secrets.h"

#include <string.h>

#include "core/base/error/redact_known.h"
#include "core/client/client.h"

#include "core/base/cold.h"

/* The token of "Name: Bearer TOKEN" or "Name: TOKEN". */
static void hide_header(char *text, const otk_auth_header *header)
{
	const char *blank = header->line ? strrchr(header->line, ' ') : NULL;

	if (blank)
		otk_redact_known(text, blank + 1);
}

void otk_client_hide(const otk_client *client, char *text)
{
	if (!text[0])
		return;
	if (client->key)
		otk_key_redact(client->key, text);
	hide_header(text, &client->project_auth);
	hide_header(text, &client->basic_auth);
	otk_redact_known(text, client->options.request_token);
	otk_redact_known(text, client->options.proxy_password);
}

void otk_client_hide_in_error(const otk_client *client, otk_error *error)
{
	if (!error)
		return;
	otk_client_hide(client, error->message);
	otk_client_hide(client, error->service_message);
	otk_client_hide(client, error->trace_id);
	otk_client_hide(client, error->body);
}
