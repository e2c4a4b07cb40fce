/* SPDX-License-Identifier: MIT */
/*
 * Calls: one use of one operation. The typed functions of the feature headers are made of these,
 * and so is otk_invoke(). A call is either performed (blocking) or submitted (any event loop).
 *
 * Statuses that any call may end with, besides those named at a function:
 *
 *   OTK_E_ARGUMENT         a value is wrong; nothing was sent
 *   OTK_E_NO_PLUGIN, OTK_E_PLUGIN_BROKEN, OTK_E_PLUGIN_ABI
 *                          the plugin of the operation is absent, unusable or of another version
 *   OTK_E_REFUSED          a hook refused the request
 *   OTK_E_NETWORK, OTK_E_TLS, OTK_E_TIMEOUT
 *                          no response; the operation was not carried out, or repeating it is safe
 *   OTK_E_UNKNOWN_OUTCOME  the operation must not be repeated blindly and may have been carried
 *                          out: the response was lost, could not be read, or was 408, 500, 502 or
 *                          504. Look (list, get) before repeating; http_status, service_code and
 *                          body of the error hold what was received. See also .adopt
 *   OTK_E_PROTOCOL, OTK_E_TOO_LARGE
 *                          a response that cannot be used
 *   OTK_E_REQUEST, OTK_E_AUTH, OTK_E_NOT_FOUND, OTK_E_CONFLICT, OTK_E_RATE_LIMIT, OTK_E_SERVER
 *                          the service refused: http_status, service_code and service_message say
 *                          why
 *   OTK_E_CANCELLED        otk_call_cancel(), or the client was freed
 *   OTK_E_STATE            after fork(), inside a completion, while the client is being freed
 *   OTK_E_NOMEM
 */
#ifndef OTK_CALL_H
#define OTK_CALL_H

#include <otk/client.h>

OTK_BEGIN_DECLS

typedef struct otk_call otk_call;

/*
 * Makes a call: finds the operation, checks and encodes. The plugin of the operation is loaded on
 * first use.
 *
 * operation: "archives.start". minor: the interface minor that the caller was compiled against
 * (OTK_ARCHIVES_MINOR), 0: any. ids: the path ids of the operation in order, ending in NULL; NULL:
 * none. options: the options struct of the operation; NULL: all unset. Everything is copied.
 *
 * Returns the call, caller-owned until it is performed or submitted. NULL on failure:
 * OTK_E_ARGUMENT (error names the member), OTK_E_UNSUPPORTED (no such operation, or not for this
 * kind of key), OTK_E_STATE, OTK_E_NOMEM, the plugin statuses. [client thread]
 */
OTK_API OTK_MUST_CHECK otk_call *otk_call_new(otk_client *client, const char *operation,
	int32_t minor, const char *const *ids, const void *options, otk_error *error);

/*
 * Makes a call from JSON: one flat object with wire names or member names, path ids included. NULL
 * or "": no members. Unknown members are refused; those that otk does not know yet go into
 * "extra_json". Caller-owned, NULL on failure. Errors: as otk_call_new(). [client thread]
 */
OTK_API OTK_MUST_CHECK otk_call *otk_call_new_json(
	otk_client *client, const char *operation, const char *json, otk_error *error);

/*
 * Whether a request may be sent again if the outcome of an attempt is unknown. Requests of every
 * class are repeated if nothing was sent, and after 429 and 503.
 */
typedef enum otk_repeat {
	/* Otherwise not repeated: the call ends with OTK_E_UNKNOWN_OUTCOME if the operation may
	 * have been carried out. */
	OTK_REPEAT_UNSAFE = 0,
	OTK_REPEAT_SETTLE = 1, /* repeated; 404 or 409 to a retry means: was carried out before */
	OTK_REPEAT_SAFE = 2    /* repeated */
} otk_repeat;

/* How requests are signed. */
typedef enum otk_auth {
	OTK_AUTH_PROJECT = 0,
	OTK_AUTH_ACCOUNT = 1, /* needs a key made with .account = OTK_YES */
	OTK_AUTH_BASIC = 2,   /* the account's key and secret as HTTP Basic (Application API) */
	OTK_AUTH_EITHER = 3   /* with the key of the client, of a project or of an account */
} otk_auth;

