/* SPDX-License-Identifier: MIT */
/*
 * Damaged tables of plugins: the input changes some members of a real interface. The interface is
 * refused with a reason, or every function that uses tables works with it: it is described, its
 * options are decoded, checked and written, and responses are decoded. An input is a list of
 * changes of four bytes each: the table, the row, the member and the value.
 */
#include "config.h"

#include <otk/plugin.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/arena.h"
#include "core/base/buffer.h"
#include "core/schema/check/check_interface.h"
#include "core/schema/copy.h"
#include "core/schema/decode/decode_options.h"
#include "core/schema/decode/decode_response.h"
#include "core/schema/describe.h"
#include "core/schema/encode/encode_form.h"
#include "core/schema/encode/encode_json.h"
#include "core/schema/encode/encode_path.h"
#include "core/schema/validate/validate.h"
#include "tests/fuzz/example.h"
#include "tests/fuzz/fuzz.h"
#include "tests/harness.h"
#include "tests/plugins/features.h"

#define TYPES_MAX   64
#define CHANGES_MAX 16

const char *const fuzz_name = "fuzz/tables";
const size_t fuzz_rounds = 3000;

static const otk_interface *interfaces[32];
static size_t interface_count;

static void take_interface(const otk_interface *interface)
{
	if (interface->operation_count && interface_count < OTK_COUNT_OF(interfaces))
		interfaces[interface_count++] = interface;
}

/* ---- a copy that can be changed */

typedef struct copied_type {
	const otk_type *from;
	otk_type *to;
	otk_field *fields;
	otk_rule *rules;
} copied_type;

typedef struct tables {
	otk_arena *arena;
	otk_interface interface;
	otk_operation *operations;
	copied_type types[TYPES_MAX];
	size_t type_count;
} tables;

static const otk_type *copy_type(tables *all, const otk_type *from)
{
	copied_type *made;
	size_t i = 0;

	while (i < all->type_count && all->types[i].from != from)
		i++;
	if (!from || i < all->type_count || i == TYPES_MAX)
		return from ? all->types[i < TYPES_MAX ? i : 0].to : NULL;
	made = &all->types[all->type_count++];
	made->from = from;
	made->to = otk_arena_alloc(all->arena, sizeof(*made->to));
	made->fields = otk_arena_alloc(all->arena, (from->field_count + 1) * sizeof(otk_field));
	made->rules = otk_arena_alloc(all->arena, (from->rule_count + 1) * sizeof(otk_rule));
	if (!made->to || !made->fields || !made->rules)
		abort();
	*made->to = *from;
	if (from->field_count)
		memcpy(made->fields, from->fields, from->field_count * sizeof(otk_field));
	if (from->rule_count)
		memcpy(made->rules, from->rules, from->rule_count * sizeof(otk_rule));
	made->to->fields = made->fields;
	made->to->rules = from->rules ? made->rules : NULL;
	for (size_t k = 0; k < from->field_count; k++)
		made->fields[k].type = copy_type(all, from->fields[k].type);
	return made->to;
}

static void copy_interface(tables *all, const otk_interface *from)
{
	const size_t count = from->operation_count;

	*all = (tables){.arena = otk_arena_new(0, 65536), .interface = *from};
	all->operations =
		all->arena ? otk_arena_alloc(all->arena, count * sizeof(otk_operation)) : NULL;
	if (!all->operations)
		abort();
	memcpy(all->operations, from->operations, count * sizeof(otk_operation));
	for (size_t i = 0; i < count; i++) {
		all->operations[i].options = copy_type(all, all->operations[i].options);
		all->operations[i].result = copy_type(all, all->operations[i].result);
	}
	all->interface.operations = all->operations;
	all->interface.types = NULL;
	all->interface.vtable = NULL;
}

/* ---- changes */

static const char *const texts[] = {NULL, "", "id", "status", "sessionId", "a|b|c", "a||b", "|",
	"with blank", "\"quoted\"", "line\nend", "\xff", "\xe2\x80\xae", "%s%n", "session_id",
	"{id}", "/v2/project/{project}/x/{id}", "/x[/{id}]", "/x[/{id}", "/{", "items", "count",
	"start", "list", "get", "https://a.example", "http://a.example", "408=404", "408=999",
	"abc=404", "ws://|wss://", "0123456789", "a.b", "a..b", ".", "extra_json",
	"a name that is much longer than any wire name or member of a struct should ever be, so that "
	"it must be refused by whoever checks the tables of plugins before they are used by anybody"};
