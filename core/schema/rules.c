/* SPDX-License-Identifier: MIT */
/*
 * The rule rows of a type. They look at what the caller set, not at wire defaults, and at one
 * struct: what is nested has rules of its own.
 */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/base/text.h"
#include "core/schema/access.h"
#include "core/schema/validate.h"

#define NAMES_SIZE 256
/* Room for each piece of a message whole; the error's own size is what cuts it. */
#define WHEN_SIZE  (2 * OTK_SPOT_SIZE + 16)
#define GIVEN_SIZE (OTK_QUOTED_SIZE + 16)
#define MADE_SIZE  (2 * OTK_SPOT_SIZE + WHEN_SIZE + GIVEN_SIZE + 32)

typedef struct rule_view {
	const otk_validator *validator;
	const otk_type *type;
	const void *options;
	const otk_spot *spot;
	const otk_rule *rule;
} rule_view;

/* A field by its path, and the struct that holds it (NULL: below an unset object). */
static const otk_field *field_named(
	const rule_view *view, const char *path, size_t size, const void **holder)
{
	*holder = view->options;
	return otk_field_at(view->type, holder, path, size);
}

static bool is_set(const otk_field *field, const void *holder)
{
	return field && holder && otk_field_is_set(holder, field);
}

/* A scalar as a rule row writes it; NULL: unset, or no scalar. */
static const char *value_text(const otk_field *field, const void *holder, char number[24])
{
	if (!is_set(field, holder))
		return NULL;
	switch (field->kind) {
	case OTK_KIND_STRING:
		return otk_field_text(holder, field);
	case OTK_KIND_FLAG:
		return otk_get_flag(holder, field->offset) == OTK_YES ? "true" : "false";
	case OTK_KIND_INT:
		snprintf(number, 24, "%" PRId64, otk_field_int(holder, field));
		return number;
	default:
		return NULL;
	}
}

/* The field is set, and (values not NULL) to one of "a|b". */
static bool holds(const rule_view *view, const char *path, const char *values)
{
	const void *holder;
	const otk_field *field = field_named(view, path, strlen(path), &holder);
	char number[24];
	const char *text;

	if (!is_set(field, holder))
		return false;
	if (!values)
		return true;
	text = value_text(field, holder, number);
	return text && *text && otk_word_in(values, text, strlen(text));
}

/* "" stands in the list: unset will do. */
static bool allows_unset(const char *values)
{
	size_t size = strlen(values);

	return !size || values[0] == '|' || values[size - 1] == '|' || strstr(values, "||");
}

static otk_severity severity(const otk_rule *rule)
{
	return rule->soft ? OTK_ADVICE : OTK_WRONG;
}

/* Path and name of a field that the row names, from the root. */
OTK_COLD static const char *name_of(
	const rule_view *view, const char *path, size_t size, char text[OTK_SPOT_SIZE])
{
	const void *holder;
	const otk_field *field = field_named(view, path, size, &holder);

	return otk_spot_name_below(view->spot, path, size, field, text);
}

/* A row's own message, or the one made from it. The spot is the struct, as both fields count. */
OTK_COLD static otk_status broken(const rule_view *view, const char *made)
{
	const otk_rule *rule = view->rule;

	if (rule->message)
		return otk_problem(view->validator, severity(rule), view->spot, "%s%s",
			view->spot ? ": " : "", rule->message);
	return otk_problem(view->validator, severity(rule), NULL, "%s", made);
}

/* " when layout.type is "custom"" for the row's first field. */
OTK_COLD static void put_when(const rule_view *view, char *text, size_t size)
{
	char name[OTK_SPOT_SIZE], list[OTK_SPOT_SIZE];
	const otk_rule *rule = view->rule;

	snprintf(text, size, " when %s is %s",
		name_of(view, rule->field, strlen(rule->field), name),
		rule->value ? otk_alternatives(rule->value, list) : "set");
}

/* What the other field is now, for "must be …" */
OTK_COLD static void put_given(const rule_view *view, const char *name, char *text, size_t size)
{
	const void *holder;
	const otk_field *field = field_named(view, name, strlen(name), &holder);
	char number[24], quoted[OTK_QUOTED_SIZE];
	const char *value = value_text(field, holder, number);

	snprintf(text, size, "; it is %s", value ? otk_quoted(field, value, quoted) : "not set");
}

static otk_status check_needs(const rule_view *view)
{
	const otk_rule *rule = view->rule;
	char name[OTK_SPOT_SIZE], list[OTK_SPOT_SIZE], when[WHEN_SIZE], given[GIVEN_SIZE];
	char made[MADE_SIZE];

	if (!holds(view, rule->field, rule->value) || holds(view, rule->other, rule->other_value))
		return OTK_OK;
	put_when(view, when, sizeof(when));
	name_of(view, rule->other, strlen(rule->other), name);
	if (rule->other_value) {
		put_given(view, rule->other, given, sizeof(given));
		snprintf(made, sizeof(made), "%s must be %s%s%s", name,
			otk_alternatives(rule->other_value, list), when, given);
	} else {
		snprintf(made, sizeof(made), "%s is needed%s", name, when);
	}
	return broken(view, made);
}

