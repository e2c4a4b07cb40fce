/* SPDX-License-Identifier: MIT */
/* What is the same for every call of a row by one client. */
#include "config.h"

#include "core/client/plugins/plan.h"

#include <string.h>

#include "core/base/status.h"
#include "core/base/text.h"
#include "core/client/client.h"
#include "core/schema/schema.h"

#define URL_MAX 8192 /* more is refused when it is sent */

/* "408=404" of the row: this status has a meaning, so it is not repeated. */
static uint32_t not_repeated(const otk_operation *operation)
{
	int64_t status = 0;
	const char *text = operation->read_status_as;
	const char *equals = text ? strchr(text, '=') : NULL;

	if (!equals || !otk_parse_int(text, (size_t)(equals - text), &status))
		return 0;
	return (uint32_t)status;
}

static bool has_query(const otk_type *options)
{
	for (size_t i = 0; options && i < options->field_count; i++)
		if (options->fields[i].place == OTK_IN_QUERY)
			return true;
	return false;
}

static void add_base(const otk_client *client, const otk_operation *operation, otk_buffer *url)
{
	if (operation->base_url && !client->base_is_given)
		otk_buffer_add_text(url, operation->base_url);
	else
		otk_buffer_add(url, client->base_url, client->base_size);
}

static otk_status make(const otk_operation *operation, const otk_buffer *url, const char *path,
	const otk_plan **result, otk_error *error)
{
	const size_t rules = operation->options ? operation->options->rule_count : 0;
	const size_t size = (rules + 1) * sizeof(uint16_t);
	otk_arena *arena =
		otk_arena_new(sizeof(otk_plan), size + sizeof(otk_habit) + url->size + 32);
	otk_habit *habit = arena ? otk_arena_alloc(arena, sizeof(*habit)) : NULL;
	uint16_t *triggers = habit ? otk_arena_alloc(arena, size) : NULL;
	const char *text = triggers ? otk_arena_text(arena, url->data, url->size) : NULL;
	otk_plan *plan;

	if (!text) {
		otk_arena_free(arena);
		return otk_fail_nomem(error);
	}
	if (rules)
		otk_rules_triggers(operation->options, triggers);
	plan = otk_arena_root(arena);
	*plan = (otk_plan){.url = text,
		.url_size = url->size,
		.path = path,
		.no_retry_status = not_repeated(operation),
		.has_query = has_query(operation->options),
		.triggers = triggers,
		.habit = habit};
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
		status = make(operation, &url, path, plan, error);
	otk_buffer_free(&url);
	return status;
}
