/* SPDX-License-Identifier: MIT */
/* Reports: the tables (doc/contract.md, 30). */
#include <otk/reports.h>

#include <string.h>

#include "plugins/types/feature.h"
#include "plugins/types/fields.h"

static const char *const statuses[] = {OTK_REPORT_PENDING, OTK_REPORT_PROCESSING,
	OTK_REPORT_SUCCESS, OTK_REPORT_TRUNCATED, OTK_REPORT_ABORTED, OTK_REPORT_FAILED, NULL};
static const char *const final_statuses[] = {
	OTK_REPORT_SUCCESS, OTK_REPORT_TRUNCATED, OTK_REPORT_ABORTED, OTK_REPORT_FAILED, NULL};
static const char *const failure_statuses[] = {OTK_REPORT_ABORTED, OTK_REPORT_FAILED, NULL};

#define FIELD_ACCOUNT(struct_name, ...)                                                     \
	OTK_FIELD(struct_name, account_id, "account_id", .required = 1, .min = 8, .max = 8, \
		.help = "account to report on: its API key", __VA_ARGS__)
#define FIELD_PRODUCT(struct_name, ...)                                                      \
	OTK_FIELD(struct_name, product, "product", .wire_default = OTK_REPORT_PRODUCT_VIDEO, \
		.help = "product to report on (default: VIDEO-API)", __VA_ARGS__)
#define FIELD_START(struct_name, ...)                                         \
	OTK_FIELD(struct_name, date_start, "date_start", .min = 1, .max = 40, \
		.help = "first moment: 2026-11-01T00:00:00Z", __VA_ARGS__)
#define FIELD_END(struct_name, ...)                                       \
	OTK_FIELD(struct_name, date_end, "date_end", .min = 1, .max = 40, \
		.help = "moment after the last one", __VA_ARGS__)

/* ---- records */

static const otk_field record_option_fields[] = {
	FIELD_ACCOUNT(otk_report_record_options, .place = OTK_IN_QUERY),
	FIELD_PRODUCT(otk_report_record_options, .place = OTK_IN_QUERY),
	FIELD_START(otk_report_record_options, .place = OTK_IN_QUERY),
	FIELD_END(otk_report_record_options, .place = OTK_IN_QUERY),
	OTK_FIELD(otk_report_record_options, ids, "id", .place = OTK_IN_QUERY, .min = 1,
		.max = INT64_MAX, .help = "ids of records, separated by commas, instead of dates"),
	OTK_FIELD(otk_report_record_options, cursor, "cursor", .place = OTK_IN_QUERY, .min = 1,
		.max = INT64_MAX, .help = "where the page begins: the cursor of the page before"),
	OTK_FIELD(otk_report_record_options, iv, "iv", .place = OTK_IN_QUERY, .min = 1,
		.max = INT64_MAX, .help = "the iv of the page before"),
};
static const otk_rule record_option_rules[] = {
	{.kind = OTK_RULE_EXACTLY_ONE, .field = "date_start|id"},
	{.kind = OTK_RULE_NEEDS, .field = "date_start", .other = "date_end"},
	{.kind = OTK_RULE_NEEDS, .field = "date_end", .other = "date_start"},
	{.kind = OTK_RULE_NEEDS, .field = "cursor", .other = "iv"},
	{.kind = OTK_RULE_NEEDS, .field = "iv", .other = "cursor"},
};
static const otk_type record_options_type = OTK_OPTIONS_TYPE(otk_report_record_options,
	"report_record_options", record_option_fields, OTK_RULES(record_option_rules));

static const otk_field record_fields[] = {
	OTK_FIELD(otk_report_record, account_id, "account_id"),
	OTK_FIELD(otk_report_record, feature_name, "feature_name"),
	OTK_FIELD(otk_report_record, session_id, "session_id", .role = OTK_ROLE_SESSION),
	OTK_FIELD(otk_report_record, meeting_id, "meeting_id"),
};
static const otk_type record_type = OTK_TYPE(otk_report_record, "report_record", record_fields);

static const otk_field records_fields[] = {
	OTK_FIELD(otk_report_records, id, "request_id", .role = OTK_ROLE_ID),
	OTK_FIELD(otk_report_records, status, "request_status", .values = statuses),
	OTK_FIELD(otk_report_records, account_id, "account_id"),
	OTK_FIELD(otk_report_records, product, "product"),
	OTK_FIELD(otk_report_records, received_at, "received_at"),
	OTK_FIELD(otk_report_records, price, "price"),
	OTK_FIELD(otk_report_records, currency, "currency"),
	OTK_FIELD(otk_report_records, total, "items_count"),
	OTK_FIELD(otk_report_records, cursor, "cursor"),
	OTK_FIELD(otk_report_records, iv, "iv"),
	OTK_LIST(otk_report_records, items, item_count, &record_type, "records"),
	OTK_FIELD(otk_report_records, ids_not_found, "ids_not_found"),
};
static const otk_type records_type = OTK_TYPE(otk_report_records, "report_records", records_fields);

