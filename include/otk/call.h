/* SPDX-License-Identifier: MIT */
/*
 * Calls: one use of one operation. The typed wrappers of the feature headers end here, and so does
 * otk_invoke(). A call is either performed (blocking) or submitted (any event loop).
 */
#ifndef OTK_CALL_H
#define OTK_CALL_H

#include <otk/client.h>

OTK_BEGIN_DECLS

typedef struct otk_call otk_call;

/*
 * Prepare a call: find the operation ("archives.start", its plugin is loaded on first use), check
 * and encode. minor: the interface minor that the caller was compiled against. ids: the path ids of
 * the operation in order, ending in NULL (may be NULL when there are none). options: the
 * operation's options struct, NULL when it has none or all are unset. Everything is copied. NULL on
 * failure. [client thread]
 */
OTK_API OTK_MUST_CHECK otk_call *otk_call_new(otk_client *client, const char *operation,
	int32_t minor, const char *const *ids, const void *options, otk_error *error);

/* The same from JSON: one flat object with wire names, ids included. [client thread] */
OTK_API OTK_MUST_CHECK otk_call *otk_call_new_json(
	otk_client *client, const char *operation, const char *json, otk_error *error);

/* A deadline of its own for this call, instead of the client's timeout_ms. Before submit/perform.
 */
OTK_API OTK_MUST_CHECK otk_status otk_call_set_timeout(otk_call *call, int64_t timeout_ms);

/* An extra request header ("traceparent: …"), for hooks and tests; not the ones otk sets itself. */
OTK_API OTK_MUST_CHECK otk_status otk_call_set_header(
	otk_call *call, const char *name, const char *value, otk_error *error);

/*
 * Send and wait. Consumes the call, whatever happens. *result (may be NULL) gets the record, freed
 * with otk_free(); NULL on failure and for operations without a result. [client thread]
 */
OTK_API OTK_MUST_CHECK otk_status otk_call_perform(otk_call *call, void **result, otk_error *error);

/* otk_call_new() and otk_call_perform() in one step: what the blocking wrappers are made of. */
OTK_API OTK_MUST_CHECK otk_status otk_perform(otk_client *client, const char *operation,
	int32_t minor, const char *const *ids, const void *options, void **result,
	otk_error *error);

/*
 * Completion of a submitted call: exactly once, never inside the function that submitted, never
 * inside a callback of libcurl. result and error die with the call, which is freed after the
 * callback unless otk_call_keep() was called; otk_call_take() keeps the result. error is NULL when
 * status is OTK_OK. Inside one may submit, cancel and free calls and free the client, but not wait:
 * what blocks (otk_call_perform(), otk_client_run(), otk_wait() …) gives OTK_E_STATE there.
 */
typedef void otk_done_fn(otk_call *call, otk_status status, const void *result,
	const otk_error *error, void *userdata);

/*
 * Queue the call; it goes out when the client is driven (otk_client_run() or the host's loop). On
 * failure the call still belongs to the caller. OTK_E_STATE: max_queued is reached. [client thread]
 */
OTK_API OTK_MUST_CHECK otk_status otk_call_submit(
	otk_call *call, otk_done_fn *done, void *userdata, otk_error *error);

/*
 * Cancel: completes with OTK_E_CANCELLED from the next turn of the loop. Nothing for a call that is
 * not under way. [client thread]
 */
OTK_API void otk_call_cancel(otk_call *call);

/* Drop a call: not submitted, or kept after its completion. Submitted ones are cancelled silently.
 */
OTK_API void otk_call_free(otk_call *call);

/* Inside the completion: the result becomes the caller's, free with otk_free(). */
OTK_API void *otk_call_take(otk_call *call);

/* Inside the completion: the call stays until otk_call_free(). */
OTK_API void otk_call_keep(otk_call *call);

OTK_API otk_client *otk_call_client(const otk_call *call);

/* The request as it would go out: "POST", URL, body ("" when none), content type (NULL when none).
 */
typedef struct otk_request_view {
	size_t struct_size;
	const char *method;
	const char *url;
	const char *content_type;
	const char *body;
	size_t body_size;
	const char *path;  /* path of the URL, percent-encoded, with the prefix of api_url */
	const char *query; /* after "?", "" when none */
} otk_request_view;

OTK_ASSERT_NO_TAIL(otk_request_view, query);

/* For --dry-run and tests; set view->struct_size first. Alive as long as the call. */
OTK_API OTK_MUST_CHECK otk_status otk_call_request(const otk_call *call, otk_request_view *view);

/*
 * Drive the client for at most timeout_ms (0: what can be done now; -1: until nothing is left).
 * *left (may be NULL) gets the number of calls not yet finished. [client thread]
 */
OTK_API OTK_MUST_CHECK otk_status otk_client_run(
	otk_client *client, int64_t timeout_ms, size_t *left, otk_error *error);

/* Calls accepted and not finished / on the wire now: the back-pressure that a caller can see. */
OTK_API size_t otk_client_pending(const otk_client *client);
OTK_API size_t otk_client_in_flight(const otk_client *client);

/* The host's loop. what: bits; 0 = stop watching. */
#define OTK_IO_READ  1
#define OTK_IO_WRITE 2
typedef struct otk_io {
	size_t struct_size;
	void (*watch)(void *userdata, int64_t fd, int32_t what);
	void (*timer)(
		void *userdata, int64_t timeout_ms); /* -1: stop; then call otk_client_expired() */
	void *userdata;
} otk_io;

