/* SPDX-License-Identifier: MIT */
/* Waits until an object has a status: fetches it again and again. */
#include "config.h"

#include <otk/call.h>
#include <stdio.h>
#include <string.h>

#include "core/base/clock.h"
#include "core/base/error/status.h"
#include "core/base/input/options.h"
#include "core/base/text/text.h"
#include "core/client/call/call.h"
#include "core/client/call/perform.h"
#include "core/client/client.h"
#include "core/client/drive.h"
#include "core/client/log.h"
#include "core/client/plugins/registry.h"
#include "core/schema/field.h"

#include "core/base/cold.h"

#define WAIT_TIMEOUT_MS   600000
#define WAIT_INTERVAL_MS  500
#define WAIT_INTERVAL_MAX 15000

typedef enum progress { PENDING, REACHED, FINAL, FAILED, ABSENT } progress;

static bool is_one_of(const char *const *values, const char *status)
{
	for (; values && *values; values++)
		if (strcmp(*values, status) == 0)
			return true;
	return false;
}

/* Plugins of ABI minor 0 have a smaller struct. */
static const char *const *failures_of(const otk_row *row)
{
	return row->plugin->abi_minor >= 1 ? row->operation->settles->failure_values : NULL;
}

/*
 * Reads the status fields ("a|b.c", the main one first); *shown gets the one that decides,
 * or the first that is set. otk_settles says how fields with `values` count.
 */
static progress read_progress(
	const otk_row *row, const void *record, const char *until, const char **shown)
{
	const otk_settles *settles = row->operation->settles;
	const char *names = settles->status, *name;
	progress found = PENDING;
	bool has_main = false;
	size_t size;

	*shown = NULL;
	while (otk_word_next(&names, &name, &size)) {
		const void *holder = record;
		const otk_field *field = otk_field_at(row->operation->result, &holder, name, size);
		const char *status = field && holder ? otk_field_text(holder, field) : NULL;

		if (!status)
			continue;
		if (name == settles->status) {
			has_main = true;
		} else if (field->values) {
			if (found)
				continue;
			if (!is_one_of(field->values, status)) {
				if (has_main || !is_one_of(settles->final_values, status))
					continue;
				*shown = status;
				return ABSENT;
			}
		}
		if (!*shown)
			*shown = status;
		if (until && strcmp(status, until) == 0)
			return REACHED;
		if (is_one_of(failures_of(row), status))
			found = FAILED;
		else if (is_one_of(settles->final_values, status) && found != FAILED)
			found = until ? FINAL : REACHED;
		else
			continue;
		*shown = status; /* the one that decides */
	}
	if (!*shown)
		*shown = "(not set)";
	return found;
}

static otk_status request_record(otk_client *client, const otk_row *row, const char *const *ids,
	int64_t time_left, void **record, otk_error *error)
{
	otk_call *call = NULL;
	otk_status status = otk_call_make(client, row, ids, NULL, &call, error);

	if (status)
		return status;
	if (time_left < client->options.timeout_ms)
		call->timeout_ms = time_left > 0 ? time_left : 1;
	return otk_call_run(call, record, error);
}

static otk_status will_never_come(
	const otk_row *row, progress why, const char *shown, const char *until, otk_error *error)
{
	const char *names = row->operation->settles->status;

	if (why == ABSENT)
		return otk_fail(error, OTK_E_STATE,
			"%s: there is none: the status is \"%.80s\", without %.*s", row->full_name,
			shown, (int)strcspn(names, "|"), names);
	if (!until)
		return otk_fail(error, OTK_E_STATE,
			"%s: the status is final and means failure: "
			"\"%.80s\"",
			row->full_name, shown);
	return otk_fail(error, OTK_E_STATE,
		"%s: the status is final (\"%.80s\"%s); it will never become \"%.80s\"",
		row->full_name, shown, why == FAILED ? ", a failure" : "", until);
}

