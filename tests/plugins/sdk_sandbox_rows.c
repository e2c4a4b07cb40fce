/* SPDX-License-Identifier: MIT */
/* Differences between responses of otk-sandbox and fixtures of the official SDKs, with reasons. */
#include "config.h"

#include "tests/plugins/sdk_differences.h"

/* clang-format off */
otk_difference_row otk_difference_rows[] = {
	{"*", "not run", "websocket_disconnect", NULL, "the service has withdrawn this call", 0},
	{"*", "not run", "captions_get", NULL, "the service has withdrawn this call", 0},

	/* ---- one of several successes */
	{"*", "status", "200", "202*", "the SDKs' tests and the documents differ over which 2xx it is", 0},
	{"*", "status", "200", "204*", "the SDKs' tests and the documents differ over which 2xx it is", 0},
	{"*", "response", "object", "-", "the body of this response is optional", 0},

	/* ---- requests that the service refuses, with a fixture for success */
	{"python/session/create-session-with-e2ee", "status", "200", "400*", "e2ee needs a routed session", 0},
	{"vonage/session/python-create-session-2", "status", "200", "400*", "e2ee excludes archiveMode always", 0},
	{"vonage/stream/ruby-moderation-mute-multiple-streams-method", "status", "200", "400*", "active is needed", 0},
	{"vonage/archive/ruby-archives-change-layout-method", "status", "200", "400*", "a style sheet without the type custom", 0},
	{"vonage/archive/ruby-archives-start-method-with-optional-params", "status", "200", "400*", "maxBitrate excludes quantizationParameter", 0},
	{"vonage/archive/node-can-create-an-archive-with-has-transcription-set-to-true", "status", "200", "400*", "a transcript needs outputMode individual", 0},
	{"java/broadcast/start-broadcast", "status", "200", "400*", "neither audio nor video", 0},
	{"node/archive/patch-archive-should-properly-set-flags-to-false-for-options", "status", "200", "400*", "neither audio nor video", 0},
	{"python/broadcast/start-broadcast-with-screenshare-type", "status", "200", "400*", "a layout without a type", 0},
	{"node/callbacks/valid-responses-should-return-a-callback", "status", "200", "400*", "no address", 0},
	{"php/render/can-start-render", "status", "200", "400*", "this SDK sends no body", 0},
	{"php/auth/can-use-vonage-auth", "status", "200", "400*", "this SDK sends no body", 0},

	/* ---- what a fixture has beyond what was asked for, or of another moment */
	{"*/broadcast/*", "response*broadcastUrls*", NULL, "-", "addresses of outputs that were not asked for, or of a broadcast that has ended", 0},
	{"python/broadcast/*", "response.broadcastUrls.rtmp", "object", "array", "the old form of the list", 0},
	{"*", "response*max[bB]it[rR]ate", "int", "-", "was not asked for", 0},
	{"*/broadcast/*", "response.items[[]].streams", "array", "-", "only in manual mode", 0},
	{"vonage/archive/python-start-archive", "response.*", NULL, "-", "was not asked for", 0},
	{"java/archive/start-archive-with-quantization-parameter", "response.*", "string", "-", "this SDK never sends it; and an address only once it is available", 0},
	{"*/render/*", "response*reason", "string", "-", "only once it has ended", 0},
	{"*/render/*", "response*streamId", "string", "-", "only once it has started", 0},

	/* ---- fixtures that no service would send */
	{"*", "response.notarealproperty", "string", "-", "made up, to be ignored", 0},
	{"vonage/*/ruby-*", "response.key", "string", "-", "a placeholder", 0},

	/* ---- both forms are right */
	{"node/archive/*", "response.p*Id", "string", "int", "a number or a text", 0},
	{"php/connection/*", "response.items[[]].createdAt", "string", "int", "a number or a text", 0},
	{"vonage/archive/node-can-stop-an-archive", "response.projectId", "int", "-", "the name of the OpenTok product; here it is applicationId", 0},
	{"vonage/stream/node-can-mute-*", "response.id", "string", "-", "the name of the OpenTok product; here it is applicationId", 0},
	{"vonage/stream/node-can-mute-*", "response.secret", "string", "-", "an application has no secret", 0},
	{0},
};
