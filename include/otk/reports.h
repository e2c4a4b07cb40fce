/* SPDX-License-Identifier: MIT */
/*
 * Reports: usage records of a Vonage account, for billing and statistics (doc/contract.md, 30).
 * Needs the plugin "reports" and a key made with .account = OTK_YES of the account's API key and
 * secret. The service charges for reports. Accounts of OpenTok do not have them.
 *
 * Records of at most 24 hours are loaded by one call (otk_reports_records()). For a longer time,
 * request a report (otk_reports_create()), wait until it is ready (otk_reports_wait()), and
 * download it (otk_reports_download()): a ZIP file with one CSV file. The service needs 5 to 10
 * minutes for a million records, recommends at most 7 million, and keeps the file for 72 hours.
 *
 * Times are ISO 8601 texts with a time zone: "2026-11-01T00:00:00Z".
 */
#ifndef OTK_REPORTS_H
#define OTK_REPORTS_H

#include <otk/wrap.h>

OTK_BEGIN_DECLS

#define OTK_REPORTS_ID    "otk.reports/1"
#define OTK_REPORTS_MINOR 0

#define OTK_REPORT_PRODUCT_VIDEO "VIDEO-API"

#define OTK_REPORT_PENDING    "PENDING"
#define OTK_REPORT_PROCESSING "PROCESSING"
#define OTK_REPORT_SUCCESS    "SUCCESS"
#define OTK_REPORT_TRUNCATED  "TRUNCATED" /* otk_report_records: another page follows */
#define OTK_REPORT_ABORTED    "ABORTED"   /* cancelled */
#define OTK_REPORT_FAILED     "FAILED"

/* ---- records */

/* Which records to load: those of a period of at most 24 hours, or those with the given ids. */
typedef struct otk_report_record_options {
	size_t struct_size;
	const char *account_id; /* API key of the account: 8 characters */
	const char *product;    /* NULL: OTK_REPORT_PRODUCT_VIDEO */
	const char *date_start; /* with date_end; excludes ids */
	const char *date_end;   /* excluded */
	const char *ids;        /* "a,b" */
	const char *cursor;     /* of the previous page, with iv; NULL: the first page */
	const char *iv;         /* of the previous page */
	const char *extra_json;
} otk_report_record_options;

OTK_ASSERT_NO_TAIL(otk_report_record_options, extra_json);
#define OTK_REPORT_RECORD_OPTIONS(...) OTK_MAKE(otk_report_record_options, __VA_ARGS__)
#define OTK_REPORT_RECORD_OPTIONS_INIT OTK_INIT(otk_report_record_options)

/* A usage record. otk_record_json() has the members that depend on the feature. */
typedef struct otk_report_record {
	size_t struct_size;
	const char *account_id;
	/* "Video Session", "Subscriber minutes", "Archiving", "Broadcasting", "HLS", … */
	const char *feature_name;
	const char *session_id;
	const char *meeting_id;
} otk_report_record;

OTK_ASSERT_NO_TAIL(otk_report_record, meeting_id);

typedef struct otk_report_records {
	size_t struct_size;
	const char *id;
	const char *status; /* OTK_REPORT_TRUNCATED: another page follows */
	const char *account_id;
	const char *product;
	const char *received_at;
	const char *price; /* of this request, a decimal number */
	const char *currency;
	int64_t total;      /* records in this page */
	const char *cursor; /* of the next page; NULL: this is the last one */
	const char *iv;
	const otk_report_record *const *items;
	size_t item_count;
	otk_strings ids_not_found;
} otk_report_records;

OTK_ASSERT_NO_TAIL(otk_report_records, ids_not_found);

