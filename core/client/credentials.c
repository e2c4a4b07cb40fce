/* SPDX-License-Identifier: MIT */
/* From client options to a key. */
#include "config.h"

#include "core/client/credentials.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/key_file.h"
#include "core/base/status.h"
#include "core/client/client.h"
#include "core/client/plugins/registry.h"

/* ---------------------------------------------------------------- signers */

/* The vtable of the first interface that begins as a signer's does. */
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
		return otk_fail(error, OTK_E_UNSUPPORTED, "plugin \"%s\" %s is no signer",
			use.plugin->name, use.plugin->version);
	if (!pem) {
		status = otk_key_file_read(
			"private_key_file", given->private_key_file, &text, &size, error);
		pem = text;
	}
	if (!status)
		status = api->open(client->host, pem, size, signer, error);
	otk_key_file_free(text);
	return status;
}

static otk_status key_with_signer(
	otk_client *client, const otk_client_options *given, otk_error *error)
{
	otk_signer signer = {.struct_size = sizeof(signer)};
	otk_status status;

	if (!given->application_id || !given->private_key_pem == !given->private_key_file ||
		given->private_key_uri || given->private_key_pin)
		return otk_fail(error, OTK_E_ARGUMENT,
			"signer needs application_id and either private_key_pem or "
			"private_key_file, not encrypted");
	status = open_signer(client, given, &signer, error);
	if (status)
		return status;
	client->key = otk_key_new(
		&OTK_KEY_OPTIONS(.application_id = given->application_id, .signer = &signer,
			.api_key = given->api_key, .api_secret = given->api_secret),
		error);
	if (!client->key && signer.release)
		signer.release(signer.context);
	return client->key ? OTK_OK : (error ? error->status : OTK_E_CRYPTO);
}

/* -------------------------------------------------------------------- key */

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

otk_status otk_client_make_key(
	otk_client *client, const otk_client_options *given, otk_error *error)
{
	otk_status status = OTK_OK;
	otk_error own = OTK_ERROR_INIT;

	if (given->key) {
		if (given->api_key || given->api_secret || given->application_id ||
			given->private_key_pem || given->private_key_file ||
			given->private_key_uri || given->private_key_pin || given->signer)
			return otk_fail(
				error, OTK_E_ARGUMENT, "key is set: no other credential may be");
		client->key = otk_key_ref(given->key);
		return check_life(client, error);
	}
	if (given->signer) {
		status = key_with_signer(client, given, &own);
	} else {
		client->key = otk_key_new(
			&OTK_KEY_OPTIONS(.api_key = given->api_key, .api_secret = given->api_secret,
				.application_id = given->application_id,
				.private_key_pem = given->private_key_pem,
				.private_key_file = given->private_key_file,
				.private_key_uri = given->private_key_uri,
				.pin = given->private_key_pin),
			&own);
		status = client->key ? OTK_OK : own.status;
	}
	if (status)
		otk_error_copy(error, &own);
	return status ? status : check_life(client, error);
}