OTK_ASSERT_NO_TAIL(otk_io, userdata);

/*
 * Let the host drive: before the first submit. The struct is copied. Inside its callbacks calls may
 * be submitted, cancelled and freed; what drives gives OTK_E_STATE, and the client must not be
 * freed. [client thread]
 */
OTK_API OTK_MUST_CHECK otk_status otk_client_set_io(
	otk_client *client, const otk_io *io, otk_error *error);
OTK_API OTK_MUST_CHECK otk_status otk_client_ready(
	otk_client *client, int64_t fd, int32_t what, otk_error *error);
OTK_API OTK_MUST_CHECK otk_status otk_client_expired(otk_client *client, otk_error *error);

/*
 * Linux: one descriptor that is readable whenever otk_client_run(client, 0, …) has work, time-outs
 * included. -1 with OTK_E_UNSUPPORTED elsewhere. Closed with the client. [client thread]
 */
OTK_API OTK_MUST_CHECK int otk_client_fd(otk_client *client, otk_error *error);

/*
 * Any operation by name, JSON in (one flat object, wire names; NULL: none), the service's JSON out
 * ("" when the answer has no body), freed with otk_free(). [client thread]
 */
OTK_API OTK_MUST_CHECK otk_status otk_invoke(otk_client *client, const char *operation,
	const char *json, char **answer, otk_error *error);

/* The server's own text of a record or a part of it: a slice, not ended by NUL. */
OTK_API const char *otk_record_json(const void *record, size_t *size);

/*
 * ---- what operations with more than one request have in common: blocking helpers over the calls
 * above. While they wait, the other calls of the client go on and complete.
 */

/* Called for each item; anything but OTK_OK stops the walk and is returned. */
typedef otk_status otk_each_fn(const void *item, void *userdata);

/*
 * Walk all pages of a list operation. An item lives until the callback returns. Page size: the
 * options' count, else the most that the service gives (1000); begins at the options' offset. Items
 * that appear while walking may be missed, never repeated (their ids are remembered, 16 bytes
 * each); the callback may delete what it gets. [client thread]
 */
OTK_API OTK_MUST_CHECK otk_status otk_each(otk_client *client, const char *operation, int32_t minor,
	const char *const *ids, const void *options, otk_each_fn *each, void *userdata,
	otk_error *error);

/*
 * The same from JSON, for bindings and tools: one flat object with wire names (NULL: none). The
 * item's own text is otk_record_json(). [client thread]
 */
OTK_API OTK_MUST_CHECK otk_status otk_each_json(otk_client *client, const char *operation,
	const char *json, otk_each_fn *each, void *userdata, otk_error *error);

typedef struct otk_wait_options {
	size_t struct_size;
	const char *until;   /* a status; NULL: any final one */
	int64_t timeout_ms;  /* 0: 10 minutes */
	int64_t interval_ms; /* first pause, doubled up to 15 s; 0: 500 */
} otk_wait_options;

OTK_ASSERT_NO_TAIL(otk_wait_options, interval_ms);
#define OTK_WAIT_OPTIONS(...) \
	((otk_wait_options){.struct_size = sizeof(otk_wait_options), __VA_ARGS__})
#define OTK_WAIT_OPTIONS_INIT OTK_INIT(otk_wait_options)

/*
 * Ask again, with growing pauses, until the status is reached. OTK_E_STATE: a final status that is
 * not the wanted one (*result is set then, too); OTK_E_TIMEOUT. [client thread]
 */
OTK_API OTK_MUST_CHECK otk_status otk_wait(otk_client *client, const char *operation, int32_t minor,
	const char *const *ids, const otk_wait_options *wait, void **result, otk_error *error);

typedef struct otk_download_options {
	size_t struct_size;
	/* told the bytes so far and in all (-1: unknown); anything but OTK_OK stops with it */
	otk_status (*progress)(void *userdata, int64_t done, int64_t total);
	void *userdata;
	int64_t timeout_ms;   /* the whole download; 0: no limit, but 60 s without a byte end it */
	int64_t resume_from;  /* bytes that fd already holds */
	otk_flag skip_digest; /* YES: do not compare with sha256sum */
	int32_t reserved;
} otk_download_options;

OTK_ASSERT_NO_TAIL(otk_download_options, reserved);
#define OTK_DOWNLOAD_OPTIONS(...) \
	((otk_download_options){.struct_size = sizeof(otk_download_options), __VA_ARGS__})
#define OTK_DOWNLOAD_OPTIONS_INIT OTK_INIT(otk_download_options)

/*
 * Get the record, then write the file it points to into fd, with bounded memory. A broken
 * connection is resumed, an address that ran out meanwhile is asked for again; size and SHA-256 are
 * compared when the record states them (OTK_E_PROTOCOL, OTK_E_HASH). The address gets no
 * credentials and no hooks; it must be https, or http to loopback. resume_from: fd is moved there
 * when it can be, and must be readable for the digest. OTK_E_STATE: the object has no file (yet).
 * OTK_E_IO: fd could not be written (a closed pipe raises SIGPIPE, as write() does). [client
 * thread]
 */
OTK_API OTK_MUST_CHECK otk_status otk_download(otk_client *client, const char *operation,
	int32_t minor, const char *const *ids, int fd, const otk_download_options *options,
	otk_error *error);

OTK_END_DECLS

#endif
