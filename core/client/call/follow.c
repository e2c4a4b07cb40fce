/* SPDX-License-Identifier: MIT */
/*
 * The second request of a call. If a retry reports that the operation was carried out already, it
 * fetches the result. If a call that creates an object has an unknown outcome, it looks for the
 * object.
 */
#include "config.h"

#include "core/client/call/follow.h"

#include <inttypes.h>
#include <otk/call.h>
#include <string.h>

#include "core/base/clock.h"
#include "core/base/error/status.h"
#include "core/base/json/json_write.h"
#include "core/base/text/text.h"
#include "core/client/call/call.h"
#include "core/client/call/record.h"
#include "core/client/call/response.h"
#include "core/client/client.h"
#include "core/client/log.h"
#include "core/client/plugins/registry.h"
#include "core/schema/access.h"
#include "core/schema/decode/decode_options.h"
#include "core/schema/decode/decode_response.h"
#include "core/schema/field.h"
#include "core/transport/http/date.h"

#include "core/base/cold.h"

/* Upper limit of the time that a call reserves for the look-up before its deadline. */
#define RESERVE_MAX_MS 5000

static bool can_adopt(const otk_call *call)
{
	const otk_operation *operation = call->row->operation;

	return operation->adopts && operation->adopts->list && operation->options &&
	       operation->result && call->options && !call->dropped && !call->client->dying;
}

static bool can_settle(const otk_call *call)
{
	return call->row->operation->settle_by && !call->dropped && !call->client->dying;
}

int64_t otk_follow_reserve(const otk_call *call)
{
	const int64_t quarter = otk_call_timeout(call) / 4;

	if (!can_adopt(call))
		return 0;
	return quarter < RESERVE_MAX_MS ? quarter : RESERVE_MAX_MS;
}

/* ---- settle */

static otk_status fail_settled(otk_call *call, otk_status status)
{
	otk_error_prefix(call->error,
		"%s: the operation had succeeded, but fetching its result failed: ",
		call->row->full_name);
	return status;
}

static otk_status read_settled(
	otk_call *call, otk_call *follow, otk_status status, const otk_error *error)
{
	if (status) {
		otk_error_copy(otk_call_error(call), error);
		return fail_settled(call, status);
	}
	call->record = follow->record;
	follow->record = NULL;
	otk_free(call->text);
	call->text = follow->text;
	follow->text = NULL;
	return OTK_OK;
}

static otk_status make_settled(otk_call *call, otk_call **follow)
{
	const otk_row *row = NULL;
	otk_status status = otk_registry_sibling(call->client->registry, call->row,
		call->row->operation->settle_by, &row, otk_call_error(call));

	if (!status)
		status = otk_call_make(
			call->client, row, call->ids, NULL, follow, otk_call_error(call));
	if (!status)
		(*follow)->wants_text = call->wants_text;
	return status;
}

/* ---- adopt */

/* Makes the options of the list operation from the members of the call's that `match` names. */
static otk_status filter_options(const otk_call *call, const otk_type *list_type, void **options)
{
	const otk_adopts *adopts = call->row->operation->adopts;
	const char *names = adopts->match ? adopts->match : "", *name;
	const char *no_ids[OTK_PATH_IDS_MAX + 1] = {NULL};
	otk_json_writer writer;
	otk_buffer json;
	otk_status status;
	size_t size;

	otk_buffer_init(&json, 65536);
	otk_json_writer_init(&writer, &json);
	otk_json_open(&writer, '{');
	while (otk_word_next(&names, &name, &size)) {
		const otk_field *from = otk_field_find(call->row->operation->options, name, size);
		const otk_field *to = otk_field_find(list_type, name, size);

		if (!to || !otk_field_text(call->options, from))
			continue;
		otk_json_key(&writer, to->name);
		otk_json_text(&writer, otk_field_text(call->options, from));
	}
	otk_json_close(&writer, '}');
	status = json.status ? json.status
			     : otk_decode_options(NULL, list_type, json.data, OTK_NAMING_WIRE,
				       options, no_ids, NULL);
	otk_buffer_free(&json);
	return status;
}

/* Makes the call of the list operation; its path ids are the first ones of the call's. */
static otk_status make_list_call(otk_call *call, otk_call **follow)
{
	const otk_operation *operation = call->row->operation;
	const char *ids[OTK_PATH_IDS_MAX + 1] = {NULL}, *name;
	const otk_row *row = NULL;
	void *options = NULL;
	size_t size;
	otk_status status = otk_registry_sibling(
		call->client->registry, call->row, operation->adopts->list, &row, NULL);

	if (status)
		return status;
	for (size_t i = 0; i < OTK_PATH_IDS_MAX && call->ids[i] &&
			   otk_path_id_name(row->operation, i, &name, &size);
		i++)
		ids[i] = call->ids[i];
	if (row->operation->options)
		status = filter_options(call, row->operation->options, &options);
	if (!status)
		status = otk_call_make(call->client, row, ids, options, follow, NULL);
	otk_free(options);
	return status;
}

static bool same_text(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "") == 0;
}

