/* SPDX-License-Identifier: MIT */
/* Options against their table, before anything is encoded: three levels of strictness. */
#include "config.h"

#include "core/schema/validate.h"

#include <inttypes.h>
#include <otk/session_id.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/base/json_write.h"
#include "core/base/status.h"
#include "core/base/text.h"
#include "core/base/utf8.h"
#include "core/schema/access.h"
#include "core/schema/extra.h"
#include "core/schema/formats.h"
#include "core/schema/limits.h"

static otk_status check_struct(const otk_validator *validator, const otk_type *type,
	const void *options, const otk_spot *spot, int depth);

otk_status otk_problem(const otk_validator *validator, otk_severity severity, const otk_spot *spot,
	const char *format, ...)
{
	const otk_checks checks = validator->how->checks;
	char text[OTK_ERROR_MESSAGE_SIZE], path[OTK_SPOT_SIZE];
	va_list args;

	if (checks == OTK_CHECKS_OFF && severity != OTK_CANNOT)
		return OTK_OK;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (severity == OTK_ADVICE && checks != OTK_CHECKS_STRICT) {
		if (validator->how->warn)
			validator->how->warn(validator->how->userdata, otk_spot_text(spot, path),
				text[0] == ':' ? text + 2 : text);
		return OTK_OK;
	}
	otk_spot_name(spot, path);
	return otk_fail(validator->error, OTK_E_ARGUMENT, "%s: %s%s%s", validator->where, path,
		path[0] && text[0] != ':' ? " " : "", text);
}

static otk_severity length_severity(const otk_field *field)
{
	return field->soft & (OTK_SOFT_ALL | OTK_SOFT_LENGTH) ? OTK_ADVICE : OTK_WRONG;
}

static otk_severity form_severity(const otk_field *field)
{
	return field->soft & (OTK_SOFT_ALL | OTK_SOFT_FORMAT) ? OTK_ADVICE : OTK_WRONG;
}

/* size in units ("characters", "items" …) against the limits of the field. */
static otk_status check_size(
	const otk_validator *validator, const otk_spot *spot, int64_t size, const char *units)
{
	const otk_field *field = spot->field;

	if (!field->min && !field->max)
		return OTK_OK;
	if (size < field->min)
		return otk_problem(validator, length_severity(field), spot,
			"has %" PRId64 " %s; at least %" PRId64 " are needed", size, units,
			field->min);
	if (size > field->max)
		return otk_problem(validator, length_severity(field), spot,
			"has %" PRId64 " %s; at most %" PRId64 " are allowed", size, units,
			field->max);
	return OTK_OK;
}

static otk_status check_known(
	const otk_validator *validator, const otk_spot *spot, const char *value)
{
	const char *const *known = spot->field->values;
	char quoted[OTK_QUOTED_SIZE], list[OTK_SPOT_SIZE] = "";
	size_t i, used = 0;

	if (!known || spot->field->format == OTK_FORMAT_TOKEN)
		return OTK_OK;
	for (i = 0; known[i]; i++)
		if (!strcmp(known[i], value))
			return OTK_OK;
	for (i = 0; known[i] && used < sizeof(list); i++)
		used += (size_t)snprintf(
			list + used, sizeof(list) - used, "%s\"%s\"", i ? ", " : "", known[i]);
	return otk_problem(validator, OTK_ADVICE, spot, "is %s; known are %s",
		otk_quoted(spot->field, value, quoted), list);
}

static bool begins_with_one_of(const char *text, const char *list)
{
	const char *word;
	size_t size;

	while (otk_word_next(&list, &word, &size))
		if (!strncmp(text, word, size))
			return true;
	return false;
}

/* A session id that can be read, and is of our project, has the form of one. */
static bool is_our_session(const otk_validator *validator, const char *text, otk_error *error)
{
	return validator->how->key && !otk_session_id_check(validator->how->key, text, error);
}