/*
 * A request that no operation describes. The path is appended to the client's api_url, such as
 * "/v2/project/{project}/archive?count=10": {project} is replaced by the id of the key, and
 * everything else is sent unchanged, so the caller must percent-encode it. Segments "..", also
 * encoded, control characters and fragments are refused.
 */
typedef struct otk_raw_options {
	size_t struct_size;
	const char *method; /* "GET", "POST", "PUT", "PATCH", "DELETE" */
	const char *path;   /* with its query */
	const char *body;   /* not checked; NULL: none; GET and DELETE have none */
	size_t body_size;   /* bytes of the body; 0: up to its NUL */
	/* Whether it may be sent again; OTK_REPEAT_UNSAFE if unknown. A GET always may. */
	otk_repeat repeat;
	otk_auth auth;
	otk_flag form; /* YES: the body is a form, not JSON */
	int32_t reserved;
} otk_raw_options;

OTK_ASSERT_NO_TAIL(otk_raw_options, reserved);
#define OTK_RAW_OPTIONS(...) OTK_MAKE(otk_raw_options, __VA_ARGS__)
#define OTK_RAW_OPTIONS_INIT OTK_INIT(otk_raw_options)

/*
 * Makes a call of any path of the service, also one that no operation describes. It is signed,
 * repeated as options->repeat says, and has deadline, hooks, log events and errors as every call.
 * Hooks get "METHOD PATH", without the query, as the name of the operation. It has no record:
 * otk_call_perform_json() and otk_call_result_json() give the text of the response, "" if it is
 * empty; a text that is not JSON is OTK_E_PROTOCOL (OTK_E_UNKNOWN_OUTCOME if the request may not be
 * repeated). *options is copied. Caller-owned, NULL on failure.
 *
 * Errors: OTK_E_ARGUMENT (error names the member), OTK_E_UNSUPPORTED (an option that this version
 * does not know), OTK_E_TOO_LARGE (more than 16 MiB), OTK_E_STATE, OTK_E_NOMEM. [client thread]
 */
OTK_API OTK_MUST_CHECK otk_call *otk_call_new_raw(
	otk_client *client, const otk_raw_options *options, otk_error *error);

/*
 * Sets the deadline of this call in ms, instead of the client's timeout_ms; 0: the client's. The
 * deadline covers everything: queueing, retries and the look-up of .adopt. OTK_E_ARGUMENT: call is
 * NULL or timeout_ms is negative or more than a day. OTK_E_STATE: the call was submitted. [client
 * thread]
 */
OTK_API OTK_MUST_CHECK otk_status otk_call_set_timeout(
	otk_call *call, int64_t timeout_ms, otk_error *error);

/*
 * Adds a header to the request, such as "traceparent"; one of the same name is replaced. name: a
 * token of RFC 9110, below 128 bytes. value: at most 8192 bytes without control characters. Both
 * are copied. OTK_E_ARGUMENT: these rules, or a header that otk or libcurl sets (Authorization,
 * Host …). OTK_E_STATE: the call has completed. OTK_E_NOMEM. [client thread]
 */
OTK_API OTK_MUST_CHECK otk_status otk_call_set_header(
	otk_call *call, const char *name, const char *value, otk_error *error);

/*
 * Sends the call and waits for its end. Consumes the call, also on failure. *result (may be NULL)
 * gets the record, freed with otk_free(); NULL on failure and for operations without a result.
 * Errors: see the top of this file. [client thread]
 */
OTK_API OTK_MUST_CHECK otk_status otk_call_perform(otk_call *call, void **result, otk_error *error);

/*
 * Sends the call and waits for its end, as otk_call_perform(). *json (may be NULL) gets the record
 * in normal form: an object with the wire names of the table in place of aliases, numbers as
 * numbers, every list as an array; members that are not set are left out. *response (may be NULL)
 * gets the JSON text that the service sent. Both are "" if there is nothing, NULL on failure, and
 * freed with otk_free(). Of a raw call both are the text of the response. Errors: see the top of
 * this file. [client thread]
 */
OTK_API OTK_MUST_CHECK otk_status otk_call_perform_json(
	otk_call *call, char **json, char **response, otk_error *error);

/*
 * Makes and performs a call in one step: what the blocking typed functions are made of. Parameters
 * as otk_call_new(); *result is freed with otk_free(). Errors: see the top of this file. [client
 * thread]
 */