/* Compares the members that `match` names; unset in both counts as equal. */
static bool item_matches(const otk_call *call, const otk_type *type, const void *item)
{
	const otk_adopts *adopts = call->row->operation->adopts;
	const char *names = adopts->match ? adopts->match : "", *name;
	const otk_field *field;
	size_t size;

	while (otk_word_next(&names, &name, &size)) {
		const otk_field *ours = otk_field_find(call->row->operation->options, name, size);

		field = otk_field_find(type, name, size);
		if (!field || !same_text(otk_field_text(call->options, ours),
				      otk_field_text(item, field)))
			return false;
	}
	if (!adopts->status)
		return true;
	field = otk_field_find(type, adopts->status, strlen(adopts->status));
	name = field ? otk_field_text(item, field) : NULL;
	return name && otk_word_in(adopts->status_value, name, strlen(name));
}

/*
 * Whether the item was created after the call was submitted, by the clock of the service. A few
 * seconds are allowed for clocks that drift.
 */
#define AGE_GRACE_MS 5000
static bool is_young(
	const otk_call *call, const otk_call *follow, const otk_type *type, const void *item)
{
	const otk_field *created = otk_field_with_role(type, OTK_ROLE_CREATED_AT);
	const int64_t age_of_call = otk_clock_monotonic_ms() - call->submitted_at;
	const int64_t service_date = otk_http_date(follow->service_date);
	int64_t now = (otk_clock_seconds() + call->client->clock_offset) * 1000;

	if (!created || !otk_field_int(item, created))
		return true;
	if (service_date)
		now = service_date * 1000;
	return otk_field_int(item, created) >= now - age_of_call - AGE_GRACE_MS;
}

static otk_status adopt_item(otk_call *call, const void *item)
{
	const otk_operation *operation = call->row->operation;
	size_t size = 0;
	const char *json = otk_record_get_json(item, &size);

	if (call->wants_text) {
		otk_free(call->text);
		call->text = otk_string_new(json, size);
		if (!call->text)
			return otk_fail_nomem(otk_call_error(call));
	}
	return otk_decode(operation->result, OTK_SHAPE_OBJECT, json, size, NULL, &call->record,
		NULL, otk_call_error(call));
}

/* Returns the number of items that match; *found gets the last one. */
static size_t count_matches(
	const otk_call *call, const otk_call *follow, const void *list, const void **found)
{
	const otk_type *type = follow->row->operation->result;
	size_t matches = 0;

	for (size_t i = 0; list && i < type->field_count; i++) {
		const otk_field *field = &type->fields[i];
		size_t count = 0;
		const void *items;

		if (field->kind != OTK_KIND_LIST)
			continue;
		items = otk_list_items(list, field, &count);
		for (size_t k = 0; k < count; k++) {
			const void *item = otk_get_item(items, k);

			if (!item_matches(call, field->type, item) ||
				!is_young(call, follow, field->type, item))
				continue;
			*found = item;
			matches++;
		}
	}
	return matches;
}

static otk_status read_adopted(otk_call *call, const otk_call *follow, otk_status status,
	const void *result, const otk_error *error)
{
	const void *found = NULL;
	const size_t matches = status ? 0 : count_matches(call, follow, result, &found);

	if (matches == 1) {
		status = adopt_item(call, found);
		if (!status)
			otk_log(call->client, OTK_LOG_WARNING, "warning", call->row->full_name,
				"the outcome was unknown; what the call made was found and adopted",
				NULL, 0);
		return status;
	}
	/* call->error was filled before the look-up. */
	if (call->error && status)
		otk_error_append(call->error, "; looking for what it made failed as well: %s",
			error->message);
	else if (call->error)
		otk_error_append(call->error, "; %s",
			matches ? "several objects exist that it may have made"
				: "nothing that it made exists yet");
	return OTK_E_UNKNOWN_OUTCOME;
}

/* ---- follow */

static otk_status fail_cancelled(otk_call *call)
{
	return otk_fail(
		otk_call_error(call), OTK_E_CANCELLED, "%s: cancelled", call->row->full_name);
}

otk_call *otk_follow_make(otk_call *call, otk_follow_kind kind)
{
	otk_call *follow = NULL;

	if (kind == OTK_FOLLOW_SETTLED ? !can_settle(call) || make_settled(call, &follow)
				       : !can_adopt(call) || make_list_call(call, &follow))
		return NULL;
	follow->follow_kind = kind;
	follow->timeout_ms = otk_call_time_left(call, 1);
	return follow;
}

otk_status otk_follow_without(otk_call *call)
{
	const otk_error *error = otk_call_error(call);

	if (!call->row->operation->settle_by)
		return OTK_OK;
	if (error && !error->status)
		return fail_cancelled(call);
	return fail_settled(call, error ? error->status : OTK_E_NOMEM);
}

otk_status otk_follow_read(otk_call *call, otk_call *follow, otk_status status, const void *result,
	const otk_error *error)
{
	/* If the caller cancelled meanwhile, report the cancellation, not the look-up. */
	if (status == OTK_E_CANCELLED)
		return fail_cancelled(call);
	return follow->follow_kind == OTK_FOLLOW_SETTLED
		       ? read_settled(call, follow, status, error)
		       : read_adopted(call, follow, status, result, error);
}