/* Warns of a status that no status field of the table lists; OTK_CHECKS_STRICT: refuses it. */
static otk_status check_until(
	otk_client *client, const otk_row *row, const char *until, otk_error *error)
{
	const char *names = row->operation->settles->status, *name;
	const otk_field *field = NULL;
	char text[OTK_ERROR_MESSAGE_SIZE];
	size_t size, used;

	if (!until || client->options.checks == OTK_CHECKS_OFF ||
		is_one_of(row->operation->settles->final_values, until))
		return OTK_OK;
	while (otk_word_next(&names, &name, &size)) {
		field = otk_field_at(row->operation->result, NULL, name, size);
		if (!field || !field->values || is_one_of(field->values, until))
			return OTK_OK;
	}
	used = (size_t)snprintf(
		text, sizeof(text), "until: \"%.80s\" is not a known status; use one of", until);
	for (size_t i = 0; field && field->values[i] && used < sizeof(text); i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used, "%s \"%s\"",
			i ? "," : "", field->values[i]);
	if (client->options.checks == OTK_CHECKS_STRICT)
		return otk_fail(error, OTK_E_ARGUMENT, "%s: %s", row->full_name, text);
	otk_log(client, OTK_LOG_WARNING, "warning", row->full_name, text,
		(const otk_pair[]){{"field", "until"}}, 1);
	return OTK_OK;
}

/* *record gets the last record; NULL unless its status is final or the one waited for. */
static otk_status wait_for(otk_client *client, const otk_row *row, const char *const *ids,
	const otk_wait_options *wait, void **record, otk_error *error)
{
	const int64_t end = otk_clock_monotonic_ms() + wait->timeout_ms;
	int64_t interval = wait->interval_ms, left;
	const char *shown = NULL;
	otk_status status;

	do {
		void *next = NULL;
		progress p;

		status = request_record(
			client, row, ids, end - otk_clock_monotonic_ms(), &next, error);
		left = end - otk_clock_monotonic_ms();
		/* The time may end during a request; the status before it says more. */
		if (status && (status != OTK_E_TIMEOUT || !shown || left > 0))
			break;
		if (!status) {
			otk_free(*record);
			*record = next;
			p = read_progress(row, next, wait->until, &shown);
			if (p == REACHED)
				return OTK_OK;
			if (p != PENDING)
				return will_never_come(row, p, shown, wait->until, error);
		}
		status = left > 0 ? otk_client_pause(
					    client, interval < left ? interval : left, error)
				  : otk_fail(error, OTK_E_TIMEOUT,
					    "%s: the status is still \"%.80s\", not %.80s",
					    row->full_name, shown,
					    wait->until ? wait->until : "a final one");
		interval = interval < WAIT_INTERVAL_MAX / 2 ? interval * 2 : WAIT_INTERVAL_MAX;
	} while (!status);
	otk_free(*record);
	*record = NULL;
	return status;
}

static otk_status take_wait_options(
	const otk_wait_options *given, otk_wait_options *own, otk_error *error)
{
	otk_status status = OTK_OK;

	if (given)
		status = otk_options_copy(
			own, sizeof(*own), sizeof(*own), given, "otk_wait_options", error);
	if (status)
		return status;
	if (own->timeout_ms < 0 || own->interval_ms < 0)
		return otk_fail(error, OTK_E_ARGUMENT,
			"otk_wait_options: timeout_ms and interval_ms must not be negative");
	if (!own->timeout_ms)
		own->timeout_ms = WAIT_TIMEOUT_MS;
	if (!own->interval_ms)
		own->interval_ms = WAIT_INTERVAL_MS;
	return OTK_OK;
}

OTK_COLD otk_status otk_wait(otk_client *client, const char *operation, int32_t minor,
	const char *const *ids, const otk_wait_options *wait, void **result, otk_error *error)
{
	otk_wait_options options = OTK_WAIT_OPTIONS_INIT;
	const otk_row *row = NULL;
	void *record = NULL;
	otk_status status = take_wait_options(wait, &options, error);

	if (result)
		*result = NULL;
	if (!status && !operation)
		status = otk_fail(error, OTK_E_ARGUMENT, "the name of the operation is NULL");
	if (!status)
		status = otk_client_enter(client, error);
	if (status)
		return status;
	status = otk_registry_find(client->registry, operation, minor, &row, error);
	if (!status && (!row->operation->settles || !row->operation->result))
		status = otk_fail(error, OTK_E_UNSUPPORTED,
			"%s: objects of this kind have no status", row->full_name);
	if (!status)
		status = check_until(client, row, options.until, error);
	if (!status)
		status = wait_for(client, row, ids, &options, &record, error);
	otk_client_leave(client);
	if (result)
		*result = record;
	else
		otk_free(record);
	return status;
}
