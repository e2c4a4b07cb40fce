/* SPDX-License-Identifier: MIT */
/* One request: splitting its target, reading its headers, freeing it. */
#include "config.h"

#include <microhttpd.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "tools/sandbox/base/json.h"
#include "tools/sandbox/base/text.h"
#include "tools/sandbox/request/request.h"

static bool add_segment(sandbox_request *request, const char *text, size_t length)
{
	char *segment = sandbox_percent_decode(text, length, false);

	if (!segment || request->segment_count == SANDBOX_MAX_SEGMENTS) {
		free(segment);
		return false;
	}
	request->segments[request->segment_count++] = segment;
	return true;
}

/* Ignores a slash at the end: two official SDKs send one. */
static bool split_path(sandbox_request *request)
{
	const char *at = request->path;

	if (*at != '/')
		return false;
	while (*at) {
		size_t length = strcspn(++at, "/");

		if (!length && !at[length])
			break;
		if (!add_segment(request, at, length))
			return false;
		at += length;
	}
	return true;
}

/* Returns the path of a target that is a whole URL, as for a proxy, and keeps its authority. */
static const char *split_authority(sandbox_request *request, const char *target)
{
	const size_t scheme = strncasecmp(target, "http://", 7) == 0    ? 7
			      : strncasecmp(target, "https://", 8) == 0 ? 8
									: 0;
	const char *path = target + scheme + strcspn(target + scheme, "/?");

	if (!scheme)
		return target;
	request->authority = sandbox_copy_n(target + scheme, (size_t)(path - target) - scheme);
	return *path ? path : "/";
}

sandbox_request *sandbox_request_new(sandbox *box, const char *target)
{
	sandbox_request *request = sandbox_alloc(sizeof(*request));
	const char *query;

	target = split_authority(request, target);
	query = strchr(target, '?');
	request->box = box;
	request->target = sandbox_copy(target);
	request->path =
		query ? sandbox_copy_n(target, (size_t)(query - target)) : sandbox_copy(target);
	request->query =
		query ? sandbox_form_decode(query + 1, strlen(query + 1)) : sandbox_new_object();
	request->bad_target = !request->query || !split_path(request);
	return request;
}

void sandbox_reply_clear(sandbox_reply *reply)
{
	json_object_put(reply->json);
	json_object_put(reply->headers);
	free(reply->text);
	free(reply->download.seed);
	if (reply->pieces.end)
		reply->pieces.end(reply->pieces.state);
	*reply = (sandbox_reply){0};
}

void sandbox_request_free(sandbox_request *request)
{
	/* First, because a recorder may now write the request of a client that has disconnected. */
	if (request->forward)
		request->forward_free(request->forward);
	free(request->method);
	free(request->authority);
	free(request->target);
	free(request->path);
	for (size_t i = 0; i < request->segment_count; i++)
		free(request->segments[i]);
	json_object_put(request->query);
	sandbox_bytes_free(&request->body);
	json_object_put(request->project);
	json_object_put(request->claims);
	json_object_put(request->input);
	json_object_put(request->unknown);
	json_object_put(request->session);
	json_object_put(request->object);
	sandbox_reply_clear(&request->reply);
	if (request->fault)
		request->fault_free(request->fault);
	if (request->stub)
		request->stub_free(request->stub);
	json_object_put(request->recorded);
	free(request);
}

static const char *recorded_header(const sandbox_request *request, const char *name)
{
	json_object_iter each;

	json_object_object_foreachC(request->recorded, each)
		if (strcasecmp(each.key, name) == 0)
			return json_object_get_string(each.val);
	return NULL;
}

const char *sandbox_header(const sandbox_request *request, const char *name)
{
	if (request->recorded)
		return recorded_header(request, name);
	if (!request->connection) /* a request made by the program, to load stubs from a file */
		return NULL;
	return MHD_lookup_connection_value(request->connection, MHD_HEADER_KIND, name);
}

typedef struct name_count {
	const char *name;
	size_t count;
} name_count;

static enum MHD_Result count_name(
	void *cls, enum MHD_ValueKind kind, const char *name, const char *value)
{
	name_count *counted = cls;

	(void)kind;
	(void)value;
	counted->count += strcasecmp(name, counted->name) == 0;
	return MHD_YES;
}

size_t sandbox_header_count(const sandbox_request *request, const char *name)
{
	name_count counted = {name, 0};

	if (request->recorded || !request->connection)
		return sandbox_header(request, name) ? 1 : 0;
	MHD_get_connection_values(request->connection, MHD_HEADER_KIND, count_name, &counted);
	return counted.count;
}
