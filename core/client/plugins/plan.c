/* SPDX-License-Identifier: MIT */
/* Per-client, per-operation data that is computed once and used by every call. */
#include "config.h"

#include "core/client/plugins/plan.h"

#include <string.h>

#include "core/base/error/status.h"
#include "core/client/client.h"
#include "core/schema/encode/encode_path.h"

#include "core/base/cold.h"

#define URL_MAX 8192 /* longer ones are refused by the transport */

static bool has_query(const otk_type *options)
{
	for (size_t i = 0; options && i < options->field_count; i++)
		if (options->fields[i].place == OTK_IN_QUERY)
			return true;
	return false;
}

/* The address before the path of the row. api_url replaces the host of the row's own address. */
static void add_base(const otk_client *client, const otk_operation *operation, otk_buffer *url)
{
	const char *own = operation->base_url;

	if (operation->vonage_url && otk_key_backend(client->key) == OTK_BACKEND_VONAGE)
		own = operation->vonage_url;
	if (!own || client->base_is_given)
		otk_buffer_add(url, client->base_url, client->base_size);
	if (own && client->base_is_given)
		own = strchr(own + sizeof("https://") - 1, '/');
	if (own)
		otk_buffer_add_text(url, own);
}

static otk_status new_plan(const otk_operation *operation, const otk_buffer *url, const char *path,
	const otk_plan **result, otk_error *error)
{
	otk_arena *arena = otk_arena_new(sizeof(otk_plan), url->size + 32);
	const char *text = arena ? otk_arena_text(arena, url->data, url->size) : NULL;
	otk_plan *plan;

	if (!text) {
		otk_arena_free(arena);
		return otk_fail_nomem(error);
	}
	plan = otk_arena_root(arena);
	*plan = (otk_plan){.url = text,
		.url_size = url->size,
		.path = path,
		.has_query = has_query(operation->options)};
	otk_status_list_parse(operation->read_status_as, &plan->statuses);
	for (size_t i = 0; i < plan->statuses.count; i++)
		plan->no_retry_statuses[i] = plan->statuses.pairs[i].from;
	*result = plan;
	return OTK_OK;
}

otk_status otk_plan_make(const otk_client *client, const otk_operation *operation,
	const otk_plan **plan, otk_error *error)
{
	otk_status status;
	const char *path = NULL;
	otk_buffer url;

	otk_buffer_init(&url, URL_MAX);
	add_base(client, operation, &url);
	status = otk_encode_path_begin(operation, otk_key_id(client->key), &url, &path, error);
	if (!status)
		status = new_plan(operation, &url, path, plan, error);
	otk_buffer_free(&url);
	return status;
}
