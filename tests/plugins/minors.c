/* SPDX-License-Identifier: MIT */
/*
 * A feature's MINOR rises with its tables. minors.txt holds a fingerprint of the tables for each
 * interface and minor: rows, types, and the members of their structs. A change of the tables fails
 * here until the minor is raised and the new fingerprint is added.
 */
#include "config.h"

#include <inttypes.h>
#include <otk/plugin.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/harness.h"
#include "tests/plugins/features.h"

/* FNV-1a over texts and numbers, each ended so that neighbours cannot run together. */
typedef struct print {
	uint64_t hash;
	const otk_type *seen[256]; /* types that are in it already */
	size_t seen_count;
} print;

/* Always part of libotk, so it is not among the features. */
otk_plugin_entry_fn otk_plugin_session_entry;

static char *record; /* minors.txt */

static void print_bytes(print *self, const void *data, size_t size)
{
	const unsigned char *bytes = data;

	for (size_t i = 0; i < size; i++)
		self->hash = (self->hash ^ bytes[i]) * UINT64_C(0x100000001b3);
}

static void print_text(print *self, const char *text)
{
	print_bytes(self, text ? text : "\1", text ? strlen(text) + 1 : 2);
}

static void print_number(print *self, uint64_t number)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRIu64, number);
	print_text(self, text);
}

static bool print_first_time(print *self, const otk_type *type)
{
	for (size_t i = 0; i < self->seen_count; i++)
		if (self->seen[i] == type)
			return false;
	if (CHECK(self->seen_count < OTK_COUNT_OF(self->seen)))
		self->seen[self->seen_count++] = type;
	return true;
}

static void print_type(print *self, const otk_type *type)
{
	if (!type || !print_first_time(self, type))
		return;
	print_text(self, type->name);
	print_number(self, type->struct_size);
	for (size_t i = 0; i < type->field_count; i++) {
		const otk_field *field = &type->fields[i];

		print_text(self, field->name);
		print_text(self, field->member);
		print_number(self, field->kind);
		print_number(self, field->offset);
		print_type(self, field->type);
	}
}

static void print_interface(print *self, const otk_interface *interface)
{
	*self = (print){.hash = UINT64_C(0xcbf29ce484222325)};
	for (size_t i = 0; i < interface->operation_count; i++) {
		const otk_operation *row = &interface->operations[i];

		print_text(self, row->name);
		print_text(self, row->aliases);
		print_number(self, row->method);
		print_text(self, row->path);
		print_number(self, row->shape);
		print_type(self, row->options);
		print_type(self, row->result);
	}
	for (size_t i = 0; interface->types && interface->types[i]; i++)
		print_type(self, interface->types[i]);
}

static void check_interface(const otk_interface *interface)
{
	print own;
	char line[192], head[128];
	const char *found;

	print_interface(&own, interface);
	snprintf(head, sizeof(head), "\n%s %d ", interface->id, (int)interface->minor);
	snprintf(line, sizeof(line), "%s%016" PRIx64 "\n", head, own.hash);
	found = record ? strstr(record, head) : NULL;
	if (!CHECK_CASE(found != NULL, "add to tests/plugins/minors.txt:%s", line))
		return;
	CHECK_CASE(strncmp(found, line, strlen(line)) == 0,
		"the tables of %s changed: raise its MINOR in include/otk/ and add the line of the "
		"new one to tests/plugins/minors.txt, as in%s",
		interface->id, line);
	/* A minor is raised for a reason. */
	snprintf(line, sizeof(line), " %016" PRIx64 "\n", own.hash);
	for (const char *at = record; (at = strstr(at, line)); at++) {
		const char *start = at;

		while (start > record && start[-1] != '\n')
			start--;
		CHECK_CASE(start == found + 1 || strncmp(start, head + 1, strcspn(head + 1, " ")),
			"%s has a new minor and the tables of an older one", interface->id);
	}
}

static void minors_rise_with_their_tables(void)
{
	otk_feature_interfaces(check_interface);
	check_interface(otk_plugin_session_entry(OTK_PLUGIN_ABI_MAJOR)->interfaces);
}

static int init(void)
{
	char *path = otk_test_source("tests/plugins/minors.txt");

	record = otk_test_read(path, NULL);
	free(path);
	return !record;
}

static int clean(void)
{
	free(record);
	return 0;
}

int main(void)
{
	static const otk_test tests[] = {TEST(minors_rise_with_their_tables)};

	return otk_test_main("minors", tests, OTK_COUNT_OF(tests), init, clean);
}
