/* SPDX-License-Identifier: MIT */
/* The Reports API of the unified platform: records at once, and reports that take their time. */
#include "config.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "tools/sandbox/base/ids.h"
#include "tools/sandbox/base/json.h"
#include "tools/sandbox/base/text.h"
#include "tools/sandbox/base/zip.h"
#include "tools/sandbox/request/fields.h"
#include "tools/sandbox/request/reply.h"
#include "tools/sandbox/service/account/report.h"
#include "tools/sandbox/service/account/usage.h"
#include "tools/sandbox/service/routes.h"
#include "tools/sandbox/state/clock.h"

#define DAY_MS INT64_C(86400000)

enum { PAGE = 1000, FILE_DAYS = 3, DEFAULT_DAYS = 7 };

static const char product_name[] = "VIDEO-API";

static const sandbox_field create_fields[] = {
	{.name = "account_id", .kind = SANDBOX_TEXT, .required = true, .min = 8, .max = 8},
	{.name = "product", .kind = SANDBOX_TEXT, .required = true},
	{.name = "date_start", .kind = SANDBOX_TEXT},
	{.name = "date_end", .kind = SANDBOX_TEXT},
	{.name = "include_subaccounts", .kind = SANDBOX_FLAG, .otherwise = "false"},
	{.name = "callback_url", .kind = SANDBOX_TEXT, .prefixes = sandbox_web_prefixes},
	{.name = NULL},
};

/* The period of the records that a request asks for. */
typedef struct period {
	int64_t start;
	int64_t end;
} period;

static bool check_account(sandbox_request *request, json_object *from)
{
	if (!sandbox_json_is(from, "account_id", request->owner)) {
		sandbox_refuse_problem(request, 403, "Forbidden",
			"User not authorized to query the requested data");
		return false;
	}
	if (!sandbox_json_is(from, "product", product_name)) {
		sandbox_refuse_problem(request, 422, "Unprocessable entity",
			"product: could not resolve the name of the product; use VIDEO-API");
		return false;
	}
	return true;
}

static bool read_time(sandbox_request *request, json_object *from, const char *name,
	int64_t otherwise, int64_t *ms)
{
	const char *text = sandbox_json_text(from, name, NULL);
	char *problem;

	*ms = otherwise;
	if (!text || sandbox_usage_time(text, ms))
		return true;
	problem = sandbox_print("%s: not an ISO 8601 time", name);
	sandbox_refuse_problem(request, 422, "Unprocessable entity", problem);
	free(problem);
	return false;
}

/* Returns false after it has refused the request. */
static bool read_period(sandbox_request *request, json_object *from, period *wanted)
{
	const int64_t now = sandbox_now(request->box);

	return check_account(request, from) &&
	       read_time(
		       request, from, "date_start", now - DEFAULT_DAYS * DAY_MS, &wanted->start) &&
	       read_time(request, from, "date_end", now, &wanted->end);
}

/* ---- records at once */

static bool check_dates(sandbox_request *request, const char *ids, const period *wanted)
{
	const bool has_dates = sandbox_json_text(request->query, "date_start", NULL) &&
			       sandbox_json_text(request->query, "date_end", NULL);

	if (ids && has_dates)
		sandbox_refuse_problem(request, 422, "Invalid filter",
			"When using id, date_start and date_end are not supported");
	else if (!ids && !has_dates)
		sandbox_refuse_problem(request, 422, "Unprocessable entity",
			"date_start and date_end, or id: missing required parameter");
	else if (!ids && wanted->end - wanted->start > DAY_MS)
		sandbox_refuse_problem(request, 422, "Unprocessable entity",
			"date_end must be no more than 24 hours later than date_start");
	return !request->replied;
}

/* The cursor of a page is its first record; the iv belongs to the cursor. */
static int64_t read_cursor(sandbox_request *request)
{
	const char *cursor = sandbox_json_text(request->query, "cursor", NULL);
	const char *iv = sandbox_json_text(request->query, "iv", "");
	sandbox_bytes decoded = {0};
	int64_t at = 0;
	char *expected;

	if (!cursor)
		return 0;
	expected = sandbox_print("iv-%s", cursor);
	if (!sandbox_base64_decode(cursor, strlen(cursor), &decoded) ||
		!sandbox_number(decoded.data ? decoded.data : "", &at) || at < 0 ||
		at > INT64_MAX - PAGE || strcmp(iv, expected) != 0) {
		sandbox_refuse_problem(request, 422, "Unprocessable entity",
			"cursor, iv: not those of a page before");
		at = -1;
	}
	sandbox_bytes_free(&decoded);
	free(expected);
	return at;
}

