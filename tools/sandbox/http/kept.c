/* SPDX-License-Identifier: MIT */
/* What the journal keeps of a response. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "tools/sandbox/base/json.h"
#include "tools/sandbox/http/kept.h"
#include "tools/sandbox/request/reply.h"

/* Members whose texts are never shown. */
static const char *const secrets[] = {
	"secret", "apiSecret", "secretKey", "private_key", "privateKey", "password", "token"};

/* Copies the body unless it is computed on demand, as downloads are. */
static void copy_body(sandbox_kept *kept, sandbox_request *request)
{
	size_t size;
	const char *body = sandbox_reply_body(request, &size);

	kept->size = size;
	if (!size || size > SANDBOX_KEPT_BODY || request->reply.download.seed)
		return;
	kept->body = sandbox_alloc(size);
	memcpy(kept->body, body, size);
}

sandbox_kept sandbox_kept_copy(sandbox_request *request)
{
	const sandbox_reply *reply = &request->reply;
	sandbox_kept kept = {0};
	json_object *head;

	if (!request->replied)
		return kept;
	copy_body(&kept, request);
	head = sandbox_new_object();
	if (reply->type)
		sandbox_json_set_text(head, "contentType", reply->type);
	if (reply->headers)
		sandbox_json_set(head, "headers", json_object_get(reply->headers));
	sandbox_json_set_int(head, "bytes", (int64_t)kept.size);
	kept.head = sandbox_copy(sandbox_json_print(head, NULL));
	json_object_put(head);
	if (!kept.body)
		kept.size = 0;
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
	free(kept->head);
	*kept = (sandbox_kept){0};
}

static bool is_secret(const char *name, json_object *value)
{
	if (!json_object_is_type(value, json_type_string) || !json_object_get_string_len(value))
		return false;
	for (size_t i = 0; i < COUNT_OF(secrets); i++)
		if (strcmp(secrets[i], name) == 0)
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
	json_object *shown = kept->head ? sandbox_json_parse(kept->head, strlen(kept->head)) : NULL;

	if (shown && kept->body)
		sandbox_json_set(shown, "body", show_body(kept));
	else if (shown && !sandbox_json_int(shown, "bytes", 0))
		sandbox_json_set_text(shown, "body", "");
	return shown;
}
