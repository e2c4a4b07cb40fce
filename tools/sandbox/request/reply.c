/* SPDX-License-Identifier: MIT */
/*
 * Responses: JSON, text, and errors in the form of the service (JSON, or XML for clients that do
 * not ask for JSON; of the Application API and the Reports API a problem document).
 */
#include "config.h"

#include <microhttpd.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "tools/sandbox/base/json.h"
#include "tools/sandbox/base/memory.h"
#include "tools/sandbox/base/text.h"
#include "tools/sandbox/request/reply.h"
#include "tools/sandbox/request/request.h"

void sandbox_reply_json(sandbox_request *request, unsigned int status, json_object *json)
{
	if (request->replied) {
		json_object_put(json);
		return;
	}
	request->replied = true;
	request->reply.status = status;
	request->reply.type = "application/json";
	request->reply.json = json;
}

void sandbox_reply_items(sandbox_request *request, json_object *items)
{
	json_object *response = sandbox_new_object();

	sandbox_json_set(response, "items", items);
	sandbox_reply_json(request, 200, response);
}

void sandbox_reply_created(sandbox_request *request, const char *name, const char *id)
{
	json_object *response = sandbox_new_object();

	sandbox_json_set_text(response, name, id);
	sandbox_reply_json(request, 201, response);
}

void sandbox_reply_text(
	sandbox_request *request, unsigned int status, const char *type, const char *text)
{
	if (request->replied)
		return;
	request->replied = true;
	request->reply.status = status;
	request->reply.type = type;
	request->reply.text = sandbox_copy(text);
	request->reply.size = (int64_t)strlen(text);
}

void sandbox_reply_bytes(sandbox_request *request, const char *type, sandbox_bytes *bytes)
{
	if (request->replied) {
		sandbox_bytes_free(bytes);
		return;
	}
	request->replied = true;
	request->reply.status = 200;
	request->reply.type = type;
	request->reply.text = bytes->data;
	request->reply.size = (int64_t)bytes->size;
	*bytes = (sandbox_bytes){0};
}

void sandbox_reply_pieces(sandbox_request *request, const char *type, sandbox_pieces pieces)
{
	if (request->replied) {
		pieces.end(pieces.state);
		return;
	}
	request->replied = true;
	request->reply.status = 200;
	request->reply.type = type;
	request->reply.pieces = pieces;
}

void sandbox_reply_empty(sandbox_request *request, unsigned int status)
{
	sandbox_reply_text(request, status, NULL, "");
}

/* The part of the gateway api.nexmo.com whose path this is. NULL: the path is of the video API. */
static const char *gateway_part(const sandbox_request *request)
{
	static const char *const parts[][2] = {{"/v2/applications", "application"},
		{"/v2/reports", "reports"}, {"/v3/media", "reports"}};

	for (size_t i = 0; i < COUNT_OF(parts); i++) {
		const size_t length = strlen(parts[i][0]);

		if (strncmp(request->path, parts[i][0], length) == 0 &&
			(!request->path[length] || request->path[length] == '/'))
			return parts[i][1];
	}
	return NULL;
}

void sandbox_refuse_problem(
	sandbox_request *request, unsigned int status, const char *title, const char *detail)
{
	json_object *problem = sandbox_new_object();
	char type[64];

	snprintf(type, sizeof(type), "https://developer.vonage.com/api-errors/%s",
		gateway_part(request) ? gateway_part(request) : "");
	sandbox_json_set_text(problem, "type", type);
	sandbox_json_set_text(problem, "title", title);
	sandbox_json_set_text(problem, "detail", detail);
	sandbox_json_set_text(problem, "instance", request->path);
	sandbox_reply_json(request, status, problem);
}

static void refuse_xml(sandbox_request *request, unsigned int status, int code, const char *message)
{
	sandbox_bytes body = {0};
	char number[16];

	snprintf(number, sizeof(number), "%d", code);
	sandbox_bytes_add_text(&body,
		"<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>"
		"<errorPayload><code>");
	sandbox_bytes_add_text(&body, number);
	sandbox_bytes_add_text(&body, "</code><message>");
	sandbox_xml_text(&body, message);
	sandbox_bytes_add_text(&body, "</message><description>");
	sandbox_xml_text(&body, message);
	sandbox_bytes_add_text(&body, "</description></errorPayload>");
	sandbox_reply_text(request, status, "application/xml", body.data);
	sandbox_bytes_free(&body);
}

/*
 * Whether to respond with XML: session creation does so unless the client asks for JSON, other
 * routes only if the client asks for XML.
 */
static bool wants_xml(const sandbox_request *request)
{
	const char *accept = sandbox_header(request, "Accept");

	if (accept && strstr(accept, "json"))
		return false;
	return request->prefers_xml || (accept && strstr(accept, "/xml"));
}

void sandbox_refuse(
	sandbox_request *request, unsigned int status, int code, const char *format, ...)
{
	char message[512];
	json_object *error;
	va_list arguments;

	if (request->replied)
		return;
	va_start(arguments, format);
	vsnprintf(message, sizeof(message), format, arguments);
	va_end(arguments);
	if (gateway_part(request)) {
		sandbox_refuse_problem(request, status, MHD_get_reason_phrase_for(status), message);
		return;
	}
	if (wants_xml(request)) {
		refuse_xml(request, status, code, message);
		return;
	}
	error = sandbox_new_object();
	sandbox_json_set_int(error, "code", code);
	sandbox_json_set_text(error, "message", message);
	sandbox_json_set_text(error, "description", message);
	sandbox_reply_json(request, status, error);
}

void sandbox_reply_header(sandbox_request *request, const char *name, const char *value)
{
	if (!request->reply.headers)
		request->reply.headers = sandbox_new_object();
	sandbox_json_set_text(request->reply.headers, name, value);
}

const char *sandbox_headers_problem(json_object *headers)
{
	json_object_iter each;

	if (!headers)
		return NULL;
	json_object_object_foreachC(headers, each) {
		const char *value = json_object_get_string(each.val);

		if (!*value || strchr(value, '\t'))
			return "Invalid headers: a header has no value, or one with a tab";
		if (strcasecmp(each.key, "Content-Length") == 0)
			return "Invalid headers: Content-Length follows from the body";
	}
	return NULL;
}

const char *sandbox_reply_body(sandbox_request *request, size_t *size)
{
	sandbox_reply *reply = &request->reply;

	if (reply->json && !reply->printed)
		reply->printed = sandbox_json_print(reply->json, &reply->printed_size);
	if (size)
		*size = reply->json ? reply->printed_size : (size_t)reply->size;
	if (reply->json)
		return reply->printed;
	return reply->text ? reply->text : "";
}
