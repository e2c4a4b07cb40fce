/* SPDX-License-Identifier: MIT */
/* The path of a request, from its template. No inserted text can lead to another path. */
#include "config.h"

#include "core/schema/encode/encode_path.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "core/base/error/buffer_check.h"
#include "core/base/text/encode.h"
#include "core/base/text/utf8.h"
#include "core/schema/access.h"
#include "core/schema/field.h"
#include "core/schema/template.h"
#include "core/schema/validate/formats.h"

#include "core/base/cold.h"

typedef struct path_encoder {
	const otk_operation *operation;
	const char *project;
	const char *const *ids; /* those that are not used yet; NULL: none are given */
	const void *options;
	otk_naming naming;
	otk_buffer *out;
	otk_error *error;
} path_encoder;

/* field NULL: a positional id. */
static const char *part_name(const path_encoder *to, const otk_part *part, const otk_field *field,
	char text[OTK_PATH_TEXT_SIZE])
{
	const otk_field_path path = {.field = field, .index = -1};

	return field ? otk_path_text(to->naming, &path, text)
		     : otk_id_text(to->naming, part->text, part->size, text);
}

static otk_status encode_id(
	const path_encoder *to, const otk_part *part, const otk_field *field, const char *id)
{
	const char *problem = id ? otk_path_id_problem(id) : "it is missing";
	char name[OTK_PATH_TEXT_SIZE], quoted[OTK_QUOTED_SIZE];

	if (!problem && otk_utf8_length(id, strlen(id)) < 0)
		problem = "it is not valid UTF-8";
	if (!problem) {
		otk_percent_encode(to->out, id, strlen(id));
		return OTK_OK;
	}
	part_name(to, part, field, name);
	if (!id || !*id)
		return otk_fail(to->error, OTK_E_ARGUMENT, "%s: %s", name, problem);
	return otk_fail(to->error, OTK_E_ARGUMENT, "%s: %s: %s", name,
		otk_quoted(field, id, quoted), problem);
}

/* NULL: unset. */
static const char *field_value(const path_encoder *to, const otk_field *field, char number[24])
{
	if (!to->options || !otk_field_is_set(to->options, field))
		return field->wire_default;
	if (field->kind == OTK_KIND_STRING)
		return otk_field_text(to->options, field);
	snprintf(number, 24, "%" PRId64, otk_field_int(to->options, field));
	return number;
}

static otk_status encode_name(path_encoder *to, const otk_part *part)
{
	const otk_field *field;
	char number[24];
	const char *id;

	if (otk_part_is(part, "project"))
		return encode_id(to, part, NULL, to->project);
	field = otk_part_field(to->operation->options, part);
	if (field)
		return encode_id(to, part, field, field_value(to, field, number));
	id = to->ids ? *to->ids : NULL;
	if (id)
		to->ids++;
	return encode_id(to, part, NULL, id);
}

/* Returns whether all fields directly inside an optional part are set. at: after its '['. */
static bool is_wanted(const path_encoder *to, const char *at)
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

OTK_COLD static otk_status half_set(
	const path_encoder *to, const otk_field *set, const otk_field *unset)
{
	const otk_field_path set_path = {.field = set, .index = -1};
	const otk_field_path unset_path = {.field = unset, .index = -1};
	char set_name[OTK_PATH_TEXT_SIZE], unset_name[OTK_PATH_TEXT_SIZE];

	return otk_fail(to->error, OTK_E_ARGUMENT, "%s: it is needed when %s is set",
		otk_path_text(to->naming, &unset_path, unset_name),
		otk_path_text(to->naming, &set_path, set_name));
}

/* Leaves an optional part out, unless that would lose a field that is set. */
static otk_status skip_optional(const path_encoder *to, const char **at)
{
	const otk_field *set = NULL, *unset = NULL;
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
		if (field_value(to, field, number))
			set = field;
		else if (!unset)
			unset = field;
	}
	return set && unset ? half_set(to, set, unset) : OTK_OK;
}

static otk_status encode_part(path_encoder *to, const otk_part *part, const char **at)
{
	switch (part->kind) {
	case OTK_PART_TEXT:
		otk_buffer_add(to->out, part->text, part->size);
		return OTK_OK;
	case OTK_PART_NAME:
		return encode_name(to, part);
	case OTK_PART_OPEN:
		return is_wanted(to, *at) ? OTK_OK : skip_optional(to, at);
	case OTK_PART_CLOSE:
	case OTK_PART_END:
		return OTK_OK;
	case OTK_PART_BROKEN:
		break;
	}
	return otk_fail(to->error, OTK_E_PLUGIN_BROKEN, "%s: the path template is broken",
		to->operation->name);
}

static bool is_fixed(const otk_part *part)
{
	return part->kind == OTK_PART_TEXT ||
	       (part->kind == OTK_PART_NAME && otk_part_is(part, "project"));
}

otk_status otk_encode_path_begin(const otk_operation *operation, const char *project,
	otk_buffer *out, const char **rest, otk_error *error)
{
	path_encoder to = {.operation = operation, .project = project, .out = out, .error = error};
	const char *at = operation->path;
	otk_status status = OTK_OK;

	*rest = at;
	for (otk_part part = otk_part_next(&at); !status && is_fixed(&part);
		part = otk_part_next(&at)) {
		status = encode_part(&to, &part, &at);
		*rest = at;
	}
	return status ? status : otk_buffer_check(out, "the path", error);
}

otk_status otk_encode_path(const otk_operation *operation, const char *path, const char *project,
	const char *const *ids, const void *options, otk_naming naming, otk_buffer *out,
	otk_error *error)
{
	path_encoder to = {.operation = operation,
		.project = project,
		.ids = ids,
		.options = options,
		.naming = naming,
		.out = out,
		.error = error};
	otk_status status = OTK_OK;

	for (otk_part part = otk_part_next(&path); !status && part.kind != OTK_PART_END;
		part = otk_part_next(&path))
		status = encode_part(&to, &part, &path);
	if (!status && to.ids && *to.ids)
		return otk_fail(error, OTK_E_ARGUMENT, "%s: more ids are given than its path has",
			operation->name);
	return status ? status : otk_buffer_check(out, "the path", error);
}
