/* SPDX-License-Identifier: MIT */
/* Reads the members of request bodies by tables. */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "tools/sandbox/base/address.h"
#include "tools/sandbox/base/json.h"
#include "tools/sandbox/base/memory.h"
#include "tools/sandbox/base/text.h"
#include "tools/sandbox/request/fields.h"
#include "tools/sandbox/request/reply.h"

const char *const sandbox_resolutions[] = {
	"640x480", "480x640", "1280x720", "720x1280", "1920x1080", "1080x1920", NULL};
const char *const sandbox_web_prefixes[] = {"http://", "https://", NULL};
const char sandbox_key_characters[] =
	"0123456789_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const char sandbox_uuid_characters[] = "0123456789abcdefABCDEF-";

const char *const sandbox_methods[] = {
	"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", NULL};

const sandbox_field sandbox_no_fields[] = {{.name = NULL}};

/* General limits, for members without a limit of their own. */
enum { MAX_TEXT = 8192, MAX_ITEMS = 1000, MAX_MAP_BYTES = 8192, MAX_ANY_BYTES = 65536 };

/* Bounds of what is noted of unknown members. */
enum { MAX_UNKNOWN = 32, MAX_UNKNOWN_NAME = 100 };

static void add_place(sandbox_bytes *text, const sandbox_place *place)
{
	char number[24];

	if (!place)
		return;
	add_place(text, place->parent);
	sandbox_bytes_add_text(text, place->member);
	if (place->item >= 0) {
		snprintf(number, sizeof(number), "[%" PRId64 "]", place->item);
		sandbox_bytes_add_text(text, number);
	}
	sandbox_bytes_add_text(text, ".");
}

/* Returns the place of a member, such as "items[2].id". free() it. */
static char *place_of(const sandbox_request *request, const char *name)
{
	sandbox_bytes text = {0};

	add_place(&text, request->place);
	sandbox_bytes_add(&text, name, strnlen(name, MAX_UNKNOWN_NAME));
	return text.data;
}

static json_object *refuse_field(
	sandbox_request *request, const sandbox_field *field, const char *why)
{
	char *place = place_of(request, field->name);

	sandbox_refuse(request, 400, field->code ? field->code : -1, "Invalid %s: %s", place, why);
	free(place);
	return NULL;
}

/* Whether a length is allowed; `general` is the limit of fields without a max. */
static bool is_length(const sandbox_field *field, size_t length, int64_t general)
{
	return (int64_t)length >= field->min &&
	       (int64_t)length <= (field->max ? field->max : general);
}

static bool is_known_value(const char *const *list, const char *text)
{
	for (; *list; list++)
		if (strcmp(*list, text) == 0)
			return true;
	return false;
}

/* Whether the text is an address that begins with one of the prefixes. */
static bool has_prefix(const char *const *prefixes, const char *text)
{
	for (; *prefixes; prefixes++)
		if (strncasecmp(*prefixes, text, strlen(*prefixes)) == 0 && text[strlen(*prefixes)])
			return sandbox_is_address(text);
	return false;
}

/* Returns the text of a string; NULL for other types and for text with a NUL, which C cannot
 * hold. */
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
	if (!is_length(field, field->bytes ? strlen(text) : sandbox_characters(text), MAX_TEXT))
		return refuse_field(request, field, "its length is out of range");
	if (field->values && !is_known_value(field->values, text))
		return refuse_field(request, field, "unknown value");
	if (field->prefixes && !has_prefix(field->prefixes, text))
		return refuse_field(request, field, "malformed address");
	if (field->one_line && !sandbox_is_one_line(text, true))
		return refuse_field(request, field, "it must be one line");
	if (field->characters && text[strspn(text, field->characters)])
		return refuse_field(request, field, "it has a character that it cannot have");
	return json_object_get(value);
}

static json_object *read_flag(
	sandbox_request *request, const sandbox_field *field, json_object *value)
{
	const char *text = plain_text(value);

	if (json_object_is_type(value, json_type_boolean))
		return json_object_get(value);
	if (text && (strcasecmp(text, "true") == 0 || strcasecmp(text, "false") == 0))
		return sandbox_new_boolean(strcasecmp(text, "true") == 0);
	return refuse_field(request, field, "true or false is expected");
}

static json_object *read_number(
	sandbox_request *request, const sandbox_field *field, json_object *value)
{
	const char *text = plain_text(value);
	int64_t number;

	if (!sandbox_json_whole(value, &number) && (!text || !sandbox_number(text, &number)))
		return refuse_field(request, field, "an integer is expected");
	if (number < field->min || (field->max && number > field->max))
		return refuse_field(request, field, "out of range");
	return sandbox_new_int64(number);
}

static json_object *read_fraction(
	sandbox_request *request, const sandbox_field *field, json_object *value)
{
	double number = json_object_get_double(value);

	if (!json_object_is_type(value, json_type_int) &&
		!json_object_is_type(value, json_type_double))
		return refuse_field(request, field, "a number is expected");
	/* Written so that not-a-number is refused as well. */
	if (!(number >= (double)field->min && number <= (double)field->max))
		return refuse_field(request, field, "out of range");
	return json_object_get(value);
}