static otk_status check_form(const otk_validator *validator, const otk_spot *spot, const char *text)
{
	const otk_field *field = spot->field;
	const bool is_session = field->format == OTK_FORMAT_SESSION;
	char quoted[OTK_QUOTED_SIZE];
	const char *problem;
	otk_error error;

	error.struct_size = sizeof(error);
	if (is_session && is_our_session(validator, text, &error))
		return OTK_OK;
	problem = otk_format_problem(field->format, text);
	if (problem)
		return otk_problem(validator, form_severity(field), spot, "%s; it is %s", problem,
			otk_quoted(field, text, quoted));
	if (is_session && validator->how->key)
		return otk_problem(
			validator, form_severity(field), spot, "does not fit: %s", error.message);
	return OTK_OK;
}

/* What every string must keep: a field's or one in a list. */
static otk_status check_text(
	const otk_validator *validator, const otk_spot *spot, const char *text, bool may_be_empty)
{
	const otk_field *field = spot->field;
	const otk_severity severity = form_severity(field);
	char quoted[OTK_QUOTED_SIZE], list[OTK_SPOT_SIZE];
	otk_status status;

	if (!*text && !may_be_empty)
		return otk_problem(validator, severity, spot, "must not be empty");
	status = check_form(validator, spot, text);
	if (!status && field->prefixes && !begins_with_one_of(text, field->prefixes))
		status = otk_problem(validator, severity, spot, "is %s; it must begin with %s",
			otk_quoted(field, text, quoted), otk_alternatives(field->prefixes, list));
	if (!status && field->alphabet && text[strspn(text, field->alphabet)])
		status = otk_problem(validator, severity, spot,
			"is %s; allowed are only the characters %s",
			otk_quoted(field, text, quoted), field->alphabet);
	return status ? status : check_known(validator, spot, text);
}

static otk_status check_utf8(
	const otk_validator *validator, const otk_spot *spot, const char *text, int64_t *length)
{
	int64_t found = otk_utf8_length(text, strlen(text));

	if (length)
		*length = found;
	return found < 0 ? otk_problem(validator, OTK_CANNOT, spot, "is not valid UTF-8") : OTK_OK;
}

static otk_status check_string(
	const otk_validator *validator, const otk_spot *spot, const char *text)
{
	const bool bytes = spot->field->unit == OTK_UNIT_BYTES;
	int64_t length;
	otk_status status = check_utf8(validator, spot, text, &length);

	if (!status)
		status = check_size(validator, spot, bytes ? (int64_t)strlen(text) : length,
			bytes ? "bytes" : "characters");
	return status ? status : check_text(validator, spot, text, !spot->field->required);
}

static otk_status check_flag(const otk_validator *validator, const otk_spot *spot, uint32_t flag)
{
	if (flag > OTK_NO)
		return otk_problem(validator, OTK_CANNOT, spot,
			"is %" PRIu32 "; it must be OTK_UNSET, OTK_NO or OTK_YES", flag);
	return OTK_OK;
}

static otk_status check_int(const otk_validator *validator, const otk_spot *spot, int64_t number)
{
	const otk_field *field = spot->field;
	char digits[24];

	if (field->min || field->max) {
		if (number < field->min)
			return otk_problem(validator, OTK_ADVICE, spot,
				"is %" PRId64 "; at least %" PRId64 " is allowed", number,
				field->min);
		if (number > field->max)
			return otk_problem(validator, OTK_ADVICE, spot,
				"is %" PRId64 "; at most %" PRId64 " is allowed", number,
				field->max);
	}
	snprintf(digits, sizeof(digits), "%" PRId64, number);
	return check_known(validator, spot, digits);
}

