/* SPDX-License-Identifier: MIT */
/* Members of request bodies, as tables. */
#include "config.h"

#include <inttypes.h>
#include <string.h>
#include <strings.h>

#include "tools/sandbox/base/json.h"
#include "tools/sandbox/base/text.h"
#include "tools/sandbox/request/fields.h"
#include "tools/sandbox/request/reply.h"

const char *const sandbox_resolutions[] = {
	"640x480", "480x640", "1280x720", "720x1280", "1920x1080", "1080x1920", NULL};
const char *const sandbox_web_prefixes[] = {"http://", "https://", NULL};

static json_object *refuse_field(
	sandbox_request *request, const sandbox_field *field, const char *why)
{
	sandbox_refuse(
		request, 400, field->code ? field->code : -1, "Invalid %s: %s", field->name, why);
	return NULL;
}

static bool in_range(const sandbox_field *field, int64_t value)
{
	return value >= field->min && (!field->max || value <= field->max);
}

static bool is_known_value(const char *const *list, const char *text)
{
	for (; *list; list++)
		if (strcmp(*list, text) == 0)
			return true;
	return false;
}

static bool has_prefix(const char *const *prefixes, const char *text)
{
	for (; *prefixes; prefixes++)
		if (strncmp(*prefixes, text, strlen(*prefixes)) == 0 && text[strlen(*prefixes)])
			return true;
	return false;
}

/* A string without a NUL inside, which C cannot hold. */
static const char *plain_text(json_object *value)
{
	const char *text;

	if (!json_object_is_type(value, json_type_string))
		return NULL;
	text = json_object_get_string(value);
	return strlen(text) == (size_t)json_object_get_string_len(value) ? text : NULL;
}

static json_object *read_text(
	sandbox_request *request, const sandbox_field *field, json_object *value)
{
	const char *text = plain_text(value);

	if (!text)
		return refuse_field(request, field, "a string is expected");
	if (!in_range(field, (int64_t)strlen(text)))
		return refuse_field(request, field, "its length is out of range");
	if (field->values && !is_known_value(field->values, text))
		return refuse_field(request, field, "unknown value");
	if (field->prefixes && !has_prefix(field->prefixes, text))
		return refuse_field(request, field, "malformed address");
	return json_object_get(value);
}

static json_object *read_flag(
	sandbox_request *request, const sandbox_field *field, json_object *value)
{
	const char *text = plain_text(value);

	if (json_object_is_type(value, json_type_boolean))
		return json_object_get(value);
	if (text && (strcasecmp(text, "true") == 0 || strcasecmp(text, "false") == 0))
		return json_object_new_boolean(strcasecmp(text, "true") == 0);
	return refuse_field(request, field, "true or false is expected");
}

static json_object *read_number(
	sandbox_request *request, const sandbox_field *field, json_object *value)
{
	const char *text = plain_text(value);
	int64_t number;

	if (json_object_is_type(value, json_type_int))
		number = json_object_get_int64(value);
	else if (!text || !sandbox_number(text, &number))
		return refuse_field(request, field, "an integer is expected");
	if (!in_range(field, number))
		return refuse_field(request, field, "out of range");
	return json_object_new_int64(number);
}

static json_object *read_texts(
	sandbox_request *request, const sandbox_field *field, json_object *value)
{
	if (!json_object_is_type(value, json_type_array))
		return refuse_field(request, field, "a list of strings is expected");
	if (!in_range(field, (int64_t)sandbox_json_list_size(value)))
		return refuse_field(request, field, "too many or too few items");
	for (size_t i = 0; i < sandbox_json_list_size(value); i++) {
		const char *text = plain_text(json_object_array_get_idx(value, i));

		if (!text || !*text)
			return refuse_field(
				request, field, "its items must be strings and not empty");
	}
	return json_object_get(value);
}

static json_object *read_map(
	sandbox_request *request, const sandbox_field *field, json_object *value)
{
	size_t size;

	if (!json_object_is_type(value, json_type_object))
		return refuse_field(request, field, "an object is expected");
	json_object_object_foreach(value, name, item)
	{
		(void)name;
		if (!plain_text(item))
			return refuse_field(request, field, "its members must be strings");
	}
	sandbox_json_print(value, &size);
	if (!in_range(field, (int64_t)size))
		return refuse_field(request, field, "too long");
	return json_object_get(value);
}

static json_object *read_object(
	sandbox_request *request, const sandbox_field *field, json_object *value)
{
	if (!json_object_is_type(value, json_type_object))
		return refuse_field(request, field, "an object is expected");
	return sandbox_fields_read(request, field->members, value);
}

static json_object *read_objects(
	sandbox_request *request, const sandbox_field *field, json_object *value)
{
	json_object *list = json_object_new_array();
	size_t count = 1;

	if (json_object_is_type(value, json_type_array))
		count = sandbox_json_list_size(value);
	for (size_t i = 0; i < count; i++) {
		json_object *item = json_object_is_type(value, json_type_array)
					    ? json_object_array_get_idx(value, i)
					    : value;
		json_object *checked = read_object(request, field, item);

		if (!checked) {
			json_object_put(list);
			return NULL;
		}
		json_object_array_add(list, checked);
	}
	if (in_range(field, (int64_t)count))
		return list;
	json_object_put(list);
	return refuse_field(request, field, "too many or too few items");
}

static json_object *read_any(
	sandbox_request *request, const sandbox_field *field, json_object *value)
{
	(void)request;
	(void)field;
	return json_object_get(value);
}

static json_object *(*const readers[])(sandbox_request *, const sandbox_field *, json_object *) = {
	[SANDBOX_TEXT] = read_text,
	[SANDBOX_FLAG] = read_flag,
	[SANDBOX_NUMBER] = read_number,
	[SANDBOX_TEXTS] = read_texts,
	[SANDBOX_MAP] = read_map,
	[SANDBOX_OBJECT] = read_object,
	[SANDBOX_OBJECTS] = read_objects,
	[SANDBOX_ANY] = read_any,
};

static json_object *find_value(const sandbox_field *field, json_object *body)
{
	json_object *value = sandbox_json_member(body, field->name);

	if (!value && field->alias)
		value = sandbox_json_member(body, field->alias);
	if (!field->may_be_empty && json_object_is_type(value, json_type_string) &&
		!json_object_get_string_len(value))
		return NULL;
	return value;
}

/* False when the field is wrong. */
static bool read_field(sandbox_request *request, const sandbox_field *field, json_object *body,
	json_object *checked)
{
	json_object *value = find_value(field, body);

	if (value)
		value = readers[field->kind](request, field, value);
	else if (field->required)
		return refuse_field(request, field, "it is required") != NULL;
	else if (field->otherwise)
		value = json_tokener_parse(field->otherwise);
	else
		return true;
	if (value)
		sandbox_json_set(checked, field->name, value);
	return value != NULL;
}

json_object *sandbox_fields_read(
	sandbox_request *request, const sandbox_field *fields, json_object *body)
{
	json_object *checked = json_object_new_object();

	for (; fields->name; fields++)
		if (!read_field(request, fields, body, checked)) {
			json_object_put(checked);
			return NULL;
		}
	return checked;
}
