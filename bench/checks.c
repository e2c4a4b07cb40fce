/* SPDX-License-Identifier: MIT */
/* What otk checks in texts, options and responses, one check each: for counting instructions. */
#include "config.h"

#include <otk/archives.h>
#include <otk/session_id.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/frame.h"
#include "bench/page.h"
#include "bench/samples.h"
#include "core/base/error/redact.h"
#include "core/base/text/text.h"
#include "core/base/text/utf8.h"
#include "core/client/call/service_error.h"
#include "core/schema/validate/validate.h"
#include "core/transport/http/url.h"
#include "tests/schema/archive_tables.h"

#define SAMPLE_URL "https://api.opentok.com/v2/project/123456/archive"

typedef struct text {
	const char *data;
	size_t size;
} text;

static const char message[] =
	"the server refused the token eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiIxMjM0NTYifQ.c2lnbmF0dXJl of "
	"https://user:word@proxy.example:3128/ (\"api_secret\":\"1234567890abcdef\")";

static bool check_url(void *context)
{
	return !otk_url_check(context, "the URL", NULL);
}

static bool check_session_id(void *context)
{
	return !otk_session_id_check(context, SESSION, NULL);
}

/* Two options, as most callers have them. */
static bool check_few_options(void *context)
{
	const otk_validation how = {.key = context};
	const otk_archive_options options =
		OTK_ARCHIVE_OPTIONS(.session_id = SESSION, .name = "weekly");

	return !otk_validate(
		otk_test_archive_row("start")->options, &options, &how, "archives.start", NULL);
}

static bool check_many_options(void *context)
{
	const otk_validation how = {.key = context};
	const otk_layout layout = OTK_LAYOUT(.type = OTK_LAYOUT_BEST_FIT);
	const otk_archive_options options = OTK_ARCHIVE_OPTIONS(.session_id = SESSION,
		.name = "weekly", .has_audio = OTK_YES, .has_video = OTK_YES,
		.output_mode = OTK_OUTPUT_COMPOSED, .stream_mode = OTK_STREAM_MODE_AUTO,
		.resolution = "1280x720", .multi_archive_tag = "both", .layout = &layout);

	return !otk_validate(
		otk_test_archive_row("start")->options, &options, &how, "archives.start", NULL);
}

static bool check_markup(void *context)
{
	const text *body = context;

	return !otk_looks_like_markup(body->data, body->size);
}

static bool check_utf8(void *context)
{
	const text *body = context;

	return otk_utf8_length(body->data, body->size) > 0;
}

static bool hide_secrets(void *context)
{
	otk_buffer out;
	bool hidden;

	(void)context;
	otk_buffer_init(&out, 4096);
	otk_redact(&out, message, sizeof(message) - 1, true);
	hidden = out.data && !strstr(out.data, "c2lnbmF0dXJl") && !strstr(out.data, "word@");
	otk_buffer_free(&out);
	return hidden;
}

int main(int argc, char **argv)
{
	char url[] = SAMPLE_URL;
	otk_key *key =
		otk_key_new(&OTK_KEY_OPTIONS(.api_key = API_KEY, .api_secret = SECRET), NULL);
	size_t size = 0;
	char *page = bench_page(&size);
	text body = {page, size};
	const bench_case cases[] = {
		{"check url", NULL, check_url, url},
		{"check session id", NULL, check_session_id, key},
		{"check few options", NULL, check_few_options, key},
		{"check many options", NULL, check_many_options, key},
		{"check markup", NULL, check_markup, &body},
		{"check UTF-8", NULL, check_utf8, &body},
		{"check redact", NULL, hide_secrets, NULL},
	};
	int result = 1;

	if (key && page)
		result = bench_main(argc, argv, cases, OTK_COUNT_OF(cases));
	otk_key_free(key);
	free(page);
	return result;
}
