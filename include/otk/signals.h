/* SPDX-License-Identifier: MIT */
/*
 * Signals: a message to all clients of a session, or to one (doc/contract.md, 14). Needs the plugin
 * "signals".
 */
#ifndef OTK_SIGNALS_H
#define OTK_SIGNALS_H

#include <otk/wrap.h>

OTK_BEGIN_DECLS

#define OTK_SIGNALS_ID    "otk.signals/1"
#define OTK_SIGNALS_MINOR 0

typedef struct otk_signal_options {
	size_t struct_size;
	const char *connection_id; /* NULL: send to all clients */
	const char *type;          /* at most 128 bytes: letters, digits, "-", "_", "~" */
	const char *data;          /* at most 8192 bytes; required, may be "" */
	const char *extra_json;
} otk_signal_options;

OTK_ASSERT_NO_TAIL(otk_signal_options, extra_json);
#define OTK_SIGNAL_OPTIONS(...) OTK_MAKE(otk_signal_options, __VA_ARGS__)
#define OTK_SIGNAL_OPTIONS_INIT OTK_INIT(otk_signal_options)

/*
 * Sends a signal to all clients of a session, or to options->connection_id only. Delivery is not
 * guaranteed. A signal that may have been sent is not retried: clients could get it twice.
 *
 * Errors: those of every call (otk/wrap.h) and OTK_E_NOT_FOUND: no client is connected, or not that
 * client; OTK_E_UNKNOWN_OUTCOME: the response was lost, the signal may have been delivered.
 * [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_signals_send(otk_client *client, const char *session_id,
	const otk_signal_options *options, otk_error *error)
{
	OTK_PERFORM_BODY("signals.send", OTK_SIGNALS_MINOR, OTK_IDS(session_id), options);
}

/*
 * Returns otk_signals_send() as a call to submit or perform, owned by the caller; NULL on failure.
 * Errors: those before sending (otk/wrap.h). [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_call *otk_signals_send_call(otk_client *client,
	const char *session_id, const otk_signal_options *options, otk_error *error)
{
	OTK_CALL_BODY("signals.send", OTK_SIGNALS_MINOR, OTK_IDS(session_id), options);
}

OTK_END_DECLS

#endif
