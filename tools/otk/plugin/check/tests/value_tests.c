/* SPDX-License-Identifier: MIT */
/* Tests of the values that fields allow, and of the rules between fields. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "tools/otk/memory.h"
#include "tools/otk/plugin/check/context/report.h"
#include "tools/otk/plugin/check/context/text.h"
#include "tools/otk/plugin/check/tables/kinds.h"
#include "tools/otk/plugin/check/tables/walk.h"
#include "tools/otk/plugin/check/tests/value_tests.h"

#define VALUES_MAX 512

static void report_value(otk_cli_check *check, const otk_type *type, const otk_field *field,
	const char *problem, const char *change)
{
	otk_cli_check_find(check, otk_cli_check_where(check, type, field), change, "%s", problem);
}

/* ---- values */

static bool is_new(const char *const *texts, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (strcmp(texts[i], texts[index]) == 0)
			return false;
	return true;
}

static size_t count_of(const char *const *texts)
{
	size_t count = 0;

	while (texts && count < VALUES_MAX && texts[count])
		count++;
	return count;
}

static void judge_known(otk_cli_check *check, const otk_type *type, const otk_field *field)
{
	const size_t count = count_of(field->values), labels = count_of(field->labels);
	const char *ends =
		"end the arrays values and labels with NULL, and give each value one label";

	if (field->values && (!count || count == VALUES_MAX))
		report_value(check, type, field,
			"has a list of known values that is empty or has no end",
			"static const char *const values[] = {\"a\", \"b\", NULL}");
	for (size_t i = 0; i < count && count < VALUES_MAX; i++) {
		if (!otk_cli_check_is_text(field->values[i]) ||
			!otk_cli_check_can_have(field, field->values[i], strlen(field->values[i])))
			report_value(check, type, field,
				otk_cli_text(check->cli,
					"has the known value \"%.40s\", which its kind cannot have",
					field->values[i]),
				"values of a number are digits; flags, objects and lists have none");
		else if (!is_new(field->values, i))
			report_value(check, type, field,
				otk_cli_text(check->cli, "has the known value \"%.40s\" twice",
					field->values[i]),
				"remove the duplicate");
	}
	if (field->labels && labels != count)
		report_value(check, type, field,
			otk_cli_text(check->cli, "has %zu labels for %zu values", labels, count),
			ends);
}

static void judge_limits(otk_cli_check *check, const otk_type *type, const otk_field *field)
{
	const bool countable = field->kind != OTK_KIND_FLAG && field->kind != OTK_KIND_OBJECT;

	if (field->max ? field->min > field->max : field->max < 0)
		report_value(check, type, field,
			otk_cli_text(check->cli, "has a min of %lld above its max of %lld",
				(long long)field->min, (long long)field->max),
			"exchange .min and .max");
	if ((field->min || field->max) && !countable)
		report_value(check, type, field, "has limits, but is a flag or an object",
			"leave .min and .max out");
	if (field->kind != OTK_KIND_INT && (field->min < 0 || field->max < 0))
		report_value(check, type, field, "has a negative length as a limit",
			"limits of texts and lists are 0 or more");
	if (field->wire_default && (!otk_cli_check_is_scalar(field) ||
					   !otk_cli_check_can_have(field, field->wire_default,
						   strlen(field->wire_default))))
		report_value(check, type, field,
			otk_cli_text(check->cli,
				"has the wire default \"%.40s\", which its kind cannot have",
				field->wire_default),
			"a default is a text, digits, \"true\" or \"false\"");
}

static void judge_format(otk_cli_check *check, const otk_type *type, const otk_field *field)
{
	if (field->format > OTK_FORMAT_LAYOUT_CLASS)
		report_value(
			check, type, field, "has an unknown format", ".format = OTK_FORMAT_ID");
	else if (field->format == OTK_FORMAT_HEADERS
			 ? field->kind != OTK_KIND_MAP
			 : field->format && !otk_cli_check_is_textual(field))
		report_value(check, type, field, "has a format that its kind cannot have",
			"OTK_FORMAT_HEADERS is for a map, the other formats are for texts");
	if (field->unit > OTK_UNIT_BITS_PER_SECOND)
		report_value(check, type, field, "has an unknown unit", ".unit = OTK_UNIT_SECONDS");
	if (field->soft & ~(OTK_SOFT_ALL | OTK_SOFT_LENGTH | OTK_SOFT_FORMAT))
		report_value(
			check, type, field, "has unknown bits in soft", ".soft = OTK_SOFT_LENGTH");
	if ((field->prefixes || field->alphabet) && !otk_cli_check_is_textual(field))
		report_value(check, type, field, "has prefixes or an alphabet, but is not a text",
			"leave .prefixes and .alphabet out");
	if (field->alphabet && !*field->alphabet)
		report_value(check, type, field, "has an empty alphabet",
			"list the characters that the text may hold");
	if (field->token_roles && field->format != OTK_FORMAT_TOKEN)
		report_value(check, type, field, "has token_roles, but is not a token",
			".format = OTK_FORMAT_TOKEN");
	if (field->token_roles && !field->token_roles[0])
		report_value(check, type, field, "has an empty list of token roles",
			"name the roles, the best one first, and end with NULL");
}

