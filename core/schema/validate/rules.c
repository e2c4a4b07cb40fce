/* SPDX-License-Identifier: MIT */
/*
 * The rule rows of a type. They see what the caller set, not wire defaults, in one struct: nested
 * structs have rules of their own.
 */
#include "config.h"

#include "core/schema/validate/rules.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "core/base/text/text.h"
#include "core/schema/access.h"
#include "core/schema/field.h"

#include "core/base/cold.h"

/* Each piece of a message fits; the message itself is cut at the size of an error's. */
#define WHEN_SIZE  (2 * OTK_PATH_TEXT_SIZE + 16)
#define GIVEN_SIZE (OTK_QUOTED_SIZE + 16)
#define MADE_SIZE  (2 * OTK_PATH_TEXT_SIZE + WHEN_SIZE + GIVEN_SIZE + 32)

typedef struct rule_view {
	const otk_validator *validator;
	const otk_type *type;
	const void *options;
	const otk_field_path *path;
	const otk_rule *rule;
	/* The field that was looked up last: the rows about one field follow each other. */
	const char *found_path;
	const otk_field *found;
	const void *found_holder;
} rule_view;

/* Returns a field by its path, and the struct that holds it (NULL: below an unset object). */
static const otk_field *field_named(
	const rule_view *view, const char *path, size_t size, const void **holder)
{
	*holder = view->options;
	return otk_field_at(view->type, holder, path, size);
}

static bool is_given(const otk_field *field, const void *holder)
{
	return field && holder && otk_field_is_given(holder, field);
}

/* Returns a scalar as a rule row writes it; NULL: unset, or not a scalar. */
static const char *value_text(const otk_field *field, const void *holder, char number[24])
{
	if (!is_given(field, holder))
		return NULL;
	switch ((otk_kind)field->kind) {
	case OTK_KIND_STRING:
		return otk_field_text(holder, field);
	case OTK_KIND_FLAG:
		return otk_get_flag(holder, field->offset) == OTK_YES ? "true" : "false";
	case OTK_KIND_INT:
		snprintf(number, 24, "%" PRId64, otk_field_int(holder, field));
		return number;
	case OTK_KIND_STRINGS:
	case OTK_KIND_MAP:
	case OTK_KIND_OBJECT:
	case OTK_KIND_LIST:
		return NULL;
	}
	return NULL;
}

/* The field is set, and (values not NULL) to one of "a|b". */
static bool condition_holds(rule_view *view, const char *path, const char *values)
{
	char number[24];
	const char *text;

	if (view->found_path != path) {
		view->found = field_named(view, path, strlen(path), &view->found_holder);
		view->found_path = path;
	}
	if (!is_given(view->found, view->found_holder))
		return false;
	if (!values)
		return true;
	text = value_text(view->found, view->found_holder, number);
	return text && *text && otk_word_in(values, text, strlen(text));
}

/* "" is one of the values: unset is allowed. */
static bool allows_unset(const char *values)
{
	const size_t size = strlen(values);

	return !size || values[0] == '|' || values[size - 1] == '|' || strstr(values, "||");
}

/* ---- messages */

/* Names a field of the rule in the vocabulary of the caller. */
OTK_COLD static const char *name_of(
	const rule_view *view, const char *path, size_t size, char text[OTK_PATH_TEXT_SIZE])
{
	return otk_path_text_below(
		view->validator->how->naming, view->path, view->type, path, size, text);
}

OTK_COLD static const char *values_of(
	const rule_view *view, const char *path, const char *values, char text[OTK_PATH_TEXT_SIZE])
{
	const otk_field *field = otk_field_at(view->type, NULL, path, strlen(path));

	return otk_alternatives(view->validator->how->naming, field, values, text);
}

