/* SPDX-License-Identifier: MIT */
/* Makes deep copies of a caller's options; struct_size gives the number of bytes of each struct. */
#include "config.h"

#include "core/schema/copy.h"

#include <stdio.h>
#include <string.h>

#include "core/base/input/options.h"
#include "core/schema/access.h"
#include "core/schema/limits.h"
#include "core/schema/message.h"

#define EXPECTED_SIZE 256 /* bytes of the strings of most options */

typedef struct copier {
	otk_arena *arena;
	const char *where;
	otk_error *error;
} copier;

static otk_status copy_struct(const copier *to, const otk_type *type, void *own,
	const void *callers, const otk_field_path *path, int depth);

OTK_COLD static otk_status refuse_field(
	const copier *to, const otk_field_path *path, const char *problem)
{
	char text[OTK_PATH_TEXT_SIZE];

	return otk_fail(to->error, OTK_E_ARGUMENT, "%s: %s: %s", to->where,
		otk_path_text(OTK_NAMING_MEMBERS, path, text), problem);
}

/* Replaces a pointer to text of the caller by a copy. */
static otk_status copy_text(const copier *to, const char **text)
{
	if (*text)
		*text = otk_arena_text(to->arena, *text, strlen(*text));
	else
		return OTK_OK;
	return *text ? OTK_OK : otk_fail_nomem(to->error);
}

static otk_status copy_string(const copier *to, void *own, uint32_t offset)
{
	const char *text = otk_get_pointer(own, offset);
	otk_status status = copy_text(to, &text);

	otk_put_pointer(own, offset, text);
	return status;
}

/* Returns memory for one element more than `count`, so that an empty list is not NULL. */
static void *new_array(const copier *to, size_t count, size_t size)
{
	if (count > SIZE_MAX / 16 / size)
		return NULL;
	return otk_arena_alloc(to->arena, (count + 1) * size);
}

static otk_status copy_strings(const copier *to, void *own, const otk_field_path *path)
{
	otk_strings strings = otk_get_strings(own, path->field->offset);
	const char **items;
	otk_status status = OTK_OK;

	if (!strings.items)
		return OTK_OK;
	items = new_array(to, strings.count, sizeof(*items));
	if (!items)
		return otk_fail_nomem(to->error);
	for (size_t i = 0; !status && i < strings.count; i++) {
		const otk_field_path item = {
			.up = path->up, .field = path->field, .index = (int64_t)i};

		items[i] = strings.items[i];
		status =
			items[i] ? copy_text(to, &items[i]) : refuse_field(to, &item, "it is NULL");
	}
	strings.items = items;
	otk_put_strings(own, path->field->offset, strings);
	return status;
}

OTK_COLD static otk_status copy_map(const copier *to, void *own, const otk_field_path *path)
{
	otk_map map = otk_get_map(own, path->field->offset);
	otk_pair *items;
	otk_status status = OTK_OK;

	if (!map.items)
		return OTK_OK;
	items = new_array(to, map.count, sizeof(*items));
	if (!items)
		return otk_fail_nomem(to->error);
	for (size_t i = 0; !status && i < map.count; i++) {
		items[i] = map.items[i];
		if (!items[i].name || !items[i].value)
			return refuse_field(to, path, "a name or value is NULL");
		status = copy_text(to, &items[i].name);
		if (!status)
			status = copy_text(to, &items[i].value);
	}
	map.items = items;
	otk_put_map(own, path->field->offset, map);
	return status;
}

/* *nested: in: the struct of the caller; out: its copy. */
static otk_status copy_nested(
	const copier *to, const void **nested, const otk_field_path *path, int depth)
{
	const otk_type *type = path->field->type;
	const void *callers = *nested;
	void *own = otk_arena_alloc(to->arena, type->struct_size);

	if (!own)
		return otk_fail_nomem(to->error);
	*nested = own;
	return copy_struct(to, type, own, callers, path, depth);
}

static otk_status copy_object(const copier *to, void *own, const otk_field_path *path, int depth)
{
	const void *nested = otk_get_pointer(own, path->field->offset);
	otk_status status = OTK_OK;

	if (nested)
		status = copy_nested(to, &nested, path, depth);
	otk_put_pointer(own, path->field->offset, nested);
	return status;
}

