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

/* Bytes of the shortest member, "":0, which a comma or a brace follows. */
#define MEMBER_SIZE 4

typedef struct collector {
	otk_json_reader reader;
	otk_extra *extra;
	char *name; /* where the next name is written */
	otk_error *error;
} collector;

static bool has_name(const otk_extra *extra, size_t first, const char *name)
{
	for (; first < extra->count; first++)
		if (strcmp(extra->members[first].name, name) == 0)
			return true;
	return false;
}

static otk_status collect_members(collector *c);

/* Checks a value; the members of objects in it are dropped again. */
OTK_COLD static otk_status check_inner(collector *c)
{
	const otk_json_type type = otk_json_peek(&c->reader);
	const size_t count = c->extra->count;
	otk_status status = OTK_OK;

	if (type == OTK_JSON_OBJECT)
		status = collect_members(c);
	else if (type != OTK_JSON_ARRAY)
		otk_json_skip(&c->reader, NULL);
	else
		for (bool more = otk_json_enter_array(&c->reader); more && !status;
			more = !status && otk_json_next_item(&c->reader))
			status = check_inner(c);
	c->extra->count = count;
	return status;
}

/* Collects the members of an object; their names are written one after the other. */
OTK_COLD static otk_status collect_members(collector *c)
{
	otk_json_reader *reader = &c->reader;
	otk_extra *extra = c->extra;
	const size_t first = extra->count;
	otk_slice key;

	for (bool more = otk_json_enter_object(reader, &key); more;
		more = otk_json_next_member(reader, &key)) {
		char *name = c->name;
		const size_t size = otk_json_unescape(&key, name, key.size);
		otk_extra_member *member;
		const char *begin = reader->at;
		otk_status status;

		name[size] = '\0'; /* the only one: the reader refuses U+0000 */
		if (has_name(extra, first, name))
			return otk_fail(c->error, OTK_E_ARGUMENT,
				"extra_json: \"%.*s\" is given twice", OTK_NAME_MAX, name);
		if (extra->count - first >= OTK_MEMBERS_MAX)
			return otk_fail(c->error, OTK_E_ARGUMENT,
				"extra_json: more than %d members are not supported",
				OTK_MEMBERS_MAX);
		c->name += size + 1;
		member = &extra->members[extra->count++];
		member->name = name;
		status = check_inner(c);
		if (status)
			return status;
		member->value = (otk_slice){.text = begin, .size = (size_t)(reader->at - begin)};
	}
	return OTK_OK;
}

otk_status otk_extra_parse(const char *json, otk_extra *extra, otk_error *error)
{
	const size_t size = json ? strlen(json) : 0;
	const size_t capacity = size / MEMBER_SIZE;
	collector c = {.extra = extra, .error = error};
	otk_status status;

	*extra = (otk_extra){0};
	if (!json)
		return OTK_OK;
	otk_json_reader_init(&c.reader, json, size, OTK_JSON_DEPTH_MAX);
	if (otk_json_peek(&c.reader) != OTK_JSON_OBJECT && !c.reader.problem)
		return otk_fail(error, OTK_E_ARGUMENT, "extra_json: it must be a JSON object");
	/* A name is shorter by two quotes than its text, so all names with their NULs fit. */
	extra->members = malloc(capacity * sizeof(*extra->members) + size + 1);
	if (!extra->members)
		return otk_fail_nomem(error);
	c.name = (char *)(extra->members + capacity);
	status = collect_members(&c);
	if (!status && !otk_json_finish(&c.reader))
		status = otk_fail(error, OTK_E_ARGUMENT,
			"extra_json: it is not valid JSON: %s (byte %zu)", c.reader.problem,
			c.reader.problem_at);
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