static const char *const none[] = {NULL};
static const char *const some[] = {"a", "b", "c", NULL};
static const char *const empty_one[] = {"a", "", NULL};
static const char *const twice[] = {"a", "a", NULL};
static const char *const *const lists[] = {NULL, none, some, empty_one, twice};
static const int64_t numbers[] = {
	0, 1, -1, 2, 3, 7, 8, 16, 255, 256, 65536, INT32_MAX, UINT32_MAX, INT64_MAX, INT64_MIN};

static const char *text_of(unsigned value)
{
	return texts[value % OTK_COUNT_OF(texts)];
}

static int64_t number_of(unsigned value)
{
	return value < 128 ? (int64_t)value : numbers[value % OTK_COUNT_OF(numbers)];
}

static void change_field(const tables *all, otk_field *field, unsigned what, unsigned value)
{
	const char **const strings[] = {&field->name, &field->aliases, &field->member, &field->help,
		&field->wire_default, &field->prefixes, &field->alphabet, &field->keyed};
	uint8_t *const bytes[] = {&field->kind, &field->place, &field->format, &field->unit,
		&field->required, &field->secret, &field->soft, &field->hidden, &field->unique,
		&field->single, &field->role, &field->multiline, &field->keep_empty};

	what %= 28;
	if (what < 8)
		*strings[what] = text_of(value);
	else if (what < 21)
		*bytes[what - 8] = (uint8_t)value;
	else if (what == 21)
		field->offset = (uint32_t)number_of(value) * (value & 1 ? 8 : 1);
	else if (what == 22)
		field->count_offset = (uint32_t)number_of(value) * (value & 1 ? 8 : 1);
	else if (what == 23)
		field->min = number_of(value);
	else if (what == 24)
		field->max = number_of(value);
	else if (what == 25)
		field->values = lists[value % OTK_COUNT_OF(lists)];
	else if (what == 26)
		field->labels = lists[value % OTK_COUNT_OF(lists)];
	else
		field->type = value % 5
				      ? all->types[value % (all->type_count + !all->type_count)].to
				      : NULL;
}

static void change_rule(otk_rule *rule, unsigned what, unsigned value)
{
	const char **const strings[] = {
		&rule->field, &rule->value, &rule->other, &rule->other_value, &rule->message};

	what %= 7;
	if (what < 5)
		*strings[what] = text_of(value);
	else if (what == 5)
		rule->kind = (uint8_t)value;
	else
		rule->soft = (uint8_t)value;
}

static void change_type(const copied_type *one, unsigned what, unsigned value)
{
	otk_type *type = one->to;
	size_t *const sizes[] = {
		&type->struct_size, &type->min_struct_size, &type->extra_json, &type->type_size};

	what %= 8;
	if (what < 4)
		*sizes[what] = (size_t)number_of(value) * (value & 1 ? 8 : 1);
	else if (what == 4)
		type->field_count = value % (one->from->field_count + 1);
	else if (what == 5)
		type->rule_count = value % (one->from->rule_count + 1);
	else if (what == 6)
		type->name = text_of(value);
	else
		type->fields = value & 1 ? NULL : one->fields;
}

static void change_operation(const tables *all, otk_operation *row, unsigned what, unsigned value)
{
	const char **const strings[] = {&row->name, &row->aliases, &row->summary, &row->path,
		&row->base_url, &row->settle_by, &row->read_status_as, &row->errors,
		&row->session_id};
	uint8_t *const bytes[] = {
		&row->method, &row->body, &row->shape, &row->repeat, &row->auth, &row->backends};
	const otk_type *type = all->type_count ? all->types[value % all->type_count].to : NULL;
	const otk_operation *other =
		&all->interface.operations[value % all->interface.operation_count];

	what %= 22;
	if (what < 9)
		*strings[what] = text_of(value);
	else if (what < 15)
		*bytes[what - 9] = (uint8_t)value;
	else if (what == 15)
		row->options = value % 7 ? type : NULL;
	else if (what == 16)
		row->result = value % 7 ? type : NULL;
	else if (what == 17)
		row->pages = other->pages;
	else if (what == 18)
		row->settles = other->settles;
	else if (what == 19)
		row->downloads = other->downloads;
	else if (what == 20)
		row->adopts = other->adopts;
	else
		row->operation_size = (size_t)number_of(value) * 8;
}