static otk_status check_strings(
	const otk_validator *validator, const otk_spot *spot, const otk_strings *strings)
{
	otk_status status = check_size(validator, spot, (int64_t)strings->count, "items");
	size_t i;

	for (i = 0; !status && i < strings->count; i++) {
		const otk_spot item = {.up = spot->up, .field = spot->field, .index = (int64_t)i};

		if (!strings->items[i])
			return otk_problem(validator, OTK_CANNOT, &item, "is NULL");
		status = check_utf8(validator, &item, strings->items[i], NULL);
		if (!status)
			status = check_text(validator, &item, strings->items[i], false);
	}
	return status;
}

/* Bytes of the map as JSON; nothing is allocated. */
OTK_COLD static size_t json_size(const otk_map *map)
{
	otk_buffer counter;
	otk_json_writer writer;
	char nothing[1];
	size_t i;

	otk_buffer_init_fixed(&counter, nothing, sizeof(nothing));
	otk_json_writer_init(&writer, &counter);
	otk_json_open(&writer, '{');
	for (i = 0; i < map->count; i++) {
		otk_json_key(&writer, map->items[i].name);
		otk_json_text(&writer, map->items[i].value);
	}
	otk_json_close(&writer, '}');
	return counter.size;
}

OTK_COLD static otk_status check_pair(
	const otk_validator *validator, const otk_spot *spot, const otk_map *map, size_t i)
{
	const otk_pair *pair = &map->items[i];
	char quoted[OTK_QUOTED_SIZE];
	otk_status status;
	size_t earlier;

	if (!pair->name || !pair->value)
		return otk_problem(validator, OTK_CANNOT, spot, "has a pair with NULL in it");
	status = check_utf8(validator, spot, pair->name, NULL);
	if (!status)
		status = check_utf8(validator, spot, pair->value, NULL);
	if (!status && !*pair->name)
		status = otk_problem(
			validator, form_severity(spot->field), spot, "has a name that is empty");
	for (earlier = 0; !status && earlier < i; earlier++)
		if (!strcmp(map->items[earlier].name, pair->name))
			status = otk_problem(validator, OTK_CANNOT, spot, "has %s twice",
				otk_quoted(NULL, pair->name, quoted));
	return status;
}

OTK_COLD static otk_status check_map(
	const otk_validator *validator, const otk_spot *spot, const otk_map *map)
{
	otk_status status = OTK_OK;
	size_t i;

	if (map->count > OTK_MEMBERS_MAX)
		return otk_problem(validator, OTK_CANNOT, spot,
			"has %zu pairs; at most %d are allowed", map->count, OTK_MEMBERS_MAX);
	for (i = 0; !status && i < map->count; i++)
		status = check_pair(validator, spot, map, i);
	if (status)
		return status;
	return spot->field->unit == OTK_UNIT_BYTES
		       ? check_size(validator, spot, (int64_t)json_size(map), "bytes as JSON")
		       : check_size(validator, spot, (int64_t)map->count, "pairs");
}

/* .unique: the field that tells the items apart differs. */
OTK_COLD static otk_status check_unique(
	const otk_validator *validator, const otk_spot *spot, const void *items, size_t count)
{
	const otk_field *list = spot->field;
	const otk_field *key = otk_field_find(list->type, list->keyed, strlen(list->keyed));
	char quoted[OTK_QUOTED_SIZE];
	size_t i, earlier;

	for (i = 0; key && i < count; i++) {
		const char *value = otk_field_text(otk_get_item(items, i), key);

		for (earlier = 0; value && earlier < i; earlier++) {
			const char *other = otk_field_text(otk_get_item(items, earlier), key);

			if (other && !strcmp(other, value))
				return otk_problem(validator, form_severity(list), spot,
					"has two items with %s %s", key->name,
					otk_quoted(key, value, quoted));
		}
	}
	return OTK_OK;
}

