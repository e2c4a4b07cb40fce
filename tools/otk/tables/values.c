/* SPDX-License-Identifier: MIT */
/* Reads the value of an option by the kind of its field. */
#include "config.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include "tools/otk/file.h"
#include "tools/otk/input.h"
#include "tools/otk/json.h"
#include "tools/otk/memory.h"
#include "tools/otk/message.h"
#include "tools/otk/output/secrets.h"
#include "tools/otk/tables/option_name.h"
#include "tools/otk/tables/suggest.h"
#include "tools/otk/tables/units.h"
#include "tools/otk/tables/values.h"
#include "tools/otk/terminal/text.h"

#define VALUE_FILE_MAX (4 * 1024 * 1024)

/* A value, where it is stored, and what messages about it need. */
typedef struct setting {
	otk_cli *cli;
	const otk_cli_field *field;
	const char *option;
	const char *value;
	json_object *object; /* gets the field as a member */
} setting;

static int flag_of(const char *text)
{
	static const char *const words[] = {"no", "yes", "false", "true", "off", "on"};

	for (size_t i = 0; i < OTK_COUNT_OF(words); i++)
		if (otk_cli_same_word(text, words[i]))
			return (int)(i % 2);
	return -1;
}

bool otk_cli_is_flag_word(const char *text)
{
	return flag_of(text) >= 0;
}

/*
 * The error for a value that is not what the field wants: "--count: "ten" is not a whole number".
 */
static otk_cli_exit refuse_value(const setting *s, const char *problem)
{
	bool is_word = isupper((unsigned char)*s->option); /* a positional one: "DATE" */

	return otk_cli_wrong(s->cli, "%s%s: %s %s", is_word ? "" : "--", s->option,
		otk_cli_quote(s->cli, s->field, s->value), problem);
}

/* Stores a new, owned value. */
static otk_cli_exit store_value(const setting *s, json_object *value)
{
	json_object *old = NULL;

	if (!value)
		otk_cli_out_of_memory();
	if (json_object_object_get_ex(s->object, s->field->name, &old)) {
		bool repeated = s->field->bare && json_object_equal(old, value);

		json_object_put(value);
		return repeated ? OTK_CLI_DONE
				: otk_cli_wrong(s->cli, "--%s is given twice", s->option);
	}
	otk_cli_json_add(s->object, s->field->name, value);
	return OTK_CLI_DONE;
}

/* Returns true for the id of something: an empty one is a shell variable that is not set. */
static bool is_id(const otk_cli_field *field)
{
	size_t size = strlen(field->option);

	return size >= 3 && strcmp(field->option + size - 3, "-id") == 0;
}

static otk_cli_exit set_string(const setting *s)
{
	if (!*s->value && is_id(s->field))
		return otk_cli_wrong(s->cli, "--%s: the value is empty", s->option);
	return store_value(s, json_object_new_string(s->value));
}

static otk_cli_exit refuse_flag(const setting *s)
{
	const char *problem = "is neither yes nor no";

	for (size_t i = 0; s->field->values && s->field->values[i]; i++)
		problem = otk_cli_text(s->cli, "%s%s %s", problem, i ? "," : "; other values are",
			s->field->values[i]);
	return refuse_value(s, problem);
}

static otk_cli_exit set_flag(const setting *s)
{
	int flag = flag_of(s->value);

	/* A flag of the tool may have words besides yes and no. */
	for (size_t i = 0; flag < 0 && s->field->values && s->field->values[i]; i++)
		if (strcmp(s->field->values[i], s->value) == 0)
			return store_value(s, json_object_new_string(s->value));
	return flag < 0 ? refuse_flag(s) : store_value(s, json_object_new_boolean(flag));
}

/* Returns true for a number of 19 digits or more, which is well written but too large. */
static bool has_many_digits(const char *text)
{
	enum { MANY = 19 };
	size_t size = strspn(text + (*text == '-'), "0123456789");

	return size >= MANY;
}

static otk_cli_exit set_int(const setting *s)
{
	int64_t number = 0;
	bool read = otk_cli_read_int(s->value, &number);
	const char *problem = "is not a whole number";

	if (!read && s->field->instant) {
		problem = "is neither a date (2030-01-31T12:00:00Z) nor seconds since the epoch";
		read = otk_cli_read_instant(s->value, &number);
	} else if (!read && s->field->unit == OTK_UNIT_SECONDS) {
		problem = "is not a duration; write 90s, 15m, 1h30m, 2d or seconds";
		read = otk_cli_read_seconds(s->value, &number);
	} else if (!read && s->field->unit == OTK_UNIT_BITS_PER_SECOND) {
		problem = "is not a bit rate; write 2000000, 500k or 2M";
		read = otk_cli_read_rate(s->value, &number);
	} else if (!read && s->field->unit == OTK_UNIT_BYTES) {
		problem = "is not a size; write 1048576, 500k, 20M or 2G";
		read = otk_cli_read_bytes(s->value, &number);
	} else if (!read && s->field->unit == OTK_UNIT_TIME_MS) {
		problem = "is neither a date (2030-01-31T12:00:00Z) nor milliseconds since the "
			  "epoch";
		read = otk_cli_read_instant(s->value, &number) &&
		       !__builtin_mul_overflow(number, 1000, &number);
	}
	if (!read && has_many_digits(s->value))
		problem = "is out of range";
	/* 0 means "not set" in the options struct, so it would be left out silently. */
	if (read && !number && s->field->min > 0)
		return otk_cli_wrong(s->cli, "--%s: 0 is too small; the least is %" PRId64,
			s->option, s->field->min);
	return read ? store_value(s, json_object_new_int64(number)) : refuse_value(s, problem);
}

