/* SPDX-License-Identifier: MIT */
/* Placeholders in the body of a stub. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "tools/sandbox/base/ids.h"
#include "tools/sandbox/base/json.h"
#include "tools/sandbox/base/memory.h"
#include "tools/sandbox/base/text.h"
#include "tools/sandbox/request/request.h"
#include "tools/sandbox/request/route.h"
#include "tools/sandbox/request/stubs/placeholder.h"
#include "tools/sandbox/state/clock.h"

/* Bytes that all placeholders of one response may become. */
enum { MAX_FILLED = 16 * 1024 * 1024 };

/* One request, and its body as JSON; NULL: it has none. */
typedef struct filling {
	sandbox_request *request;
	json_object *body;
	size_t size; /* bytes of the values so far */
} filling;

static json_object *text_or_null(const char *text)
{
	return text && *text ? sandbox_new_string(text) : NULL;
}

/* "cover.title" in the body; the whole body if the path is empty. */
static json_object *member_of_body(const filling *f, const char *path)
{
	json_object *value = f->body;

	while (value && *path) {
		const size_t length = strcspn(path, ".");
		char *name = sandbox_copy_n(path, length);

		value = sandbox_json_member(value, name);
		free(name);
		path += length + (path[length] == '.');
	}
	return json_object_get(value);
}

static json_object *value_of(const filling *f, const char *name)
{
	const char *rest = strchr(name, '.');
	char uuid[SANDBOX_UUID_SIZE];

	rest = rest ? rest + 1 : "";
	if (strcmp(name, "now") == 0)
		return sandbox_new_int64(sandbox_now(f->request->box));
	if (strcmp(name, "uuid") == 0) {
		sandbox_uuid(uuid);
		return sandbox_new_string(uuid);
	}
	if (strcmp(name, "body") == 0 || strncmp(name, "body.", 5) == 0)
		return member_of_body(f, rest);
	if (strncmp(name, "path.", 5) == 0)
		return text_or_null(sandbox_parameter(f->request, rest));
	if (strncmp(name, "query.", 6) == 0)
		return text_or_null(sandbox_json_text(f->request->query, rest, NULL));
	if (strncmp(name, "header.", 7) == 0)
		return text_or_null(sandbox_header(f->request, rest));
	return NULL;
}

/*
 * Returns the value of the placeholder that begins at `text`; *end is set to the text after it.
 * last: the last "}}" of the whole text, NULL if it has none: a long text is not searched at each
 * position.
 */
static json_object *placeholder_at(
	const filling *f, const char *text, const char *last, const char **end)
{
	const char *close;
	char *name;
	json_object *value;

	*end = NULL;
	if (strncmp(text, "{{", 2) != 0 || !last || text > last)
		return NULL;
	close = strstr(text, "}}");
	name = sandbox_copy_n(text + 2, (size_t)(close - text) - 2);
	value = value_of(f, name);
	free(name);
	*end = close + 2;
	return value;
}

/* Adds the size of a value to the total. Returns whether the total is within the limit: a text may
 * hold {{body}} many times, and each is replaced with the whole body of the request. */
static bool may_add(filling *f, json_object *value)
{
	if (f->size <= MAX_FILLED && value)
		f->size += strlen(json_object_get_string(value));
	return f->size <= MAX_FILLED;
}

static const char *last_end(const char *text)
{
	const char *last = NULL;

	for (const char *at = strstr(text, "}}"); at; at = strstr(at + 1, "}}"))
		last = at;
	return last;
}

static json_object *fill_text(filling *f, const char *text)
{
	sandbox_bytes out = {0};
	const char *end = NULL, *last = last_end(text);
	json_object *value = placeholder_at(f, text, last, &end), *filled;

	if (end && !*end && may_add(f, value))
		return value;
	json_object_put(value);
	sandbox_bytes_add_text(&out, "");
	while (*text && f->size <= MAX_FILLED) {
		value = placeholder_at(f, text, last, &end);
		if (end && value && may_add(f, value))
			sandbox_bytes_add_text(&out, json_object_get_string(value));
		else if (!end)
			sandbox_bytes_add(&out, text, 1);
		json_object_put(value);
		text = end ? end : text + 1;
	}
	filled = sandbox_new_string_len(out.data, (int)out.size);
	sandbox_bytes_free(&out);
	return filled;
}

static json_object *fill_value(filling *f, json_object *tree)
{
	json_object *copy;
	json_object_iter each;

	if (json_object_is_type(tree, json_type_string))
		return fill_text(f, json_object_get_string(tree));
	if (json_object_is_type(tree, json_type_array)) {
		copy = sandbox_new_array();
		for (size_t i = 0; i < json_object_array_length(tree); i++)
			sandbox_json_append(
				copy, fill_value(f, json_object_array_get_idx(tree, i)));
		return copy;
	}
	if (!json_object_is_type(tree, json_type_object))
		return json_object_get(tree);
	copy = sandbox_new_object();
	json_object_object_foreachC(tree, each)
		sandbox_json_set(copy, each.key, fill_value(f, each.val));
	return copy;
}

bool sandbox_placeholders_fill(
	sandbox_request *request, const json_object *tree, json_object **filled)
{
	const char *type = sandbox_header(request, "Content-Type");
	const bool form = type && sandbox_media_type_is(type, "application/x-www-form-urlencoded");
	filling f = {.request = request};

	if (request->body.size)
		f.body = form ? sandbox_form_decode(request->body.data, request->body.size)
			      : sandbox_json_parse(request->body.data, request->body.size);
	*filled = fill_value(&f, (json_object *)(uintptr_t)tree);
	json_object_put(f.body);
	if (f.size <= MAX_FILLED)
		return true;
	json_object_put(*filled);
	*filled = NULL;
	return false;
}
