/* SPDX-License-Identifier: MIT */
/* The commands of otk sandbox that are one request: a row for each. */
#include "config.h"

#include "tools/otk/sandbox/control.h"

/* An option whose member has another name. */
#define MEMBER(option_name, wire_name, field_kind, field_help, ...)                      \
	{                                                                                \
		.name = wire_name, .option = option_name, .kind = OTK_KIND_##field_kind, \
		.help = field_help, __VA_ARGS__                                          \
	}
#define REQUEST(...)   (&(const otk_cli_control){__VA_ARGS__})
#define TYPE_OF(array) (&(const otk_cli_type)OTK_CLI_TYPE(array))
#define COMMAND(name, verb_words, ...)                           \
	OTK_CLI_COMMAND(sandbox_##name) = {.feature = "sandbox", \
		.verb = verb_words,                              \
		.local = &otk_cli_target_options,                \
		.run = otk_cli_sandbox_run,                      \
		__VA_ARGS__}

/* ---- sessions and clients */

static const otk_cli_field session_fields[] = {
	MEMBER("session-id", "sessionId", STRING, "id of the session (default: a new one)"),
	MEMBER("project-id", "projectId", STRING, "API key or application id of its project"),
	MEMBER("location", "location", STRING, "location hint, an IP address"),
};

COMMAND(create, "create", .summary = "Create a session, with a given id",
	.options = TYPE_OF(session_fields), .words = OTK_CLI_WORDS(),
	.examples = OTK_CLI_WORDS("sandbox create --field sessionId"),
	.results = OTK_CLI_WORDS("sessionId"),
	.control = REQUEST(.method = "POST", .path = "/session"));

COMMAND(show, "show", .summary = "Show a session with all its objects",
	.words = OTK_CLI_WORDS("SESSION-ID"),
	.examples = OTK_CLI_WORDS("sandbox show SESSION-ID --field streams"),
	.control = REQUEST(.method = "GET", .path = "/session/{0}"));

static const otk_cli_field join_fields[] = {
	MEMBER("data", "data", STRING, "data of the client, as in its token"),
	MEMBER("connection-id", "connectionId", STRING, "id of the client (default: a new one)"),
};

COMMAND(join, "join", .summary = "Let a client join a session",
	.words = OTK_CLI_WORDS("SESSION-ID"), .options = TYPE_OF(join_fields),
	.examples = OTK_CLI_WORDS("sandbox join SESSION-ID --data name=Anna",
		"sandbox join SESSION-ID --field connectionId"),
	.results = OTK_CLI_WORDS("connectionId"),
	.control = REQUEST(.method = "POST", .path = "/session/{0}/connection"));

static const otk_cli_field publish_fields[] = {
	MEMBER("connection-id", "connectionId", STRING,
		"client that publishes (default: a new one)"),
	MEMBER("stream-id", "streamId", STRING, "id of the stream (default: a new one)"),
	MEMBER("name", "name", STRING, "name of the stream"),
	MEMBER("video-type", "videoType", STRING, "camera, screen or custom"),
	MEMBER("layout-class", "layoutClassList", STRINGS, "class in layouts"),
	MEMBER("has-audio", "hasAudio", FLAG, "whether the stream has audio"),
	MEMBER("has-video", "hasVideo", FLAG, "whether the stream has video"),
};

COMMAND(publish, "publish", .summary = "Let a client publish a stream",
	.words = OTK_CLI_WORDS("SESSION-ID"), .options = TYPE_OF(publish_fields),
	.examples = OTK_CLI_WORDS("sandbox publish SESSION-ID",
		"sandbox publish SESSION-ID --video-type screen --layout-class full"),
	.results = OTK_CLI_WORDS("streamId", "connectionId"),
	.control = REQUEST(.method = "POST", .path = "/session/{0}/stream"));

COMMAND(unpublish, "unpublish", .summary = "End a stream",
	.words = OTK_CLI_WORDS("SESSION-ID", "STREAM-ID"),
	.examples = OTK_CLI_WORDS("sandbox unpublish SESSION-ID STREAM-ID"),
	.results = OTK_CLI_WORDS(),
	.control = REQUEST(.method = "DELETE", .path = "/session/{0}/stream/{1}"));

COMMAND(leave, "leave", .summary = "Let a client leave",
	.words = OTK_CLI_WORDS("SESSION-ID", "CONNECTION-ID"),
	.examples = OTK_CLI_WORDS("sandbox leave SESSION-ID CONNECTION-ID"),
	.results = OTK_CLI_WORDS(),
	.control = REQUEST(.method = "DELETE", .path = "/session/{0}/connection/{1}"));

/* ---- the clock */

#define CLOCK OTK_CLI_WORDS("now", "skew", "settled")

static const otk_cli_field advance_field =
	MEMBER("advance", "advance", INT, NULL, .unit = OTK_UNIT_SECONDS);
static const otk_cli_field set_field = MEMBER("set", "set", INT, NULL, .unit = OTK_UNIT_TIME_MS);
static const otk_cli_field skew_field = MEMBER("skew", "skew", INT, NULL, .unit = OTK_UNIT_SECONDS);