static otk_status check_excludes(const rule_view *view)
{
	const otk_rule *rule = view->rule;
	char name[OTK_SPOT_SIZE], list[OTK_SPOT_SIZE], when[WHEN_SIZE];
	char made[MADE_SIZE];

	if (!holds(view, rule->field, rule->value) || !holds(view, rule->other, rule->other_value))
		return OTK_OK;
	put_when(view, when, sizeof(when));
	name_of(view, rule->other, strlen(rule->other), name);
	if (rule->other_value)
		snprintf(made, sizeof(made), "%s must not be %s%s", name,
			otk_alternatives(rule->other_value, list), when);
	else
		snprintf(made, sizeof(made), "%s must not be set%s", name, when);
	return broken(view, made);
}

static otk_status check_only_when(const rule_view *view)
{
	const otk_rule *rule = view->rule;
	char name[OTK_SPOT_SIZE], other[OTK_SPOT_SIZE], list[OTK_SPOT_SIZE] = "";
	char value[OTK_SPOT_SIZE] = "", given[GIVEN_SIZE], made[MADE_SIZE];
	bool unset_will_do;

	if (!holds(view, rule->field, rule->value) || holds(view, rule->other, rule->other_value))
		return OTK_OK;
	unset_will_do = rule->other_value && allows_unset(rule->other_value);
	if (unset_will_do && !holds(view, rule->other, NULL))
		return OTK_OK;
	if (rule->value)
		otk_alternatives(rule->value, value);
	if (rule->other_value)
		otk_alternatives(rule->other_value, list);
	put_given(view, rule->other, given, sizeof(given));
	snprintf(made, sizeof(made), "%s%s%s is allowed only when %s is %s%s%s%s",
		name_of(view, rule->field, strlen(rule->field), name), value[0] ? " " : "", value,
		name_of(view, rule->other, strlen(rule->other), other),
		rule->other_value ? list : "set", unset_will_do && list[0] ? " or " : "",
		unset_will_do ? "unset" : "", rule->other_value ? given : "");
	return broken(view, made);
}

/* ONE_OF and EXACTLY_ONE: how many of "a|b|c" are set, and their names. */
static size_t count_set(const rule_view *view, char all[NAMES_SIZE], char set[NAMES_SIZE])
{
	const char *list = view->rule->field, *word;
	size_t size, count = 0, all_used = 0, set_used = 0;

	all[0] = set[0] = '\0';
	while (otk_word_next(&list, &word, &size)) {
		const void *holder;
		const otk_field *field = field_named(view, word, size, &holder);
		char name[OTK_SPOT_SIZE];

		name_of(view, word, size, name);
		if (all_used < NAMES_SIZE)
			all_used += (size_t)snprintf(all + all_used, NAMES_SIZE - all_used, "%s%s",
				all_used ? ", " : "", name);
		if (!is_set(field, holder))
			continue;
		count++;
		if (set_used < NAMES_SIZE)
			set_used += (size_t)snprintf(set + set_used, NAMES_SIZE - set_used, "%s%s",
				set_used ? " and " : "", name);
	}
	return count;
}

static otk_status check_number_of(const rule_view *view)
{
	char all[NAMES_SIZE], set[NAMES_SIZE], made[MADE_SIZE];
	const size_t count = count_set(view, all, set);

	if (!count)
		snprintf(made, sizeof(made), "one of %s is needed", all);
	else if (count > 1 && view->rule->kind == OTK_RULE_EXACTLY_ONE)
		snprintf(made, sizeof(made), "only one of %s is allowed; set are %s", all, set);
	else
		return OTK_OK;
	return broken(view, made);
}

void otk_rules_triggers(const otk_type *type, uint16_t *triggers)
{
	size_t i;

	for (i = 0; i < type->rule_count; i++) {
		const otk_rule *rule = &type->rules[i];
		const bool counts =
			rule->kind == OTK_RULE_ONE_OF || rule->kind == OTK_RULE_EXACTLY_ONE;
		size_t used, size = strlen(rule->field);
		const otk_field *field =
			counts ? NULL : otk_field_step(type, rule->field, size, &used);

		triggers[i] = field ? (uint16_t)(field - type->fields) : OTK_TRIGGER_ANY;
	}
}

/* Most rows are about fields that are not set. */
static bool says_nothing(const rule_view *view, size_t row)
{
	const uint16_t *triggers = view->spot ? NULL : view->validator->how->triggers;

	return triggers && triggers[row] != OTK_TRIGGER_ANY &&
	       !otk_field_is_set(view->options, &view->type->fields[triggers[row]]);
}

otk_status otk_rules_check(const otk_validator *validator, const otk_type *type,
	const void *options, const otk_spot *spot)
{
	otk_status status = OTK_OK;
	size_t i;

	for (i = 0; !status && i < type->rule_count; i++) {
		const rule_view view = {.validator = validator,
			.type = type,
			.options = options,
			.spot = spot,
			.rule = &type->rules[i]};

		if (says_nothing(&view, i))
			continue;
		switch (view.rule->kind) {
		case OTK_RULE_NEEDS:
			status = check_needs(&view);
			break;
		case OTK_RULE_EXCLUDES:
			status = check_excludes(&view);
			break;
		case OTK_RULE_ONLY_WHEN:
			status = check_only_when(&view);
			break;
		default:
			status = check_number_of(&view);
			break;
		}
	}
	return status;
}