static void add_cursor(json_object *response, int64_t next)
{
	char *number = sandbox_print("%" PRId64, next);
	char *cursor = sandbox_base64url(number, strlen(number));
	char *iv = sandbox_print("iv-%s", cursor);

	sandbox_json_set_text(response, "cursor", cursor);
	sandbox_json_set_text(response, "iv", iv);
	free(number);
	free(cursor);
	free(iv);
}

static void add_missing_ids(json_object *response, json_object *records, const char *ids)
{
	json_object *missing = sandbox_new_array();

	while (ids && *ids) {
		const size_t length = strcspn(ids, ",");
		char *id = sandbox_copy_n(ids, length);
		bool found = false;

		for (size_t i = 0; !found && i < sandbox_json_list_size(records); i++)
			found = sandbox_json_is(json_object_array_get_idx(records, i), "id", id);
		if (!found)
			sandbox_json_append(missing, sandbox_new_string(id));
		free(id);
		ids += length + (ids[length] == ',');
	}
	if (sandbox_json_list_size(missing))
		sandbox_json_set(response, "ids_not_found", missing);
	else
		json_object_put(missing);
}

static void reply_records(
	sandbox_request *request, json_object *records, int64_t at, const char *ids)
{
	const int64_t all = (int64_t)sandbox_json_list_size(records);
	const int64_t end = at + PAGE < all ? at + PAGE : all;
	json_object *response = sandbox_new_object();
	json_object *page = sandbox_new_array();
	char id[SANDBOX_UUID_SIZE];
	char *now = sandbox_usage_print_time(sandbox_now(request->box));

	for (int64_t i = at; i < end; i++)
		sandbox_json_append(
			page, json_object_get(json_object_array_get_idx(records, (size_t)i)));
	sandbox_uuid(id);
	sandbox_json_set_text(response, "request_id", id);
	sandbox_json_set_text(response, "request_status", end < all ? "TRUNCATED" : "SUCCESS");
	sandbox_json_set_text(response, "received_at", now);
	sandbox_json_set_text(response, "price", "0.0000");
	sandbox_json_set_text(response, "currency", "EUR");
	sandbox_json_set_text(response, "account_id", request->owner);
	sandbox_json_set_text(response, "product", product_name);
	sandbox_json_set_int(response, "items_count", (int64_t)sandbox_json_list_size(page));
	sandbox_json_set(response, "records", page);
	add_missing_ids(response, records, ids);
	if (end < all)
		add_cursor(response, end);
	free(now);
	sandbox_reply_json(request, 200, response);
}

static void load_records(sandbox_request *request)
{
	const char *ids = sandbox_json_text(request->query, "id", NULL);
	json_object *records;
	period wanted;
	int64_t at;

	if (!read_period(request, request->query, &wanted) || !check_dates(request, ids, &wanted))
		return;
	at = read_cursor(request);
	if (at < 0)
		return;
	records =
		sandbox_usage_records(request->box, request->owner, wanted.start, wanted.end, ids);
	reply_records(request, records, at, ids);
	json_object_put(records);
}

/* ---- reports */

static void add_link(json_object *links, const char *name, char *address)
{
	json_object *link = sandbox_new_object();

	sandbox_json_set_text(link, "href", address);
	sandbox_json_set(links, name, link);
	free(address);
}

static json_object *report_view(sandbox *box, json_object *report)
{
	json_object *shown = sandbox_json_public(report);
	json_object *links = sandbox_new_object();
	const char *id = sandbox_json_text(report, "id", "");
	const char *file = sandbox_json_text(report, "_file", NULL);

	sandbox_json_set_text(shown, "request_id", id);
	sandbox_json_set_text(shown, "request_status", sandbox_json_text(report, "status", ""));
	json_object_object_del(shown, "id");
	json_object_object_del(shown, "status");
	add_link(links, "self", sandbox_print("%s/v2/reports/%s", box->url, id));
	if (file)
		add_link(links, "download_report", sandbox_print("%s/v3/media/%s", box->url, file));
	sandbox_json_set(shown, "_links", links);
	return shown;
}