/* The member that an example shows: the first required one, else the first. */
static const otk_cli_field *example_member(const otk_cli_type *members)
{
	for (size_t i = 0; i < members->count; i++)
		if (members->fields[i].required)
			return &members->fields[i];
	return &members->fields[0];
}

/* A word where JSON is expected was probably meant for one of the members. */
static otk_cli_exit refuse_plain_word(const setting *s, json_type type)
{
	const otk_cli_type *members = s->field->type;
	const char *hint = "";

	if (members && members->count)
		hint = otk_cli_text(s->cli, "; write JSON, or one member: --%s%s.%s VALUE",
			s->option, s->field->kind == OTK_KIND_LIST ? ".0" : "",
			example_member(members)->option);
	return otk_cli_wrong(s->cli, "--%s: %s is not a JSON %s%s", s->option,
		otk_cli_quote(s->cli, s->field, s->value),
		type == json_type_array ? "array" : "object", hint);
}

/* The value as JSON: text, @file or "-". */
static otk_cli_exit parse_json(const setting *s, json_type type, json_object **parsed)
{
	const char *text = s->value, *problem = NULL;
	size_t size = strlen(text);
	bool is_file = *text == '@' || strcmp(text, "-") == 0;

	if (is_file)
		text = otk_cli_read_file(
			s->cli, *text == '@' ? text + 1 : text, VALUE_FILE_MAX, &size, &problem);
	if (text)
		*parsed = otk_cli_json_parse(s->cli, text, size, &problem);
	if (text && !*parsed && !is_file && isalpha((unsigned char)*text))
		return refuse_plain_word(s, type);
	if (!text || !*parsed)
		return otk_cli_wrong(s->cli, "--%s: the %s: %s%s", s->option,
			text ? "value is not JSON" : "file cannot be read", problem,
			text && !is_file ? otk_cli_json_quoting(text) : "");
	if (!json_object_is_type(*parsed, type))
		return otk_cli_wrong(s->cli, "--%s: the value is not a JSON %s", s->option,
			type == json_type_array ? "array" : "object");
	return otk_cli_check_members(s->cli, otk_cli_text(s->cli, "--%s", s->option), text, size);
}

/* The member of that name; a new one when it is absent or of another type. */
static json_object *member_of_type(json_object *object, const char *name, json_type type)
{
	json_object *member = NULL;

	if (json_object_object_get_ex(object, name, &member) && json_object_is_type(member, type))
		return member;
	member = type == json_type_array ? json_object_new_array() : json_object_new_object();
	if (!member)
		otk_cli_out_of_memory();
	otk_cli_json_add(object, name, member);
	return member;
}

/* Appends the items of a JSON array. */
static otk_cli_exit append_array(const setting *s, json_object *list)
{
	json_object *array = NULL;
	otk_cli_exit code = parse_json(s, json_type_array, &array);

	for (size_t i = 0; !code && i < json_object_array_length(array); i++)
		otk_cli_json_append(list, json_object_get(json_object_array_get_idx(array, i)));
	return code;
}

static otk_cli_exit set_strings(const setting *s)
{
	json_object *list = member_of_type(s->object, s->field->name, json_type_array);

	if (*s->value == '[')
		return append_array(s, list);
	otk_cli_json_append(list, otk_cli_json_string(s->value));
	return OTK_CLI_DONE;
}

static otk_cli_exit refuse_twice(const setting *s, const char *name)
{
	return otk_cli_wrong(
		s->cli, "--%s: %s is given twice", s->option, otk_cli_quote(s->cli, NULL, name));
}

/* Adds the members of a JSON object to those that other options have set. */
static otk_cli_exit set_object(const setting *s)
{
	json_object *parsed = NULL;
	otk_cli_exit code = parse_json(s, json_type_object, &parsed);
	const char *twice;

	if (code)
		return code;
	twice = otk_cli_json_merge_new(
		member_of_type(s->object, s->field->name, json_type_object), parsed);
	return twice ? refuse_twice(s, twice) : OTK_CLI_DONE;
}