/* Expands {field} in a row's own message to the field's name in the vocabulary of the caller. */
OTK_COLD static void expand_message(const rule_view *view, char *text, size_t capacity)
{
	const char *at = view->rule->message;
	char name[OTK_PATH_TEXT_SIZE];

	text[0] = '\0';
	while (*at) {
		const size_t plain = strcspn(at, "{");
		const char *end = strchr(at + plain, '}');

		otk_append(text, capacity, "%.*s", (int)plain, at);
		at += plain;
		if (!*at)
			break;
		if (!end) {
			otk_append(text, capacity, "%s", at);
			break;
		}
		otk_append(
			text, capacity, "%s", name_of(view, at + 1, (size_t)(end - at - 1), name));
		at = end + 1;
	}
}

/* Reports the row's own message, or the one that was made from the row. */
OTK_COLD static otk_status report_broken(const rule_view *view, const char *made)
{
	const otk_severity severity = view->rule->soft ? OTK_ADVICE : OTK_WRONG;
	char own[MADE_SIZE];

	if (!view->rule->message)
		return otk_problem(view->validator, severity, NULL, "%s", made);
	expand_message(view, own, sizeof(own));
	return otk_problem(view->validator, severity, view->path, "%s", own);
}

/* " when layout.type is "custom"", for the first field of the row. */
OTK_COLD static void write_when(const rule_view *view, char *text, size_t size)
{
	char name[OTK_PATH_TEXT_SIZE], list[OTK_PATH_TEXT_SIZE];
	const otk_rule *rule = view->rule;

	snprintf(text, size, " when %s is %s",
		name_of(view, rule->field, strlen(rule->field), name),
		rule->value ? values_of(view, rule->field, rule->value, list) : "set");
}

/* "; it is "bestFit"", for what the other field is now. */
OTK_COLD static void write_given(const rule_view *view, const char *path, char *text, size_t size)
{
	const void *holder;
	const otk_field *field = field_named(view, path, strlen(path), &holder);
	char number[24], quoted[OTK_QUOTED_SIZE], list[OTK_PATH_TEXT_SIZE];
	const char *value = value_text(field, holder, number);

	if (!value || field->secret || strchr(value, '|'))
		snprintf(text, size, "; it is %s",
			value ? otk_quoted(field, value, quoted) : "not set");
	else
		snprintf(text, size, "; it is %.*s", OTK_QUOTED_SIZE - 1,
			values_of(view, path, value, list));
}

/* ---- kinds */

static otk_status check_needs(rule_view *view)
{
	const otk_rule *rule = view->rule;
	char name[OTK_PATH_TEXT_SIZE], list[OTK_PATH_TEXT_SIZE], when[WHEN_SIZE];
	char given[GIVEN_SIZE], made[MADE_SIZE];

	if (!condition_holds(view, rule->field, rule->value) ||
		condition_holds(view, rule->other, rule->other_value))
		return OTK_OK;
	write_when(view, when, sizeof(when));
	name_of(view, rule->other, strlen(rule->other), name);
	if (rule->other_value) {
		write_given(view, rule->other, given, sizeof(given));
		snprintf(made, sizeof(made), "%s: it must be %s%s%s", name,
			values_of(view, rule->other, rule->other_value, list), when, given);
	} else {
		snprintf(made, sizeof(made), "%s: it is needed%s", name, when);
	}
	return report_broken(view, made);
}

static otk_status check_excludes(rule_view *view)
{
	const otk_rule *rule = view->rule;
	char name[OTK_PATH_TEXT_SIZE], list[OTK_PATH_TEXT_SIZE], when[WHEN_SIZE];
	char made[MADE_SIZE];

	if (!condition_holds(view, rule->field, rule->value) ||
		!condition_holds(view, rule->other, rule->other_value))
		return OTK_OK;
	write_when(view, when, sizeof(when));
	name_of(view, rule->other, strlen(rule->other), name);
	if (rule->other_value)
		snprintf(made, sizeof(made), "%s: it must not be %s%s", name,
			values_of(view, rule->other, rule->other_value, list), when);
	else
		snprintf(made, sizeof(made), "%s: it must not be set%s", name, when);
	return report_broken(view, made);
}

