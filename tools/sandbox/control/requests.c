/* SPDX-License-Identifier: MIT */
/* The control interface: the journal of requests. */
#include "config.h"

#include <stdlib.h>

#include "tools/sandbox/base/json.h"
#include "tools/sandbox/base/text.h"
#include "tools/sandbox/http/journal.h"
#include "tools/sandbox/request/reply.h"
#include "tools/sandbox/request/request.h"
#include "tools/sandbox/service/routes.h"

static const char *const list_query[] = {"since", "limit", NULL};

/* False: refused. */
static bool read_number(sandbox_request *request, const char *name, int64_t *number)
{
	const char *text = sandbox_json_text(request->query, name, NULL);

	if (!text || (sandbox_number(text, number) && *number >= 0))
		return true;
	sandbox_refuse(request, 400, -1, "Invalid %s: a number is expected", name);
	return false;
}

static void list_requests(sandbox_request *request)
{
	int64_t since = 0;
	int64_t limit = INT64_MAX;
	char *text;

	if (!read_number(request, "since", &since) || !read_number(request, "limit", &limit))
		return;
	text = sandbox_journal_list(request->box->journal, since, limit);
	sandbox_reply_text(request, 200, "application/json", text);
	free(text);
}

static void clear_requests(sandbox_request *request)
{
	sandbox_journal_clear(request->box->journal);
	sandbox_reply_empty(request, 204);
}

const sandbox_route sandbox_control_requests_routes[] = {
	{
		.method = "GET",
		.path = "/sandbox/requests",
		.auth = SANDBOX_AUTH_CONTROL,
		.query = list_query,
		.handle = list_requests,
	},
	{
		.method = "DELETE",
		.path = "/sandbox/requests",
		.auth = SANDBOX_AUTH_CONTROL,
		.handle = clear_requests,
	},
	{0},
};
