/* SPDX-License-Identifier: MIT */
/* extra_json: an object whose members are sent beside those of the table, and win over them. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/status.h"
#include "core/schema/extra.h"
#include "core/schema/limits.h"

#define FIRST_ROOM 8

static otk_extra_member *find(const otk_extra *extra, const char *name)
{
	size_t i;

	for (i = 0; i < extra->count; i++)
		if (!strcmp(extra->members[i].name, name))
			return &extra->members[i];
	return NULL;
}

static otk_extra_member *add(otk_extra *extra, size_t *room)
{
	if (extra->count == *room) {
		const size_t more = *room ? *room * 2 : FIRST_ROOM;
		void *members = realloc(extra->members, more * sizeof(*extra->members));

		if (!members)
			return NULL;
		extra->members = members;
		*room = more;
	}
	return &extra->members[extra->count++];
}

/* The members one by one; names are written behind each other. */
OTK_COLD static otk_status collect(otk_json_reader *reader, otk_extra *extra, otk_error *error)
{
	char *name = extra->names;
	size_t room = 0;
	otk_slice key, value;
	bool more;

	for (more = otk_json_enter_object(reader, &key); more;
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
		member = find(extra, name);
		if (!member) {
			if (extra->count >= OTK_MEMBERS_MAX)
				return otk_fail(error, OTK_E_ARGUMENT,
					"extra_json has more than %d members", OTK_MEMBERS_MAX);
			member = add(extra, &room);
			if (!member)
				return otk_fail_nomem(error);
			member->name = name;
			name += size + 1;
		}
		member->value = value;
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
		return otk_fail(error, OTK_E_ARGUMENT, "extra_json must be a JSON object");
	/* A name is two quotes shorter than its text, so there is room for all and their ends. */
	extra->names = malloc(size + 1);
	if (!extra->names)
		return otk_fail_nomem(error);
	status = collect(&reader, extra, error);
	if (!status && !otk_json_finish(&reader))
		status = otk_fail(error, OTK_E_ARGUMENT,
			"extra_json is not valid JSON: %s at byte %zu", reader.problem,
			reader.problem_at);
	if (status)
		otk_extra_free(extra);
	return status;
}

bool otk_extra_has(const otk_extra *extra, const char *name)
{
	return find(extra, name) != NULL;
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
	size_t i;

	for (i = 0; i < type->field_count; i++) {
		if (type->fields[i].place == OTK_IN_BODY)
			return false;
		query |= type->fields[i].place == OTK_IN_QUERY;
	}
	return query;
}
