/* SPDX-License-Identifier: MIT */
/*
 * Webhook: receives the callbacks of the service, verifies that they are genuine, and shows them.
 * Only what is verified is kept. Register http://HOST/callbacks for your project.
 *
 *   OTK_API_KEY=… OTK_API_SECRET=… OTK_CALLBACK_SECRET=… ./webhook
 */
#include <otk/auth.h>
#include <stdlib.h>
#include <string.h>

#include "web.h"

#define KEPT     20
#define SEEN_MAX 1024
#define JTI_SIZE 64

/* The server has one thread, so these need no lock. */
static char *events[KEPT]; /* newest first */
static char seen_ids[SEEN_MAX][JTI_SIZE];
static size_t seen_count;

/* The replay guard. When it is full, a new id replaces the oldest one. */
static otk_flag was_seen(void *userdata, const char *jti, int64_t forget_at)
{
	(void)userdata, (void)forget_at;
	if (strlen(jti) >= JTI_SIZE)
		return OTK_UNSET;
	for (size_t i = 0; i < SEEN_MAX; i++)
		if (strcmp(seen_ids[i], jti) == 0)
			return OTK_YES;
	snprintf(seen_ids[seen_count++ % SEEN_MAX], JTI_SIZE, "%s", jti);
	return OTK_NO;
}

static void keep(const web_request *request)
{
	char *copy = strndup(request->body, request->body_size);

	free(events[KEPT - 1]);
	memmove(events + 1, events, sizeof(events) - sizeof(events[0]));
	events[0] = copy;
}

static void receive(web_request *request)
{
	otk_error error = OTK_ERROR_INIT;
	int32_t status = 0;
	const char *secret = getenv("OTK_CALLBACK_SECRET");
	otk_callback_check check =
		OTK_CALLBACK_CHECK(.authorization = web_header(request, "Authorization"),
			.body = request->body, .body_size = request->body_size, .seen = was_seen,
			.require_hash = OTK_YES);

	check.secrets = (otk_strings){&secret, secret ? 1 : 0};
	if (otk_callback_verify(&check, &status, &error) == OTK_OK) {
		keep(request);
		fprintf(stderr, "accepted: %zu bytes\n", request->body_size);
	} else {
		fprintf(stderr, "refused: %s\n", error.message);
	}
	request->status = (unsigned)status; /* a replay is 200: it was handled before */
}

static void show_events(web_request *request)
{
	web_begin(request, "Callbacks");
	if (!events[0])
		fprintf(request->out, "<p role=\"status\">No callbacks so far.</p>\n");
	for (size_t i = 0; i < KEPT && events[i]; i++) {
		fprintf(request->out, "<article>\n<h2>%zu</h2>\n<pre>", i + 1);
		web_text(request, events[i]);
		fprintf(request->out, "</pre>\n</article>\n");
	}
	web_end(request);
}

int main(void)
{
	static const web_route routes[] = {
		{"GET", "/", show_events},
		{"POST", "/callbacks", receive},
		{0},
	};
	int code = 0;

	if (!getenv("OTK_CALLBACK_SECRET")) {
		fprintf(stderr, "OTK_CALLBACK_SECRET: not set; set the signature secret of the "
				"project's callbacks\n");
		return 2;
	}
	code = web_serve(routes);
	for (size_t i = 0; i < KEPT; i++)
		free(events[i]);
	return code;
}
