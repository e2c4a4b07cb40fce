/* SPDX-License-Identifier: MIT */
/* Signals: the tables (doc/contract.md, 14; limits: 28.A6, 28.B). */
#include <otk/signals.h>

#include "plugins/types/feature.h"

static const otk_field option_fields[] = {
	OTK_FIELD(otk_signal_options, connection_id, "connectionId", .place = OTK_IN_PATH,
		.format = OTK_FORMAT_ID, .help = "send to this client only"),
	OTK_FIELD(otk_signal_options, type, "type", .min = 0, .max = 128, .unit = OTK_UNIT_BYTES,
		.alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_~",
		.soft = OTK_SOFT_FORMAT, .help = "type of the signal, at most 128 bytes"),
	OTK_FIELD(otk_signal_options, data, "data", .required = 1, .min = 0, .max = 8192,
		.unit = OTK_UNIT_BYTES, .multiline = 1,
		.help = "data of the signal, at most 8192 bytes"),
};
static const otk_type options_type =
	OTK_OPTIONS_TYPE(otk_signal_options, "signal_options", option_fields, OTK_NO_RULES);

static const otk_operation operations[] = {
	OTK_OPERATION("send", .summary = "Send a signal to all clients of a session, or to one",
		.method = OTK_METHOD_POST,
		.path = "/v2/project/{project}/session/{sessionId}"
			"[/connection/{connectionId}]/signal",
		.session_id = "sessionId", .body = OTK_BODY_JSON, .options = &options_type,
		.repeat = OTK_REPEAT_UNSAFE,
		OTK_EXAMPLES("signals send SESSION-ID --type chat --data hello",
			"signals send SESSION-ID --connection-id CONNECTION-ID --data hello")),
};

OTK_FEATURE(signals, OTK_SIGNALS_ID, OTK_SIGNALS_MINOR, "messages to clients")