static json_object *records_of(sandbox *box, json_object *report)
{
	return sandbox_usage_records(box, sandbox_json_text(report, "_owner", ""),
		sandbox_json_int(report, "_start", 0), sandbox_json_int(report, "_end", 0), NULL);
}

static void set_time(json_object *report, const char *name, int64_t ms)
{
	char *text = sandbox_usage_print_time(ms);

	sandbox_json_set_text(report, name, text);
	free(text);
}

static void create_report(sandbox_request *request)
{
	static const char *const given[] = {
		"account_id", "product", "include_subaccounts", "callback_url", NULL};
	const int64_t now = sandbox_now(request->box);
	char id[SANDBOX_UUID_SIZE];
	json_object *report;
	period wanted;

	if (!read_period(request, request->input, &wanted))
		return;
	report = sandbox_new_object();
	sandbox_uuid(id);
	sandbox_json_set_text(report, "id", id);
	sandbox_json_set_text(report, "_owner", request->owner);
	sandbox_json_set_text(report, "status", "PENDING");
	sandbox_json_take(report, request->input, given);
	set_time(report, "date_start", wanted.start);
	set_time(report, "date_end", wanted.end);
	set_time(report, "receive_time", now);
	sandbox_json_set_int(report, "_start", wanted.start);
	sandbox_json_set_int(report, "_end", wanted.end);
	sandbox_json_set_int(report, "_received", now);
	sandbox_json_set_int(report, "_due", now + request->box->options.settle_ms);
	sandbox_store_put(request->box->store, "report", report);
	sandbox_reply_json(request, 200, report_view(request->box, report));
	json_object_put(report);
}

static void finish_report(sandbox *box, json_object *report)
{
	json_object *records = records_of(box, report);
	json_object *media = sandbox_new_object();
	char id[SANDBOX_UUID_SIZE];

	sandbox_uuid(id);
	sandbox_json_set_text(media, "id", id);
	sandbox_json_set_text(media, "_owner", sandbox_json_text(report, "_owner", ""));
	sandbox_json_set_text(media, "report", sandbox_json_text(report, "id", ""));
	sandbox_json_set(media, "records", json_object_get(records));
	sandbox_json_set_int(media, "_due", sandbox_now(box) + FILE_DAYS * DAY_MS);
	sandbox_store_put(box->store, "media", media);
	sandbox_json_set_text(report, "status", "SUCCESS");
	sandbox_json_set_text(report, "_file", id);
	sandbox_json_set_int(report, "items_count", (int64_t)sandbox_json_list_size(records));
	json_object_put(media);
	json_object_put(records);
}

static void advance_report(sandbox *box, json_object *report)
{
	json_object_object_del(report, "_due");
	if (sandbox_json_is(report, "status", "PENDING")) {
		sandbox_json_set_text(report, "status", "PROCESSING");
		set_time(report, "start_time", sandbox_now(box));
		sandbox_json_set_int(report, "_due", sandbox_now(box) + box->options.settle_ms);
	} else if (sandbox_json_is(report, "status", "PROCESSING")) {
		finish_report(box, report);
	}
	sandbox_store_put(box->store, "report", report);
}

static void expire_media(sandbox *box, json_object *media)
{
	sandbox_store_delete(box->store, "media", sandbox_json_text(media, "id", ""));
}

const sandbox_kind sandbox_report_kind = {.name = "report", .due = advance_report};
const sandbox_kind sandbox_media_kind = {.name = "media", .due = expire_media};

static void show_report(sandbox_request *request)
{
	sandbox_reply_json(request, 200, report_view(request->box, request->object));
}

static void cancel_report(sandbox_request *request)
{
	if (!sandbox_json_is(request->object, "status", "PENDING") &&
		!sandbox_json_is(request->object, "status", "PROCESSING")) {
		sandbox_refuse_problem(request, 409, "Invalid Abort Operation",
			"The job is already in a terminated state");
		return;
	}
	sandbox_json_set_text(request->object, "status", "ABORTED");
	json_object_object_del(request->object, "_due");
	sandbox_store_put(request->box->store, "report", request->object);
	show_report(request);
}

/* Whether one of the words "a, b" is the text. */
static bool names_status(const char *list, const char *text)
{
	const size_t size = strlen(text);

	while (*list) {
		const size_t skip = strspn(list, ", ");
		const size_t length = strcspn(list + skip, ", ");

		if (length == size && strncmp(list + skip, text, size) == 0)
			return true;
		list += skip + length;
	}
	return false;
}