/* The cursor and its iv belong together; the service decides how many records a page has. */
static const otk_pages record_pages = {
	.offset = "cursor|iv", .total = "items_count", .items = "records", .max_count = 1000};

/* ---- reports */

static const otk_field option_fields[] = {
	FIELD_ACCOUNT(otk_report_options, .place = OTK_IN_BODY),
	FIELD_PRODUCT(otk_report_options, .place = OTK_IN_BODY),
	FIELD_START(otk_report_options, .place = OTK_IN_BODY),
	FIELD_END(otk_report_options, .place = OTK_IN_BODY),
	OTK_FIELD(otk_report_options, include_subaccounts, "include_subaccounts",
		.help = "report on the accounts below this one as well (default: no)"),
	OTK_FIELD(otk_report_options, callback_url, "callback_url", OTK_WEB_URL,
		.help = "URL that receives the report object when the report is ready"),
};
static const otk_type options_type =
	OTK_OPTIONS_TYPE(otk_report_options, "report_options", option_fields, OTK_NO_RULES);

static const otk_field link_fields[] = {OTK_FIELD(otk_report_link, href, "href")};
static const otk_type link_type = OTK_TYPE(otk_report_link, "report_link", link_fields);

static const otk_field links_fields[] = {
	OTK_OBJECT(otk_report_links, self, &link_type, "self"),
	OTK_OBJECT(otk_report_links, download_report, &link_type, "download_report"),
};
static const otk_type links_type = OTK_TYPE(otk_report_links, "report_links", links_fields);

static const otk_field report_fields[] = {
	OTK_FIELD(otk_report, id, "request_id", .required = 1, .role = OTK_ROLE_ID),
	OTK_FIELD(otk_report, status, "request_status", .values = statuses),
	OTK_FIELD(otk_report, account_id, "account_id"),
	OTK_FIELD(otk_report, product, "product"),
	OTK_FIELD(otk_report, date_start, "date_start"),
	OTK_FIELD(otk_report, date_end, "date_end"),
	OTK_FIELD(otk_report, receive_time, "receive_time"),
	OTK_FIELD(otk_report, start_time, "start_time"),
	OTK_FIELD(otk_report, records, "items_count"),
	OTK_OBJECT(otk_report, links, &links_type, "_links"),
	OTK_FIELD(otk_report, include_subaccounts, "include_subaccounts"),
};
static const otk_type report_type = OTK_TYPE(otk_report, "report", report_fields);

static const otk_field list_option_fields[] = {
	FIELD_ACCOUNT(otk_report_list_options, .place = OTK_IN_QUERY),
	OTK_FIELD(otk_report_list_options, status, "status", .place = OTK_IN_QUERY,
		.wire_default = "PENDING,PROCESSING,SUCCESS,ABORTED,FAILED,TRUNCATED", .min = 1,
		.max = INT64_MAX, .help = "statuses, separated by commas (default: all)"),
	OTK_FIELD(otk_report_list_options, date_from, "date_from", .place = OTK_IN_QUERY, .min = 1,
		.max = 40, .help = "list reports requested from this moment on"),
	OTK_FIELD(otk_report_list_options, date_to, "date_to", .place = OTK_IN_QUERY, .min = 1,
		.max = 40, .help = "list reports requested before this moment"),
};
static const otk_type list_options_type = OTK_OPTIONS_TYPE(
	otk_report_list_options, "report_list_options", list_option_fields, OTK_NO_RULES);

/* One of the statuses that `status` of the options lists. */
typedef struct listed_status {
	size_t struct_size;
	const char *status;
} listed_status;

static const otk_field listed_status_fields[] = {
	OTK_FIELD(listed_status, status, "status", .values = statuses)};
/* The name is what messages begin with. */
static const otk_type listed_status_type =
	OTK_TYPE(listed_status, "reports.list", listed_status_fields);

