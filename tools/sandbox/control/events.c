/* SPDX-License-Identifier: MIT */
/* The control interface: a stream of events, and the history of a session's objects. */
#include "config.h"

#include "tools/sandbox/base/json.h"
#include "tools/sandbox/base/text.h"
#include "tools/sandbox/http/journal.h"
#include "tools/sandbox/http/send/follow.h"
#include "tools/sandbox/request/reply.h"
#include "tools/sandbox/service/routes.h"
#include "tools/sandbox/state/history.h"

static const char *const events_query[] = {"requests", "objects", "wait", NULL};

/* Longest time without an event that `wait` may name, ms. */
enum { WAIT_MAX = 300000 };

/* Reads a number of the query. False: refused. */
static bool read_number(sandbox_request *request, const char *name, int64_t max, int64_t *number)
{
	const char *text = sandbox_json_text(request->query, name, NULL);

	if (!text || (sandbox_number(text, number) && *number >= 0 && *number <= max))
		return true;
	sandbox_refuse(request, 400, -1, "Invalid %s: a number from 0 is expected", name);
	return false;
}

/* A number that is higher than the latest one comes from before a restart: all is new. */
static uint64_t known_number(int64_t number, uint64_t last)
{
	return (uint64_t)number > last ? 0 : (uint64_t)number;
}

static void follow_events(sandbox_request *request)
{
	const uint64_t last_request = sandbox_journal_last(request->box->journal);
	const uint64_t last_change = sandbox_history_last(request->box->history);
	int64_t requests = (int64_t)last_request, changes = (int64_t)last_change, wait = -1;

	if (!read_number(request, "requests", INT64_MAX, &requests) ||
		!read_number(request, "objects", INT64_MAX, &changes) ||
		!read_number(request, "wait", WAIT_MAX, &wait))
		return;
	if (request->box->followers >= SANDBOX_FOLLOWERS) {
		sandbox_refuse(request, 503, 503,
			"Too many streams of events are open: at most %d; close a page",
			SANDBOX_FOLLOWERS);
		return;
	}
	sandbox_reply_text(request, 200, "text/event-stream", "");
	sandbox_reply_header(request, "Cache-Control", "no-store");
	request->reply.follow = (sandbox_follow){.open = true,
		.requests = known_number(requests, last_request),
		.changes = known_number(changes, last_change),
		.wait = wait};
}

static void show_history(sandbox_request *request)
{
	sandbox_reply_items(request, sandbox_history_of_session(request->box->history,
					     sandbox_json_text(request->session, "id", "")));
}

const sandbox_route sandbox_control_events_routes[] = {
	{
		.method = "GET",
		.path = "/sandbox/events",
		.summary = "streams requests and changes of objects as server-sent events",
		.auth = SANDBOX_AUTH_CONTROL,
		.query = events_query,
		.handle = follow_events,
	},
	{
		.method = "GET",
		.path = "/sandbox/session/{sessionId}/history",
		.summary = "lists the states that the objects of a session had",
		.auth = SANDBOX_AUTH_CONTROL,
		.flags = SANDBOX_SESSION_PATH,
		.handle = show_history,
	},
	{0},
};