static otk_status copy_list(const copier *to, void *own, const otk_field_path *path, int depth)
{
	const otk_field *field = path->field;
	const void *callers = otk_get_pointer(own, field->offset);
	const size_t count = otk_get_size(own, field->count_offset);
	otk_status status = OTK_OK;
	char *items;

	if (!callers)
		return OTK_OK;
	items = new_array(to, count, sizeof(void *));
	if (!items)
		return otk_fail_nomem(to->error);
	for (size_t i = 0; !status && i < count; i++) {
		const otk_field_path item = {.up = path->up, .field = field, .index = (int64_t)i};
		const void *nested = otk_get_item(callers, i);

		status = nested ? copy_nested(to, &nested, &item, depth)
				: refuse_field(to, &item, "it is NULL");
		memcpy(items + i * sizeof(nested), &nested, sizeof(nested));
	}
	otk_put_pointer(own, field->offset, items);
	return status;
}

static otk_status copy_field(const copier *to, void *own, const otk_field_path *path, int depth)
{
	switch ((otk_kind)path->field->kind) {
	case OTK_KIND_STRING:
		return copy_string(to, own, path->field->offset);
	case OTK_KIND_STRINGS:
		return copy_strings(to, own, path);
	case OTK_KIND_MAP:
		return copy_map(to, own, path);
	case OTK_KIND_OBJECT:
		return copy_object(to, own, path, depth);
	case OTK_KIND_LIST:
		return copy_list(to, own, path, depth);
	case OTK_KIND_FLAG:
	case OTK_KIND_INT:
		return OTK_OK;
	}
	return OTK_OK;
}

static otk_status copy_struct(const copier *to, const otk_type *type, void *own,
	const void *callers, const otk_field_path *path, int depth)
{
	char place[OTK_PATH_TEXT_SIZE + 64], text[OTK_PATH_TEXT_SIZE];
	const char *what = to->where;
	otk_status status;

	if (depth >= OTK_NESTING_MAX)
		return refuse_field(to, path, "it is nested too deeply");
	if (path) {
		snprintf(place, sizeof(place), "%s: %s", to->where,
			otk_path_text(OTK_NAMING_MEMBERS, path, text));
		what = place;
	}
	status = otk_options_copy(
		own, type->struct_size, type->min_struct_size, callers, what, to->error);
	for (size_t i = 0; !status && i < type->field_count; i++) {
		const otk_field *field = &type->fields[i];

		if (otk_field_is_set(own, field))
			status = copy_field(to, own,
				&(const otk_field_path){.up = path, .field = field, .index = -1},
				depth + 1);
	}
	if (!status && type->extra_json)
		status = copy_string(to, own, (uint32_t)type->extra_json);
	return status;
}

static otk_status copy_root(otk_arena *arena, const otk_type *type, void *own, const void *options,
	const char *where, otk_error *error)
{
	const copier to = {.arena = arena, .where = where, .error = error};

	otk_put_size(own, 0, type->struct_size);
	return options ? copy_struct(&to, type, own, options, NULL, 0) : OTK_OK;
}

otk_status otk_copy_options_into(otk_arena *arena, const otk_type *type, const void *options,
	void **copy, const char *where, otk_error *error)
{
	void *own = otk_arena_alloc(arena, type->struct_size);
	otk_status status =
		own ? copy_root(arena, type, own, options, where, error) : otk_fail_nomem(error);

	*copy = status ? NULL : own;
	return status;
}

otk_status otk_copy_options(
	const otk_type *type, const void *options, void **copy, const char *where, otk_error *error)
{
	otk_arena *arena = otk_arena_new(type->struct_size, EXPECTED_SIZE);
	otk_status status;

	*copy = NULL;
	if (!arena)
		return otk_fail_nomem(error);
	status = copy_root(arena, type, otk_arena_root(arena), options, where, error);
	if (status)
		otk_arena_free(arena);
	else
		*copy = otk_arena_root(arena);
	return status;
}
