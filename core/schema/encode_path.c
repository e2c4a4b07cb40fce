/* SPDX-License-Identifier: MIT */
/* The path of a request from its template. Nothing gets in that could lead to another path. */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/base/status.h"
#include "core/base/encode.h"
#include "core/base/utf8.h"
#include "core/schema/access.h"
#include "core/schema/formats.h"
#include "core/schema/template.h"

typedef struct path_maker {
	const otk_operation *operation;
	const char *project;
	const char *const *ids; /* what is left of them; NULL: none are */
	const void *options;
	otk_buffer *out;
	otk_error *error;
} path_maker;

static otk_status put_id(const path_maker *to, const otk_part *part, const char *id)
{
	const char *problem = id ? otk_path_id_problem(id) : "is missing";

	if (!problem && otk_utf8_length(id, strlen(id)) < 0)
		problem = "is not valid UTF-8";
	if (problem)
		return otk_fail(
			to->error, OTK_E_ARGUMENT, "%.*s %s", (int)part->size, part->text, problem);
	otk_percent_encode(to->out, id, strlen(id));
	return OTK_OK;
}

/* NULL: unset. */
static const char *field_value(const path_maker *to, const otk_field *field, char number[24])
{
	if (!to->options || !otk_field_is_set(to->options, field))
		return field->wire_default;
	if (field->kind == OTK_KIND_STRING)
		return otk_field_text(to->options, field);
	snprintf(number, 24, "%" PRId64, otk_field_int(to->options, field));
	return number;
}

static otk_status put_name(path_maker *to, const otk_part *part)
{
	const otk_field *field;
	char number[24];
	const char *id;

	if (otk_part_is(part, "project"))
		return put_id(to, part, to->project);
	field = otk_part_field(to->operation->options, part);
	if (field)
		return put_id(to, part, field_value(to, field, number));
	id = to->ids ? *to->ids : NULL;
	if (id)
		to->ids++;
	return put_id(to, part, id);
}

/* at: behind a '['. Are all fields set that stand in the part itself, not in parts within? */
static bool is_wanted(const path_maker *to, const char *at)
{
	int depth = 1;

	while (depth) {
		const otk_part part = otk_part_next(&at);
		const otk_field *field;
		char number[24];

		depth += (part.kind == OTK_PART_OPEN) - (part.kind == OTK_PART_CLOSE);
		if (part.kind == OTK_PART_END || part.kind == OTK_PART_BROKEN)
			return false;
		field = part.kind == OTK_PART_NAME && depth == 1
				? otk_part_field(to->operation->options, &part)
				: NULL;
		if (field && !field_value(to, field, number))
			return false;
	}
	return true;
}

/* Leave an optional part out, unless that would lose a field that is set. */
static otk_status skip_optional(const path_maker *to, const char **at)
{
	const otk_part *set = NULL, *unset = NULL;
	otk_part parts[2];
	int depth = 1;

	while (depth) {
		const otk_part part = otk_part_next(at);
		const otk_field *field;
		char number[24];

		depth += (part.kind == OTK_PART_OPEN) - (part.kind == OTK_PART_CLOSE);
		if (part.kind == OTK_PART_END || part.kind == OTK_PART_BROKEN)
			break;
		field = part.kind == OTK_PART_NAME ? otk_part_field(to->operation->options, &part)
						   : NULL;
		if (!field)
			continue;
		if (field_value(to, field, number)) {
			parts[0] = part;
			set = &parts[0];
		} else if (!unset) {
			parts[1] = part;
			unset = &parts[1];
		}
	}
	if (set && unset)
		return otk_fail(to->error, OTK_E_ARGUMENT, "%.*s is needed when %.*s is set",
			(int)unset->size, unset->text, (int)set->size, set->text);
	return OTK_OK;
}

static otk_status put_part(path_maker *to, const otk_part *part, const char **at)
{
	switch (part->kind) {
	case OTK_PART_TEXT:
		otk_buffer_add(to->out, part->text, part->size);
		return OTK_OK;
	case OTK_PART_NAME:
		return put_name(to, part);
	case OTK_PART_OPEN:
		return is_wanted(to, *at) ? OTK_OK : skip_optional(to, at);
	case OTK_PART_CLOSE:
		return OTK_OK;
	default:
		return otk_fail(to->error, OTK_E_PLUGIN_BROKEN, "%s: the path template is broken",
			to->operation->name);
	}
}

static bool is_fixed(const otk_part *part)
{
	return part->kind == OTK_PART_TEXT ||
	       (part->kind == OTK_PART_NAME && otk_part_is(part, "project"));
}

otk_status otk_encode_path_begin(const otk_operation *operation, const char *project,
	otk_buffer *out, const char **rest, otk_error *error)
{
	path_maker to = {.operation = operation, .project = project, .out = out, .error = error};
	const char *at = operation->path;
	otk_status status = OTK_OK;
	otk_part part;

	*rest = at;
	for (part = otk_part_next(&at); !status && is_fixed(&part); part = otk_part_next(&at)) {
		status = put_part(&to, &part, &at);
		*rest = at;
	}
	return status ? status : otk_buffer_check(out, "the path", error);
}

otk_status otk_encode_path(const otk_operation *operation, const char *at, const char *project,
	const char *const *ids, const void *options, otk_buffer *out, otk_error *error)
{
	path_maker to = {.operation = operation,
		.project = project,
		.ids = ids,
		.options = options,
		.out = out,
		.error = error};
	otk_status status = OTK_OK;
	otk_part part;

	for (part = otk_part_next(&at); !status && part.kind != OTK_PART_END;
		part = otk_part_next(&at))
		status = put_part(&to, &part, &at);
	if (!status && to.ids && *to.ids)
		return otk_fail(error, OTK_E_ARGUMENT,
			"%s takes fewer ids than were given in front of its options",
			operation->name);
	return status ? status : otk_buffer_check(out, "the path", error);
}
