/* SPDX-License-Identifier: MIT */
/* Signals: a message to all clients of a session, or to one (wire contract 14). Needs the plugin
 * "signals". */
#ifndef OTK_SIGNALS_H
#define OTK_SIGNALS_H

#include <otk/wrap.h>

OTK_BEGIN_DECLS

#define OTK_SIGNALS_ID    "otk.signals/1"
#define OTK_SIGNALS_MINOR 0

typedef struct otk_signal_options {
	size_t struct_size;
	const char *connection_id; /* NULL: to all */
	const char *type;          /* at most 128 bytes: letters, digits, "-", "_", "~" */
	const char *data;          /* at most 8192 bytes; needed, may be "" */
	const char *extra_json;
} otk_signal_options;

OTK_ASSERT_NO_TAIL(otk_signal_options, extra_json);
#define OTK_SIGNAL_OPTIONS(...) \
	((otk_signal_options){.struct_size = sizeof(otk_signal_options), __VA_ARGS__})
#define OTK_SIGNAL_OPTIONS_INIT OTK_INIT(otk_signal_options)

/* session id. Delivery is not guaranteed; a repeat would be delivered twice, so none is made. */
OTK_FN_ID_OPTIONS(otk_signals_send, "signals.send", OTK_SIGNALS_MINOR, otk_signal_options)

OTK_END_DECLS

#endif
