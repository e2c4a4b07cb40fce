/* SPDX-License-Identifier: MIT */
/* Values: the text of a word, read by the kind of its field. */
#include "config.h"

#include <string.h>

#include "tools/otk/file.h"
#include "tools/otk/json.h"
#include "tools/otk/memory.h"
#include "tools/otk/message.h"
#include "tools/otk/tables/option_name.h"
#include "tools/otk/tables/suggest.h"
#include "tools/otk/tables/units.h"
#include "tools/otk/tables/values.h"

#define VALUE_FILE_MAX (4 * 1024 * 1024)

/* One value on its way, with what a message about it needs. */
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

static otk_cli_exit put(const setting *s, json_object *value)
{
	if (!value)
		otk_cli_out_of_memory();
	json_object *old = NULL;
	if (json_object_object_get_ex(s->object, s->field->name, &old)) {
		json_object_put(value);
		return otk_cli_wrong(s->cli, "--%s is given twice", s->option);
	}
	otk_cli_json_add(s->object, s->field->name, value);
	return OTK_CLI_DONE;
}

static otk_cli_exit set_string(const setting *s)
{
	return put(s, json_object_new_string(s->value));
}

static otk_cli_exit set_flag(const setting *s)
{
	int flag = flag_of(s->value);
	if (flag < 0)
		return otk_cli_wrong(s->cli, "--%s takes yes or no", s->option);
	return put(s, json_object_new_boolean(flag));
}

static otk_cli_exit set_int(const setting *s)
{
	int64_t number = 0;
	bool read = otk_cli_read_int(s->value, &number);
	const char *wanted = "a whole number";
	if (!read && s->field->instant) {
		wanted = "seconds since the epoch or a date (2030-01-31T12:00:00Z)";
		read = otk_cli_read_instant(s->value, &number);
	} else if (!read && s->field->unit == OTK_UNIT_SECONDS) {
		wanted = "seconds or a time such as 90s, 15m, 1h30m, 2d";
		read = otk_cli_read_seconds(s->value, &number);
	} else if (!read && s->field->unit == OTK_UNIT_BITS_PER_SECOND) {
		wanted = "bits per second, such as 2000000 or 2M";
		read = otk_cli_read_rate(s->value, &number);
	} else if (!read && s->field->unit == OTK_UNIT_TIME_MS) {
		wanted = "milliseconds since the epoch or a date (2030-01-31T12:00:00Z)";
		read = otk_cli_read_instant(s->value, &number) &&
		       !__builtin_mul_overflow(number, 1000, &number);
	}
	if (!read)
		return otk_cli_wrong(s->cli, "--%s takes %s", s->option, wanted);
	return put(s, json_object_new_int64(number));
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
	if (!text || !*parsed)
		return otk_cli_wrong(s->cli, "--%s: %s: %s", s->option,
			text ? "this is no JSON" : "the file cannot be read", problem);
	if (!json_object_is_type(*parsed, type))
		return otk_cli_wrong(s->cli, "--%s takes a JSON %s", s->option,
			type == json_type_array ? "array" : "object");
	return OTK_CLI_DONE;
}

/* The member of that name, made when it is not there yet, or is of another type. */
static json_object *have(json_object *object, const char *name, json_type type)
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

/* Several in one JSON array, or one a time. */
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
	json_object *list = have(s->object, s->field->name, json_type_array);
	if (*s->value == '[')
		return append_array(s, list);
	otk_cli_json_append(list, otk_cli_json_string(s->value));
	return OTK_CLI_DONE;
}

static otk_cli_exit set_map(const setting *s)
{
	json_object *map = have(s->object, s->field->name, json_type_object);
	if (*s->value == '{' || *s->value == '@') {
		json_object *parsed = NULL;
		otk_cli_exit code = parse_json(s, json_type_object, &parsed);
		if (!code)
			otk_cli_json_merge(map, parsed);
		return code;
	}
	const char *equals = strchr(s->value, '=');
	if (!equals || equals == s->value)
		return otk_cli_wrong(
			s->cli, "--%s takes NAME=VALUE (repeat it for more) or JSON", s->option);
	otk_cli_json_add(map, otk_cli_copy(s->cli, s->value, (size_t)(equals - s->value)),
		otk_cli_json_string(equals + 1));
	return OTK_CLI_DONE;
}

static otk_cli_exit set_object(const setting *s)
{
	json_object *parsed = NULL;
	otk_cli_exit code = parse_json(s, json_type_object, &parsed);
	if (!code)
		otk_cli_json_merge(have(s->object, s->field->name, json_type_object), parsed);
	return code;
}

static otk_cli_exit set_list(const setting *s)
{
	json_object *list = have(s->object, s->field->name, json_type_array);
	if (*s->value == '[')
		return append_array(s, list);
	json_object *parsed = NULL;
	otk_cli_exit code = parse_json(s, json_type_object, &parsed);
	if (!code)
		otk_cli_json_append(list, json_object_get(parsed));
	return code;
}

static otk_cli_exit (*const setters[])(const setting *) = {
	[OTK_KIND_STRING] = set_string,
	[OTK_KIND_FLAG] = set_flag,
	[OTK_KIND_INT] = set_int,
	[OTK_KIND_STRINGS] = set_strings,
	[OTK_KIND_MAP] = set_map,
	[OTK_KIND_OBJECT] = set_object,
	[OTK_KIND_LIST] = set_list,
};

/* Items between the last one and this index would be holes. */
static json_object *list_item(otk_cli *cli, json_object *list, size_t index, const char *option)
{
	if (index > json_object_array_length(list)) {
		otk_cli_wrong(
			cli, "--%s: item %zu comes first", option, json_object_array_length(list));
		return NULL;
	}
	if (index == json_object_array_length(list))
		otk_cli_json_append(list, json_object_get(otk_cli_json_object(cli)));
	json_object *item = json_object_array_get_idx(list, index);
	if (!json_object_is_type(item, json_type_object)) {
		otk_cli_wrong(cli, "--%s: item %zu is no object", option, index);
		return NULL;
	}
	return item;
}

/* The object that gets the value: nested ones are made on the way. */
static json_object *descend(
	otk_cli *cli, const otk_cli_option *slot, json_object *object, const char *option)
{
	for (size_t i = 0; object && i + 1 < slot->count; i++) {
		const otk_cli_field *field = slot->steps[i].field;
		bool list = field->kind == OTK_KIND_LIST;
		object = have(object, field->name, list ? json_type_array : json_type_object);
		if (list)
			object = list_item(cli, object, slot->steps[i].index, option);
	}
	return object;
}

otk_cli_exit otk_cli_option_set(otk_cli *cli, const otk_cli_option *slot, json_object *object,
	const char *option, const char *value)
{
	setting s = {.cli = cli,
		.field = slot->steps[slot->count - 1].field,
		.option = option,
		.value = value,
		.object = descend(cli, slot, object, option)};
	if (!s.object)
		return OTK_CLI_WRONG_USE;
	if (slot->key) {
		otk_cli_json_add(have(s.object, s.field->name, json_type_object), slot->key,
			otk_cli_json_string(value));
		return OTK_CLI_DONE;
	}
	if (slot->from_file) {
		const char *problem = NULL;
		size_t size = 0;
		s.value = otk_cli_read_file(cli, value, VALUE_FILE_MAX, &size, &problem);
		if (s.value && strlen(s.value) != size)
			problem = "it holds a NUL byte";
		if (problem)
			return otk_cli_wrong(cli, "--%s: %s: %s", option, value, problem);
	}
	return setters[s.field->kind](&s);
}
