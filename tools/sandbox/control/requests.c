/* SPDX-License-Identifier: MIT */
/* The control interface: the journal of requests. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "tools/sandbox/base/json.h"
#include "tools/sandbox/base/text.h"
#include "tools/sandbox/http/journal.h"
#include "tools/sandbox/request/reply.h"
#include "tools/sandbox/request/request.h"
#include "tools/sandbox/request/route_find.h"
#include "tools/sandbox/service/routes.h"
#include "tools/sandbox/state/clock.h"
#include "tools/sandbox/state/history.h"

static const char *const list_query[] = {"since", "before", "order", "limit", "operation", "status",
	"session", "wait", "view", NULL};

/* Longest time that a request may wait for another one, ms. */
enum { WAIT_MAX = 300000 };

/* False: refused. */
static bool read_number(sandbox_request *request, const char *name, int64_t max, int64_t *number)
{
	const char *text = sandbox_json_text(request->query, name, NULL);

	if (!text || (sandbox_number(text, number) && *number >= 0 && *number <= max))
		return true;
	sandbox_refuse(request, 400, -1, "Invalid %s: a number%s is expected", name,
		max == WAIT_MAX ? " of at most 300000 ms" : "");
	return false;
}

/* Whether a parameter with one known value is given. False in *given: it is missing. */
static bool read_word(sandbox_request *request, const char *name, const char *known, bool *given)
{
	*given = sandbox_json_is(request->query, name, known);
	if (*given || !sandbox_json_member(request->query, name))
		return true;
	sandbox_refuse(request, 400, -1, "Invalid %s: \"%s\" is expected", name, known);
	return false;
}

static bool read_filter(sandbox_request *request, sandbox_journal_filter *filter)
{
	filter->operation = sandbox_json_text(request->query, "operation", NULL);
	filter->session = sandbox_json_text(request->query, "session", NULL);
	if (!read_word(request, "view", "summary", &filter->summary) ||
		!read_word(request, "order", "newest", &filter->newest) ||
		!read_number(request, "since", INT64_MAX - 1, &filter->since) ||
		!read_number(request, "before", INT64_MAX, &filter->before) ||
		!read_number(request, "status", 999, &filter->status))
		return false;
	return !filter->operation || sandbox_operation_check(request, filter->operation);
}

/* Whether nothing was found and time is left: the request waits for another one. */
static bool must_wait(sandbox_request *request, bool found, int64_t wait)
{
	const int64_t now = sandbox_monotonic();

	if (!request->wait_until)
		request->wait_until = now + wait;
	request->waiting = !found && now < request->wait_until;
	return request->waiting;
}

static void list_requests(sandbox_request *request)
{
	sandbox_journal_filter filter = {0};
	int64_t limit = INT64_MAX, wait = 0;

	if (!read_filter(request, &filter) || !read_number(request, "limit", INT64_MAX, &limit) ||
		!read_number(request, "wait", WAIT_MAX, &wait))
		return;
	if (!must_wait(request, sandbox_journal_has(request->box->journal, &filter), wait))
		sandbox_reply_pieces(request, "application/json",
			sandbox_journal_pieces(request->box->journal, &filter, limit));
}

static void show_request(sandbox_request *request)
{
	char *entry = NULL;
	int64_t number;

	if (sandbox_number(sandbox_parameter(request, "seq"), &number) && number > 0)
		entry = sandbox_journal_entry(request->box->journal, (uint64_t)number);
	if (entry)
		sandbox_reply_text(request, 200, "application/json", entry);
	else
		sandbox_refuse(request, 404, -1,
			"The journal has no entry with this number; older ones are dropped");
	free(entry);
}

static void clear_requests(sandbox_request *request)
{
	sandbox_journal_clear(request->box->journal);
	sandbox_history_clear(request->box->history, "request");
	sandbox_reply_empty(request, 204);
}

const sandbox_route sandbox_control_requests_routes[] = {
	{
		.method = "GET",
		.path = "/sandbox/requests",
		.summary = "lists the latest requests",
		.auth = SANDBOX_AUTH_CONTROL,
		.query = list_query,
		.handle = list_requests,
	},
	{
		.method = "GET",
		.path = "/sandbox/requests/{seq}",
		.summary = "shows a request and the response to it",
		.auth = SANDBOX_AUTH_CONTROL,
		.handle = show_request,
	},
	{
		.method = "DELETE",
		.path = "/sandbox/requests",
		.summary = "clears the journal",
		.auth = SANDBOX_AUTH_CONTROL,
		.handle = clear_requests,
	},
	{0},
};