/* Checks one status as a field with known values: an unknown one is refused only in STRICT. */
static otk_status check_status(
	const otk_host *host, otk_client *client, const char *status, otk_error *error)
{
	const listed_status one = {.struct_size = sizeof(one), .status = status};
	const otk_checks checks = host->checks(client);
	otk_status result;
	char *json;

	result = host->encode(&listed_status_type, &one, checks, &json, error);
	host->free(json);
	if (result || checks != OTK_CHECKS_DEFAULT)
		return result;
	if (host->encode(&listed_status_type, &one, OTK_CHECKS_STRICT, &json, error))
		host->log(client, OTK_LOG_WARNING, "warning", error->message,
			&(otk_map){.items = (const otk_pair[]){{"field", "status"}}, .count = 1});
	host->free(json);
	return OTK_OK;
}

/* A table has no rule for several known values in one text. */
static otk_status check_statuses(
	const otk_host *host, otk_call *call, void *options, otk_error *error)
{
	const otk_report_list_options *o = options;
	otk_client *client = host->call_client(call);
	otk_status status = OTK_OK;
	const char *text;
	char *at;

	if (!o->status || !*o->status)
		return OTK_OK; /* the table says whether it may be empty */
	at = host->call_copy(call, o->status, strlen(o->status) + 1);
	if (!at)
		return host->fail(error, OTK_E_NOMEM, "out of memory");
	while (!status && at) {
		char *end = strchr(at, ',');

		if (end)
			*end++ = '\0';
		status = check_status(host, client, at, error);
		at = end;
	}
	text = status ? strstr(error->message, ": ") : NULL;
	/* The library puts the name of the operation before the message. */
	return text ? host->fail(error, status, "%s", text + 2) : status;
}

static const otk_field list_fields[] = {
	OTK_FIELD(otk_report_list, total, "items_count"),
	OTK_LIST(otk_report_list, items, item_count, &report_type, "reports"),
};
static const otk_type list_type = OTK_TYPE(otk_report_list, "report_list", list_fields);

static const otk_settles settles = {.status = "request_status",
	.final_values = final_statuses,
	.failure_values = failure_statuses};
static const otk_downloads downloads = {.url = "_links.download_report.href",
	.status = "request_status",
	.ready = OTK_REPORT_SUCCESS};

#define REPORTS "/v2/reports"
#define REPORT  REPORTS "/{reportId}"

#define REPORTS_API    .base_url = "https://api.nexmo.com", .auth = OTK_AUTH_BASIC
#define RETURNS_REPORT .result = &report_type, .shape = OTK_SHAPE_OBJECT

static const otk_operation operations[] = {
	OTK_OPERATION("records", .summary = "Load the usage records of a day, or some by their ids",
		.method = OTK_METHOD_GET, .path = REPORTS "/records",
		.options = &record_options_type, .result = &records_type, .shape = OTK_SHAPE_LIST,
		.pages = &record_pages, .repeat = OTK_REPEAT_SAFE, REPORTS_API,
		OTK_EXAMPLES(
			"reports records --account-id abcd1234 --date-start 2026-11-01T00:00:00Z --date-end 2026-11-02T00:00:00Z --all")),
	OTK_OPERATION("create", .summary = "Request a report of any length",
		.method = OTK_METHOD_POST, .path = REPORTS, .body = OTK_BODY_JSON,
		.options = &options_type, RETURNS_REPORT, .repeat = OTK_REPEAT_UNSAFE, REPORTS_API,
		OTK_EXAMPLES(
			"reports create --account-id abcd1234 --date-start 2026-11-01T00:00:00Z --date-end 2026-12-01T00:00:00Z")),
	OTK_OPERATION("get", .summary = "Show a report", .method = OTK_METHOD_GET, .path = REPORT,
		RETURNS_REPORT, .repeat = OTK_REPEAT_SAFE, .settles = &settles,
		.downloads = &downloads, REPORTS_API, OTK_EXAMPLES("reports get REPORT-ID")),
	OTK_OPERATION("list", .summary = "List the reports of an account", .method = OTK_METHOD_GET,
		.path = REPORTS, .options = &list_options_type, .result = &list_type,
		.shape = OTK_SHAPE_LIST, .repeat = OTK_REPEAT_SAFE, .prepare = check_statuses,
		REPORTS_API,
		OTK_EXAMPLES("reports list --account-id abcd1234",
			"reports list --account-id abcd1234 --status PENDING,PROCESSING")),
	OTK_OPERATION("cancel", .summary = "Cancel a report that is not ready",
		.method = OTK_METHOD_DELETE, .path = REPORT, RETURNS_REPORT,
		.repeat = OTK_REPEAT_SETTLE, .settle_by = "get", REPORTS_API,
		OTK_EXAMPLES("reports cancel REPORT-ID")),
};

OTK_FEATURE(reports, OTK_REPORTS_ID, OTK_REPORTS_MINOR, "usage reports of a Vonage account")
