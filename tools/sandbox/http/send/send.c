/* SPDX-License-Identifier: MIT */
/* Sends responses, with the faults that the request or a rule has chosen. */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tools/sandbox/base/content.h"
#include "tools/sandbox/base/ids.h"
#include "tools/sandbox/base/json.h"
#include "tools/sandbox/http/fault.h"
#include "tools/sandbox/http/send/follow.h"
#include "tools/sandbox/http/send/send.h"
#include "tools/sandbox/http/send/sleep.h"
#include "tools/sandbox/request/reply.h"
#include "tools/sandbox/state/clock.h"

enum { BLOCK = 64 * 1024 };

/* A body that is sent piece by piece: a download, or one with a fault. */
typedef struct source {
	sandbox_request *request;
	sandbox_sleepers *sleepers;
	int64_t cut;     /* bytes before the connection is closed; -1: no limit */
	int64_t slow_ms; /* pause after the first half */
	bool rested;
} source;

static ssize_t read_source(void *cls, uint64_t position, char *buffer, size_t max)
{
	source *from = cls;
	const sandbox_download *download = &from->request->reply.download;
	size_t size;
	const char *body = sandbox_reply_body(from->request, &size);
	size_t length = size - (size_t)position;

	if (from->slow_ms && !from->rested && position >= size / 2) {
		from->rested = true;
		sandbox_sleep(from->sleepers, from->request->connection, from->slow_ms);
		return 0;
	}
	if (from->slow_ms && !from->rested && position + length > size / 2)
		length = size / 2 - (size_t)position;
	if (from->cut >= 0 && (int64_t)(position + length) > from->cut)
		length = (size_t)(from->cut - (int64_t)position);
	if (!length)
		return MHD_CONTENT_READER_END_WITH_ERROR;
	if (length > max)
		length = max;
	if (download->seed)
		sandbox_content_bytes(
			download->seed, download->start + (int64_t)position, buffer, length);
	else
		memcpy(buffer, body + position, length);
	return (ssize_t)length;
}

static void free_source(void *cls)
{
	free(cls);
}

/* A body of unknown size: the piece that is being sent. */
typedef struct piece {
	sandbox_request *request;
	char *text;
	size_t sent;
} piece;

static ssize_t read_pieces(void *cls, uint64_t position, char *buffer, size_t max)
{
	piece *from = cls;
	const sandbox_pieces *pieces = &from->request->reply.pieces;
	size_t length;

	(void)position;
	if (!from->text || !from->text[from->sent]) {
		free(from->text);
		from->text = pieces->next(pieces->state);
		from->sent = 0;
	}
	if (!from->text)
		return MHD_CONTENT_READER_END_OF_STREAM;
	length = strnlen(from->text + from->sent, max);
	memcpy(buffer, from->text + from->sent, length);
	from->sent += length;
	return (ssize_t)length;
}

static void free_piece(void *cls)
{
	piece *ended = cls;

	free(ended->text);
	free(ended);
}

static struct MHD_Response *pieces_response(sandbox_request *request)
{
	piece *from = sandbox_alloc(sizeof(*from));

	from->request = request;
	return MHD_create_response_from_callback(
		MHD_SIZE_UNKNOWN, BLOCK, read_pieces, from, free_piece);
}

/* The size of the body that GET would send, for HEAD: the HTTP library ends a response of unknown
 * size with a chunk even after HEAD. */
static size_t size_of_pieces(const sandbox_pieces *pieces)
{
	size_t size = 0;
	char *text;

	while ((text = pieces->next(pieces->state))) {
		size += strlen(text);
		free(text);
	}
	return size;
}

/* Of a response to HEAD. */
static ssize_t read_nothing(void *cls, uint64_t position, char *buffer, size_t max)
{
	(void)cls;
	(void)position;
	(void)buffer;
	(void)max;
	return MHD_CONTENT_READER_END_WITH_ERROR;
}

static struct MHD_Response *new_response(sandbox_request *request, sandbox_sleepers *sleepers)
{
	const sandbox_fault *fault = request->fault;
	const bool cut = fault && fault->truncate >= 0;
	const bool slow = fault && fault->slow_body_ms > 0;
	const bool is_head = strcmp(request->method, "HEAD") == 0;
	size_t size;
	const char *body = sandbox_reply_body(request, &size);
	source *from;

	if (request->reply.follow.open && !is_head)
		return sandbox_follow_response(request, sleepers);
	if (request->reply.pieces.next && !is_head)
		return pieces_response(request);
	if (request->reply.pieces.next)
		return MHD_create_response_from_callback(
			size_of_pieces(&request->reply.pieces), BLOCK, read_nothing, NULL, NULL);
	if (!cut && !slow && !request->reply.download.seed)
		return MHD_create_response_from_buffer(
			size, (void *)(uintptr_t)body, MHD_RESPMEM_PERSISTENT);
	from = sandbox_alloc(sizeof(*from));
	*from = (source){.request = request,
		.sleepers = sleepers,
		.cut = cut ? fault->truncate : -1,
		.slow_ms = slow ? fault->slow_body_ms : 0};
	return MHD_create_response_from_callback(size, BLOCK, read_source, from, free_source);
}

static void add_date_header(struct MHD_Response *response, const sandbox_request *request)
{
	const sandbox_fault *fault = request->fault;
	const time_t now = sandbox_wall(request->box) / 1000 + (fault ? fault->date_skew : 0);
	struct tm parts;
	char text[64];

	gmtime_r(&now, &parts);
	strftime(text, sizeof(text), "%a, %d %b %Y %H:%M:%S GMT", &parts);
	MHD_add_response_header(response, "Date", text);
}

static void add_reply_headers(struct MHD_Response *response, sandbox_request *request)
{
	char trace[64] = "f=unknown&s=otk-sandbox&u=";
	json_object_iter each;

	sandbox_uuid(trace + strlen(trace));
	MHD_add_response_header(response, "X-Opentok-Trace", trace);
	MHD_add_response_header(response, "Server", "otk-sandbox");
	add_date_header(response, request);
	if (request->reply.type)
		MHD_add_response_header(response, "Content-Type", request->reply.type);
	if (!request->reply.headers)
		return;
	json_object_object_foreachC(request->reply.headers, each)
		MHD_add_response_header(response, each.key, json_object_get_string(each.val));
}

enum MHD_Result sandbox_send(sandbox_request *request, sandbox_sleepers *sleepers)
{
	struct MHD_Response *response = new_response(request, sleepers);
	enum MHD_Result result;

	if (!response)
		return MHD_NO;
	add_reply_headers(response, request);
	result = MHD_queue_response(request->connection, request->reply.status, response);
	MHD_destroy_response(response);
	return result;
}
