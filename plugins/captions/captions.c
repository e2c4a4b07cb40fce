/* SPDX-License-Identifier: MIT */
/* Captions: the tables (doc/contract.md, 18; limits: 28.A10, 28.B). */
#include "plugins/types/captions.h"
#include "plugins/types/feature.h"
#include "plugins/types/fields.h"

static const char *const roles[] = {OTK_ROLE_MODERATOR, NULL};

static const otk_field option_fields[] = {
	OTK_FIELD_SESSION(otk_captions_options, .help = "session to caption"),
	OTK_FIELD_TOKEN(otk_captions_options, .token_roles = roles, .help = "token of a moderator"),
	/* Only the form of a BCP 47 tag is checked; the service checks the language. */
	OTK_FIELD(otk_captions_options, language_code, "languageCode", .min = 2, .max = 35,
		.alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-",
		.soft = OTK_SOFT_ALL, .help = "spoken language as a BCP 47 tag (default: en-US)"),
	OTK_FIELD(otk_captions_options, max_duration, "maxDuration", .min = 300, .max = 14400,
		.unit = OTK_UNIT_SECONDS,
		.help = "stop automatically after this time (default: 4 hours)"),
	OTK_FIELD(otk_captions_options, partial_captions, "partialCaptions",
		.help = "send unfinished sentences: faster, less exact (default: yes)"),
	OTK_FIELD(otk_captions_options, status_callback_url, "statusCallbackUrl", OTK_WEB_URL,
		.help = "URL that receives the status of these captions"),
};
static const otk_type options_type =
	OTK_OPTIONS_TYPE(otk_captions_options, "captions_options", option_fields, OTK_NO_RULES);

#define CAPTIONS "/v2/project/{project}/captions"

static const otk_operation operations[] = {
	OTK_OPERATION("start", .summary = "Start live captions of a session",
		.method = OTK_METHOD_POST, .path = CAPTIONS, .body = OTK_BODY_JSON,
		.options = &options_type, .result = &otk_captions_type, .shape = OTK_SHAPE_OBJECT,
		.repeat = OTK_REPEAT_UNSAFE,
		OTK_EXAMPLES("captions start --session-id SESSION-ID --token-file moderator.token",
			"captions start --session-id SESSION-ID --token-file moderator.token --language-code de-DE --max-duration 3600")),
	OTK_OPERATION("stop", .summary = "Stop live captions", .method = OTK_METHOD_POST,
		.path = CAPTIONS "/{captionsId}/stop", .body = OTK_BODY_JSON,
		.repeat = OTK_REPEAT_SETTLE, OTK_EXAMPLES("captions stop CAPTIONS-ID")),
};

OTK_FEATURE(captions, OTK_CAPTIONS_ID, OTK_CAPTIONS_MINOR, "live captions")