static otk_status check_only_when(rule_view *view)
{
	const otk_rule *rule = view->rule;
	char name[OTK_PATH_TEXT_SIZE], other[OTK_PATH_TEXT_SIZE], list[OTK_PATH_TEXT_SIZE];
	char value[OTK_PATH_TEXT_SIZE], given[GIVEN_SIZE], made[MADE_SIZE];
	bool unset_is_allowed;

	if (!condition_holds(view, rule->field, rule->value) ||
		condition_holds(view, rule->other, rule->other_value))
		return OTK_OK;
	unset_is_allowed = rule->other_value && allows_unset(rule->other_value);
	if (unset_is_allowed && !condition_holds(view, rule->other, NULL))
		return OTK_OK;
	value[0] = list[0] = '\0';
	if (rule->value)
		values_of(view, rule->field, rule->value, value);
	if (rule->other_value)
		values_of(view, rule->other, rule->other_value, list);
	write_given(view, rule->other, given, sizeof(given));
	snprintf(made, sizeof(made), "%s: %s is allowed only when %s is %s%s%s%s",
		name_of(view, rule->field, strlen(rule->field), name), value[0] ? value : "it",
		name_of(view, rule->other, strlen(rule->other), other),
		rule->other_value ? list : "set", unset_is_allowed && list[0] ? " or " : "",
		unset_is_allowed ? "unset" : "", rule->other_value ? given : "");
	return report_broken(view, made);
}

/* ONE_OF and EXACTLY_ONE: counts which of "a|b|c" are set; writes all names and those set. */
static size_t count_given(
	const rule_view *view, char all[OTK_PATH_TEXT_SIZE], char given[OTK_PATH_TEXT_SIZE])
{
	const char *list = view->rule->field, *word;
	size_t size, count = 0;

	all[0] = given[0] = '\0';
	while (otk_word_next(&list, &word, &size)) {
		const void *holder;
		const otk_field *field = field_named(view, word, size, &holder);
		char name[OTK_PATH_TEXT_SIZE];

		name_of(view, word, size, name);
		otk_append(all, OTK_PATH_TEXT_SIZE, "%s%s", all[0] ? ", " : "", name);
		if (!is_given(field, holder))
			continue;
		count++;
		otk_append(given, OTK_PATH_TEXT_SIZE, "%s%s", given[0] ? " and " : "", name);
	}
	return count;
}

static otk_status check_number_of(const rule_view *view)
{
	char all[OTK_PATH_TEXT_SIZE], given[OTK_PATH_TEXT_SIZE], made[MADE_SIZE];
	const size_t count = count_given(view, all, given);

	if (!count)
		snprintf(made, sizeof(made), "one of %s is needed", all);
	else if (count > 1 && view->rule->kind == OTK_RULE_EXACTLY_ONE)
		snprintf(made, sizeof(made), "only one of %s is allowed; %s are set", all, given);
	else
		return OTK_OK;
	return report_broken(view, made);
}

static otk_status check_rule(rule_view *view)
{
	switch ((otk_rule_kind)view->rule->kind) {
	case OTK_RULE_NEEDS:
		return check_needs(view);
	case OTK_RULE_EXCLUDES:
		return check_excludes(view);
	case OTK_RULE_ONLY_WHEN:
		return check_only_when(view);
	case OTK_RULE_ONE_OF:
	case OTK_RULE_EXACTLY_ONE:
		return check_number_of(view);
	}
	return OTK_OK;
}

otk_status otk_rules_check(const otk_validator *validator, const otk_type *type,
	const void *options, const otk_field_path *path)
{
	rule_view view = {.validator = validator, .type = type, .options = options, .path = path};
	otk_status status = OTK_OK;

	for (size_t i = 0; !status && i < type->rule_count; i++) {
		view.rule = &type->rules[i];
		status = check_rule(&view);
	}
	return status;
}