static void list_reports(sandbox_request *request)
{
	const char *statuses = sandbox_json_text(request->query, "status", NULL);
	const sandbox_query query = {.kind = "report", .owner = request->owner};
	json_object *response;
	json_object *found;
	json_object *report;
	sandbox_walk walk;
	int64_t from;
	int64_t to;

	if (!sandbox_json_is(request->query, "account_id", request->owner) || !statuses) {
		sandbox_refuse_problem(request, 400, "Invalid request parameter",
			"account_id and status are required");
		return;
	}
	if (!read_time(request, request->query, "date_from", 0, &from) ||
		!read_time(request, request->query, "date_to", INT64_MAX, &to))
		return;
	walk = sandbox_store_walk(request->box->store, &query);
	found = sandbox_new_array();
	while ((report = sandbox_walk_next(&walk))) {
		const int64_t received = sandbox_json_int(report, "_received", 0);

		if (names_status(statuses, sandbox_json_text(report, "status", "")) &&
			received >= from && received < to)
			sandbox_json_append(found, report_view(request->box, report));
		json_object_put(report);
	}
	response = sandbox_new_object();
	sandbox_json_set_int(response, "items_count", (int64_t)sandbox_json_list_size(found));
	sandbox_json_set(response, "reports", found);
	sandbox_reply_json(request, 200, response);
}

/* ---- the file of a report */

static void add_line(sandbox_bytes *csv, json_object *record)
{
	static const char *const columns[] = {
		"account_id", "feature_name", "id", "session_id", "meeting_id"};

	for (size_t i = 0; i < COUNT_OF(columns); i++) {
		sandbox_bytes_add_text(csv, i ? "," : "");
		sandbox_bytes_add_text(
			csv, record ? sandbox_json_text(record, columns[i], "") : columns[i]);
	}
	sandbox_bytes_add_text(csv, "\r\n");
}

static void send_media(sandbox_request *request)
{
	json_object *records = sandbox_json_member(request->object, "records");
	sandbox_bytes csv = {0};
	sandbox_zip zip = {0};
	sandbox_bytes file;
	char *name = sandbox_print("report_%s_%s.csv", product_name, request->owner);

	add_line(&csv, NULL);
	for (size_t i = 0; i < sandbox_json_list_size(records); i++)
		add_line(&csv, json_object_array_get_idx(records, i));
	sandbox_zip_add(&zip, name, csv.data, csv.size);
	file = sandbox_zip_finish(&zip);
	sandbox_reply_bytes(request, "application/octet-stream", &file);
	sandbox_bytes_free(&csv);
	free(name);
}

#define BASE "/v2/reports"

const sandbox_route sandbox_report_routes[] = {
	{
		.method = "GET",
		.path = BASE "/records",
		.operation = "reports.records",
		.summary = "loads usage records",
		.auth = SANDBOX_AUTH_BASIC,
		.handle = load_records,
	},
	{
		.method = "POST",
		.path = BASE,
		.operation = "reports.create",
		.summary = "requests a report",
		.auth = SANDBOX_AUTH_BASIC,
		.flags = SANDBOX_JSON,
		.fields = create_fields,
		.handle = create_report,
	},
	{
		.method = "GET",
		.path = BASE,
		.operation = "reports.list",
		.summary = "lists reports",
		.auth = SANDBOX_AUTH_BASIC,
		.handle = list_reports,
	},
	{
		.method = "GET",
		.path = BASE "/{reportId}",
		.operation = "reports.get",
		.summary = "shows a report",
		.auth = SANDBOX_AUTH_BASIC,
		.object = "report",
		.parameter = "reportId",
		.handle = show_report,
	},
	{
		.method = "DELETE",
		.path = BASE "/{reportId}",
		.operation = "reports.cancel",
		.summary = "cancels a report",
		.auth = SANDBOX_AUTH_BASIC,
		.object = "report",
		.parameter = "reportId",
		.handle = cancel_report,
	},
	{
		.method = "GET",
		.path = "/v3/media/{fileId}",
		.operation = "reports.download",
		.summary = "sends the file of a report",
		.auth = SANDBOX_AUTH_BASIC,
		.object = "media",
		.parameter = "fileId",
		.handle = send_media,
	},
	{0},
};
