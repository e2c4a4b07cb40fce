/* SPDX-License-Identifier: MIT */
/* What the journal keeps of a response. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "tools/sandbox/base/json.h"
#include "tools/sandbox/http/kept.h"
#include "tools/sandbox/request/reply.h"

/* Members whose texts are never shown. */
static const char *const hidden[] = {
	"secret", "apiSecret", "secretKey", "private_key", "privateKey", "password", "token"};

sandbox_kept sandbox_kept_copy(sandbox_request *request)
{
	const sandbox_reply *reply = &request->reply;
	sandbox_kept kept = {.replied = request->replied};
	const char *body;

	if (!kept.replied)
		return kept;
	body = sandbox_reply_body(request, &kept.bytes);
	if (reply->type)
		kept.type = sandbox_copy(reply->type);
	if (reply->headers)
		kept.headers = sandbox_copy(sandbox_json_print(reply->headers, NULL));
	kept.head = (kept.type ? strlen(kept.type) : 0) + (kept.headers ? strlen(kept.headers) : 0);
	/* A download is computed on demand, and a forwarded response passes by: they have no
	 * body here. */
	if (!kept.bytes || kept.bytes > SANDBOX_KEPT_BODY || reply->download.seed ||
		!(reply->json || reply->text))
		return kept;
	kept.size = kept.bytes;
	kept.body = sandbox_alloc(kept.size + 1); /* the parser needs a NUL at the end */
	memcpy(kept.body, body, kept.size);
	return kept;
}

void sandbox_kept_drop_body(sandbox_kept *kept)
{
	free(kept->body);
	kept->body = NULL;
	kept->size = 0;
}

void sandbox_kept_free(sandbox_kept *kept)
{
	sandbox_kept_drop_body(kept);
	free(kept->type);
	free(kept->headers);
	*kept = (sandbox_kept){0};
}

static bool is_secret(const char *name, json_object *value)
{
	if (!json_object_is_type(value, json_type_string) || !json_object_get_string_len(value))
		return false;
	for (size_t i = 0; i < COUNT_OF(hidden); i++)
		if (strcmp(hidden[i], name) == 0)
			return true;
	return false;
}

/* The depth is bounded by the parser. */
static void hide_secrets(json_object *value)
{
	json_object_iter each;

	for (size_t i = 0; i < sandbox_json_list_size(value); i++)
		hide_secrets(json_object_array_get_idx(value, i));
	if (!json_object_is_type(value, json_type_object))
		return;
	json_object_object_foreachC(value, each) {
		if (is_secret(each.key, each.val))
			json_object_set_string(each.val, "(hidden)");
		else
			hide_secrets(each.val);
	}
}

static json_object *show_body(const sandbox_kept *kept)
{
	json_object *tree = sandbox_json_parse(kept->body, kept->size);
	json_object *text;

	if (!tree)
		return sandbox_new_string_len(kept->body, (int)kept->size);
	hide_secrets(tree);
	text = sandbox_new_string(sandbox_json_print(tree, NULL));
	json_object_put(tree);
	return text;
}

json_object *sandbox_kept_show(const sandbox_kept *kept)
{
	json_object *shown;

	if (!kept->replied)
		return NULL;
	shown = sandbox_new_object();
	if (kept->type)
		sandbox_json_set_text(shown, "contentType", kept->type);
	if (kept->headers)
		sandbox_json_set(
			shown, "headers", sandbox_json_parse(kept->headers, strlen(kept->headers)));
	sandbox_json_set_int(shown, "bytes", (int64_t)kept->bytes);
	if (kept->body)
		sandbox_json_set(shown, "body", show_body(kept));
	else if (!kept->bytes)
		sandbox_json_set_text(shown, "body", "");
	return shown;
}
