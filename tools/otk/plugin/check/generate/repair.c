/* SPDX-License-Identifier: MIT */
/* Makes random structs keep the rules of their type. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "tools/otk/memory.h"
#include "tools/otk/plugin/check/generate/random.h"
#include "tools/otk/plugin/check/generate/repair.h"
#include "tools/otk/plugin/check/tables/kinds.h"
#include "tools/otk/plugin/check/tables/member.h"
#include "tools/otk/plugin/check/tables/walk.h"

#define ROUNDS 4

/* A member of the struct, or of an object in it; record NULL: that object is unset. */
typedef struct target {
	void *record;
	const otk_field *field; /* NULL: no such field, or it is below a list */
} target;

static const otk_field *own_field(const otk_type *type, const char *name, size_t size)
{
	for (size_t i = 0; i < type->field_count; i++)
		if (strlen(type->fields[i].name) == size &&
			memcmp(type->fields[i].name, name, size) == 0)
			return &type->fields[i];
	return NULL;
}

/* Finds "config.accessKey". Wire names may contain dots themselves, so each dot is tried. */
static target target_at(const otk_type *type, void *record, const char *path, size_t size)
{
	const target own = {record, path ? own_field(type, path, size) : NULL};

	for (size_t i = 0; path && !own.field && i < size; i++) {
		const otk_field *outer = path[i] == '.' ? own_field(type, path, i) : NULL;
		target inner;

		if (!outer || outer->kind != OTK_KIND_OBJECT)
			continue;
		inner = target_at(outer->type,
			record ? (void *)(uintptr_t)otk_cli_check_get_pointer(record, outer->offset)
			       : NULL,
			path + i + 1, size - i - 1);
		if (inner.field)
			return inner;
	}
	return own;
}

static const char *text_of(otk_cli_check *check, const void *record, const otk_field *field)
{
	if (field->kind == OTK_KIND_INT)
		return otk_cli_text(check->cli, "%lld",
			(long long)otk_cli_check_get_int(record, field->offset));
	if (field->kind == OTK_KIND_FLAG)
		return otk_cli_check_get_flag(record, field->offset) == OTK_YES ? "true" : "false";
	return otk_cli_check_get_pointer(record, field->offset);
}

static bool is_among(const char *list, const char *text)
{
	const char *word;
	size_t size;

	while (otk_cli_check_word(&list, &word, &size))
		if (strlen(text) == size && memcmp(word, text, size) == 0)
			return true;
	return false;
}

static bool is_set(const target *at)
{
	return at->record && otk_cli_check_is_set(at->record, at->field);
}

/* Whether the field is set and, if there are values, has one of them. */
static bool is_met(otk_cli_check *check, const target *at, const char *values)
{
	if (!is_set(at))
		return values && is_among(values, "");
	return !values || (otk_cli_check_is_scalar(at->field) &&
				  is_among(values, text_of(check, at->record, at->field)));
}

static void unset_member(const target *at)
{
	if (at->record)
		otk_cli_check_unset(at->record, at->field);
}

/* Sets a member to the first of the values or, if there are no values, to any valid one. */
static void make_true(
	otk_cli_check *check, const target *at, const char *values, otk_cli_check_set_fn *set)
{
	const char *text = values ? otk_cli_copy(check->cli, values, strcspn(values, "|")) : NULL;

	if (!at->record)
		return;
	if (!text)
		set(check, at->record, at->field);
	else if (!*text)
		unset_member(at);
	else if (at->field->kind == OTK_KIND_INT)
		otk_cli_check_put_int(at->record, at->field->offset, strtoll(text, NULL, 10));
	else if (at->field->kind == OTK_KIND_FLAG)
		otk_cli_check_put_flag(at->record, at->field->offset,
			strcmp(text, "true") == 0 ? OTK_YES : OTK_NO);
	else
		otk_cli_check_put_pointer(at->record, at->field->offset, text);
}

/* Keeps one of the fields that are set, and sets one if there is none. */
static void repair_count(otk_cli_check *check, const otk_type *type, void *record,
	const otk_rule *rule, otk_cli_check_set_fn *set)
{
	const char *list = rule->field, *word;
	target kept = {0}, any = {0};
	size_t size, seen = 0;

	while (otk_cli_check_word(&list, &word, &size)) {
		const target at = target_at(type, record, word, size);

		if (!at.field)
			continue;
		if (otk_cli_check_below(check, ++seen) == 0)
			any = at;
		if (!is_set(&at))
			continue;
		if (kept.field && rule->kind == OTK_RULE_EXACTLY_ONE)
			unset_member(&at);
		else
			kept = at;
	}
	if (!kept.field && any.field)
		make_true(check, &any, NULL, set);
}

static void repair_pair(otk_cli_check *check, const otk_type *type, void *record,
	const otk_rule *rule, otk_cli_check_set_fn *set)
{
	const target at =
		target_at(type, record, rule->field, rule->field ? strlen(rule->field) : 0);
	const target other =
		target_at(type, record, rule->other, rule->other ? strlen(rule->other) : 0);

	if (!at.field || !other.field || !is_met(check, &at, rule->value))
		return;
	if (rule->kind == OTK_RULE_EXCLUDES) {
		if (is_met(check, &other, rule->other_value))
			unset_member(other.field->required ? &at : &other);
	} else if (!is_met(check, &other, rule->other_value)) {
		if (rule->kind == OTK_RULE_ONLY_WHEN && !at.field->required)
			unset_member(&at);
		else
			make_true(check, &other, rule->other_value, set);
	}
}

void otk_cli_check_repair(
	otk_cli_check *check, const otk_type *type, void *record, otk_cli_check_set_fn *set)
{
	for (int round = 0; round < ROUNDS; round++)
		for (size_t i = 0; i < type->rule_count; i++) {
			const otk_rule *rule = &type->rules[i];

			if (rule->kind == OTK_RULE_ONE_OF || rule->kind == OTK_RULE_EXACTLY_ONE)
				repair_count(check, type, record, rule, set);
			else
				repair_pair(check, type, record, rule, set);
		}
}
