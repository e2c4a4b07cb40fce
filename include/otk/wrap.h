/* SPDX-License-Identifier: MIT */
/*
 * Rules for the typed functions of all feature headers, and the macros that make their bodies. Each
 * operation has two functions with the same parameters:
 *
 *   otk_archives_get(client, archive_id, &archive, &error)   sends the request and waits
 *   otk_archives_get_call(client, archive_id, &error)        returns an otk_call, see otk/call.h
 *
 * Parameters: ids come first, then the options (NULL: nothing is set), then the record. Everything
 * is copied; nothing has to outlive the function. error may be NULL.
 *
 * Ownership: a record is read-only and is freed with otk_free(). The out parameter may be NULL if
 * the record is not needed. It is set to NULL on failure, except where a comment says otherwise.
 * The caller owns a call that a _call function returned, until otk_call_submit() or
 * otk_call_perform() takes it; otk_call_free() frees a call that is not needed.
 *
 * Errors of every call:
 *
 *   before sending   OTK_E_ARGUMENT (an id, an option or an exclusion is wrong), OTK_E_NOMEM,
 *                    OTK_E_STATE (inside a callback of the client, in a forked child, or too many
 *                    calls queued), OTK_E_UNSUPPORTED (the project's backend has no such
 *                    operation), OTK_E_NO_PLUGIN, OTK_E_PLUGIN_BROKEN and OTK_E_PLUGIN_ABI (the
 *                    feature's plugin), OTK_E_CRYPTO (signing), OTK_E_REFUSED (a hook)
 *   in flight        OTK_E_NETWORK, OTK_E_TLS, OTK_E_TIMEOUT, OTK_E_CANCELLED, OTK_E_PROTOCOL (the
 *                    response cannot be used), OTK_E_TOO_LARGE
 *   by the service   OTK_E_AUTH (401, 403: credentials, or a feature that the project does not
 *                    have), OTK_E_REQUEST (other 4xx), OTK_E_NOT_FOUND, OTK_E_CONFLICT,
 *                    OTK_E_RATE_LIMIT, OTK_E_SERVER
 *
 * Operations that must not be carried out twice (start, dial, send, create …) also report
 * OTK_E_UNKNOWN_OUTCOME: the request was sent and its response was lost or cannot be read, so it
 * may have been carried out. Check this before you repeat the call. The comment of a function names
 * the errors that have a special meaning for it.
 *
 * Threads: "[client thread]" means that only one thread at a time may use the client.
 */
#ifndef OTK_WRAP_H
#define OTK_WRAP_H

#include <otk/call.h>

/* The path ids of an operation, in the order of its path. */
#define OTK_IDS(...)              \
	{                         \
		__VA_ARGS__, NULL \
	}
#define OTK_NO_IDS   \
	{            \
		NULL \
	}

/*
 * Bodies. They use the parameters `client` and `error` of the function that they are in. operation:
 * full name ("archives.get"). minor: of the interface. ids: OTK_IDS(archive_id) or OTK_NO_IDS.
 * options: a pointer or NULL. type and out: the record's type and the out parameter for it.
 */

#define OTK_CALL_BODY(operation, minor, ids, options) \
	const char *const path_ids_[] = ids;          \
	return otk_call_new(client, operation, minor, path_ids_, options, error)

#define OTK_PERFORM_BODY(operation, minor, ids, options) \
	const char *const path_ids_[] = ids;             \
	return otk_perform(client, operation, minor, path_ids_, options, NULL, error)

/* Hands over a record through a typed pointer, without a cast between pointers to pointers. */
#define OTK_GIVE_RECORD_(type, out, expression)    \
	void *record_ = NULL;                      \
	const otk_status status_ = expression;     \
	if (out)                                   \
		*(out) = OTK_CAST_(type, record_); \
	else                                       \
		otk_free(record_);                 \
	return status_

#define OTK_RESULT_BODY(operation, minor, ids, options, type, out) \
	const char *const path_ids_[] = ids;                       \
	OTK_GIVE_RECORD_(type, out,                                \
		otk_perform(client, operation, minor, path_ids_, options, &record_, error))

#define OTK_EACH_BODY(operation, minor, ids, options, each, userdata) \
	const char *const path_ids_[] = ids;                          \
	return otk_each(client, operation, minor, path_ids_, options, each, userdata, error)

#define OTK_WAIT_BODY(operation, minor, ids, options, type, out) \
	const char *const path_ids_[] = ids;                     \
	OTK_GIVE_RECORD_(type, out,                              \
		otk_wait(client, operation, minor, path_ids_, options, &record_, error))

#define OTK_DOWNLOAD_BODY(operation, minor, ids, fd, options) \
	const char *const path_ids_[] = ids;                  \
	return otk_download(client, operation, minor, path_ids_, fd, options, error)

#endif
