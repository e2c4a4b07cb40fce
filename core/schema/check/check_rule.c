/* SPDX-License-Identifier: MIT */
/* Checks the rules of a type: their fields exist, and these fields can have their values. */
#include "config.h"

#include "core/schema/check/check_rule.h"

#include <limits.h>

#include "core/base/text/text.h"
#include "core/schema/check/check_field.h"
#include "core/schema/field.h"

#include "core/base/cold.h"

/* Returns NULL after reporting that there is no such field. */
static const otk_field *find_rule_field(
	otk_checker *checker, const otk_type *type, const char *path, size_t size)
{
	const otk_field *field = path ? otk_field_at(type, NULL, path, size) : NULL;

	if (!field)
		otk_table_wrong(checker, type->name, "a rule names \"%.*s\", which is not a field",
			path ? (int)size : INT_MAX, path ? path : "(nothing)");
	return field;
}

/* Returns whether the field's list of known values, if it has one, contains the word. */
static bool is_known_value(const otk_field *field, const char *word, size_t size)
{
	if (!field->values)
		return true;
	for (size_t i = 0; field->values[i]; i++)
		if (strlen(field->values[i]) == size && memcmp(field->values[i], word, size) == 0)
			return true;
	return false;
}

/* Values that one side of a rule may name. */
typedef enum rule_values {
	KNOWN_VALUES,     /* a known value of the field */
	KNOWN_OR_UNSET,   /* a known value, or "": not set */
	ANY_SCALAR_VALUES /* any value of the field's kind: the rule refuses it with a message */
} rule_values;

static bool check_rule_side(otk_checker *checker, const otk_type *type, const char *path,
	const char *values, rule_values allowed)
{
	const otk_field *field = find_rule_field(
		checker, type, path, otk_is_table_name(checker, path) ? strlen(path) : 0);
	const char *word;
	size_t size;

	if (!field || !values)
		return field != NULL;
	if (!otk_field_is_scalar(field))
		return otk_table_wrong(checker, type->name,
			"a rule has a value for \"%s\", which is not a scalar field", path);
	if (!otk_is_table_text(checker, values))
		return otk_table_wrong(
			checker, type->name, "a rule has a broken list of values for \"%s\"", path);
	if (otk_last_word_is_empty(values) && allowed != KNOWN_OR_UNSET)
		return otk_table_wrong(checker, type->name,
			"a rule has a value for \"%s\" that the field cannot have: \"\"", path);
	while (otk_word_next(&values, &word, &size)) {
		if (!size && allowed == KNOWN_OR_UNSET)
			continue;
		if (!size || !otk_is_scalar_value(field, word, size) ||
			(allowed != ANY_SCALAR_VALUES && !is_known_value(field, word, size)))
			return otk_table_wrong(checker, type->name,
				"a rule has a value for \"%s\" that the field cannot have: \"%.*s\"",
				path, (int)size, word);
	}
	return true;
}

static bool check_rule(otk_checker *checker, const otk_type *type, const otk_rule *rule)
{
	const bool counts = rule->kind == OTK_RULE_ONE_OF || rule->kind == OTK_RULE_EXACTLY_ONE;
	const bool refuses = rule->kind == OTK_RULE_EXCLUDES && rule->message;
	const char *list = rule->field, *word;
	size_t size;

	if (!rule->kind || rule->kind > OTK_RULE_ONLY_WHEN)
		return otk_table_wrong(checker, type->name, "a rule has an unknown kind");
	if (!otk_is_zero(rule->reserved_bytes, sizeof(rule->reserved_bytes)))
		return otk_table_wrong(
			checker, type->name, "a rule has reserved members that are not zero");
	if (!otk_is_table_text(checker, rule->message))
		return otk_table_wrong(checker, type->name, "a rule has a broken message");
	if (!counts)
		return check_rule_side(checker, type, rule->field, rule->value,
			       refuses ? ANY_SCALAR_VALUES : KNOWN_VALUES) &&
		       check_rule_side(checker, type, rule->other, rule->other_value,
			       rule->kind == OTK_RULE_ONLY_WHEN ? KNOWN_OR_UNSET : KNOWN_VALUES);
	if (!otk_is_table_list(checker, rule->field) || rule->value || rule->other ||
		rule->other_value)
		return otk_table_wrong(checker, type->name,
			"a rule of kind ONE_OF or EXACTLY_ONE takes a list of fields and nothing "
			"else");
	while (otk_word_next(&list, &word, &size))
		if (!find_rule_field(checker, type, word, size))
			return false;
	return true;
}

/* "{field}" in a message is replaced by the field's name later, so the field must exist. */
static bool check_message(otk_checker *checker, const otk_type *type, const otk_rule *rule)
{
	const char *at = rule->message;

	while (at && (at = strchr(at, '{'))) {
		const char *end = strchr(++at, '}');

		if (!end || !otk_field_at(type, NULL, at, (size_t)(end - at)))
			return otk_table_wrong(checker, type->name,
				"the message of a rule names a field that does not exist: \"%s\"",
				rule->message);
	}
	return true;
}

bool otk_check_rules(otk_checker *checker, const otk_type *type)
{
	for (size_t i = 0; i < type->rule_count; i++)
		if (!check_rule(checker, type, &type->rules[i]) ||
			!check_message(checker, type, &type->rules[i]))
			return false;
	return true;
}
