/* SPDX-License-Identifier: MIT */
/* Arguments that an official SDK refuses and otk accepts: case, subject, SDK, otk, reason. */
#include "config.h"

#include "tests/plugins/sdk_differences.h"

/* clang-format off */
otk_difference_row otk_difference_rows[] = {
	{"*", "not run", "token_generate", NULL, "no call: tokens have tests of their own", 0},
	{"*", "not run", "client_new", NULL, "no call: clients have tests of their own", 0},
	{"*", "not run", "archive_parse", NULL, "no call: a response", 0},

	{"node/*-no-callback-*", "refusal", NULL, NULL, "about the SDK's callback, not about an argument", 0},
	{"node/start-broadcast-results-in-error-if-no-session-id-provided", "refusal", NULL, NULL, "the arguments that the case states are good", 0},
	{"php/cannot-remove-stream-from-broadcast-on-auto", "refusal", NULL, NULL, "about an object that the SDK keeps; the service says it", 0},
	{"dotnet/render-resolution-1*", "refusal", NULL, NULL, "the service and newer SDKs have this size", 0},
	{0},
};