COMMAND(clock, "clock", .summary = "Show the clock", .words = OTK_CLI_WORDS(),
	.examples = OTK_CLI_WORDS("sandbox clock"),
	.control = REQUEST(.method = "GET", .path = "/clock"));

COMMAND(clock_advance, "clock advance",
	.summary = "Advance the clock; what becomes due happens before the command ends",
	.words = OTK_CLI_WORDS("TIME"),
	.examples = OTK_CLI_WORDS("sandbox clock advance 90s", "sandbox clock advance 72h"),
	.results = CLOCK,
	.control = REQUEST(.method = "POST", .path = "/clock", .word = &advance_field));

COMMAND(clock_set, "clock set", .summary = "Set the clock", .words = OTK_CLI_WORDS("DATE"),
	.examples = OTK_CLI_WORDS("sandbox clock set 2030-01-31T12:00:00Z"), .results = CLOCK,
	.control = REQUEST(.method = "POST", .path = "/clock", .word = &set_field));

COMMAND(clock_skew, "clock skew",
	.summary = "Set the error of the clock by which request tokens are checked",
	.words = OTK_CLI_WORDS("TIME"), .examples = OTK_CLI_WORDS("sandbox clock skew 10m"),
	.results = CLOCK,
	.control = REQUEST(.method = "POST", .path = "/clock", .word = &skew_field));

/* ---- faults */

static const char *const methods[] = {"GET", "POST", "PUT", "PATCH", "DELETE", NULL};
static const char *const drops[] = {"before", "after", NULL};

static const otk_cli_field fault_fields[] = {
	MEMBER("method", "method", STRING, "only requests with this method", .values = methods),
	MEMBER("path", "path", STRING, "only requests whose path matches this shell pattern",
		.value_name = "PATTERN"),
	MEMBER("times", "times", INT, "number of requests; 0: no limit (default: 1)"),
	MEMBER("after", "after", INT, "let this number of matching requests pass first"),
	MEMBER("probability", "probability", STRING, "probability of a failure, from 0 to 1",
		.value_name = "NUMBER"),
	MEMBER("status", "status", INT, "respond with this status", .min = 200, .max = 599),
	MEMBER("execute", "execute", FLAG, "execute the request nevertheless", .bare = true),
	MEMBER("body", "body", STRING, "body of the response", .multiline = true),
	MEMBER("content-type", "contentType", STRING, "type of that body"),
	MEMBER("header", "headers", MAP, "header of the response"),
	MEMBER("retry-after", "retryAfter", STRING, "seconds or a date; status 429 unless given"),
	MEMBER("empty", "empty", FLAG, "respond with 200, the type of JSON, and no body",
		.bare = true),
	MEMBER("invalid-json", "invalidJson", FLAG, "respond with 200 and broken JSON",
		.bare = true),
	MEMBER("xml-error", "xmlError", FLAG, "respond in the XML form of errors", .bare = true),
	MEMBER("delay-ms", "delayMs", INT, "delay the response"),
	MEMBER("slow-body-ms", "slowBodyMs", INT, "pause after half of the body"),
	MEMBER("truncate", "truncate", INT,
		"close the connection after this number of bytes of the body"),
	MEMBER("drop", "drop", STRING,
		"close the connection before or after the request is executed", .values = drops),
	MEMBER("date-skew", "dateSkew", INT, "seconds that are added to the header Date"),
};

COMMAND(fault_add, "fault add", .summary = "Make requests fail", .words = OTK_CLI_WORDS(),
	.options = TYPE_OF(fault_fields),
	.examples = OTK_CLI_WORDS("sandbox fault add --status 503 --times 2",
		"sandbox fault add --path '/v2/project/*/archive' --method POST --drop after"),
	.results = OTK_CLI_WORDS("id"),
	.control = REQUEST(.method = "POST", .path = "/faults", .fraction = "probability",
		.example = "--status 503"));

static const otk_cli_field fault_items[] = {
	MEMBER("id", "id", STRING, NULL),
	MEMBER("method", "method", STRING, NULL),
	MEMBER("path", "path", STRING, NULL),
	MEMBER("status", "status", INT, NULL),
	MEMBER("drop", "drop", STRING, NULL),
	MEMBER("times", "times", INT, NULL),
	MEMBER("delay-ms", "delayMs", INT, NULL),
};

COMMAND(fault_list, "fault list", .summary = "List the fault rules", .words = OTK_CLI_WORDS(),
	.examples = OTK_CLI_WORDS("sandbox fault list"),
	.control = REQUEST(.method = "GET", .path = "/faults", .items = TYPE_OF(fault_items)));

COMMAND(fault_remove, "fault remove", .summary = "Remove a fault rule, or all of them",
	.words = OTK_CLI_WORDS("[FAULT-ID]"),
	.examples = OTK_CLI_WORDS("sandbox fault remove", "sandbox fault remove FAULT-ID"),
	.results = OTK_CLI_WORDS(), .control = REQUEST(.method = "DELETE", .path = "/faults/{0?}"));

