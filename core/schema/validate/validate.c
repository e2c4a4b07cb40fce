/* SPDX-License-Identifier: MIT */
/* Options against their table, before anything is encoded: three levels of strictness. */
#include "config.h"

#include "core/schema/validate/validate.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/base/json/json_write.h"
#include "core/schema/access.h"
#include "core/schema/extra.h"
#include "core/schema/field.h"
#include "core/schema/limits.h"
#include "core/schema/validate/rules.h"
#include "core/schema/validate/token_advice.h"
#include "core/schema/validate/validate_text.h"

static otk_status check_struct(const otk_validator *validator, const otk_type *type,
	const void *options, const otk_field_path *path, int depth);

/* ---- scalars */

static otk_status check_flag(
	const otk_validator *validator, const otk_field_path *path, uint32_t flag)
{
	if (flag > OTK_NO)
		return otk_problem(validator, OTK_CANNOT, path,
			"%" PRIu32 " is not a flag; it must be OTK_UNSET, OTK_YES or OTK_NO", flag);
	return OTK_OK;
}

/* Ranges may go out of date; that a number must not be negative cannot. */
static otk_severity range_severity(const otk_field *field, int64_t number)
{
	return number < 0 && field->min >= 0 ? OTK_WRONG : OTK_ADVICE;
}

static otk_status check_int(
	const otk_validator *validator, const otk_field_path *path, int64_t number)
{
	const otk_field *field = path->field;
	const bool has_limits = field->min || field->max;
	char digits[24];

	if (has_limits && number < field->min)
		return otk_problem(validator, range_severity(field, number), path,
			"%" PRId64 " is too small; the least is %" PRId64, number, field->min);
	if ((field->max || field->min < 0) && number > field->max)
		return otk_problem(validator, OTK_ADVICE, path,
			"%" PRId64 " is too large; the most is %" PRId64, number, field->max);
	snprintf(digits, sizeof(digits), "%" PRId64, number);
	return otk_validate_known(validator, path, digits);
}

/* ---- lists and maps */

static otk_status check_strings(
	const otk_validator *validator, const otk_field_path *path, const otk_strings *strings)
{
	otk_status status = otk_validate_size(validator, path, (int64_t)strings->count, "items");

	for (size_t i = 0; !status && i < strings->count; i++) {
		const otk_field_path item = {
			.up = path->up, .field = path->field, .index = (int64_t)i};

		status = strings->items[i]
				 ? otk_validate_text_item(validator, &item, strings->items[i])
				 : otk_problem(validator, OTK_CANNOT, &item, "it is NULL");
	}
	return status;
}

/* Returns the bytes of the map as JSON; nothing is allocated. */
OTK_COLD static size_t json_size(const otk_map *map)
{
	otk_buffer counter;
	otk_json_writer writer;
	char nothing[1];

	otk_buffer_init_fixed(&counter, nothing, sizeof(nothing));
	otk_json_writer_init(&writer, &counter);
	otk_json_open(&writer, '{');
	for (size_t i = 0; i < map->count; i++) {
		otk_json_key(&writer, map->items[i].name);
		otk_json_text(&writer, map->items[i].value);
	}
	otk_json_close(&writer, '}');
	return counter.size;
}

OTK_COLD static otk_status check_pair(
	const otk_validator *validator, const otk_field_path *path, const otk_map *map, size_t i)
{
	const otk_pair *pair = &map->items[i];
	char quoted[OTK_QUOTED_SIZE];
	otk_status status;

	if (!pair->name || !pair->value)
		return otk_problem(validator, OTK_CANNOT, path, "a name or value is NULL");
	status = otk_validate_pair(validator, path, pair);
	for (size_t earlier = 0; !status && earlier < i; earlier++)
		if (strcmp(map->items[earlier].name, pair->name) == 0)
			status = otk_problem(validator, OTK_CANNOT, path, "%s is given twice",
				otk_quoted(NULL, pair->name, quoted));
	return status;
}

