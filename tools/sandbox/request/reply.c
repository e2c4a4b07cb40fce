/* SPDX-License-Identifier: MIT */
/*
 * Responses: JSON, text, and errors in the form of the service (JSON, or XML for clients that do
 * not ask for JSON).
 */
#include "config.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/sandbox/base/json.h"
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
