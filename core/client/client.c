/* SPDX-License-Identifier: MIT */
/* The life of a client. */
#include "config.h"

#include "core/client/client.h"

#include <otk/plugins.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/error/buffer_check.h"
#include "core/base/error/status.h"
#include "core/client/auth_header.h"
#include "core/client/credentials.h"
#include "core/client/host.h"
#include "core/client/options.h"
#include "core/client/plugins/hooks.h"
#include "core/client/plugins/registry.h"
#include "core/transport/process.h"
#include "core/transport/setup/global.h"

#include "core/base/cold.h"

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

/* Client options that the transport has under the same name. */
#define SAME_OPTIONS(X)       \
	X(connect_timeout_ms) \
	X(max_attempts)       \
	X(max_response_bytes) \
	X(max_in_flight)      \
	X(max_queued)         \
	X(max_connections)    \
	X(proxy)              \
	X(proxy_user)         \
	X(proxy_password)     \
	X(no_proxy)           \
	X(ca_file)            \
	X(client_cert_file)   \
	X(client_key_file)    \
	X(local_address)      \
	X(resolve)

/* A member that is added to otk_transport_options must be added here as well. */
#define SIZE_OF(member) +sizeof(((otk_transport_options *)0)->member)
#define ROUNDED(size)   (((size) + sizeof(void *) - 1) / sizeof(void *) * sizeof(void *))
_Static_assert(
	sizeof(otk_transport_options) == ROUNDED(SAME_OPTIONS(SIZE_OF) SIZE_OF(user_agent)
							 SIZE_OF(proxy_from_env) SIZE_OF(http2)),
	"make_transport() sets every option of the transport");

static otk_status make_transport(otk_client *client, otk_error *error)
{
#define COPY(member) .member = client->options.member,
	otk_transport_options options = {
		SAME_OPTIONS(COPY).proxy_from_env = client->options.proxy_from_env == OTK_YES,
		.http2 = client->options.http2 != OTK_NO};
#undef COPY
	otk_error own = OTK_ERROR_INIT;
	otk_buffer agent;
	otk_status status = make_agent(client, &agent, error);

	if (!status) {
		options.user_agent = agent.data;
		client->transport = otk_transport_new(&options, &own);
		status = client->transport ? OTK_OK : own.status;
		if (status)
			otk_error_copy(error, &own);
	}
	otk_buffer_free(&agent);
	return status;
}

static void wipe_text(const char *text)
{
	if (text)
		explicit_bzero((char *)(uintptr_t)text, strlen(text));
}

/* Frees memory only; plugins and the transport were freed before. */
static void free_parts(otk_client *client)
{
	otk_auth_wipe(&client->project_auth);
	otk_auth_wipe(&client->basic_auth);
	if (client->texts) {
		wipe_text(client->options.proxy_password);
		wipe_text(client->options.request_token);
	}
	otk_arena_free(client->texts);
	otk_key_free(client->key);
	free(client->hooks);
	free(client);
}

/* A clone gets them from the registry of the original. */
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

OTK_COLD static otk_status make_client(const otk_client_options *options, const otk_registry *added,
	otk_client **result, otk_error *error)
{
	otk_client *client = calloc(1, sizeof(*client));
	otk_status status;

	*result = NULL;
	if (!client)
		return otk_fail_nomem(error);
	client->host = &otk_host_table;
	status = otk_client_copy_options(client, options, error);
	if (!status)
		status = otk_registry_new(
			client, &client->options.plugin_path, &client->registry, error);
	if (!status)
		status = added ? otk_registry_add_all(client->registry, added, error)
			       : add_plugins(client, error);
	if (!status && added)
		client->key = otk_key_ref(options->key);
	else if (!status)
		status = otk_client_make_key(client, options, error);
	if (!status) {
		choose_url(client);
		status = make_transport(client, error);
	}
	if (!status)
		status = otk_hooks_open(client, error);
	if (!status) {
		*result = client;
		return OTK_OK;
	}
	otk_transport_free(client->transport);
	client->transport_freed = true;
	otk_registry_free(client->registry, true);
	free_parts(client);
	return status;
}

otk_client *otk_client_new(const otk_client_options *options, otk_error *error)
{
	otk_client *client = NULL;

	if (!options)
		otk_fail(error, OTK_E_ARGUMENT, "options: is NULL; a client needs credentials");
	else
		(void)make_client(options, NULL, &client, error);
	return client;
}

otk_client *otk_client_clone(const otk_client *client, otk_error *error)
{
	otk_client_options options;
	otk_client *clone = NULL;

	if (!client || client->dying) {
		otk_fail(error, OTK_E_ARGUMENT,
			client ? "client: is being freed" : "client: is NULL");
		return NULL;
	}
	options = client->options;
	options.key = client->key;
	if (!make_client(&options, client->registry, &clone, error))
		clone->clock_offset = client->clock_offset;
	return clone;
}

/*
 * `dying` keeps completions that run meanwhile from starting anything. When called inside a
 * completion, the transport is freed at the end of its step, so that nothing queued is sent, and
 * the rest when the function that drives it leaves.
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
		return; /* otk_client_leave() calls again */
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
		return otk_fail(error, OTK_E_ARGUMENT, "client: is NULL");
	return otk_registry_add(client->registry, entry, error);
}