static void judge_values(otk_cli_check *check, const otk_type *type)
{
	for (size_t i = 0; i < type->field_count; i++) {
		const otk_field *field = &type->fields[i];

		otk_cli_check_at(check, "%s", otk_cli_check_where(check, type, field));
		judge_known(check, type, field);
		judge_limits(check, type, field);
		judge_format(check, type, field);
	}
}

void otk_cli_check_values(otk_cli_check *check)
{
	otk_cli_check_each_type(check, false, judge_values);
}

/* ---- rules */

static bool is_known(const otk_field *field, const char *word, size_t size)
{
	for (size_t i = 0; field->values && field->values[i]; i++)
		if (strlen(field->values[i]) == size && memcmp(field->values[i], word, size) == 0)
			return true;
	return !field->values;
}

/* Returns the names of the fields of a type, for the proposed change. */
static const char *names_of(otk_cli_check *check, const otk_type *type)
{
	const char *names = "the fields are";

	for (size_t i = 0; i < type->field_count && strlen(names) < 300; i++)
		if (type->fields[i].name)
			names = otk_cli_text(
				check->cli, "%s%s %s", names, i ? "," : "", type->fields[i].name);
	return names;
}

static const otk_field *rule_field(otk_cli_check *check, const otk_type *type, const char *where,
	const char *path, size_t size)
{
	const otk_field *field = otk_cli_check_field_at(type, path, size);

	if (!field)
		otk_cli_check_find(check, where, names_of(check, type),
			"names \"%.*s\", which is not a field of %s", (int)size, path ? path : "",
			type->name);
	return field;
}

/* Checks one side of a rule. any: values that the field does not list are allowed as well. */
static void judge_side(otk_cli_check *check, const otk_type *type, const char *where,
	const char *path, const char *values, bool any, bool unset)
{
	const otk_field *field = rule_field(check, type, where, path, path ? strlen(path) : 0);
	const char *word;
	size_t size;

	while (field && otk_cli_check_word(&values, &word, &size)) {
		if (!size && unset)
			continue;
		if (!otk_cli_check_is_scalar(field) || !size ||
			!otk_cli_check_can_have(field, word, size) ||
			(!any && !is_known(field, word, size)))
			otk_cli_check_find(check, where,
				field->values
					? "name one of the field's known values"
					: "values are for strings, numbers (digits) and flags "
					  "(true, false)",
				"has the value \"%.*s\" for \"%s\", which the field cannot have",
				(int)size, word, path);
	}
}

static void judge_message(
	otk_cli_check *check, const otk_type *type, const char *where, const char *message)
{
	for (const char *at = message; at && (at = strchr(at, '{'));) {
		const char *end = strchr(++at, '}');

		if (!end) {
			otk_cli_check_find(
				check, where, "write {fieldName}", "has a message with { and no }");
			return;
		}
		if (!otk_cli_check_field_at(type, at, (size_t)(end - at)))
			otk_cli_check_find(check, where, names_of(check, type),
				"has a message that names {%.*s}, which is not a field of %s",
				(int)(end - at), at, type->name);
	}
}

static void judge_rule(
	otk_cli_check *check, const otk_type *type, const char *where, const otk_rule *rule)
{
	const bool counts = rule->kind == OTK_RULE_ONE_OF || rule->kind == OTK_RULE_EXACTLY_ONE;
	const char *list = rule->field, *word;
	size_t size;

	if (!rule->kind || rule->kind > OTK_RULE_ONLY_WHEN)
		otk_cli_check_find(check, where,
			".kind = OTK_RULE_NEEDS, EXCLUDES, ONE_OF, EXACTLY_ONE or ONLY_WHEN",
			"has the unknown kind %d", rule->kind);
	if (!otk_cli_check_is_zero(rule->reserved_bytes, sizeof(rule->reserved_bytes)))
		otk_cli_check_find(check, where, "use designated initialisers",
			"has reserved members that are not zero");
	judge_message(check, type, where, rule->message);
	if (counts && (rule->value || rule->other || rule->other_value))
		otk_cli_check_find(check, where, "leave .value, .other and .other_value out",
			"is of kind ONE_OF or EXACTLY_ONE, which takes a list of fields only");
	while (counts && otk_cli_check_word(&list, &word, &size))
		rule_field(check, type, where, word, size);
	if (counts)
		return;
	judge_side(check, type, where, rule->field, rule->value,
		rule->kind == OTK_RULE_EXCLUDES && rule->message, false);
	judge_side(check, type, where, rule->other, rule->other_value, false,
		rule->kind == OTK_RULE_ONLY_WHEN);
}

static void judge_rules(otk_cli_check *check, const otk_type *type)
{
	for (size_t i = 0; i < type->rule_count; i++) {
		const char *where = otk_cli_text(check->cli, "%s.rules[%zu]", type->name, i);

		otk_cli_check_at(check, "%s", where);
		judge_rule(check, type, where, &type->rules[i]);
	}
}

void otk_cli_check_rules(otk_cli_check *check)
{
	otk_cli_check_each_type(check, false, judge_rules);
}
