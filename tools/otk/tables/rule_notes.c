/* SPDX-License-Identifier: MIT */
/* Notes in help about options that need each other. */
#include "config.h"

#include <string.h>

#include "tools/otk/memory.h"
#include "tools/otk/tables/rule_notes.h"

/*
 * Finds a field by its wire names; a name may have dots itself. *option: its option below prefix.
 */
static const otk_cli_field *find_field(otk_cli *cli, const otk_cli_type *type, const char *prefix,
	const char *path, const char **option)
{
	for (size_t i = 0; type && i < type->count; i++) {
		const otk_cli_field *field = &type->fields[i];
		const char *name = otk_cli_text(cli, "%s%s", prefix, field->option);
		size_t size = strlen(field->name);

		if (strcmp(field->name, path) == 0) {
			*option = name;
			return field;
		}
		if (field->type && strncmp(field->name, path, size) == 0 && path[size] == '.')
			return find_field(cli, field->type, otk_cli_text(cli, "%s.", name),
				path + size + 1, option);
	}
	return NULL;
}

/* One value of a rule as it is typed: a label, yes or no. */
static const char *typed_value(const otk_cli_field *field, const char *value, size_t size)
{
	if (field->kind == OTK_KIND_FLAG)
		return strncmp(value, "true", size) == 0 ? "yes" : "no";
	for (size_t i = 0; field->labels && field->values[i]; i++)
		if (strlen(field->values[i]) == size && strncmp(field->values[i], value, size) == 0)
			return field->labels[i];
	return NULL;
}

/* " s3 or azure", for "s3|azure"; "": any value. */
static const char *typed_values(otk_cli *cli, const otk_cli_field *field, const char *values)
{
	const char *joined = "";

	while (values && *values) {
		size_t size = strcspn(values, "|");
		const char *typed = typed_value(field, values, size);

		joined = otk_cli_text(cli, "%s%s%s", joined, *joined ? " or " : " ",
			typed ? typed : otk_cli_copy(cli, values, size));
		values += size + (values[size] == '|');
	}
	return joined;
}

/* "required with --type s3": the other side names the option that asks for this one. */
static const char *note_of(otk_cli *cli, const otk_cli_type *type, const char *prefix,
	const char *word, const char *path, const char *values)
{
	const char *option = NULL;
	const otk_cli_field *field = find_field(cli, type, prefix, path, &option);

	return field ? otk_cli_text(
			       cli, "%s --%s%s", word, option, typed_values(cli, field, values))
		     : NULL;
}

/* "needs", or "always needs" where only one of the values does. */
static const char *needs_word(otk_cli *cli, const otk_cli_type *type, const otk_cli_rule *rule)
{
	const char *option = NULL;
	const otk_cli_field *field = find_field(cli, type, "", rule->field, &option);

	return field && rule->value
		       ? otk_cli_text(cli, "%s needs", typed_values(cli, field, rule->value) + 1)
		       : "needs";
}

static const char *join_notes(otk_cli *cli, const char *joined, const char *note)
{
	return note ? otk_cli_text(cli, "%s%s%s", joined, *joined ? "; " : "", note) : joined;
}

const char *otk_cli_rule_notes(
	otk_cli *cli, const otk_cli_type *type, const char *prefix, const char *path)
{
	const char *required = "", *needs = "", *one;

	for (size_t i = 0; type && i < type->rule_count; i++) {
		const otk_cli_rule *rule = &type->rules[i];

		if (strcmp(rule->other, path) == 0 && !rule->other_value)
			required = join_notes(cli, required,
				note_of(cli, type, prefix, "required with", rule->field,
					rule->value));
		if (strcmp(rule->field, path) != 0 || !rule->other_value)
			continue;
		one = note_of(cli, type, prefix, needs_word(cli, type, rule), rule->other,
			rule->other_value);
		/* The two rules of an option that goes with exactly one value of another. */
		if (one && strcmp(required, otk_cli_text(cli, "required with%s", one + 5)) == 0)
			required = otk_cli_text(cli, "%s, and only allowed with it", required);
		else
			needs = join_notes(cli, needs, one);
	}
	return join_notes(cli, required, *needs ? needs : NULL);
}