static void change(tables *all, const unsigned char *bytes)
{
	const unsigned row = bytes[1], what = bytes[2], value = bytes[3];
	const copied_type *type = all->type_count ? &all->types[row % all->type_count] : NULL;

	switch (bytes[0] % 4) {
	case 0:
		change_operation(
			all, &all->operations[row % all->interface.operation_count], what, value);
		break;
	case 1:
		if (type)
			change_type(type, what, value);
		break;
	case 2:
		if (type && type->from->rule_count)
			change_rule(&type->rules[what / 7 % type->from->rule_count], what, value);
		break;
	default:
		if (type && type->from->field_count)
			change_field(all,
				&type->fields[(bytes[0] / 4 + row) % type->from->field_count], what,
				value);
	}
}

/* ---- use */

static const char *use_options(const otk_operation *row)
{
	const char *ids[OTK_PATH_IDS_MAX + 1] = {NULL};
	static const char *const four[OTK_PATH_IDS_MAX + 1] = {"a", "b", "c", "d"};
	const otk_validation validation = {.checks = OTK_CHECKS_DEFAULT};
	otk_error error = OTK_ERROR_INIT;
	char *example = row->options ? fuzz_example(row->options, OTK_SHAPE_OBJECT) : NULL;
	void *options = NULL, *copy = NULL;
	const char *wrong = NULL;
	otk_buffer out;

	if (otk_decode_options(row, row->options, example ? example : "{}", OTK_NAMING_WIRE,
		    &options, ids, &error))
		wrong = options || !error.message[0] ? "refused without a message" : NULL;
	otk_buffer_init(&out, 1 << 20);
	if (!wrong && row->options) {
		(void)otk_validate(row->options, options, &validation, "x", &error);
		(void)(row->body == OTK_BODY_FORM
				? otk_encode_form(row->options, options, &out, &error)
				: otk_encode_json(row->options, options, &out, &error));
		if (options && otk_copy_options(row->options, options, &copy, "x", &error))
			wrong = "decoded options cannot be copied";
	}
	otk_buffer_clear(&out);
	(void)otk_encode_path(row, row->path, "1", four, options, OTK_NAMING_WIRE, &out, &error);
	otk_buffer_free(&out);
	otk_free(copy);
	otk_free(options);
	free(example);
	return wrong;
}

static const char *use_result(const otk_operation *row)
{
	otk_error error = OTK_ERROR_INIT;
	char *example = fuzz_example(row->result, (otk_shape)row->shape);
	otk_odd_members odd;
	void *record = NULL;
	const char *wrong = NULL;

	if (otk_decode(row->result, (otk_shape)row->shape, example, strlen(example), NULL, &record,
		    &odd, &error) &&
		(record || !error.message[0]))
		wrong = "a response is refused without a message";
	otk_free(record);
	free(example);
	return wrong;
}

static const char *use_operation(const tables *all, const otk_operation *row)
{
	otk_error error = OTK_ERROR_INIT;
	const otk_plugin plugin = OTK_PLUGIN_DESCRIPTOR("x");
	otk_describer description;
	const char *wrong;
	char *json = NULL;

	otk_describe_begin(&description);
	otk_describe_operation(&description, &plugin, &all->interface, row, false);
	if (otk_describe_end(&description, OTK_OK, &json, &error) && !error.message[0])
		return "not described, without a message";
	otk_free(json);
	wrong = use_options(row);
	return wrong || !row->result ? wrong : use_result(row);
}

const char *fuzz_one(const char *data, size_t size)
{
	const unsigned char *bytes = (const unsigned char *)data;
	otk_error error = OTK_ERROR_INIT;
	const char *wrong = NULL;
	tables all;

	if (!interface_count)
		otk_feature_interfaces(take_interface);
	if (!size)
		return NULL;
	copy_interface(&all, interfaces[bytes[0] % interface_count]);
	for (size_t at = 1; at + 4 <= size && at < 1 + 4 * CHANGES_MAX; at += 4)
		change(&all, bytes + at);
	if (otk_interface_check(&(otk_module_memory){0}, &all.interface, "fuzz", &error)) {
		if (error.status != OTK_E_PLUGIN_BROKEN || !error.message[0])
			wrong = "refused without a reason";
		else if (!fuzz_is_shown(error.message))
			wrong = "the reason is not one printable line";
	} else {
		fuzz_good++;
		for (size_t i = 0; !wrong && i < all.interface.operation_count; i++)
			wrong = use_operation(&all, &all.operations[i]);
	}
	otk_arena_free(all.arena);
	return wrong;
}

/* The seeds: each interface without changes. */
size_t fuzz_seeds(fuzz_seed *seeds)
{
	if (!interface_count)
		otk_feature_interfaces(take_interface);
	for (size_t i = 0; i < interface_count; i++) {
		seeds[i] = fuzz_seed_of(0, "?");
		seeds[i].text[0] = (char)i;
	}
	return interface_count;
}
