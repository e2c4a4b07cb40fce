/* SPDX-License-Identifier: MIT */
/* extra_json: an object whose members are sent in addition to those of the table. */
#include "config.h"

#include "core/schema/extra.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/json/json_string.h"
#include "core/base/text/text.h"
#include "core/schema/limits.h"

#include "core/base/cold.h"

#define FIRST_CAPACITY 8

static bool has_name(const otk_extra *extra, const char *name)
{
	for (size_t i = 0; i < extra->count; i++)
		if (strcmp(extra->members[i].name, name) == 0)
			return true;
	return false;
}

static otk_extra_member *add_member(otk_extra *extra, size_t *capacity)
{
	if (extra->count == *capacity) {
		const size_t more = *capacity ? *capacity * 2 : FIRST_CAPACITY;
		void *members = realloc(extra->members, more * sizeof(*extra->members));

		if (!members)
			return NULL;
		extra->members = members;
		*capacity = more;
	}
	return &extra->members[extra->count++];
}

/* Collects the members; their names are written one after the other. */
OTK_COLD static otk_status collect_members(
	otk_json_reader *reader, otk_extra *extra, otk_error *error)
{
	char *name = extra->names;
	size_t capacity = 0;
	otk_slice key, value;

	for (bool more = otk_json_enter_object(reader, &key); more;
		more = otk_json_next_member(reader, &key)) {
		const size_t size = otk_json_unescape(&key, name, key.size);
		otk_extra_member *member;

		name[size] = '\0';
		if (memchr(name, '\0', size)) {
			otk_json_problem(reader, "a name with a NUL character");
			break;
		}
		if (!otk_json_skip(reader, &value))
			break;
		if (has_name(extra, name))
			return otk_fail(error, OTK_E_ARGUMENT,
				"extra_json: \"%.*s\" is given twice", OTK_NAME_MAX, name);
		if (extra->count >= OTK_MEMBERS_MAX)
			return otk_fail(error, OTK_E_ARGUMENT,
				"extra_json: more than %d members are not supported",
				OTK_MEMBERS_MAX);
		member = add_member(extra, &capacity);
		if (!member)
			return otk_fail_nomem(error);
		*member = (otk_extra_member){.name = name, .value = value};
		name += size + 1;
	}
	return OTK_OK;
}

otk_status otk_extra_parse(const char *json, otk_extra *extra, otk_error *error)
{
	const size_t size = json ? strlen(json) : 0;
	otk_json_reader reader;
	otk_status status;

	*extra = (otk_extra){0};
	if (!json)
		return OTK_OK;
	otk_json_reader_init(&reader, json, size, OTK_JSON_DEPTH_MAX);
	if (otk_json_peek(&reader) != OTK_JSON_OBJECT && !reader.problem)
		return otk_fail(error, OTK_E_ARGUMENT, "extra_json: it must be a JSON object");
	/* A name is shorter by two quotes than its text, so all names with their NULs fit. */
	extra->names = malloc(size + 1);
	if (!extra->names)
		return otk_fail_nomem(error);
	status = collect_members(&reader, extra, error);
	if (!status && !otk_json_finish(&reader))
		status = otk_fail(error, OTK_E_ARGUMENT,
			"extra_json: it is not valid JSON: %s (byte %zu)", reader.problem,
			reader.problem_at);
	if (status)
		otk_extra_free(extra);
	return status;
}

bool otk_extra_has_field(const otk_extra *extra, const otk_field *field)
{
	for (size_t i = 0; i < extra->count; i++) {
		const char *name = extra->members[i].name;

		if (strcmp(name, field->name) == 0 ||
			(field->aliases && otk_word_in(field->aliases, name, strlen(name))))
			return true;
	}
	return false;
}

void otk_extra_free(otk_extra *extra)
{
	free(extra->members);
	free(extra->names);
	*extra = (otk_extra){0};
}

bool otk_extra_in_query(const otk_type *type)
{
	bool query = false;

	for (size_t i = 0; i < type->field_count; i++) {
		if (type->fields[i].place == OTK_IN_BODY)
			return false;
		query |= type->fields[i].place == OTK_IN_QUERY;
	}
	return query;
}