OTK_API OTK_MUST_CHECK otk_status otk_perform(otk_client *client, const char *operation,
	int32_t minor, const char *const *ids, const void *options, void **result,
	otk_error *error);

/*
 * Completion of a submitted call: called exactly once, never inside the function that submitted,
 * never inside a callback of libcurl. error is NULL when status is OTK_OK. result and error are
 * freed with the call, and the call is freed after the completion unless otk_call_keep() was
 * called; otk_call_take() keeps the result.
 *
 * Inside a completion one may submit, cancel and free calls and free the client, but not block:
 * otk_call_perform(), otk_client_run(), otk_wait() … give OTK_E_STATE there. [client thread]
 */
typedef void otk_done_fn(otk_call *call, otk_status status, const void *result,
	const otk_error *error, void *userdata);

/*
 * Queues the call; it is sent when the client is driven (otk_client_run() or the host's loop).
 * userdata is passed to done. On failure the call is still caller-owned: OTK_E_ARGUMENT (call or
 * done is NULL), OTK_E_STATE (submitted already, max_queued is reached, after fork(), inside
 * prepare of a plugin), OTK_E_NOMEM. The statuses at the top of this file reach done. [client
 * thread]
 */
OTK_API OTK_MUST_CHECK otk_status otk_call_submit(
	otk_call *call, otk_done_fn *done, void *userdata, otk_error *error);

/*
 * Cancels a submitted call: it completes with OTK_E_CANCELLED in the next turn of the loop. A
 * request that was sent may still be carried out. No effect on calls that are not in flight or
 * queued, and on NULL. [client thread]
 */
OTK_API void otk_call_cancel(otk_call *call);

/*
 * Frees a call that was not submitted, or was kept. A submitted one is cancelled, and its
 * completion is not called. NULL is allowed; no effect inside prepare and hooks of a plugin.
 * [client thread]
 */
OTK_API void otk_call_free(otk_call *call);

/*
 * Takes the result of a call, inside the completion or from a kept call; it becomes caller-owned,
 * free it with otk_free(). NULL: no result, or taken before. [client thread]
 */
OTK_API void *otk_call_take(otk_call *call);

/*
 * Returns the record of a call in normal form, or the response to a raw call, as
 * otk_call_perform_json() does; inside the completion, and before otk_call_take(). *json is freed
 * with otk_free(); NULL on failure. OTK_E_ARGUMENT: call or json is NULL. OTK_E_STATE: not inside
 * its completion. OTK_E_NOMEM. [client thread]
 */
OTK_API OTK_MUST_CHECK otk_status otk_call_result_json(
	const otk_call *call, char **json, otk_error *error);

/* Keeps the call until otk_call_free(); inside the completion. [client thread] */
OTK_API void otk_call_keep(otk_call *call);

/* Returns the client of a call, not owned by the caller; NULL for NULL. [client thread] */
OTK_API otk_client *otk_call_client(const otk_call *call);

/* The request as it is sent, without header lines. Valid as long as the call. */
typedef struct otk_request_view {
	size_t struct_size;
	const char *method; /* "POST" */
	const char *url;
	const char *content_type; /* NULL: no body */
	const char *body;         /* "": no body; may hold secrets */
	size_t body_size;         /* bytes */
	const char *path;         /* path of the URL, percent-encoded, with the prefix of api_url */
	const char *query;        /* after "?"; "": none */
} otk_request_view;

OTK_ASSERT_NO_TAIL(otk_request_view, query);

/*
 * Fills *view for --dry-run and tests; set view->struct_size first. OTK_E_ARGUMENT: call or view is
 * NULL, or struct_size is not set. OTK_E_NOMEM. [client thread]
 */
OTK_API OTK_MUST_CHECK otk_status otk_call_request(const otk_call *call, otk_request_view *view);

/*
 * Drives the client for at most timeout_ms. 0: does what can be done now; -1: until no call is
 * pending. *left (may be NULL) gets the number of calls that have not completed. OTK_E_ARGUMENT,
 * OTK_E_STATE, OTK_E_NOMEM; the statuses of calls go to their completions. [client thread]
 */
OTK_API OTK_MUST_CHECK otk_status otk_client_run(
	otk_client *client, int64_t timeout_ms, size_t *left, otk_error *error);