OTK_COLD static otk_status check_map(
	const otk_validator *validator, const otk_field_path *path, const otk_map *map)
{
	otk_status status = OTK_OK;

	if (map->count > OTK_MEMBERS_MAX)
		return otk_problem(validator, OTK_CANNOT, path, "%zu pairs; at most %d are allowed",
			map->count, OTK_MEMBERS_MAX);
	for (size_t i = 0; !status && i < map->count; i++)
		status = check_pair(validator, path, map, i);
	if (status)
		return status;
	return path->field->unit == OTK_UNIT_BYTES
		       ? otk_validate_size(
				 validator, path, (int64_t)json_size(map), "bytes as JSON")
		       : otk_validate_size(validator, path, (int64_t)map->count, "pairs");
}

/* `.unique`: no two items have the same value in the key field. */
OTK_COLD static otk_status check_unique(
	const otk_validator *validator, const otk_field_path *path, const void *items, size_t count)
{
	const otk_field *list = path->field;
	const otk_field *key = otk_field_find(list->type, list->keyed, strlen(list->keyed));
	char quoted[OTK_QUOTED_SIZE];

	for (size_t i = 0; key && i < count; i++) {
		const otk_field_path item = {.up = path->up, .field = list, .index = (int64_t)i};
		const otk_field_path of_key = {.up = &item, .field = key, .index = -1};
		const char *value = otk_field_text(otk_get_item(items, i), key);

		for (size_t earlier = 0; value && earlier < i; earlier++) {
			const char *other = otk_field_text(otk_get_item(items, earlier), key);

			if (other && strcmp(other, value) == 0)
				return otk_problem(validator, otk_form_severity(list), &of_key,
					"%s is given twice", otk_quoted(key, value, quoted));
		}
	}
	return OTK_OK;
}

static otk_status check_list(const otk_validator *validator, const otk_field_path *path,
	const void *items, size_t count, int depth)
{
	otk_status status = otk_validate_size(validator, path, (int64_t)count, "items");

	for (size_t i = 0; !status && i < count; i++) {
		const otk_field_path item = {
			.up = path->up, .field = path->field, .index = (int64_t)i};
		const void *options = otk_get_item(items, i);

		status = options ? check_struct(validator, path->field->type, options, &item, depth)
				 : otk_problem(validator, OTK_CANNOT, &item, "it is NULL");
	}
	if (!status && path->field->unique)
		status = check_unique(validator, path, items, count);
	return status;
}

/* ---- structs */

static otk_status check_value(
	const otk_validator *validator, const otk_field_path *path, const void *options, int depth)
{
	const otk_field *field = path->field;
	const void *pointer;

	switch ((otk_kind)field->kind) {
	case OTK_KIND_STRING:
		return otk_validate_string(
			validator, path, otk_get_pointer(options, field->offset));
	case OTK_KIND_FLAG:
		return check_flag(validator, path, otk_get_flag(options, field->offset));
	case OTK_KIND_INT:
		return check_int(validator, path, otk_get_int(options, field->offset));
	case OTK_KIND_STRINGS: {
		const otk_strings strings = otk_get_strings(options, field->offset);

		return check_strings(validator, path, &strings);
	}
	case OTK_KIND_MAP: {
		const otk_map map = otk_get_map(options, field->offset);

		return check_map(validator, path, &map);
	}
	case OTK_KIND_OBJECT:
		pointer = otk_get_pointer(options, field->offset);
		return check_struct(validator, field->type, pointer, path, depth);
	case OTK_KIND_LIST:
		pointer = otk_get_pointer(options, field->offset);
		return check_list(validator, path, pointer,
			otk_get_size(options, field->count_offset), depth);
	}
	return OTK_OK;
}

