/* SPDX-License-Identifier: MIT */
/* Records which options of which operations the cases set. */
#include "config.h"

#include "tests/plugins/coverage.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/schema/access.h"
#include "tests/harness.h"
#include "tests/plugins/features.h"

/* One pair for each use; a list is enough for this number of tables. */
typedef struct use {
	const otk_operation *operation;
	const otk_field *field; /* NULL: the operation itself */
} use;

struct otk_coverage {
	use *uses;
	size_t count, capacity;
};

otk_coverage *otk_coverage_new(void)
{
	return calloc(1, sizeof(otk_coverage));
}

void otk_coverage_free(otk_coverage *coverage)
{
	free(coverage->uses);
	free(coverage);
}

static bool has(
	const otk_coverage *coverage, const otk_operation *operation, const otk_field *field)
{
	for (size_t i = 0; i < coverage->count; i++)
		if (coverage->uses[i].operation == operation && coverage->uses[i].field == field)
			return true;
	return false;
}

static void add(otk_coverage *coverage, const otk_operation *operation, const otk_field *field)
{
	if (has(coverage, operation, field))
		return;
	if (coverage->count == coverage->capacity) {
		coverage->capacity = 2 * coverage->capacity + 64;
		coverage->uses = realloc(coverage->uses, coverage->capacity * sizeof(use));
	}
	coverage->uses[coverage->count++] = (use){operation, field};
}

static bool proves(const char *proof, const char *name)
{
	char quoted[128];

	snprintf(quoted, sizeof(quoted), "\"%s\"", name);
	return !proof || strstr(proof, quoted);
}

static void add_struct(otk_coverage *coverage, const otk_operation *operation, const otk_type *type,
	const void *options, const char *proof)
{
	for (size_t i = 0; i < type->field_count; i++) {
		const otk_field *field = &type->fields[i];
		const void *inner, *const *items = &inner;
		size_t count = 1;

		if (!otk_field_is_set(options, field))
			continue;
		if (proves(proof, field->name))
			add(coverage, operation, field);
		if (field->kind != OTK_KIND_OBJECT && field->kind != OTK_KIND_LIST)
			continue;
		memcpy(&inner, (const char *)options + field->offset, sizeof(inner));
		if (field->kind == OTK_KIND_LIST) {
			memcpy(&count, (const char *)options + field->count_offset, sizeof(count));
			items = inner;
		}
		for (size_t j = 0; j < count; j++)
			add_struct(coverage, operation, field->type, items[j], proof);
	}
}

void otk_coverage_add(otk_coverage *coverage, const otk_operation *operation, const void *options,
	const char *proof)
{
	add(coverage, operation, NULL);
	if (options && operation->options)
		add_struct(coverage, operation, operation->options, options, proof);
}

static bool is_excepted(const char *const *except, const char *name)
{
	for (; *except; except++)
		if (strcmp(*except, name) == 0)
			return true;
	return false;
}

static void check_type(const otk_coverage *coverage, const otk_operation *operation,
	const otk_type *type, const char *path, const char *const *except)
{
	for (size_t i = 0; type && i < type->field_count; i++) {
		const otk_field *field = &type->fields[i];
		char name[256];

		snprintf(name, sizeof(name), "%s%s%s", path, strchr(path, ' ') ? "." : " ",
			field->name);
		if (is_excepted(except, name))
			continue;
		CHECK_CASE(has(coverage, operation, field), "no case for %s", name);
		check_type(coverage, operation, field->type, name, except);
	}
}

void otk_coverage_check(const otk_coverage *coverage, const char *const *except)
{
	for (size_t i = 0; otk_feature_names[i]; i++) {
		const otk_interface *interface = otk_feature(otk_feature_names[i])->interfaces;

		for (size_t j = 0; j < interface->operation_count; j++) {
			const otk_operation *operation = &interface->operations[j];
			char name[128];

			snprintf(
				name, sizeof(name), "%s.%s", otk_feature_names[i], operation->name);
			if (is_excepted(except, name))
				continue;
			CHECK_CASE(has(coverage, operation, NULL), "no case for %s", name);
			check_type(coverage, operation, operation->options, name, except);
		}
	}
}