/* Returns the number of calls that were submitted and have not completed. [client thread] */
OTK_API size_t otk_client_pending(const otk_client *client);
/* Returns how many of them are in flight, the others being queued or waiting. [client thread] */
OTK_API size_t otk_client_in_flight(const otk_client *client);

/* What to wait for: bits; 0: stop watching. */
#define OTK_IO_READ  1
#define OTK_IO_WRITE 2

/* The host's event loop. */
typedef struct otk_io {
	size_t struct_size;
	/* Watch fd for these events, in place of earlier ones; then call otk_client_ready(). */
	void (*watch)(void *userdata, int fd, int32_t what);
	/* One timer, which replaces the last one; -1: stop. Then call otk_client_expired(). */
	void (*timer)(void *userdata, int64_t timeout_ms);
	void *userdata;
} otk_io;

OTK_ASSERT_NO_TAIL(otk_io, userdata);

/*
 * Lets the host's loop drive the client; before the first submit. *io is copied. Inside its
 * callbacks calls may be submitted, cancelled and freed; functions that drive give OTK_E_STATE, and
 * the client must not be freed. OTK_E_ARGUMENT: a callback is missing. OTK_E_STATE: calls are
 * pending. [client thread]
 */
OTK_API OTK_MUST_CHECK otk_status otk_client_set_io(
	otk_client *client, const otk_io *io, otk_error *error);
/*
 * Reports that fd is ready. what: OTK_IO_… bits. Completions run from here. OTK_E_ARGUMENT,
 * OTK_E_STATE (no otk_client_set_io(), inside a completion), OTK_E_NOMEM. [client thread]
 */
OTK_API OTK_MUST_CHECK otk_status otk_client_ready(
	otk_client *client, int fd, int32_t what, otk_error *error);
/* Reports that the timer expired. Completions run from here. Errors: as above. [client thread] */
OTK_API OTK_MUST_CHECK otk_status otk_client_expired(otk_client *client, otk_error *error);

/*
 * Returns one descriptor (Linux) that is readable whenever otk_client_run(client, 0, …) has work,
 * timeouts included. Closed with the client. -1 on failure: OTK_E_UNSUPPORTED on other systems,
 * OTK_E_STATE, OTK_E_IO. [client thread]
 */
OTK_API OTK_MUST_CHECK int otk_client_fd(otk_client *client, otk_error *error);

/*
 * Performs any operation by name. json: as in otk_call_new_json(). *response (may be NULL) gets the
 * JSON text that the service sent, "" when the response has no body, freed with otk_free(). Errors:
 * see the top of this file. [client thread]
 */
OTK_API OTK_MUST_CHECK otk_status otk_invoke(otk_client *client, const char *operation,
	const char *json, char **response, otk_error *error);

/*
 * Returns the service's own text of a record or a part of it: *size bytes, not NUL-terminated,
 * valid as long as the record. NULL: record or size is NULL. [any thread]
 */
OTK_API const char *otk_record_json(const void *record, size_t *size);

/*
 * ---- Blocking helpers over several calls. While they wait, other calls of the client go on and
 * complete.
 */

/* Called for each item, which is valid until it returns. Anything but OTK_OK ends the walk. */
typedef otk_status otk_each_fn(const void *item, void *userdata);

/*
 * Walks all pages of a list operation and calls each for every item. The page size is the options'
 * count, or the most that the service gives (1000); the walk begins at the options' offset. Items
 * that appear while walking may be missed, none is repeated (16 bytes per item are kept for that);
 * each may delete the item.
 *
 * Returns what each returned when that is not OTK_OK; OTK_E_UNSUPPORTED: the operation has no
 * pages; OTK_E_PROTOCOL: 100 pages in a row had a new cursor and no new item (a walk by offsets
 * ends there with OTK_OK); OTK_E_ARGUMENT, OTK_E_CANCELLED (each freed the client), and the
 * statuses at the top of this file. [client thread]
 */
OTK_API OTK_MUST_CHECK otk_status otk_each(otk_client *client, const char *operation, int32_t minor,
	const char *const *ids, const void *options, otk_each_fn *each, void *userdata,
	otk_error *error);

/*
 * Walks all pages of a list operation, with options from JSON (otk_call_new_json()): for bindings.
 * otk_record_json() gives the text of an item. Errors: as otk_each(). [client thread]
 */