static json_object *read_texts(
	sandbox_request *request, const sandbox_field *field, json_object *value)
{
	if (!json_object_is_type(value, json_type_array))
		return refuse_field(request, field, "a list of strings is expected");
	if (!is_length(field, sandbox_json_list_size(value), MAX_ITEMS))
		return refuse_field(request, field, "too many or too few items");
	for (size_t i = 0; i < sandbox_json_list_size(value); i++) {
		const char *text = plain_text(json_object_array_get_idx(value, i));

		if (!text || !*text || sandbox_characters(text) > MAX_TEXT)
			return refuse_field(
				request, field, "its items must be strings that are not empty");
	}
	return json_object_get(value);
}

static bool is_header(const char *name, const char *value)
{
	const size_t length = strspn(name,
		"!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

	return length && !name[length] && sandbox_is_one_line(value, true);
}

static json_object *read_map(
	sandbox_request *request, const sandbox_field *field, json_object *value)
{
	size_t size;
	json_object_iter each;

	if (!json_object_is_type(value, json_type_object))
		return refuse_field(request, field, "an object is expected");
	json_object_object_foreachC(value, each) {
		if (!plain_text(each.val))
			return refuse_field(request, field, "its members must be strings");
		if (field->one_line && !is_header(each.key, plain_text(each.val)))
			return refuse_field(
				request, field, "its members must be headers of one line each");
	}
	sandbox_json_print(value, &size);
	if (!is_length(field, size, MAX_MAP_BYTES))
		return refuse_field(request, field, "too long");
	return json_object_get(value);
}

static json_object *read_item(
	sandbox_request *request, const sandbox_field *field, json_object *value, int64_t item)
{
	const sandbox_place place = {field->name, item, request->place};
	json_object *checked;

	if (!json_object_is_type(value, json_type_object))
		return refuse_field(request, field, "an object is expected");
	request->place = &place;
	checked = sandbox_fields_read(request, field->members, value);
	request->place = place.parent;
	return checked;
}

static json_object *read_object(
	sandbox_request *request, const sandbox_field *field, json_object *value)
{
	return read_item(request, field, value, -1);
}

static json_object *read_objects(
	sandbox_request *request, const sandbox_field *field, json_object *value)
{
	const bool is_list = json_object_is_type(value, json_type_array);
	const size_t count = is_list ? sandbox_json_list_size(value) : 1;
	json_object *list = sandbox_new_array();

	if (!is_length(field, count, MAX_ITEMS)) {
		json_object_put(list);
		return refuse_field(request, field, "too many or too few items");
	}
	for (size_t i = 0; i < count; i++) {
		json_object *checked = read_item(request, field,
			is_list ? json_object_array_get_idx(value, i) : value,
			is_list ? (int64_t)i : -1);

		if (!checked) {
			json_object_put(list);
			return NULL;
		}
		sandbox_json_append(list, checked);
	}
	return list;
}

static json_object *read_any(
	sandbox_request *request, const sandbox_field *field, json_object *value)
{
	size_t size;

	sandbox_json_print(value, &size);
	if (!is_length(field, size, MAX_ANY_BYTES))
		return refuse_field(request, field, "too long");
	return json_object_get(value);
}

static json_object *(*const readers[])(sandbox_request *, const sandbox_field *, json_object *) = {
	[SANDBOX_TEXT] = read_text,
	[SANDBOX_FLAG] = read_flag,
	[SANDBOX_NUMBER] = read_number,
	[SANDBOX_FRACTION] = read_fraction,
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

const sandbox_field *sandbox_field_find(const sandbox_field *fields, const char *name)
{
	for (; fields && fields->name; fields++)
		if (strcmp(fields->name, name) == 0 ||
			(fields->alias && strcmp(fields->alias, name) == 0))
			return fields;
	return NULL;
}

static void refuse_unknown(sandbox_request *request, const sandbox_field *fields, const char *name)
{
	char *place = place_of(request, name);
	sandbox_bytes known = {0};

	sandbox_bytes_add_text(&known, "");
	for (const sandbox_field *field = fields; field->name; field++) {
		if (field != fields)
			sandbox_bytes_add_text(&known, ", ");
		sandbox_bytes_add_text(&known, field->name);
	}
	sandbox_refuse(request, 400, -1, "Unknown member \"%s\"; %s%s", place,
		fields->name ? "known are " : "no member is expected", known.data);
	sandbox_bytes_free(&known);
	free(place);
}

static void note_unknown(sandbox_request *request, const char *name)
{
	char *place;

	if (!request->unknown)
		request->unknown = sandbox_new_array();
	if (sandbox_json_list_size(request->unknown) == MAX_UNKNOWN)
		return;
	place = place_of(request, name);
	sandbox_json_append(request->unknown, sandbox_new_string(place));
	free(place);
}

/* Whether all members are known, or unknown ones are allowed. */
static bool check_names(sandbox_request *request, const sandbox_field *fields, json_object *body)
{
	json_object_iter each;
	bool good = true;

	json_object_object_foreachC(body, each) {
		if (sandbox_field_find(fields, each.key))
			continue;
		if (!request->strict)
			note_unknown(request, each.key);
		if (request->strict || request->box->options.strict) {
			refuse_unknown(request, fields, each.key);
			good = false;
		}
	}
	return good;
}

bool sandbox_fields_none(sandbox_request *request, json_object *body)
{
	return check_names(request, sandbox_no_fields, body);
}

json_object *sandbox_fields_read(
	sandbox_request *request, const sandbox_field *fields, json_object *body)
{
	json_object *checked;

	if (!check_names(request, fields, body))
		return NULL;
	checked = sandbox_new_object();
	for (; fields->name; fields++)
		if (!read_field(request, fields, body, checked)) {
			json_object_put(checked);
			return NULL;
		}
	return checked;
}