/*
 * Loads one page of usage records, at most 1000. records (may be NULL) gets the page, freed with
 * otk_free(); NULL on failure.
 *
 * Errors: those of every call (otk/wrap.h) and OTK_E_ARGUMENT: the client has no account key.
 * [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_reports_records(otk_client *client,
	const otk_report_record_options *options, otk_report_records **records, otk_error *error)
{
	OTK_RESULT_BODY("reports.records", OTK_REPORTS_MINOR, OTK_NO_IDS, options,
		otk_report_records, records);
}

/*
 * Returns otk_reports_records() as a call to submit or perform, owned by the caller; NULL on
 * failure. Errors: those before sending (otk/wrap.h). [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_call *otk_reports_records_call(
	otk_client *client, const otk_report_record_options *options, otk_error *error)
{
	OTK_CALL_BODY("reports.records", OTK_REPORTS_MINOR, OTK_NO_IDS, options);
}

/*
 * Calls each() for every record, page after page. An item is a const otk_report_record * and is
 * valid until each() returns. If each() returns a status other than OTK_OK, the walk stops and
 * returns it.
 *
 * Errors: those of every call (otk/wrap.h); OTK_E_PROTOCOL: the service sent the same cursor again,
 * or 100 pages in a row without a record; OTK_E_STATE inside a callback of the client.
 * [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_reports_each_record(otk_client *client,
	const otk_report_record_options *options, otk_each_fn *each, void *userdata,
	otk_error *error)
{
	OTK_EACH_BODY("reports.records", OTK_REPORTS_MINOR, OTK_NO_IDS, options, each, userdata);
}

/* ---- reports */

typedef struct otk_report_options {
	size_t struct_size;
	const char *account_id;       /* API key of the account: 8 characters */
	const char *product;          /* NULL: OTK_REPORT_PRODUCT_VIDEO */
	const char *date_start;       /* NULL: seven days ago */
	const char *date_end;         /* excluded; NULL: now */
	const char *callback_url;     /* receives the report object when it is ready */
	otk_flag include_subaccounts; /* default: no */
	int32_t reserved;
	const char *extra_json;
} otk_report_options;

OTK_ASSERT_NO_TAIL(otk_report_options, extra_json);
#define OTK_REPORT_OPTIONS(...) OTK_MAKE(otk_report_options, __VA_ARGS__)
#define OTK_REPORT_OPTIONS_INIT OTK_INIT(otk_report_options)

typedef struct otk_report_link {
	size_t struct_size;
	const char *href;
} otk_report_link;

OTK_ASSERT_NO_TAIL(otk_report_link, href);

typedef struct otk_report_links {
	size_t struct_size;
	const otk_report_link *self;
	const otk_report_link *download_report; /* NULL: not ready */
} otk_report_links;

OTK_ASSERT_NO_TAIL(otk_report_links, download_report);

typedef struct otk_report {
	size_t struct_size;
	const char *id;
	const char *status; /* OTK_REPORT_… */
	const char *account_id;
	const char *product;
	const char *date_start;
	const char *date_end;
	const char *receive_time; /* when it was requested */
	const char *start_time;   /* when the service began to make the report */
	int64_t records;          /* records in the file; 0: not ready */
	const otk_report_links *links;
	otk_flag include_subaccounts;
	int32_t reserved;
} otk_report;

OTK_ASSERT_NO_TAIL(otk_report, reserved);

typedef struct otk_report_list_options {
	size_t struct_size;
	const char *account_id; /* API key of the account: 8 characters */
	const char *status;     /* "PENDING,SUCCESS"; NULL: all */
	const char *date_from;
	const char *date_to;
	const char *extra_json;
} otk_report_list_options;

OTK_ASSERT_NO_TAIL(otk_report_list_options, extra_json);
#define OTK_REPORT_LIST_OPTIONS(...) OTK_MAKE(otk_report_list_options, __VA_ARGS__)
#define OTK_REPORT_LIST_OPTIONS_INIT OTK_INIT(otk_report_list_options)

typedef struct otk_report_list {
	size_t struct_size;
	int64_t total;
	const otk_report *const *items;
	size_t item_count;
} otk_report_list;

OTK_ASSERT_NO_TAIL(otk_report_list, item_count);