OTK_API OTK_MUST_CHECK otk_status otk_each_json(otk_client *client, const char *operation,
	const char *json, otk_each_fn *each, void *userdata, otk_error *error);

typedef struct otk_wait_options {
	size_t struct_size;
	const char *until;   /* a status; NULL: any final one that is not a failure */
	int64_t timeout_ms;  /* 0: 10 minutes */
	int64_t interval_ms; /* first pause, doubled up to 15 s; 0: 500 */
} otk_wait_options;

OTK_ASSERT_NO_TAIL(otk_wait_options, interval_ms);
#define OTK_WAIT_OPTIONS(...) OTK_MAKE(otk_wait_options, __VA_ARGS__)
#define OTK_WAIT_OPTIONS_INIT OTK_INIT(otk_wait_options)

/*
 * Performs a "get" operation again and again, with growing pauses, until the object has a status.
 * *result (may be NULL) gets the last record, freed with otk_free().
 *
 * OTK_E_STATE: the status is final and not the one waited for, or means failure ("failed",
 * "expired", "deleted"): *result is set then as well. OTK_E_TIMEOUT: timeout_ms passed.
 * OTK_E_ARGUMENT: until is a status that the operation does not know, in STRICT (a warning event
 * otherwise). OTK_E_UNSUPPORTED: the operation has no status. Also the statuses at the top of this
 * file. [client thread]
 */
OTK_API OTK_MUST_CHECK otk_status otk_wait(otk_client *client, const char *operation, int32_t minor,
	const char *const *ids, const otk_wait_options *wait, void **result, otk_error *error);

/* Most bytes of a download whose size is not known. */
#define OTK_DOWNLOAD_MAX_BYTES_DEFAULT (INT64_C(16) << 30)

typedef struct otk_download_options {
	size_t struct_size;
	/* Gets bytes so far and in all (-1: unknown). Anything but OTK_OK ends the download. */
	otk_status (*progress)(void *userdata, int64_t done, int64_t total);
	void *userdata;
	/* Of the whole download; 0: no limit, but it ends after 60 s without a byte. */
	int64_t timeout_ms;
	int64_t resume_from;  /* bytes that fd already holds */
	otk_flag skip_digest; /* YES: do not compare the SHA-256 digest */
	int32_t reserved;
	/*
	 * Most bytes that fd may get; 0: what the record announces, or 16 GiB if it does not. The
	 * size 0 announces nothing: the service states it until it knows the size.
	 */
	int64_t max_bytes;
} otk_download_options;

OTK_ASSERT_NO_TAIL(otk_download_options, max_bytes);
#define OTK_DOWNLOAD_OPTIONS(...) OTK_MAKE(otk_download_options, __VA_ARGS__)
#define OTK_DOWNLOAD_OPTIONS_INIT OTK_INIT(otk_download_options)

/*
 * Gets a record, then writes the file that it points to into fd, with bounded memory. If the
 * connection breaks, the download is resumed; if the address has expired, the record is requested
 * again. No credentials and no hooks for the address, which must be https, or http to loopback.
 * Unless api_url is on this machine as well, an address on this machine or the local link
 * (127.0.0.0/8, ::1, 169.254.0.0/16, fe80::/10 …) is refused, also when a name resolves to it.
 *
 * fd: open for writing; with resume_from it is positioned there when it is seekable, and must be
 * readable for the digest. Stays open.
 *
 * OTK_E_STATE: the object has no file (yet). OTK_E_IO: fd cannot be written (a closed pipe raises
 * SIGPIPE, as write() does). OTK_E_TOO_LARGE: the server sends more than the record announces, or
 * than max_bytes; nothing beyond that was written; or fd held more before. OTK_E_PROTOCOL: fewer
 * bytes than announced, a digest or an address that cannot be used, a web page (HTML, XML) instead
 * of the file. OTK_E_HASH: the SHA-256 differs, or the file changed during the download: what fd
 * holds is of no use for resume_from. OTK_E_NOT_FOUND, OTK_E_AUTH, OTK_E_REQUEST, OTK_E_SERVER: the
 * file server refused. Also what progress returned, and the statuses at the top of this file.
 * [client thread]
 */
OTK_API OTK_MUST_CHECK otk_status otk_download(otk_client *client, const char *operation,
	int32_t minor, const char *const *ids, int fd, const otk_download_options *options,
	otk_error *error);

OTK_END_DECLS

#endif
