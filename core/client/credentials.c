/* SPDX-License-Identifier: MIT */
/* Makes the key of a client from its options. */
#include "config.h"

#include "core/client/credentials.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/error/status.h"
#include "core/base/input/key_file.h"
#include "core/client/auth_header.h"
#include "core/client/client.h"
#include "core/client/log.h"
#include "core/client/plugins/plugin_error.h"
#include "core/client/plugins/registry.h"
#include "core/client/request_token.h"

#include "core/base/cold.h"

/* ---- signers */

/* Returns the first vtable that begins like otk_signer_api; NULL: the plugin has no signer. */
static const otk_signer_api *signer_of(const otk_plugin *plugin)
{
	for (size_t i = 0; i < plugin->interface_count; i++) {
		const otk_signer_api *api = plugin->interfaces[i].vtable;

		if (api && api->struct_size >= sizeof(*api) && api->open)
			return api;
	}
	return NULL;
}

static otk_status open_signer(
	otk_client *client, const otk_client_options *given, otk_signer *signer, otk_error *error)
{
	otk_error own = OTK_ERROR_INIT;
	otk_plugin_use use = {0};
	const otk_signer_api *api;
	char *text = NULL;
	const char *pem = given->private_key_pem;
	size_t size = pem ? strlen(pem) : 0;
	otk_status status = otk_registry_use(client->registry, given->signer, NULL, &use, error);

	if (status)
		return status;
	api = signer_of(use.plugin);
	if (!api)
		return otk_fail(error, OTK_E_UNSUPPORTED,
			"signer: plugin \"%s\" %s is not a signer", use.plugin->name,
			use.plugin->version);
	if (!pem) {
		status = otk_key_file_read(
			"private_key_file", given->private_key_file, &text, &size, error);
		pem = text;
	}
	if (!status) {
		status = api->open(client->host, pem, size, signer, &own);
		if (status)
			otk_fail(error, status, "signer: %s", otk_plugin_error_seal(&own));
	}
	otk_key_file_free(text);
	return status;
}

static otk_status key_with_signer(
	otk_client *client, const otk_client_options *given, otk_error *error)
{
	otk_signer signer = {.struct_size = sizeof(signer)};
	otk_error own = OTK_ERROR_INIT;
	otk_status status;

	if (!given->application_id || !given->private_key_pem == !given->private_key_file ||
		given->private_key_uri || given->private_key_pin)
		return otk_fail(error, OTK_E_ARGUMENT,
			"signer: needs application_id and either private_key_pem or "
			"private_key_file, not encrypted");
	status = open_signer(client, given, &signer, error);
	if (status)
		return status;
	client->key = otk_key_new(
		&OTK_KEY_OPTIONS(.application_id = given->application_id, .signer = &signer,
			.api_key = given->api_key, .api_secret = given->api_secret),
		&own);
	if (client->key)
		return OTK_OK;
	if (signer.release)
		signer.release(signer.context);
	otk_error_copy(error, &own);
	return own.status;
}

/* ---- key */

static otk_status check_life(const otk_client *client, otk_error *error)
{
	const int64_t max = otk_key_backend(client->key) == OTK_BACKEND_OPENTOK
				    ? OTK_REST_TTL_MAX_OPENTOK
				    : OTK_REST_TTL_MAX_VONAGE;

	if (client->options.request_ttl <= max || client->options.checks == OTK_CHECKS_OFF)
		return OTK_OK;
	return otk_fail(error, OTK_E_ARGUMENT,
		"request_ttl is %" PRId64 " s; the service takes at most %" PRId64,
		client->options.request_ttl, max);
}

/* Whether it holds more than the name of a project. */
static bool has_secret(const otk_client_options *given)
{
	return given->api_secret || given->private_key_pem || given->private_key_file ||
	       given->private_key_uri || given->private_key_pin || given->signer;
}

static otk_status key_of_options(
	otk_client *client, const otk_client_options *given, otk_flag id_only, otk_error *error)
{
	otk_error own = OTK_ERROR_INIT;

	client->key = otk_key_new(
		&OTK_KEY_OPTIONS(.api_key = given->api_key, .api_secret = given->api_secret,
			.application_id = given->application_id,
			.private_key_pem = given->private_key_pem,
			.private_key_file = given->private_key_file,
			.private_key_uri = given->private_key_uri, .pin = given->private_key_pin,
			.id_only = id_only),
		&own);
	if (client->key)
		return OTK_OK;
	otk_error_copy(error, &own);
	return own.status;
}

/* A key that names the project; a token that is given already must be usable. */
static otk_status key_for_token(
	otk_client *client, const otk_client_options *given, otk_error *error)
{
	const otk_client_options *own = &client->options;
	const char *line;
	uint64_t generation;
	bool fresh;
	otk_status status;

	if (!own->request_token == !own->token_source ||
		!given->api_key == !given->application_id || given->key || has_secret(given) ||
		own->request_ttl)
		return otk_fail(error, OTK_E_ARGUMENT,
			"request_token, token_source: set one, with api_key or application_id, "
			"without other credentials and request_ttl");
	status = key_of_options(client, given, OTK_YES, error);
	if (status || !client->options.request_token)
		return status;
	return otk_auth_line(client, OTK_AUTH_PROJECT, &line, &generation, &fresh, error);
}

/* Warns if other users may read the key; ssh refuses such a key, but here it still works. */
static void warn_of_exposed_file(const otk_client *client, const char *path)
{
	if (path && otk_key_file_exposed(path) == OTK_YES)
		otk_log(client, OTK_LOG_WARNING, "warning", NULL,
			"private_key_file: other users can read or write the file; chmod 600",
			(const otk_pair[]){{"path", path}}, 1);
}

otk_status otk_client_make_key(
	otk_client *client, const otk_client_options *given, otk_error *error)
{
	otk_status status = OTK_OK;

	if (otk_request_token_is_used(&client->options))
		return key_for_token(client, given, error);
	if (given->key && (given->api_key || given->application_id || has_secret(given)))
		return otk_fail(error, OTK_E_ARGUMENT,
			"key: is set, so no other credential may be; leave the others out");
	if (given->key)
		client->key = otk_key_ref(given->key);
	else if (given->signer)
		status = key_with_signer(client, given, error);
	else
		status = key_of_options(client, given, OTK_UNSET, error);
	if (status)
		return status;
	warn_of_exposed_file(client, given->private_key_file);
	return check_life(client, error);
}