static otk_cli_exit set_entry(const setting *s, const char *name, const char *value)
{
	json_object *map = member_of_type(s->object, s->field->name, json_type_object);

	if (json_object_object_get_ex(map, name, NULL))
		return refuse_twice(s, name);
	otk_cli_json_add(map, name, otk_cli_json_string(value));
	return OTK_CLI_DONE;
}

static otk_cli_exit set_map(const setting *s)
{
	const char *equals;

	if (*s->value == '{' || *s->value == '@')
		return set_object(s);
	equals = strchr(s->value, '=');
	if (!equals || equals == s->value)
		return refuse_value(s, "is neither NAME=VALUE nor a JSON object");
	return set_entry(
		s, otk_cli_copy(s->cli, s->value, (size_t)(equals - s->value)), equals + 1);
}

static otk_cli_exit set_list(const setting *s)
{
	json_object *list = member_of_type(s->object, s->field->name, json_type_array);
	json_object *parsed = NULL;
	otk_cli_exit code;

	if (*s->value == '[')
		return append_array(s, list);
	code = parse_json(s, json_type_object, &parsed);
	if (!code)
		otk_cli_json_append(list, json_object_get(parsed));
	return code;
}

static otk_cli_exit set_value(const setting *s)
{
	switch (s->field->kind) {
	case OTK_KIND_STRING:
		return set_string(s);
	case OTK_KIND_FLAG:
		return set_flag(s);
	case OTK_KIND_INT:
		return set_int(s);
	case OTK_KIND_STRINGS:
		return set_strings(s);
	case OTK_KIND_MAP:
		return set_map(s);
	case OTK_KIND_OBJECT:
		return set_object(s);
	case OTK_KIND_LIST:
		return set_list(s);
	}
	return otk_cli_wrong(s->cli, "%s: its kind is not known", s->field->name);
}

/* The item of that index, which may be the next new one. */
static json_object *list_item(otk_cli *cli, json_object *list, size_t index, const char *option)
{
	json_object *item;

	if (index > json_object_array_length(list)) {
		otk_cli_wrong(cli, "--%s: item %zu must be given first", option,
			json_object_array_length(list));
		return NULL;
	}
	if (index == json_object_array_length(list))
		otk_cli_json_append(list, json_object_get(otk_cli_json_object(cli)));
	item = json_object_array_get_idx(list, index);
	if (!json_object_is_type(item, json_type_object)) {
		otk_cli_wrong(cli, "--%s: item %zu is not an object", option, index);
		return NULL;
	}
	return item;
}

/* The object that gets the value; nested objects are made as needed. */
static json_object *nested_object(
	otk_cli *cli, const otk_cli_option *option, json_object *object, const char *name)
{
	for (size_t i = 0; object && i + 1 < option->count; i++) {
		const otk_cli_field *field = option->steps[i].field;
		bool list = field->kind == OTK_KIND_LIST;

		object = member_of_type(
			object, field->name, list ? json_type_array : json_type_object);
		if (list)
			object = list_item(cli, object, option->steps[i].index, name);
	}
	return object;
}

/*
 * Returns true for a document, such as a style sheet or a key, which keeps its last line end. A
 * text that is counted in bytes is a message: echo and editors wrote its line end, not the user.
 */
static bool is_document(const otk_cli_field *field)
{
	return field->multiline && field->unit != OTK_UNIT_BYTES;
}

static void cut_line_end(char *text, size_t size)
{
	if (size && text[size - 1] == '\n') {
		text[--size] = '\0';
		if (size && text[size - 1] == '\r')
			text[--size] = '\0';
	}
}

static otk_cli_exit read_value_file(setting *s)
{
	const char *problem = NULL, *path = s->value;
	size_t size = 0;
	char *text = otk_cli_read_file(s->cli, path, VALUE_FILE_MAX, &size, &problem);

	if (text && strlen(text) != size)
		problem = "it contains a NUL byte";
	if (!problem && !otk_cli_is_utf8(text))
		problem = "it is not UTF-8";
	if (problem)
		return otk_cli_wrong(s->cli, "--%s: the file %s cannot be read: %s", s->option,
			otk_cli_quote(s->cli, NULL, path), problem);
	if (!is_document(s->field))
		cut_line_end(text, size);
	/* Some editors put a byte order mark before the text. */
	s->value = strncmp(text, "\xef\xbb\xbf", 3) == 0 ? text + 3 : text;
	return OTK_CLI_DONE;
}

otk_cli_exit otk_cli_option_set(otk_cli *cli, const otk_cli_option *option, json_object *object,
	const char *name, const char *value)
{
	setting s = {.cli = cli,
		.field = option->steps[option->count - 1].field,
		.option = name,
		.value = value,
		.object = nested_object(cli, option, object, name)};

	if (!s.object)
		return OTK_CLI_WRONG_USE;
	if (option->key)
		return set_entry(&s, option->key, value);
	if (option->from_file) {
		otk_cli_exit code = read_value_file(&s);

		if (code)
			return code;
	}
	return set_value(&s);
}
