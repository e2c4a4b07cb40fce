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

/* Statuses with a meaning of their own ("408=404|500=404") are not retried. NULL: no memory. */
static const uint16_t *no_retry_statuses(otk_arena *arena, const otk_operation *operation)
{
	const char *list = operation->read_status_as, *pair;
	/* A pair has seven characters; this is at least their number. */
	const size_t most = list ? strlen(list) / 7 : 0;
	uint16_t *statuses = otk_arena_alloc(arena, (most + 1) * sizeof(*statuses));
	size_t size, count = 0;

	while (statuses && list && count < most && otk_word_next(&list, &pair, &size)) {
		int64_t status;

		if (size > 3 && otk_parse_int(pair, 3, &status))
			statuses[count++] = (uint16_t)status;
	}
	if (statuses)
		statuses[count] = 0;
	return statuses;
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
	const uint16_t *statuses = triggers ? no_retry_statuses(arena, operation) : NULL;
	const char *text = statuses ? otk_arena_text(arena, url->data, url->size) : NULL;
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
		.no_retry_statuses = statuses,
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
