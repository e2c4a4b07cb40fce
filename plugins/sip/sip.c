/* SPDX-License-Identifier: MIT */
/* SIP: the tables (doc/contract.md, 15; limits: 28.A7, 28.B). */
#include <otk/sip.h>

#include "plugins/types/disconnect.h"
#include "plugins/types/feature.h"
#include "plugins/types/fields.h"

static const otk_field auth_fields[] = {
	OTK_FIELD(otk_sip_auth, username, "username", .required = 1, OTK_NOT_EMPTY,
		.help = "user name"),
	OTK_FIELD(
		otk_sip_auth, password, "password", .required = 1, .secret = 1, .help = "password"),
};
static const otk_type auth_type =
	OTK_OPTIONS_TYPE(otk_sip_auth, "sip_auth", auth_fields, OTK_NO_RULES);

static const otk_field target_fields[] = {
	OTK_FIELD(otk_sip_target, uri, "uri", .required = 1,
		.prefixes = "sip:|sips:", .help = "SIP address to call: sip:user@host"),
	OTK_FIELD(
		otk_sip_target, from, "from", .help = "caller shown to the other side: name@host"),
	OTK_FIELD(otk_sip_target, headers, "headers", .secret = 1, .format = OTK_FORMAT_HEADERS,
		.help = "headers added to the INVITE"),
	OTK_OBJECT(otk_sip_target, auth, &auth_type, "auth", .help = "digest authentication"),
	OTK_FIELD(otk_sip_target, secure, "secure", .help = "encrypt the media (default: no)"),
	OTK_FIELD(otk_sip_target, video, "video", .help = "send and receive video (default: no)"),
	OTK_FIELD(otk_sip_target, observe_force_mute, "observeForceMute",
		.help = "obey a force mute (default: no)"),
	OTK_FIELD(otk_sip_target, streams, "streams", .format = OTK_FORMAT_ID,
		.help = "streams sent to the other side (default: all)"),
};
static const otk_type target_type =
	OTK_OPTIONS_TYPE(otk_sip_target, "sip_target", target_fields, OTK_NO_RULES);

static const otk_field dial_fields[] = {
	OTK_FIELD_SESSION(otk_sip_options, .help = "session to call into"),
	OTK_FIELD_TOKEN(otk_sip_options, .help = "client token for the SIP participant"),
	OTK_OBJECT(otk_sip_options, sip, &target_type, "sip", .required = 1,
		.help = "SIP address and its settings"),
	OTK_FIELD(otk_sip_options, session_migration, "sessionMigration",
		.help = "keep the call when the media server is replaced (default: no)"),
};
static const otk_type dial_type = OTK_GROWN_OPTIONS_TYPE(
	otk_sip_options, session_migration, "sip_options", dial_fields, OTK_NO_RULES);

static const otk_field dtmf_fields[] = {
	OTK_FIELD(otk_dtmf_options, connection_id, "connectionId", .place = OTK_IN_PATH,
		.format = OTK_FORMAT_ID, .help = "send to this call only"),
	OTK_FIELD(otk_dtmf_options, digits, "digits", .required = 1, .alphabet = "0123456789*#p",
		OTK_NOT_EMPTY, .help = "tones to play: 0-9 * #, and p for a pause of 500 ms"),
};
static const otk_type dtmf_type =
	OTK_OPTIONS_TYPE(otk_dtmf_options, "dtmf_options", dtmf_fields, OTK_NO_RULES);

static const otk_field call_fields[] = {
	OTK_FIELD(otk_sip_call, id, "id", .required = 1, .role = OTK_ROLE_ID),
	OTK_FIELD(otk_sip_call, connection_id, "connectionId"),
	OTK_FIELD(otk_sip_call, stream_id, "streamId"),
	OTK_FIELD(otk_sip_call, project_id, "projectId", .aliases = "applicationId"),
	OTK_FIELD(otk_sip_call, session_id, "sessionId"),
	OTK_FIELD(otk_sip_call, created_at, "createdAt", .unit = OTK_UNIT_TIME_MS),
	OTK_FIELD(otk_sip_call, updated_at, "updatedAt", .unit = OTK_UNIT_TIME_MS),
};
static const otk_type call_type = OTK_TYPE(otk_sip_call, "sip_call", call_fields);

static const otk_operation operations[] = {
	OTK_OPERATION("dial", .summary = "Call a SIP address into a session",
		.method = OTK_METHOD_POST, .path = "/v2/project/{project}/dial",
		.body = OTK_BODY_JSON, .options = &dial_type, .result = &call_type,
		.shape = OTK_SHAPE_OBJECT, .repeat = OTK_REPEAT_UNSAFE,
		OTK_EXAMPLES(
			"sip dial --session-id SESSION-ID --token-file sip.token --sip.uri sip:user@sip.example.com",
			"sip dial --session-id SESSION-ID --token-file sip.token --sip.uri sip:user@sip.example.com --sip.auth.username user --sip.auth.password-file sip.password")),
	OTK_OPERATION("dtmf", .summary = "Play DTMF tones to all calls of a session, or to one",
		.method = OTK_METHOD_POST,
		.path = "/v2/project/{project}/session/{sessionId}"
			"[/connection/{connectionId}]/play-dtmf",
		.session_id = "sessionId", .body = OTK_BODY_JSON, .options = &dtmf_type,
		.repeat = OTK_REPEAT_UNSAFE,
		OTK_EXAMPLES("sip dtmf SESSION-ID --digits 1713",
			"sip dtmf SESSION-ID --connection-id CONNECTION-ID --digits 1p2")),
	OTK_OPERATION_DISCONNECT(
		"hangup", "End a SIP call", OTK_EXAMPLES("sip hangup SESSION-ID CONNECTION-ID")),
};

OTK_FEATURE(sip, OTK_SIP_ID, OTK_SIP_MINOR, "calls to telephones and SIP devices")