/*
 * Requests a report. report (may be NULL) gets the report, which is not ready yet, freed with
 * otk_free(); NULL on failure.
 *
 * Errors: those of every call (otk/wrap.h) and OTK_E_UNKNOWN_OUTCOME: the response was lost, the
 * report may be in progress; otk_reports_list() shows it. [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_reports_create(otk_client *client,
	const otk_report_options *options, otk_report **report, otk_error *error)
{
	OTK_RESULT_BODY(
		"reports.create", OTK_REPORTS_MINOR, OTK_NO_IDS, options, otk_report, report);
}

/*
 * Returns otk_reports_create() as a call to submit or perform, owned by the caller; NULL on
 * failure. Errors: those before sending (otk/wrap.h). [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_call *otk_reports_create_call(
	otk_client *client, const otk_report_options *options, otk_error *error)
{
	OTK_CALL_BODY("reports.create", OTK_REPORTS_MINOR, OTK_NO_IDS, options);
}

/*
 * Reads one report. report (may be NULL) gets the report, freed with otk_free(); NULL on failure.
 *
 * Errors: those of every call (otk/wrap.h) and OTK_E_NOT_FOUND: no report has this id.
 * [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_reports_get(
	otk_client *client, const char *report_id, otk_report **report, otk_error *error)
{
	OTK_RESULT_BODY(
		"reports.get", OTK_REPORTS_MINOR, OTK_IDS(report_id), NULL, otk_report, report);
}

/*
 * Returns otk_reports_get() as a call to submit or perform, owned by the caller; NULL on failure.
 * Errors: those before sending (otk/wrap.h). [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_call *otk_reports_get_call(
	otk_client *client, const char *report_id, otk_error *error)
{
	OTK_CALL_BODY("reports.get", OTK_REPORTS_MINOR, OTK_IDS(report_id), NULL);
}

/*
 * Reads a report, with growing pauses, until it is ready. options: NULL: the defaults of
 * otk_wait_options; their timeout of 10 minutes is too short for a long report. report (may be
 * NULL) gets the report as last read, freed with otk_free(); NULL on failure.
 *
 * Errors: those of every call (otk/wrap.h) and OTK_E_TIMEOUT: options->timeout_ms is over;
 * OTK_E_STATE: the report was cancelled or failed, and *report is set nevertheless;
 * OTK_E_NOT_FOUND: no report has this id. [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_reports_wait(otk_client *client, const char *report_id,
	const otk_wait_options *options, otk_report **report, otk_error *error)
{
	OTK_WAIT_BODY(
		"reports.get", OTK_REPORTS_MINOR, OTK_IDS(report_id), options, otk_report, report);
}

/*
 * Writes the file of a report into fd: a ZIP file with one CSV file. The file is on the host of the
 * service, so the request has the credentials of the account.
 *
 * Errors: those of otk_download() (otk/call.h): OTK_E_STATE: the report is not ready. [client
 * thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_reports_download(otk_client *client, const char *report_id,
	int fd, const otk_download_options *options, otk_error *error)
{
	OTK_DOWNLOAD_BODY("reports.get", OTK_REPORTS_MINOR, OTK_IDS(report_id), fd, options);
}

/*
 * Lists the reports of an account; the list has no pages. list (may be NULL) gets the list, freed
 * with otk_free(); NULL on failure.
 *
 * Errors: those of every call (otk/wrap.h). [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_reports_list(otk_client *client,
	const otk_report_list_options *options, otk_report_list **list, otk_error *error)
{
	OTK_RESULT_BODY(
		"reports.list", OTK_REPORTS_MINOR, OTK_NO_IDS, options, otk_report_list, list);
}

/*
 * Returns otk_reports_list() as a call to submit or perform, owned by the caller; NULL on failure.
 * Errors: those before sending (otk/wrap.h). [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_call *otk_reports_list_call(
	otk_client *client, const otk_report_list_options *options, otk_error *error)
{
	OTK_CALL_BODY("reports.list", OTK_REPORTS_MINOR, OTK_NO_IDS, options);
}

/*
 * Cancels a report that is not ready. report (may be NULL) gets the report, freed with otk_free();
 * NULL on failure.
 *
 * Errors: those of every call (otk/wrap.h) and OTK_E_NOT_FOUND: no report has this id;
 * OTK_E_CONFLICT: the report is ready, or was cancelled before. [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_reports_cancel(
	otk_client *client, const char *report_id, otk_report **report, otk_error *error)
{
	OTK_RESULT_BODY(
		"reports.cancel", OTK_REPORTS_MINOR, OTK_IDS(report_id), NULL, otk_report, report);
}

/*
 * Returns otk_reports_cancel() as a call to submit or perform, owned by the caller; NULL on
 * failure. Errors: those before sending (otk/wrap.h). [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_call *otk_reports_cancel_call(
	otk_client *client, const char *report_id, otk_error *error)
{
	OTK_CALL_BODY("reports.cancel", OTK_REPORTS_MINOR, OTK_IDS(report_id), NULL);
}

OTK_END_DECLS

#endif
