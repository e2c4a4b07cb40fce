/* SPDX-License-Identifier: MIT */
/*
 * Responses that do not end: server-sent events about requests and objects. Each stream remembers
 * only how far it has read the journal and the history, both of which are bounded, so a slow reader
 * costs one chunk of memory; what is dropped before it was read is reported as lost.
 */
#include "config.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "tools/sandbox/http/journal.h"
#include "tools/sandbox/http/send/follow.h"
#include "tools/sandbox/state/clock.h"
#include "tools/sandbox/state/history.h"

/* A comment is sent after HEARTBEAT_MS without an event: a client that is gone is noticed. */
enum { CHUNK = 16 * 1024, HEARTBEAT_MS = 15000 };

typedef struct follower {
	sandbox *box;
	sandbox_request *request;
	sandbox_sleepers *sleepers;
	sandbox_bytes chunk;
	size_t sent;  /* bytes of the chunk */
	int64_t beat; /* monotonic ms of the next comment */
	int64_t end;  /* monotonic ms at which a stream without events ends */
} follower;

static void add_text(follower *to, const char *text)
{
	sandbox_bytes_add_text(&to->chunk, text);
}

static void add_lost(follower *to, const char *name, uint64_t lost)
{
	char *text;

	if (!lost)
		return;
	text = sandbox_print(
		"event: lost\ndata: {\"what\":\"%s\",\"count\":%" PRIu64 "}\n\n", name, lost);
	add_text(to, text);
	free(text);
}

static void add_event(follower *to, const char *name, const char *data, size_t size)
{
	const sandbox_follow *at = &to->request->reply.follow;
	char *text = sandbox_print(
		"event: %s\nid: %" PRIu64 ".%" PRIu64 "\ndata: ", name, at->requests, at->changes);

	add_text(to, text);
	sandbox_bytes_add(&to->chunk, data, size);
	add_text(to, "\n\n");
	free(text);
}

static bool add_request(follower *to)
{
	sandbox_follow *at = &to->request->reply.follow;
	uint64_t lost;
	char *text = sandbox_journal_next(to->request->box->journal, &at->requests, &lost);

	add_lost(to, "requests", lost);
	if (!text)
		return false;
	add_event(to, "request", text, strlen(text));
	free(text);
	return true;
}

static bool add_change(follower *to)
{
	sandbox_follow *at = &to->request->reply.follow;
	uint64_t lost;
	const char *text = sandbox_history_next(to->request->box->history, &at->changes, &lost);

	add_lost(to, "objects", lost);
	if (!text)
		return false;
	add_event(to, "object", text, strlen(text));
	return true;
}

static void fill_chunk(follower *to)
{
	const int64_t now = sandbox_monotonic();
	bool more = true;

	to->chunk.size = to->sent = 0;
	while (more && to->chunk.size < CHUNK) {
		more = add_change(to);
		more |= add_request(to);
	}
	if (!to->chunk.size && now >= to->beat)
		add_text(to, ": the stream is open\n\n");
	if (to->chunk.size)
		to->beat = now + HEARTBEAT_MS;
}

static ssize_t read_follower(void *cls, uint64_t position, char *buffer, size_t max)
{
	follower *from = cls;
	size_t size;

	(void)position;
	if (from->sent == from->chunk.size)
		fill_chunk(from);
	size = from->chunk.size - from->sent;
	if (!size && sandbox_monotonic() >= from->end)
		return MHD_CONTENT_READER_END_OF_STREAM;
	if (!size) {
		sandbox_sleep_for_requests(from->sleepers, from->request->connection,
			from->beat < from->end ? from->beat : from->end, &from->end);
		return 0;
	}
	if (size > max)
		size = max;
	memcpy(buffer, from->chunk.data + from->sent, size);
	from->sent += size;
	return (ssize_t)size;
}

static void free_follower(void *cls)
{
	follower *ended = cls;

	ended->box->followers--; /* the request has been freed */
	sandbox_bytes_free(&ended->chunk);
	free(ended);
}

struct MHD_Response *sandbox_follow_response(sandbox_request *request, sandbox_sleepers *sleepers)
{
	const int64_t now = sandbox_monotonic();
	follower *from = sandbox_alloc(sizeof(*from));
	struct MHD_Response *response;

	*from = (follower){.box = request->box,
		.request = request,
		.sleepers = sleepers,
		.beat = now + HEARTBEAT_MS,
		.end = request->reply.follow.wait < 0 ? INT64_MAX
						      : now + request->reply.follow.wait};
	/* The first bytes are sent at once, so that the client knows that the stream is open. */
	add_text(from, "retry: 1000\n\n");
	request->box->followers++;
	response = MHD_create_response_from_callback(
		MHD_SIZE_UNKNOWN, CHUNK, read_follower, from, free_follower);
	if (!response)
		free_follower(from);
	return response;
}