/* ---- requests and callbacks */

static const otk_cli_field filter_fields[] = {
	MEMBER("operation", "operation", STRING, "only this operation, such as archives.start"),
	MEMBER("status", "status", INT, "only responses with this status", .max = 999),
	MEMBER("session-id", "session", STRING, "only requests about this session"),
	MEMBER("since", "since", INT, "only requests after this number"),
	MEMBER("limit", "limit", INT, "at most this number of requests"),
	MEMBER("wait", "wait", INT, "if none matches, wait for one, at most this number of ms",
		.max = 300000),
};
static const otk_cli_field request_items[] = {
	MEMBER("seq", "seq", INT, NULL),
	MEMBER("time", "time", INT, NULL, .unit = OTK_UNIT_TIME_MS),
	MEMBER("status", "status", INT, NULL),
	MEMBER("method", "method", STRING, NULL),
	MEMBER("path", "path", STRING, NULL),
	MEMBER("operation", "operation", STRING, NULL),
};

COMMAND(requests, "requests", .summary = "List the latest requests, oldest first",
	.words = OTK_CLI_WORDS(), .options = TYPE_OF(filter_fields),
	.examples = OTK_CLI_WORDS("sandbox requests --operation archives.start",
		"sandbox requests --status 404 --limit 10 --json"),
	.control = REQUEST(.method = "GET", .path = "/requests", .query = true,
		.items = TYPE_OF(request_items)));

COMMAND(requests_clear, "requests clear", .summary = "Clear the list of requests",
	.words = OTK_CLI_WORDS(), .examples = OTK_CLI_WORDS("sandbox requests clear"),
	.results = OTK_CLI_WORDS(), .control = REQUEST(.method = "DELETE", .path = "/requests"));

static const otk_cli_field callback_items[] = {
	MEMBER("id", "id", STRING, NULL),
	MEMBER("kind", "kind", STRING, NULL),
	MEMBER("delivered", "delivered", FLAG, NULL),
	MEMBER("status", "status", INT, NULL),
	MEMBER("attempts", "attempts", INT, NULL),
	MEMBER("url", "url", STRING, NULL),
	MEMBER("error", "error", STRING, NULL),
};

COMMAND(callbacks, "callbacks", .summary = "List callbacks with their attempts",
	.words = OTK_CLI_WORDS(), .examples = OTK_CLI_WORDS("sandbox callbacks"),
	.control = REQUEST(.method = "GET", .path = "/callbacks",
		.items = TYPE_OF(callback_items)));

COMMAND(callbacks_resend, "callbacks resend", .summary = "Send a callback again",
	.words = OTK_CLI_WORDS("CALLBACK-ID"),
	.examples = OTK_CLI_WORDS("sandbox callbacks resend CALLBACK-ID"),
	.results = OTK_CLI_WORDS(),
	.control = REQUEST(.method = "POST", .path = "/callbacks/{0}/resend"));

COMMAND(callbacks_clear, "callbacks clear", .summary = "Delete the list of callbacks",
	.words = OTK_CLI_WORDS(), .examples = OTK_CLI_WORDS("sandbox callbacks clear"),
	.results = OTK_CLI_WORDS(), .control = REQUEST(.method = "DELETE", .path = "/callbacks"));

/* ---- all of it */

COMMAND(reset, "reset", .summary = "Delete all objects and reset the clock",
	.words = OTK_CLI_WORDS(), .examples = OTK_CLI_WORDS("sandbox reset"),
	.results = OTK_CLI_WORDS(), .control = REQUEST(.method = "POST", .path = "/reset"));

COMMAND(seed, "seed", .summary = "Add the projects, sessions, archives, faults and stubs of a file",
	.words = OTK_CLI_WORDS("FILE|-"), .examples = OTK_CLI_WORDS("sandbox seed seed.json"),
	.results = OTK_CLI_WORDS(),
	.control = REQUEST(.method = "POST", .path = "/seed", .file = true));

COMMAND(snapshot, "snapshot", .summary = "Print the whole state, for otk sandbox restore",
	.words = OTK_CLI_WORDS(), .examples = OTK_CLI_WORDS("sandbox snapshot"),
	.results = OTK_CLI_WORDS(),
	.control = REQUEST(.method = "GET", .path = "/snapshot", .lines = true));

COMMAND(restore, "restore", .summary = "Replace the whole state by that of a file",
	.words = OTK_CLI_WORDS("FILE|-"), .examples = OTK_CLI_WORDS("sandbox restore state.ndjson"),
	.results = OTK_CLI_WORDS(),
	.control = REQUEST(.method = "PUT", .path = "/snapshot", .file = true, .lines = true));

COMMAND(recording, "recording",
	.summary = "Show what was recorded, or what differs from a recording",
	.words = OTK_CLI_WORDS(), .examples = OTK_CLI_WORDS("sandbox recording"),
	.control = REQUEST(.method = "GET", .path = "/recording"));