static otk_status check_given_field(const otk_validator *validator, const otk_type *type,
	const void *options, const otk_field_path *path, int depth)
{
	otk_status status = check_value(validator, path, options, depth);

	if (!status && path->field->format == OTK_FORMAT_TOKEN)
		status = otk_token_advice(validator, type, options, path);
	return status;
}

/* ---- extra_json */

/* Returns the field whose C name this is, though it is not a name on the wire; NULL: none. */
OTK_COLD static const otk_field *field_of_member(const otk_type *type, const char *name)
{
	for (size_t i = 0; i < type->field_count; i++)
		if (strcmp(type->fields[i].member, name) == 0)
			return &type->fields[i];
	return NULL;
}

/* A member of extra_json must not be an option that is set as well, nor a C name. */
OTK_COLD static otk_status check_extra_member(const otk_validator *validator, const otk_type *type,
	const void *options, const otk_field_path *up, const char *name)
{
	const otk_field *field = otk_field_find(type, name, strlen(name));
	const otk_field *by_member = field ? NULL : field_of_member(type, name);
	const otk_field_path path = {.up = up, .field = field ? field : by_member, .index = -1};

	if (by_member)
		return otk_problem(validator, OTK_CANNOT, &path,
			"extra_json has \"%s\", which the service does not know; set the option "
			"itself",
			name);
	if (field && otk_field_is_set(options, field))
		return otk_problem(validator, OTK_CANNOT, &path,
			"it is set, and extra_json has \"%s\" as well; give it once", name);
	return OTK_OK;
}

OTK_COLD static otk_status check_extra(const otk_validator *validator, const otk_type *type,
	const void *options, const otk_field_path *path, const char *json)
{
	otk_error error = OTK_ERROR_INIT;
	otk_extra extra;
	otk_status status = otk_extra_parse(json, &extra, &error);

	if (status == OTK_E_NOMEM)
		return otk_fail_nomem(validator->error);
	if (status)
		return otk_problem(validator, OTK_CANNOT, path, "%s", error.message);
	for (size_t i = 0; !status && i < extra.count; i++)
		status = check_extra_member(validator, type, options, path, extra.members[i].name);
	otk_extra_free(&extra);
	return status;
}

/* A required field may be given by extra_json instead. */
OTK_COLD static otk_status check_missing(
	const otk_validator *validator, const otk_field_path *path, const char *extra_json)
{
	otk_extra extra;
	bool given = false;

	if (!otk_extra_parse(extra_json, &extra, NULL)) {
		given = otk_extra_has_field(&extra, path->field);
		otk_extra_free(&extra);
	}
	return given ? OTK_OK : otk_problem(validator, OTK_WRONG, path, "it is missing");
}

static otk_status check_struct(const otk_validator *validator, const otk_type *type,
	const void *options, const otk_field_path *path, int depth)
{
	const char *extra = otk_get_extra(type, options);
	otk_status status = OTK_OK;

	if (depth >= OTK_NESTING_MAX)
		return otk_problem(validator, OTK_CANNOT, path, "it is nested too deeply");
	for (size_t i = 0; !status && i < type->field_count; i++) {
		const otk_field *field = &type->fields[i];
		const otk_field_path member = {.up = path, .field = field, .index = -1};

		if (otk_field_is_given(options, field))
			status = check_given_field(validator, type, options, &member, depth + 1);
		else if (field->required && !field->wire_default)
			status = check_missing(validator, &member, extra);
	}
	if (!status && validator->how->checks != OTK_CHECKS_OFF)
		status = otk_rules_check(validator, type, options, path);
	if (!status && extra)
		status = check_extra(validator, type, options, path, extra);
	return status;
}

otk_status otk_validate(const otk_type *type, const void *options, const otk_validation *validation,
	const char *where, otk_error *error)
{
	const otk_validator validator = {.how = validation, .where = where, .error = error};

	return type && options ? check_struct(&validator, type, options, NULL, 0) : OTK_OK;
}
