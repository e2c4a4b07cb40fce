/* SPDX-License-Identifier: MIT */
/* Short forms for reading and writing JSON trees. */
#include "config.h"

#include <limits.h>
#include <string.h>

#include "tools/sandbox/base/json.h"
#include "tools/sandbox/base/memory.h"
#include "tools/sandbox/base/utf8.h"

enum { MAX_DEPTH = 32, MAX_VALUES = 20000, MAX_DOCUMENT_VALUES = 200000 };

json_object *sandbox_new_object(void)
{
	return sandbox_check_memory(json_object_new_object());
}

json_object *sandbox_new_array(void)
{
	return sandbox_check_memory(json_object_new_array());
}

/* JSON is UTF-8, and texts of a client may be anything: json-c would print their bytes as they
 * are. */
json_object *sandbox_new_string_len(const char *text, int size)
{
	sandbox_bytes repaired = {0};
	json_object *string;

	if (sandbox_is_utf8(text, (size_t)size))
		return sandbox_check_memory(json_object_new_string_len(text, size));
	sandbox_utf8_repair(&repaired, text, (size_t)size);
	string = json_object_new_string_len(repaired.data, (int)repaired.size);
	sandbox_bytes_free(&repaired);
	return sandbox_check_memory(string);
}

json_object *sandbox_new_string(const char *text)
{
	return sandbox_new_string_len(text, (int)strlen(text));
}

json_object *sandbox_new_int64(int64_t number)
{
	return sandbox_check_memory(json_object_new_int64(number));
}

json_object *sandbox_new_boolean(bool flag)
{
	return sandbox_check_memory(json_object_new_boolean(flag));
}

/* Bounds the number of values: each takes several hundred bytes in a tree. */
static bool has_few_values(const char *text, size_t size, size_t max)
{
	size_t separators = 0;
	bool in_string = false;

	for (size_t i = 0; i < size; i++) {
		if (in_string && text[i] == '\\')
			i++;
		else if (text[i] == '"')
			in_string = !in_string;
		else if (!in_string && (text[i] == ',' || text[i] == '[' || text[i] == '{'))
			separators++;
	}
	return separators < max;
}

/* Returns the one parser, ready for a text: it holds a stack for MAX_DEPTH, and each request
 * needs it several times. */
static json_tokener *ready_tokener(void)
{
	static json_tokener *tokener;

	if (!tokener) {
		tokener = sandbox_check_memory(json_tokener_new_ex(MAX_DEPTH));
		json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	}
	json_tokener_reset(tokener);
	return tokener;
}

static json_object *parse_values(const char *text, size_t size, size_t max)
{
	json_tokener *tokener;
	json_object *object;

	/* json-c accepts sequences that are too long, and halves of surrogate pairs. */
	if (size > INT_MAX || !has_few_values(text, size, max) || !sandbox_is_utf8(text, size))
		return NULL;
	tokener = ready_tokener();
	object = json_tokener_parse_ex(tokener, text, (int)size);
	if (json_tokener_get_error(tokener) == json_tokener_success &&
		json_tokener_get_parse_end(tokener) +
				strspn(text + json_tokener_get_parse_end(tokener), " \t\r\n") ==
			size)
		return object;
	json_object_put(object);
	return NULL;
}

json_object *sandbox_json_parse(const char *text, size_t size)
{
	return parse_values(text, size, MAX_VALUES);
}

json_object *sandbox_json_parse_document(const char *text, size_t size)
{
	return parse_values(text, size, MAX_DOCUMENT_VALUES);
}

size_t sandbox_json_end(const char *text, size_t size)
{
	json_tokener *tokener = ready_tokener();

	json_object_put(json_tokener_parse_ex(tokener, text, size > INT_MAX ? INT_MAX : (int)size));
	return json_tokener_get_parse_end(tokener);
}

json_object *sandbox_json_member(const json_object *object, const char *name)
{
	json_object *value = NULL;

	if (!json_object_is_type(object, json_type_object) ||
		!json_object_object_get_ex(object, name, &value))
		return NULL;
	return value;
}

const char *sandbox_json_text(const json_object *object, const char *name, const char *otherwise)
{
	json_object *value = sandbox_json_member(object, name);

	return json_object_is_type(value, json_type_string) ? json_object_get_string(value)
							    : otherwise;
}

int64_t sandbox_json_int(const json_object *object, const char *name, int64_t otherwise)
{
	json_object *value = sandbox_json_member(object, name);

	return json_object_is_type(value, json_type_int) ||
			       json_object_is_type(value, json_type_double)
		       ? json_object_get_int64(value)
		       : otherwise;
}

