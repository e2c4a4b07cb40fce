/* SPDX-License-Identifier: MIT */
/* Differences between official SDKs and otk: exchange, subject, SDK, otk, reason. */
#include "config.h"

#include "tests/plugins/sdk_differences.h"

/* clang-format off */
otk_difference_row otk_difference_rows[] = {
	/* ---- not run */
	{"*", "not run", "websocket_disconnect", NULL, "the service has withdrawn this call", 0},
	{"*", "not run", "captions_get", NULL, "the service has withdrawn this call", 0},

	/* ---- defaults that an SDK sends and otk leaves to the service */
	{"*", "request.body.archiveMode", "\"manual\"", "-", "the service's default", 0},
	{"p*/*", "request.body.e2ee", "\"false\"", "-", "the service's default", 0},
	{"*/archive/*", "request.body.has[AV]*", "true", "-", "the service's default", 0},
	{"php/broadcast/*", "request.body.has[AV]*", "true", "-", "the service's default", 0},
	{"*/archive/*", "request.body.outputMode", "\"composed\"", "-", "the service's default", 0},
	{"*", "request.body.streamMode", "\"auto\"", "-", "the service's default", 0},
	{"php/archive/*", "request.body.hasTranscription", "false", "-", "the service's default", 0},
	{"php/*", "request.body.resolution", "\"640x480\"", "-", "the service's default", 0},
	{"php/broadcast/*", "request.body.layout", "{\"type\":\"bestFit\"}", "-", "the service's default", 0},
	{"php/broadcast/*", "request.body.maxBitRate", "2000000", "-", "an old name of the service's default", 0},
	{"php/broadcast/*", "request.body.outputs", "{\"hls\":*}", "-", "an SDK's own default: which outputs is for the caller to say", 0},
	{"*/captions/*", "request.body.languageCode", "\"en-US\"", "-", "the service's default", 0},
	{"*/captions/*", "request.body.maxDuration", "14400", "-", "the service's default", 0},
	{"*/captions/*", "request.body.partialCaptions", "true", "-", "the service's default", 0},
	{"python/render/start-render", "request.body.maxDuration", "7200", "-", "the service's default", 0},
	{"python/render/start-render", "request.body.resolution", "\"1280x720\"", "-", "the service's default", 0},
	{"php/sip/*", "request.body.sip.observeForceMute", "false", "-", "the service's default", 0},
	{"php/sip/*", "request.body.sip.video", "false", "-", "the service's default", 0},
	{"php/sip/*", "request.body.sip.secure", "true", "-", "an SDK's own default: the service's is false", 0},
	{"dotnet/websocket/*", "request.body.websocket.streams", "[[]]", "-", "nothing was given", 0},
	{"dotnet/websocket/*", "request.body.websocket.headers", "{}", "-", "nothing was given", 0},
	{"dotnet/websocket/*", "request.body.websocket.bidirectional", "false", "-", "the service's default", 0},
	{"dotnet/websocket/*", "request.body.websocket.audioRate", "0", "-", "0 is not a rate: the service's default is 8000", 0},
	{"*", "request.query.offset", "\"0\"", "-", "the service's default", 0},

	/* ---- defaults that otk sends */
	{"*", "request.query.count", "-", "\"50\"", "always sent: what the service does without it is not certain", 0},
	{"vonage/stream/ruby-*", "request.body.active", "-", "true", "needed by the service; this SDK leaves it out", 0},
	{"vonage/session/node-*", "request.body.p2p.preference", "\"disabled\"", "\"enabled\"", "nothing was given: ours is the default of the OpenTok SDKs", 0},

	/* ---- oddities of one SDK */
	{"php/session/*", "request.body.api_key", "\"12345678\"", "-", "this SDK repeats the API key, which nobody reads", 0},
	{"vonage/session/python-*", "request.body.media_mode", "\"routed\"", "-", "this SDK sends its own name beside p2p.preference", 0},
	{"vonage/session/python-*", "request.body.e2ee", "\"True\"", "\"true\"", "this SDK writes Python's word", 0},
	{"vonage/session/node-*", "request.body.location", "\"null\"", "-", "this SDK sends the word null", 0},
	{"vonage/captions/node-*", "request.body.partialCaptions", "\"true\"", "true", "this SDK sends a string, the service takes both", 0},
	{"vonage/websocket/node-*", "request.body.websocket.audioTransport.static_fields.fizz*", NULL, NULL, "this SDK changes the caller's own names", 0},
	{"java/archive/*", "request.body.quantizationParameter", "-", "29", "this SDK never sends it", 0},
	{"python/broadcast/start-broadcast-only-one-rtmp", "request.body.outputs.rtmp", "{*}", "[[]{*}]", "one target as an object: we always send a list", 0},
	{"php/render/can-start-render", "request.body", "-", "{*}", "this SDK builds the body wrongly and sends none", 0},
	{"php/auth/can-use-vonage-auth", "request.body", "-", "{*}", "this SDK builds the body wrongly and sends none", 0},
	{"php/stream/throws-exception-when-invalid-stream-ids", "request.body.*", NULL, NULL, "a list in place of options: this SDK numbers its items", 0},
	{"php/sip/*", "request.path", "*/call", "*/dial", "an old name of the same path", 0},
	{"php/connection/*", "request.path", "*/connection/", "*/connection", "this SDK adds a slash", 0},

	/* ---- responses that cannot be used */
	{"*/session/*", "error", "-", "response", "XML: otk asks for JSON, and another response is an error that quotes it", 0},
	{"vonage/*/ruby-*", "error", "-", "response", "a placeholder without an id", 0},
	{"python/archive/start-archive-with-streammode-*", "error", "-", "response", "a fragment without an id", 0},
	{"dotnet/sip/dial*correct-url", "error", "-", "response", "an empty response: a call without an id cannot be ended", 0},
	{"java/broadcast/start-broadcast", "error", "-", "response", "not JSON: text follows the object", 0},

	/* ---- members of an SDK's result that the response does not have */
	{"*/session/*", "result.*", NULL, "(no such member)", "the SDK's session object repeats what was asked for", 0},
	{"*", "result.status_code", "20[024]", "(no such member)", "the HTTP status: success is OTK_OK", 0},
	{"*", "result.result", "true", "(no such member)", "success is OTK_OK", 0},
	{"python/broadcast/*", "result.broadcast_urls.length", "3", "(no such member)", "the SDK counts members of an object", 0},
	{"php/broadcast/*", "result.hls_url:type", "string", "(no such member)", "the SDK's short cut to broadcastUrls.hls", 0},
	{"php/broadcast/*", "result.is_stopped", "false", "(no such member)", "the SDK's short cut to status", 0},
	{"vonage/broadcast/python-*", "result.next_page", "1", "(no such member)", "the SDK's own; ours is otk_each()", 0},
	{"vonage/broadcast/python-change-broadcast-layout", "result.id", NULL, "(no such member)", "the body of this response is optional: not read", 0},
	{"python/auth/create-default-vonage-session", "result.*", NULL, "(no such member)", "the SDK's session object repeats what was asked for", 0},
	{0},
};
