/* SPDX-License-Identifier: MIT */
/* Usage records of an account. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tools/sandbox/base/json.h"
#include "tools/sandbox/base/memory.h"
#include "tools/sandbox/service/account/usage.h"
#include "tools/sandbox/state/store.h"

/* Kinds of objects that are counted as usage, and the name of their feature in records. */
/* A report is one document. */
enum { MAX_RECORDS = 20000 };

static const struct {
	const char *kind;
	const char *feature;
} features[] = {
	{"session", "Video Session"},
	{"archive", "Archiving"},
	{"broadcast", "Broadcasting"},
	{"render", "Experience composer"},
};

bool sandbox_usage_time(const char *text, int64_t *ms)
{
	struct tm tm = {0};
	char sign = '+';
	int hours = 0;
	int minutes = 0;
	int used = 0;
	const int parts =
		sscanf(text, "%4d-%2d-%2d%n", &tm.tm_year, &tm.tm_mon, &tm.tm_mday, &used);

	if (parts != 3 || tm.tm_year < 1970 || tm.tm_mon < 1 || tm.tm_mon > 12 || tm.tm_mday < 1 ||
		tm.tm_mday > 31)
		return false;
	text += used;
	if (*text == 'T') {
		used = 0;
		if (sscanf(text, "T%2d:%2d:%2d%n", &tm.tm_hour, &tm.tm_min, &tm.tm_sec, &used) !=
				3 ||
			!used)
			return false;
		text += used;
		if (*text == '.')
			text += 1 + strspn(text + 1, "0123456789");
		if (*text && strcmp(text, "Z") != 0 &&
			sscanf(text, "%c%2d:%2d", &sign, &hours, &minutes) != 3 &&
			sscanf(text, "%c%2d%2d", &sign, &hours, &minutes) != 3)
			return false;
	} else if (*text) {
		return false;
	}
	tm.tm_year -= 1900;
	tm.tm_mon--;
	*ms = ((int64_t)timegm(&tm) - (sign == '-' ? -1 : 1) * (hours * 3600 + minutes * 60)) *
	      1000;
	return sign == '+' || sign == '-';
}

char *sandbox_usage_print_time(int64_t ms)
{
	const time_t seconds = (time_t)(ms / 1000);
	char text[40] = "";
	struct tm tm;

	if (gmtime_r(&seconds, &tm))
		strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S+0000", &tm);
	return sandbox_copy(text);
}

static bool is_listed(const char *ids, const char *id)
{
	const size_t size = strlen(id);

	while (ids && *ids) {
		const size_t length = strcspn(ids, ",");

		if (length == size && strncmp(ids, id, size) == 0)
			return true;
		ids += length + (ids[length] == ',');
	}
	return false;
}

static json_object *new_record(json_object *object, const char *account, const char *feature)
{
	const char *id = sandbox_json_text(object, "id", "");
	const char *session = sandbox_json_text(object, "sessionId", id);
	json_object *record = sandbox_new_object();
	char *meeting = sandbox_print("%s-1", session);

	sandbox_json_set_text(record, "id", id);
	sandbox_json_set_text(record, "account_id", account);
	sandbox_json_set_text(record, "feature_name", feature);
	sandbox_json_set_text(record, "session_id", session);
	sandbox_json_set_text(record, "meeting_id", meeting);
	free(meeting);
	return record;
}

static void add_records(sandbox *box, json_object *records, const char *account,
	const char *application, int64_t start, int64_t end, const char *ids)
{
	for (size_t i = 0; i < COUNT_OF(features); i++) {
		const sandbox_query query = {
			.kind = features[i].kind, .owner = application, .oldest_first = true};
		sandbox_walk walk = sandbox_store_walk(box->store, &query);
		json_object *object;

		while (sandbox_json_list_size(records) < MAX_RECORDS &&
			(object = sandbox_walk_next(&walk))) {
			const int64_t created = sandbox_json_int(object, "createdAt", 0);

			if (ids ? is_listed(ids, sandbox_json_text(object, "id", ""))
				: created >= start && created < end)
				sandbox_json_append(
					records, new_record(object, account, features[i].feature));
			json_object_put(object);
		}
		free(walk.numbers);
	}
}

json_object *sandbox_usage_records(
	sandbox *box, const char *account, int64_t start, int64_t end, const char *ids)
{
	const sandbox_query query = {.kind = "application", .owner = account, .oldest_first = true};
	sandbox_walk walk = sandbox_store_walk(box->store, &query);
	json_object *records = sandbox_new_array();
	json_object *application;

	while ((application = sandbox_walk_next(&walk))) {
		add_records(box, records, account, sandbox_json_text(application, "id", ""), start,
			end, ids);
		json_object_put(application);
	}
	return records;
}