bool sandbox_json_whole(const json_object *value, int64_t *number)
{
	const double exact =
		9007199254740992.0; /* 2^53: the type holds all whole numbers up to it */
	double given;

	if (json_object_is_type(value, json_type_int)) {
		*number = json_object_get_int64(value);
		return true;
	}
	if (!json_object_is_type(value, json_type_double))
		return false;
	given = json_object_get_double(value);
	if (!(given >= -exact && given <= exact) || (double)(int64_t)given != given)
		return false;
	*number = (int64_t)given;
	return true;
}

int64_t sandbox_json_seconds(const json_object *object, const char *name, int64_t otherwise)
{
	const int64_t seconds = sandbox_json_int(object, name, -1);

	return seconds >= 0 && seconds <= SANDBOX_LAST_SECOND ? seconds : otherwise;
}

bool sandbox_json_flag(const json_object *object, const char *name, bool otherwise)
{
	json_object *value = sandbox_json_member(object, name);

	return json_object_is_type(value, json_type_boolean) ? json_object_get_boolean(value)
							     : otherwise;
}

bool sandbox_json_is(const json_object *object, const char *name, const char *text)
{
	return strcmp(sandbox_json_text(object, name, ""), text) == 0;
}

/* json-c ends the process when it is given another type. Members of documents that a snapshot
 * has brought may be of any type. */
void sandbox_json_set(json_object *object, const char *name, json_object *value)
{
	sandbox_bytes repaired = {0};

	if (!json_object_is_type(object, json_type_object)) {
		json_object_put(value);
		return;
	}
	if (!sandbox_is_utf8(name, strlen(name))) {
		sandbox_utf8_repair(&repaired, name, strlen(name));
		name = repaired.data;
	}
	sandbox_check_memory(json_object_object_add(object, name, value) ? NULL : object);
	sandbox_bytes_free(&repaired);
}

void sandbox_json_append(json_object *list, json_object *value)
{
	if (!json_object_is_type(list, json_type_array)) {
		json_object_put(value);
		return;
	}
	sandbox_check_memory(json_object_array_add(list, value) ? NULL : list);
}

void sandbox_json_set_text(json_object *object, const char *name, const char *text)
{
	sandbox_json_set(object, name, sandbox_new_string(text));
}

void sandbox_json_set_int(json_object *object, const char *name, int64_t number)
{
	sandbox_json_set(object, name, sandbox_new_int64(number));
}

void sandbox_json_set_flag(json_object *object, const char *name, bool flag)
{
	sandbox_json_set(object, name, sandbox_new_boolean(flag));
}

void sandbox_json_set_null(json_object *object, const char *name)
{
	sandbox_json_set(object, name, NULL);
}

void sandbox_json_take(json_object *to, const json_object *from, const char *const *names)
{
	for (; *names; names++) {
		json_object *value = sandbox_json_member(from, *names);

		if (value)
			sandbox_json_set(to, *names, json_object_get(value));
	}
}

void sandbox_json_take_all(json_object *to, json_object *from)
{
	json_object_iter each;

	json_object_object_foreachC(from, each)
		sandbox_json_set(to, each.key, json_object_get(each.val));
}

json_object *sandbox_json_clone(const json_object *object)
{
	json_object *copy = NULL;

	if (!object)
		return NULL;
	if (json_object_deep_copy((json_object *)(uintptr_t)object, &copy, NULL))
		copy = NULL;
	return sandbox_check_memory(copy);
}

json_object *sandbox_json_public(const json_object *object)
{
	json_object *copy = sandbox_new_object();
	json_object_iter each;

	json_object_object_foreachC(object, each) {
		if (*each.key != '_')
			sandbox_json_set(copy, each.key, json_object_get(each.val));
	}
	return copy;
}

const char *sandbox_json_print(json_object *object, size_t *size)
{
	const char *text = json_object_to_json_string_length(
		object, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE, size);

	sandbox_check_memory((void *)(uintptr_t)text);
	return text;
}

bool sandbox_json_list_has(const json_object *list, const char *text)
{
	for (size_t i = 0; i < sandbox_json_list_size(list); i++) {
		const char *item = json_object_get_string(json_object_array_get_idx(list, i));

		if (item && strcmp(item, text) == 0)
			return true;
	}
	return false;
}

size_t sandbox_json_list_size(const json_object *list)
{
	return json_object_is_type(list, json_type_array) ? json_object_array_length(list) : 0;
}
