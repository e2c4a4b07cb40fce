/* SPDX-License-Identifier: MIT */
/* The life of a client. */
#include "config.h"

#include "core/client/client.h"

#include <otk/plugins.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/status.h"
#include "core/client/auth_header.h"
#include "core/client/credentials.h"
#include "core/client/host.h"
#include "core/client/options.h"
#include "core/client/plugins/hooks.h"
#include "core/client/plugins/registry.h"
#include "core/transport/global.h"

static void choose_url(otk_client *client)
{
	if (client->base_is_given)
		return;
	client->base_url = otk_key_backend(client->key) == OTK_BACKEND_OPENTOK ? OTK_URL_OPENTOK
									       : OTK_URL_VONAGE;
	client->base_size = strlen(client->base_url);
}

/* "otk/0.1.0 libcurl/7.88.1 product/version" */
static otk_status make_agent(const otk_client *client, otk_buffer *agent, otk_error *error)
{
	otk_buffer_init(agent, 1024);
	otk_buffer_add_text(agent, "otk/" OTK_VERSION " ");
	otk_buffer_add_text(agent, otk_transport_library());
	if (client->options.user_agent && client->options.user_agent[0]) {
		otk_buffer_add_char(agent, ' ');
		otk_buffer_add_text(agent, client->options.user_agent);
	}
	return otk_buffer_check(agent, "user_agent", error);
}

static otk_status make_transport(otk_client *client, otk_error *error)
{
	const otk_client_options *o = &client->options;
	otk_buffer agent;
	otk_status status = make_agent(client, &agent, error);

	if (!status) {
		client->transport = otk_transport_new(
			&(otk_transport_options){.connect_timeout_ms = o->connect_timeout_ms,
				.max_attempts = o->max_attempts,
				.max_response_bytes = o->max_response_bytes,
				.max_in_flight = o->max_in_flight,
				.max_queued = o->max_queued,
				.max_connections = o->max_connections,
				.user_agent = agent.data,
				.proxy = o->proxy,
				.proxy_user = o->proxy_user,
				.proxy_password = o->proxy_password,
				.no_proxy = o->no_proxy,
				.ca_file = o->ca_file,
				.client_cert_file = o->client_cert_file,
				.client_key_file = o->client_key_file,
				.local_address = o->local_address,
				.resolve = o->resolve,
				.proxy_from_env = o->proxy_from_env == OTK_YES,
				.http2 = o->http2 != OTK_NO},
			error);
		if (!client->transport)
			status = error->status;
	}
	otk_buffer_free(&agent);
	return status;
}

/* Memory only; plugins and the transport are gone. */
static void free_parts(otk_client *client)
{
	otk_auth_wipe(&client->project_auth);
	otk_auth_wipe(&client->basic_auth);
	if (client->options.proxy_password)
		explicit_bzero((char *)(uintptr_t)client->options.proxy_password,
			strlen(client->options.proxy_password));
	otk_arena_free(client->texts);
	otk_key_free(client->key);
	free(client->hooks);
	free(client);
}

/* A clone has them from the registry of the first. */
static otk_status add_plugins(otk_client *client, otk_error *error)
{
	const otk_client_options *o = &client->options;
	otk_status status = OTK_OK;

	for (size_t i = 0; i < o->plugin_count && !status; i++)
		status = otk_registry_add(client->registry, o->plugins[i], error);
	client->options.plugins = NULL;
	client->options.plugin_count = 0;
	return status;
}

OTK_COLD static otk_client *make(
	const otk_client_options *options, const otk_registry *added, otk_error *error)
{
	otk_client *client = calloc(1, sizeof(*client));
	otk_status status;

	if (!client) {
		otk_fail_nomem(error);
		return NULL;
	}
	client->host = &otk_host_table;
	status = otk_client_copy_options(client, options, error);
	if (!status)
		status = otk_registry_new(
			client, &client->options.plugin_path, &client->registry, error);
	if (!status)
		status = added ? otk_registry_add_all(client->registry, added, error)
			       : add_plugins(client, error);
	if (!status)
		status = otk_client_make_key(client, options, error);
	if (!status) {
		choose_url(client);
		status = make_transport(client, error);
	}
	if (!status)
		status = otk_hooks_open(client, error);
	if (!status)
		return client;
	otk_transport_free(client->transport);
	otk_registry_free(client->registry, true);
	free_parts(client);
	return NULL;
}

otk_client *otk_client_new(const otk_client_options *options, otk_error *error)
{
	otk_error own = OTK_ERROR_INIT;
	otk_client *client;

	if (!options) {
		otk_fail(error, OTK_E_ARGUMENT, "a client needs options: its credentials");
		return NULL;
	}
	client = make(options, NULL, &own);
	if (!client)
		otk_error_copy(error, &own);
	return client;
}

otk_client *otk_client_clone(const otk_client *client, otk_error *error)
{
	otk_client_options options;
	otk_error own = OTK_ERROR_INIT;
	otk_client *clone;

	if (!client || client->dying) {
		otk_fail(error, OTK_E_ARGUMENT, "there is no client to clone");
		return NULL;
	}
	options = client->options;
	options.key = client->key;
	clone = make(&options, client->registry, &own);
	if (clone)
		clone->clock_offset = client->clock_offset;
	else
		otk_error_copy(error, &own);
	return clone;
}

/*
 * A completion that runs while the client goes may not begin anything new: dying says so. Inside
 * one the transport goes at the end of its turn, so that nothing that still waits is sent; the rest
 * goes when the function that drives it leaves.
 */
OTK_COLD void otk_client_free(otk_client *client)
{
	if (!client || (client->dying && client->depth))
		return;
	if (!client->dying)
		client->in_child = otk_transport_check_process(client->transport, NULL);
	client->dying = client->stop = true;
	if (!client->transport_freed && (!client->depth || !client->in_child)) {
		client->transport_freed = true;
		client->depth++; /* completions below may call us again */
		otk_transport_free(client->transport);
		client->depth--;
	}
	if (client->depth)
		return; /* otk_client_leave() comes back to it */
	otk_registry_free(client->registry, !client->in_child);
	free_parts(client);
}

otk_key *otk_client_key(const otk_client *client)
{
	return client ? client->key : NULL;
}

void otk_client_set_log(otk_client *client, otk_log_fn *log, void *userdata, otk_log_level level)
{
	if (!client)
		return;
	client->options.log = log;
	client->options.log_userdata = userdata;
	client->options.log_level =
		level >= OTK_LOG_ERROR && level <= OTK_LOG_DEBUG ? level : OTK_LOG_WARNING;
}

otk_status otk_client_add_plugin(otk_client *client, otk_plugin_entry_fn *entry, otk_error *error)
{
	if (!client)
		return otk_fail(error, OTK_E_ARGUMENT, "client is NULL");
	return otk_registry_add(client->registry, entry, error);
}