static otk_status check_list(const otk_validator *validator, const otk_spot *spot,
	const void *items, size_t count, int depth)
{
	otk_status status = check_size(validator, spot, (int64_t)count, "items");
	size_t i;

	for (i = 0; !status && i < count; i++) {
		const otk_spot item = {.up = spot->up, .field = spot->field, .index = (int64_t)i};
		const void *options = otk_get_item(items, i);

		status = options ? check_struct(validator, spot->field->type, options, &item, depth)
				 : otk_problem(validator, OTK_CANNOT, &item, "is NULL");
	}
	if (!status && spot->field->unique)
		status = check_unique(validator, spot, items, count);
	return status;
}

static otk_status check_value(
	const otk_validator *validator, const otk_spot *spot, const void *options, int depth)
{
	const otk_field *field = spot->field;
	const void *pointer;

	switch (field->kind) {
	case OTK_KIND_STRING:
		return check_string(validator, spot, otk_get_pointer(options, field->offset));
	case OTK_KIND_FLAG:
		return check_flag(validator, spot, otk_get_flag(options, field->offset));
	case OTK_KIND_INT:
		return check_int(validator, spot, otk_get_int(options, field->offset));
	case OTK_KIND_STRINGS: {
		const otk_strings strings = otk_get_strings(options, field->offset);

		return check_strings(validator, spot, &strings);
	}
	case OTK_KIND_MAP: {
		const otk_map map = otk_get_map(options, field->offset);

		return check_map(validator, spot, &map);
	}
	case OTK_KIND_OBJECT:
		pointer = otk_get_pointer(options, field->offset);
		return check_struct(validator, field->type, pointer, spot, depth);
	default:
		pointer = otk_get_pointer(options, field->offset);
		return check_list(validator, spot, pointer,
			otk_get_size(options, field->count_offset), depth);
	}
}

static otk_status check_set_field(const otk_validator *validator, const otk_type *type,
	const void *options, size_t index, const otk_spot *up, int depth)
{
	const otk_spot spot = {.up = up, .field = &type->fields[index], .index = -1};
	otk_status status = check_value(validator, &spot, options, depth);

	if (!status && spot.field->format == OTK_FORMAT_TOKEN)
		status = otk_token_advice(validator, type, options, &spot);
	return status;
}

OTK_COLD static otk_status check_extra(
	const otk_validator *validator, const otk_spot *spot, const char *json)
{
	otk_error error;
	otk_extra extra;
	otk_status status;

	error.struct_size = sizeof(error);
	status = otk_extra_parse(json, &extra, &error);
	if (!status)
		otk_extra_free(&extra);
	else if (status == OTK_E_NOMEM)
		otk_fail_nomem(validator->error);
	else
		status = otk_problem(validator, OTK_CANNOT, spot, "%s", error.message);
	return status;
}

static otk_status check_struct(const otk_validator *validator, const otk_type *type,
	const void *options, const otk_spot *spot, int depth)
{
	const char *extra = otk_get_extra(type, options);
	otk_status status = OTK_OK;
	size_t i;

	if (depth >= OTK_NESTING_MAX)
		return otk_problem(validator, OTK_CANNOT, spot, "is nested too deeply");
	for (i = 0; !status && i < type->field_count; i++) {
		const otk_field *field = &type->fields[i];

		if (otk_field_is_set(options, field))
			status = check_set_field(validator, type, options, i, spot, depth + 1);
		else if (field->required && !field->wire_default)
			status = otk_problem(validator, OTK_WRONG,
				&(const otk_spot){.up = spot, .field = field, .index = -1},
				"is missing");
	}
	if (!status && validator->how->checks != OTK_CHECKS_OFF)
		status = otk_rules_check(validator, type, options, spot);
	if (!status && extra)
		status = check_extra(validator, spot, extra);
	return status;
}

otk_status otk_validate(const otk_type *type, const void *options, const otk_validation *validation,
	const char *where, otk_error *error)
{
	const otk_validator validator = {.how = validation, .where = where, .error = error};

	return type && options ? check_struct(&validator, type, options, NULL, 0) : OTK_OK;
}
